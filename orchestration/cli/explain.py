"""The command that records why a finding is as it is: explain."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.deciding import deciding, print_decision, whose
from orchestration.cli.options import AsJson, Basis, By, Force, Key, Return, RuleCode, Workspace, Year


def explain(
    rule_id: RuleCode,
    return_id: Return = "",
    force: Force = "",
    year: Year = "",
    basis: Basis = "",
    key: Key = "",
    reason: Annotated[str, typer.Option(help="Explanation of the figure.")] = "",
    by: By = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Record why a finding is as it is. It stays a finding, and the explanation is published with it.

    Exit code 2: refused, and why.

    Example: icm explain R11 --return expenditure --force kent --year 2025/26 --basis outturn
    --reason "Regional units moved to the lead force" --by "Finance, Kent"
    """
    from orchestration.findings.decisions import record_explanation

    with deciding(workspace, return_id, force, year, basis) as (connection, catalogue, scope):
        decision = record_explanation(connection, catalogue, rule_id, scope, key, reason, by)
    print_decision(decision, f"{rule_id} is explained for {whose(decision)}.", as_json)
