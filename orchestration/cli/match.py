"""The command that says whether two registers report one agreement: match."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.cli.deciding import opened, print_decision
from orchestration.cli.options import AsJson, By, Workspace


def match(
    same: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ID ID", help="Two Agreement IDs that mean one agreement.")
    ] = None,
    different: Annotated[
        tuple[str, str] | None, typer.Option(metavar="ID ID", help="Two Agreement IDs that mean two agreements.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Reason for the decision.")] = "",
    by: By = "",
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Record whether two registers report one agreement or two. The next load uses it.

    The last decision on two IDs applies, and the register of decisions keeps them all. Exit code 2: refused.

    Example: icm match --same em-forensics kent-forensic-unit --reason "One unit, both leads say" --by "A Steward"
    """
    from orchestration.findings.decisions import DecisionRefused, record_pair

    with opened(workspace) as (_, connection):
        if bool(same) == bool(different):
            raise DecisionRefused("Give either --same or --different, each with two Agreement IDs.")
        one, other = same or different or ("", "")
        decision = record_pair(connection, one, other, bool(same), reason, by)
    told = "mean one agreement" if decision.kind == "same_agreement" else "mean two agreements"
    print_decision(
        decision, f"{' and '.join((decision.natural_key or '').split(' | '))} {told} from the next load on.", as_json
    )
