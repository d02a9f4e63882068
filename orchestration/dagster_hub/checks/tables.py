"""One asset check for each published table: what dbt's tests say of it.

In scope: turning a build's tests into asset checks. Out of scope: running them (`warehouse.runner`).
"""

from __future__ import annotations

import dagster as dg

from orchestration.warehouse.plan import Plan
from orchestration.warehouse.runner import Build

NAME = "tests"


def table_check_specs(plan: Plan) -> list[dg.AssetCheckSpec]:
    """A check for each published table."""
    return [
        dg.AssetCheckSpec(name=NAME, asset=step.relation.split("."), description="What dbt's tests say of the table.")
        for step in plan.published
    ]


def table_check_results(plan: Plan, build: Build) -> list[dg.AssetCheckResult]:
    """What the tests of each table said; a build in which one of them failed has no results, only the failure."""
    return [
        dg.AssetCheckResult(
            asset_key=step.relation.split("."),
            check_name=NAME,
            passed=step.relation not in build.failing_tests,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"warned": ", ".join(build.failing_tests.get(step.relation, [])) or "none"},
        )
        for step in plan.published
    ]
