"""The command that shows figures of the last loads: loads."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, folding_table, print_json

if TYPE_CHECKING:
    from orchestration.answers.loads import LoadFigures


def loads(
    workspace: Workspace = None,
    last: Annotated[int, typer.Option(metavar="NUMBER", min=1, help="Number of loads to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the last loads: start, seconds, CPU seconds, files, findings, release, outcome, and why one failed.

    Times are UTC. Loads that found nothing changed are not listed. --json adds what each stage read, wrote and took.

    Example: icm loads --last 5
    """
    from orchestration.answers.loads import read_loads

    settings = existing_hub(workspace)
    found = read_loads(settings, last)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        console.print(
            f"Nothing has been loaded in {settings.workspace} yet. Run icm load, or give another hub with --workspace.",
            markup=False,
        )
        return
    table = folding_table(
        "Load", "Start (UTC)", "Seconds", "CPU seconds", "New files", "Findings", "Release", "Outcome", "Problem"
    )
    for each in found:
        table.add_row(*_cells(each))
    console.print(table)


def _cells(load: LoadFigures) -> list[str]:
    seconds = ["" if each is None else f"{each:,.1f}" for each in (load.wall_seconds, load.cpu_seconds)]
    files = "" if load.files_new is None else f"{load.files_new:,}"
    return [
        load.load_id, f"{load.started_at:%Y-%m-%d %H:%M:%S}", *seconds, files, f"{load.findings:,}",
        load.release_id or "", load.outcome, escape(" ".join(load.problems)),
    ]  # fmt: skip
