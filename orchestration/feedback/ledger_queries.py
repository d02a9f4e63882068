"""Which submissions go back to their senders, and what was found in each, from the ledger.

In scope: reading them. Out of scope: words, files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.feedback.page import LISTED, SEVERITY_WORDS, Found
from orchestration.returns.description import all_descriptions
from orchestration.warehouse.ledger import NOT_ACCEPTED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE = 10_000

# What a steward waived, or what is settled since, is not asked of the sender.
_OPEN = "(SELECT * FROM ledger.findings WHERE coalesce(state, '') NOT IN ('waived', 'fixed', 'superseded'))"
# Findings that reading the bytes left: a file with one of these that rejects was refused, and is not opened again.
_SUBMISSIONS = f"""
    SELECT s.submission_id, s.file_name, s.sha256, s.return_id, s.form_id, s.force_id, s.financial_year, s.variant,
           s.version,
           s.status, count(f.finding_id) AS findings,
           coalesce(bool_or(f.severity = 'reject' AND regexp_matches(f.rule_id, '^(F|H02)')), false) AS was_refused,
           coalesce(bool_or(f.rule_id = 'R04'), false) AS is_doubtful,
           strftime(max(f.found_at), '%Y-%m-%dT%H:%M:%SZ') AS last_found_at,
           bit_xor(md5_number_lower(
               concat_ws('|', f.finding_id, f.severity, f.sentence, f.how_to_fix)
           ))::VARCHAR AS fingerprint
    FROM ledger.submissions AS s LEFT JOIN {_OPEN} AS f USING (submission_id)
    GROUP BY ALL
    ORDER BY s.submission_id
"""
_FINDINGS = f"""
    SELECT finding_id, rule_id, severity, sheet, cell, row_number, column_name, natural_key, value_given, expected,
           sentence, how_to_fix, strftime(found_at, '%Y-%m-%dT%H:%M:%SZ'), last_year_value
    FROM {_OPEN}
    WHERE submission_id = ?
    ORDER BY CASE severity WHEN 'reject' THEN 1 WHEN 'query' THEN 2 ELSE 3 END, sheet NULLS FIRST,
             row_number NULLS FIRST, cell, rule_id, finding_id
    LIMIT ?
"""


@dataclass(frozen=True)
class Returned:
    """A submission that goes back.

    Attributes:
        submission_id: Key.
        file_name: Path below the landing folder.
        sha256: Fingerprint of its bytes, by which the archive keeps them.
        return_id: Return, or None if the file was like none.
        form_id: Form of the return, or None likewise.
        force_id: Force, or None for a register, a national table, or where the file does not say.
        financial_year: Year, or None.
        variant: Series within return, force and year.
        version: Version within the series, or None.
        status: State in the ledger.
        findings: How many there are.
        was_refused: Whether the file was rejected before its cells were read.
        is_doubtful: Whether the name of the file says another force than its cells (R04).
        last_found_at: When the latest was found, as ISO in UTC.
        fingerprint: Changes whenever a finding or its words do.
    """

    submission_id: str
    file_name: str
    sha256: str
    return_id: str | None
    form_id: str | None
    force_id: str | None
    financial_year: str | None
    variant: str | None
    version: int | None
    status: str
    findings: int
    was_refused: bool
    is_doubtful: bool
    last_found_at: str | None
    fingerprint: str | None


def submissions_to_return(connection: DuckDBPyConnection) -> list[Returned]:
    """Submissions with findings that no later file has overtaken, the oldest first.

    A file that was rejected is overtaken by any later version; one in force stays until it is superseded.
    """
    every = [Returned(*row) for row in connection.execute(_SUBMISSIONS).fetchall()]
    per_force = {each.return_id for each in all_descriptions() if each.per_force}
    latest: dict[tuple[str | None, ...], int] = {}
    for each in every:
        latest[_series(each)] = max(latest.get(_series(each), 0), each.version or 0)

    def is_overtaken(each: Returned) -> bool:
        # Returns whose cells do not say the force are not one series, although their ledger lines look alike.
        is_known = each.return_id is not None and (each.return_id not in per_force or each.force_id is not None)
        return each.status in NOT_ACCEPTED and is_known and (each.version or 0) < latest[_series(each)]

    return [
        each
        for each in every
        if each.findings and each.status not in {"superseded", "duplicate", "withdrawn"} and not is_overtaken(each)
    ]


def findings_of(connection: DuckDBPyConnection, submission_id: str) -> Iterator[Found]:
    """Findings of one submission and of no other, worst first, then from top to bottom; no more than are listed."""
    result = connection.execute(_FINDINGS, [submission_id, LISTED])
    while rows := result.fetchmany(_AT_ONCE):
        yield from (Found(*row) for row in rows)


def severity_counts(connection: DuckDBPyConnection, submission_id: str) -> dict[str, int]:
    """All findings of a submission by severity, a nought for one that did not occur."""
    counts = connection.execute(
        f"SELECT severity, count(*) FROM {_OPEN} WHERE submission_id = ? GROUP BY severity", [submission_id]
    ).fetchall()
    return {**dict.fromkeys(SEVERITY_WORDS, 0), **dict(counts)}


def _series(each: Returned) -> tuple[str | None, ...]:
    return each.return_id, each.force_id, each.financial_year, each.variant
