"""The command that looks at every part of a hub: doctor."""

from __future__ import annotations

from dataclasses import asdict

import typer
from rich.markup import escape

from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, folding_table, print_json
from orchestration.settings import settings_from_environment

_STYLES = {"good": "green", "note": "yellow", "problem": "red"}


def doctor(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Check installation, settings, folders, disk, locks, warehouse, clock, release and loads, and say what to do.

    Each line has the part, its state (good, note, problem), what was found and what to do. Nothing is changed, and a
    load may run meanwhile. Whether archive and releases are as they were written is not looked at here.

    Exit code 0: no problem. 1: at least one problem. 2: wrong usage.

    Example: icm doctor --workspace /srv/icm
    """
    from orchestration.answers.doctor.checkup import examine
    from orchestration.answers.doctor.findings import PROBLEM

    found = examine(settings_from_environment(workspace))
    problems = sum(each.state == PROBLEM for each in found)
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        table = folding_table("Part", "State", "Found", "What to do")
        for each in found:
            state = f"[{_STYLES[each.state]}]{each.state}[/]"
            table.add_row(each.part, state, escape(each.found), escape(each.what_to_do))
        console.print(table)
        console.print(
            f"{problems} {'problem' if problems == 1 else 'problems'}." if problems else "No problem was found."
        )
    if problems:
        raise typer.Exit(1)
