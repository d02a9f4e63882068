"""The command that takes back a version that should not have been sent: withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.deciding import deciding, whose
from orchestration.cli.options import AsJson, Basis, By, Force, Workspace, Year
from orchestration.cli.output import console, print_json
from orchestration.cli.values import return_id_of

if TYPE_CHECKING:
    from orchestration.warehouse.ledger import Submission


def withdraw(
    return_id: Annotated[
        str, typer.Argument(metavar="RETURN", parser=return_id_of, help="Return, for example workforce.")
    ],
    force: Force = "",
    year: Year = "",
    basis: Basis = "",
    series: Annotated[
        str,
        typer.Option(help="Register, set of peers or national table where several are current, or the file's name."),
    ] = "",
    reason: Annotated[str, typer.Option(help="Why the version is withdrawn.")] = "",
    by: By = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw the current version of a return, register or national table.

    The version before it is current again, or none is. Nothing is deleted, and the register keeps who withdrew it and
    why. The tables follow on the next icm load. Exit code 2: refused, and why.

    Example: icm withdraw workforce --force kent --year 2025/26 --reason "Sent by mistake" --by "A Steward"
    """
    from orchestration.validation.withdrawal import withdraw as withdraw_version

    with deciding(workspace, return_id, force, year, basis) as (connection, catalogue, scope):
        done = withdraw_version(connection, catalogue, scope, series, reason, by)
    restored = done.restored
    if as_json:
        print_json(
            {
                "decision_id": done.decision.decision_id,
                "withdrawn": _facts(done.withdrawn),
                "current": _facts(restored) if restored else None,
            }
        )
        return
    follows = (
        f"Version {restored.version} ({restored.file_name}) is current again"
        if restored
        else "No earlier version was accepted, so none is current"
    )
    console.print(
        f"{done.decision.decision_id}: version {done.withdrawn.version} ({done.withdrawn.file_name}) of "
        f"{whose(done.decision)} is withdrawn. {follows}. Run icm load to publish this.",
        markup=False,
    )


def _facts(submission: Submission) -> dict[str, str | int | None]:
    return {
        "submission_id": submission.submission_id,
        "version": submission.version,
        "file_name": submission.file_name,
        "return_id": submission.return_id,
        "force_id": submission.force_id,
        "financial_year": submission.financial_year,
        "variant": submission.variant,
    }
