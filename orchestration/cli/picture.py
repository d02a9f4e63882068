"""The command that prints the national picture of collaboration at a date: picture.

In scope: its arguments and what it prints. Out of scope: what is counted (`answers.picture`).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.hub import current_release_of
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import check_file_to_write, console, folding_table, print_json
from orchestration.cli.values import day_of
from orchestration.days import day_in_words

if TYPE_CHECKING:
    from orchestration.answers.picture import Count, Picture


def picture(
    at: Annotated[
        str, typer.Option(metavar="DATE", parser=day_of, help="Date, for example 2015-03-31. Default: today.")
    ] = "",
    matrix: Annotated[
        Path | None,
        typer.Option(help="Also write which forces work together on that date to this CSV file.", dir_okay=False),
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Print how many agreements there are on a date, today or past, by stage, style, scale and function.

    It reads the current release. An agreement continues from the last register that shows it until one shows
    otherwise; the second line gives the number of these. Exit code 1: no release has been published yet.

    Example: icm picture --at 2015-03-31 --matrix who-with-whom.csv
    """
    from orchestration.answers.picture import picture_at, write_who_works_with_whom
    from orchestration.publication.state import DATABASE

    if matrix:
        check_file_to_write(matrix, ".csv")
    release = current_release_of(workspace)
    day = date.fromisoformat(at) if at else datetime.now(UTC).date()
    found = picture_at(release.folder / DATABASE, day)
    forces = write_who_works_with_whom(release.folder / DATABASE, day, matrix) if matrix else 0
    if as_json:
        print_json({"release_id": release.release_id, **asdict(found), "matrix": matrix})
        return
    _print_picture(found, release.release_id)
    if matrix:
        console.print(f"Which forces work together, {forces} forces: {matrix}", markup=False)


def _print_picture(found: Picture, release_id: str) -> None:
    console.print(f"Collaboration on {day_in_words(found.at)}, from release {release_id}", style="bold")
    console.print(
        f"{found.live:,} agreements live, {found.forces} forces among their parties; {found.known:,} agreements and "
        f"proposals known. {found.live - found.confirmed:,} of the live continue from an earlier register."
    )
    if not found.known:
        console.print("The registers loaded so far show no agreement on that date.")
        return
    _print_counts("Stage", found.by_stage)
    _print_counts("Live agreements by style", found.by_style)
    _print_counts("Live agreements by scale", found.by_scale)
    _print_counts("Live agreements by function", found.by_function)
    console.print(f"{found.without_function:,} live agreements have no heading.")


def _print_counts(heading: str, counts: list[Count]) -> None:
    """A table of counts; none where nothing is counted."""
    if not counts:
        return
    has_forces = any(count.forces is not None for count in counts)
    table = folding_table(heading, "Agreements", *(["Forces"] if has_forces else []))
    for count in counts:
        numbers = [f"{count.agreements:,}", *([f"{count.forces:,}"] if count.forces is not None else [])]
        table.add_row(count.name.replace("_", " "), *numbers)
    console.print(table)
