"""Findings and rule results as rows of the ledger.

In scope: writing them, and reading back what was found. Out of scope: finding them, or what becomes of
them from version to version (`findings.history`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.finding import Finding, folded_key
from orchestration.findings.history import IS_STANDING, column_of, identity_of, table_of
from orchestration.returns.description import VALUE_SUFFIX, Column, Table, description_of
from orchestration.warehouse.ledger import Submission, current_in_previous_year, insert_rows, now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A submission and what was found in it.
Found = tuple[Submission, Sequence[Finding]]

# A longer return is a list of invoices, which are new every year: no row of it has one of the year before beside it.
ROWS_COMPARED_WITH_LAST_YEAR = 10_000


def finding_rows(
    submission: Submission,
    findings: Iterable[Finding],
    catalogue: Catalogue,
    last_year: Mapping[Finding, str] | None = None,
    found_at: datetime.datetime | None = None,
) -> list[list[Any]]:
    """Rows of `ledger.findings`, each with the sentence its submitter reads; a finding made twice stands once.

    Their states are left open: `findings.history` settles them. They are dated now, unless they are given a time.
    """
    rows = {}
    found_at = found_at or now()
    for finding in findings:
        rule = catalogue[finding.rule_id]
        key = finding.finding_id(submission.submission_id)
        name = submission.file_name
        rows[key] = [
            key, rule.rule_id, submission.submission_id, submission.return_id, submission.force_id,
            submission.financial_year, name, finding.sheet, finding.cell, finding.row, finding.column,
            finding.natural_key, finding.value, finding.expected, rule.severity, finding.sentence(rule, name),
            finding.how_to_fix(rule, name), found_at, identity_of(submission, finding), finding.difference,
            (last_year or {}).get(finding), None, None, None, finding.rows,
        ]  # fmt: skip
    return list(rows.values())


def record_findings(connection: DuckDBPyConnection, found: Sequence[Found], catalogue: Catalogue) -> None:
    """Write the findings of submissions of one return, each with the value of its cell in the year before."""
    last_year = last_year_values(connection, found)
    rows = []
    for submission, findings in found:
        rows += finding_rows(submission, findings, catalogue, last_year.get(submission.submission_id))
    insert_rows(connection, "ledger.findings", rows)


def record_new_findings(
    connection: DuckDBPyConnection, submission: Submission, findings: Sequence[Finding], catalogue: Catalogue
) -> None:
    """Write those findings of a submission that the ledger does not hold yet."""
    keys = [finding.finding_id(submission.submission_id) for finding in findings]
    rows = connection.execute(
        "SELECT finding_id FROM ledger.findings WHERE list_contains(?, finding_id)", [keys]
    ).fetchall()
    known = {key for (key,) in rows}
    new = [finding for key, finding in zip(keys, findings, strict=True) if key not in known]
    record_findings(connection, [(submission, new)], catalogue)


def recorded_findings(connection: DuckDBPyConnection, submission_ids: Sequence[str]) -> dict[str, list[Finding]]:
    """Findings of submissions that were not closed, read back, their further sentences apart."""
    rows = connection.execute(
        "SELECT submission_id, rule_id, sheet, row_number, cell, column_name, natural_key, value_given, "
        "expected, coalesce(rows_in_question, 1) "
        f"FROM ledger.findings WHERE submission_id IN (SELECT unnest($keys)) AND {IS_STANDING} "
        "ORDER BY submission_id, finding_id",
        {"keys": list(submission_ids)},
    ).fetchall()
    found: dict[str, list[Finding]] = {submission_id: [] for submission_id in submission_ids}
    for submission_id, rule_id, sheet, row, cell, column, key, value, expected, count in rows:
        finding = Finding(rule_id, sheet, row, _letter(cell), column, key, value, expected, rows=count)
        found[submission_id].append(finding)
    return found


def _letter(cell: str | None) -> str | None:
    return re.sub(r"\d", "", cell or "") or None


def last_year_values(connection: DuckDBPyConnection, found: Sequence[Found]) -> dict[str, dict[Finding, str]]:
    """By submission, what stood in the cell of a finding in the version in force of the year before, where known."""
    keyed = [submission for submission, findings in found if any(each.natural_key and each.column for each in findings)]
    before = current_in_previous_year(connection, keyed, ROWS_COMPARED_WITH_LAST_YEAR) if keyed else {}
    wanted: dict[str, _Wanted] = {}
    for submission, findings in found:
        earlier = before.get(submission.submission_id)
        for finding in findings if earlier else ():
            _want(wanted, submission, finding, str(earlier))
    values: dict[str, dict[Finding, str]] = {}
    for raw_name, each in wanted.items():
        stood = _values(connection, raw_name, each)
        for submission_id, finding, place in each.cells:
            if place in stood:
                values.setdefault(submission_id, {})[finding] = stood[place]
    return values


@dataclass
class _Wanted:
    """Cells of one table of the year before: submission, finding, and the place by version, key and column."""

    table: Table
    columns: dict[str, Column] = field(default_factory=dict)
    cells: list[tuple[str, Finding, tuple[str, str, str]]] = field(default_factory=list)


def _want(wanted: dict[str, _Wanted], submission: Submission, finding: Finding, before: str) -> None:
    if not (finding.natural_key and finding.column):
        return
    table = table_of(submission, finding)
    column = column_of(table, finding.column) if table else None
    if table is None or column is None or column.name in table.natural_key:
        return
    raw_name = description_of(submission.return_id or "").raw_table(table)
    of_table = wanted.setdefault(raw_name, _Wanted(table))
    of_table.columns[column.name] = column
    place = (before, folded_key(finding.natural_key), column.name)
    of_table.cells.append((submission.submission_id, finding, place))


def _values(connection: DuckDBPyConnection, raw_name: str, wanted: _Wanted) -> dict[tuple[str, str, str], str]:
    """Version, folded natural key and column to the value, as it was read where it could be."""
    columns, key = list(wanted.columns.values()), wanted.table.natural_key
    read = [f"coalesce({each.name}{VALUE_SUFFIX}, {each.name})" if each.has_value else each.name for each in columns]
    rows = connection.execute(
        f"SELECT _submission_id, {', '.join((*key, *read))} FROM raw.{raw_name} "
        "WHERE _submission_id IN (SELECT unnest($keys))",
        {"keys": sorted({version for *_, (version, _, _) in wanted.cells})},
    ).fetchall()
    found = {}
    for version, *row in rows:
        named = folded_key("; ".join(f"{name}={value}" for name, value in zip(key, row, strict=False)))
        for column, value in zip(columns, row[len(key) :], strict=True):
            if value is not None:
                found[(version, named, column.name)] = str(value)
    return found
