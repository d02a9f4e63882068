"""How much of a return may be in question, by return and release type, and whether a submission goes beyond it.

In scope: reading `seeds/quality/thresholds.csv`, the share of rows in question, R20. Out of scope: what is
in question (the rules), or what becomes of the submission (`validation.outcome`).
"""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.finding import Finding
from orchestration.returns.description import description_of
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FINAL = "final"
_WHOLE_PCT = Decimal(100)


@dataclass(frozen=True)
class Threshold:
    """What may be in question of one return for one type of release.

    Attributes:
        greatest_share_pct: Greatest share of rows in question, 0 to 100.
        fewest_rows: Rows of figures below which no share is judged: one row of three says little.
        valid_from: First day it holds.
    """

    return_id: str
    release_type: str
    greatest_share_pct: Decimal
    fewest_rows: int
    valid_from: datetime.date


@dataclass(frozen=True)
class Thresholds:
    """The thresholds, and the type of release that each round of collection is for."""

    thresholds: tuple[Threshold, ...]
    release_types: dict[tuple[str, str], str]

    def of(self, submission: Submission, today: datetime.date) -> Threshold | None:
        """The threshold of a submission on a day; that of a final release where no round is known; None if none."""
        round_of = (submission.return_id or "", submission.financial_year or "")
        release_type = self.release_types.get(round_of, _FINAL)
        fitting = [
            each
            for each in self.thresholds
            if (each.return_id, each.release_type) == (submission.return_id, release_type) and each.valid_from <= today
        ]
        return max(fitting, key=lambda each: each.valid_from, default=None)


def read_thresholds(seeds: Path) -> Thresholds:
    """Thresholds and rounds from the seeds folder."""
    thresholds = tuple(
        Threshold(
            row["return_id"],
            row["release_type"],
            Decimal(row["greatest_share_in_question_pct"]),
            int(row["fewest_rows"]),
            datetime.date.fromisoformat(row["valid_from"]),
        )
        for row in _rows(seeds / "quality" / "thresholds.csv")
    )
    rounds = _rows(seeds / "reference" / "collection_rounds.csv")
    return Thresholds(thresholds, {(row["return_id"], row["financial_year"]): row["release_type"] for row in rounds})


def too_many_in_question(
    connection: DuckDBPyConnection,
    submission: Submission,
    standing: Sequence[Finding],
    catalogue: Catalogue,
    threshold: Threshold | None,
) -> list[Finding]:
    """R20 where the share of rows with a query is greater than the threshold.

    Args:
        connection: The private file.
        submission: The submission, its rows landed and the results of its rules recorded.
        standing: Findings that are not waived.
        catalogue: Says which findings are queries.
        threshold: What may be in question; nothing is judged where None.
    """
    if threshold is None or threshold.greatest_share_pct >= _WHOLE_PCT:
        return []
    queries = [each for each in standing if each.row is not None and catalogue[each.rule_id].severity == "query"]
    if not queries:
        return []
    rows = _rows_of_figures(connection, submission)
    if rows < threshold.fewest_rows:
        return []
    in_question = min(_rows_in_question(connection, submission, queries), rows)
    share = _WHOLE_PCT * in_question / rows
    if share <= threshold.greatest_share_pct:
        return []
    detail = f"for a {threshold.release_type} release"
    return [Finding("R20", value=f"{share:.1f}", expected=f"{threshold.greatest_share_pct:f}", detail=detail)]


def _rows_in_question(connection: DuckDBPyConnection, submission: Submission, queries: Sequence[Finding]) -> int:
    """Rows with a query; what is asked of more rows than are named one by one counts all of them.

    Two questions to unnamed rows may be to the same ones, so that the larger number counts and not their sum.
    """
    located = {(each.sheet, each.row) for each in queries}
    asked: Counter[tuple[str, str | None]] = Counter()
    for each in queries:
        asked[(each.rule_id, each.column)] += each.rows
    # What a rule says of a long list counts in full only if none of it is waived: those rows are not named.
    counted = connection.execute(
        "SELECT rule_id, max(rows_failing) FROM ledger.rule_results WHERE submission_id = ? GROUP BY 1",
        [submission.submission_id],
    ).fetchall()
    rules = {each.rule_id for each in queries}
    waived = connection.execute(
        "SELECT DISTINCT rule_id FROM ledger.decisions WHERE kind = 'waiver' AND return_id = ? "
        "AND force_id IS NOT DISTINCT FROM ?",
        [submission.return_id, submission.force_id],
    ).fetchall()
    whole = [int(count) for rule_id, count in counted if rule_id in rules and (rule_id,) not in waived]
    return max([len(located), *asked.values(), *whole])


def _rows_of_figures(connection: DuckDBPyConnection, submission: Submission) -> int:
    """Landed rows of every table but the sheet About."""
    description = description_of(submission.return_id or "")
    counts = [
        connection.execute(
            f"SELECT count(*) FROM raw.{description.raw_table(table)} WHERE _submission_id = ?",
            [submission.submission_id],
        ).fetchall()[0][0]
        for table in description.form(submission.form_id or "").tables
        if table.name != "about"
    ]
    return int(sum(counts))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
