"""The command that answers a monitor: health."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated

import typer

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, errors, print_json


def health(
    workspace: Workspace = None,
    within_hours: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Hours within which a load must have succeeded. Default: ICM_SUCCESS_WITHIN_HOURS, otherwise 30.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Report whether the hub is well, for a monitor: the last load, the current release, the disk.

    icm serve answers the same as JSON on /health, with status 200 or 503. A hub is well if its last load succeeded, not
    too long ago, if there is a release, and if the disk has room for the next load. It never waits for a load.

    Exit code 0: the hub is well. 1: it is not, and each reason says what to do. 2: wrong usage.

    Example: icm health --within-hours 26
    """
    from orchestration.answers.health import read_health

    settings = existing_hub(workspace)
    if within_hours:
        settings = replace(settings, success_within_hours=within_hours)
    found = read_health(settings)
    if as_json:
        print_json(asdict(found))
    else:
        for reason in found.reasons:
            errors.print(reason, style="red", markup=False)
        if found.is_healthy:
            console.print(
                f"The hub is well: load succeeded {found.last_success_at}, release {found.release_id}.", style="green"
            )
    if not found.is_healthy:
        raise typer.Exit(1)
