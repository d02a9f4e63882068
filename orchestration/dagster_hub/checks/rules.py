"""One asset check for each rule: what it says of the submissions in force and those last rejected.

In scope: turning stored results into asset checks. Out of scope: running the rules (`validation`), or deciding: a
failing check warns, because the submission's own state says whether it was let in, and one force's file never holds up
others.

A rule that many returns share is one check, with a line for each raw table in which it found something: Dagster writes
two events a check and run, and a check of each rule on each table took a quarter of a run that one file had started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.findings.catalogue import Rule, read_catalogue
from orchestration.returns.description import all_descriptions
from orchestration.settings import PROJECT_DIR, SEEDS_DIR
from orchestration.validation.cross_return import rules_across
from orchestration.validation.suites import read_suite

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def rule_check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """A check for each rule that is switched on: those of the suites, and those across returns."""
    return [
        dg.AssetCheckSpec(name=rule.rule_id, asset=asset, description=f"{rule.title}. {rule.severity}.")
        for rule in _rules()
    ]


def rule_check_results(connection: DuckDBPyConnection, asset: dg.AssetKey) -> list[dg.AssetCheckResult]:
    """What each rule said the last time: how many rows and submissions it checked, and where it found something.

    Rules across returns look at submissions in force alone.
    """
    across = [rule.rule_id for rule in rules_across(read_catalogue(SEEDS_DIR))]
    rows = connection.execute(
        """
        WITH by_table AS (
            SELECT r.rule_id, r.table_name, bool_or(r.outcome = 'could_not_run') AS broke,
                   sum(r.rows_failing) AS failing, sum(r.rows_checked) AS checked, list(DISTINCT submission_id) AS files
            FROM ledger.rule_results AS r
            JOIN ledger.submissions AS s USING (submission_id)
            WHERE s.status IN ('accepted', 'accepted_with_queries')
               OR (s.status NOT IN ('superseded', 'withdrawn') AND NOT list_contains(?, r.rule_id))
            GROUP BY ALL
        )
        SELECT rule_id, bool_or(broke), sum(failing), sum(checked), len(list_distinct(flatten(list(files)))),
               string_agg(table_name || ': ' || failing, ', ' ORDER BY table_name) FILTER (WHERE failing > 0)
        FROM by_table GROUP BY rule_id
        """,
        [across],
    ).fetchall()
    found = {rule_id: facts for rule_id, *facts in rows}
    results = []
    for rule in _rules():
        broke, failing, checked, submissions, where = found.get(rule.rule_id, (False, 0, 0, 0, None))
        results.append(
            dg.AssetCheckResult(
                asset_key=asset,
                check_name=rule.rule_id,
                passed=not broke and not failing,
                severity=dg.AssetCheckSeverity.WARN,
                description="The rule could not run." if broke else None,
                metadata={
                    "rows_failing": int(failing or 0),
                    "rows_checked": int(checked or 0),
                    "submissions": int(submissions),
                    "failing_in": where or "none",
                },
            )
        )
    return results


def _rules() -> list[Rule]:
    catalogue = read_catalogue(SEEDS_DIR)
    suites = [
        read_suite(PROJECT_DIR / "expectations", description.return_id, catalogue) for description in all_descriptions()
    ]
    used = {each["meta"]["rule"] for suite in suites for each in suite}
    used |= {rule.rule_id for rule in rules_across(catalogue)}
    return [rule for rule in catalogue if rule.rule_id in used]
