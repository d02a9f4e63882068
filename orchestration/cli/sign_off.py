"""The command that records that a force signs off its return: sign-off."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.deciding import deciding, print_decision, whose
from orchestration.cli.options import AsJson, Basis, By, Force, Return, Workspace, Year


def sign_off(
    return_id: Return = "",
    force: Force = "",
    year: Year = "",
    basis: Basis = "",
    by: By = "",
    role: Annotated[str, typer.Option(help="Role, for example 'Chief finance officer'.")] = "",
    remark: Annotated[str, typer.Option(help="Remark on the sign-off.")] = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Record that a force signs off the current version of a return.

    A later version is not signed off with it. Exit code 2: refused, and why.

    Example: icm sign-off --return expenditure --force kent --year 2025/26 --basis outturn
    --by "C. Officer" --role "Chief finance officer"
    """
    from orchestration.findings.decisions import record_sign_off

    with deciding(workspace, return_id, force, year, basis, needs_basis=True) as (connection, _, scope):
        decision = record_sign_off(connection, scope, by, role, remark)
    print_decision(decision, f"{whose(decision)} is signed off, submission {decision.submission_id}.", as_json)
