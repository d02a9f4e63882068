"""One asset check for each rule and raw table: what the suite said of the submissions in force.

In scope: turning stored results into asset checks. Out of scope: running suites, or deciding: a failing
check warns, because the submission's own state says whether it was let in, and one force's file never holds up others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.findings.catalogue import read_catalogue
from orchestration.returns.description import description_of
from orchestration.settings import PROJECT_DIR, SEEDS_DIR
from orchestration.validation.suites import read_suite

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def rule_check_specs(return_id: str) -> list[dg.AssetCheckSpec]:
    """A check for each rule that the return's suite holds, on each table it looks at."""
    catalogue = read_catalogue(SEEDS_DIR)
    return [
        dg.AssetCheckSpec(
            name=rule_id,
            asset=["raw", table],
            description=f"{catalogue[rule_id].title}. {catalogue[rule_id].severity}.",
        )
        for table, rule_id in _rules(return_id)
    ]


def rule_check_results(connection: DuckDBPyConnection, return_id: str) -> list[dg.AssetCheckResult]:
    """What each rule said the last time, over the submissions in force and those last rejected."""
    rows = connection.execute(
        """
        SELECT r.table_name, r.rule_id, bool_or(r.outcome = 'could_not_run'), sum(r.rows_failing),
               sum(r.rows_checked), count(DISTINCT r.submission_id)
        FROM ledger.rule_results AS r
        JOIN ledger.submissions AS s USING (submission_id)
        WHERE s.return_id = ? AND s.status NOT IN ('superseded', 'withdrawn')
        GROUP BY ALL
        """,
        [return_id],
    ).fetchall()
    found = {(table, rule_id): facts for table, rule_id, *facts in rows}
    results = []
    for table, rule_id in _rules(return_id):
        broke, failing, checked, submissions = found.get((table, rule_id), (False, 0, 0, 0))
        results.append(
            dg.AssetCheckResult(
                asset_key=["raw", table],
                check_name=rule_id,
                passed=not broke and not failing,
                severity=dg.AssetCheckSeverity.WARN,
                description="The rule could not run." if broke else None,
                metadata={
                    "rows_failing": int(failing),
                    "rows_checked": int(checked),
                    "submissions": int(submissions),
                },
            )
        )
    return results


def _rules(return_id: str) -> list[tuple[str, str]]:
    catalogue = read_catalogue(SEEDS_DIR)
    expectations = read_suite(PROJECT_DIR / "expectations", return_id, catalogue)
    description = description_of(return_id)
    names = {table.name: description.raw_table(table) for form in description.forms for table in form.tables}
    pairs = [(names[each["meta"]["table"]], each["meta"]["rule"]) for each in expectations]
    return list(dict.fromkeys(pairs))
