"""One asset check for each rule across submissions: what its table says of the submissions in force.

In scope: turning stored results into asset checks. Out of scope: running the rules (`validation.cross_return`),
or blocking anything: a failing check warns, as those of the suites do (`dagster_hub.checks.rules`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from orchestration.findings.catalogue import read_catalogue
from orchestration.settings import SEEDS_DIR
from orchestration.validation.cross_return import rules_across

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def across_check_specs(asset: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """A check for each rule across submissions that is switched on."""
    return [
        dg.AssetCheckSpec(name=rule.rule_id, asset=asset, description=f"{rule.title}. {rule.severity}.")
        for rule in rules_across(read_catalogue(SEEDS_DIR))
    ]


def across_check_results(connection: DuckDBPyConnection, asset: dg.AssetKey) -> list[dg.AssetCheckResult]:
    """What each rule said the last time, over the submissions in force."""
    rows = connection.execute(
        """
        SELECT r.rule_id, bool_or(r.outcome = 'could_not_run'), sum(r.rows_failing), count(*)
        FROM ledger.rule_results AS r
        JOIN ledger.submissions AS s USING (submission_id)
        WHERE s.status IN ('accepted', 'accepted_with_queries')
        GROUP BY r.rule_id
        """
    ).fetchall()
    found = {rule_id: facts for rule_id, *facts in rows}
    results = []
    for spec in across_check_specs(asset):
        broke, failing, submissions = found.get(spec.name, (False, 0, 0))
        results.append(
            dg.AssetCheckResult(
                asset_key=asset,
                check_name=spec.name,
                passed=not broke and not failing,
                severity=dg.AssetCheckSeverity.WARN,
                description="The rule could not run." if broke else None,
                metadata={"rows_failing": int(failing), "submissions": int(submissions)},
            )
        )
    return results
