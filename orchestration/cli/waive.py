"""The command that lets a finding pass until a day: waive."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.deciding import deciding, print_decision, whose
from orchestration.cli.options import AsJson, Basis, By, Force, Key, Return, RuleCode, Workspace, Year
from orchestration.cli.values import day_of


def waive(
    rule_id: RuleCode,
    return_id: Return = "",
    force: Force = "",
    year: Year = "",
    basis: Basis = "",
    key: Key = "",
    reason: Annotated[str, typer.Option(help="Why the finding may remain.")] = "",
    by: By = "",
    until: Annotated[
        str,
        typer.Option(metavar="DATE", parser=day_of, help="Last day of the waiver, for example 2026-12-31; required."),
    ] = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Let a finding pass until a day: it is not counted, and returns when the waiver expires.

    A query that is waived is settled by the next load. A file that was rejected for a waived finding is accepted by
    icm load --retry. The register keeps every waiver for good. Exit code 2: refused.

    Example: icm waive V01 --return workforce --force kent --year 2025/26 --key "Local policing"
    --reason "The figure follows in June" --by "A Steward" --until 2026-06-30
    """
    from orchestration.findings.decisions import record_waiver

    with deciding(workspace, return_id, force, year, basis) as (connection, catalogue, scope):
        decision = record_waiver(connection, catalogue, rule_id, scope, key, reason, by, until)
    print_decision(decision, f"{rule_id} is waived for {whose(decision)} until {decision.valid_until}.", as_json)
