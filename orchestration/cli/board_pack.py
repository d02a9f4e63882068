"""The command that writes a heading's board pack as a PDF: board-pack.

In scope: its arguments and what it prints. Out of scope: the pack (`publication.site.boards`) and printing it
(`publication.printed_page`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.hub import current_release_of
from orchestration.cli.options import Workspace
from orchestration.cli.output import check_file_to_write, console, errors, refuse


def board_pack(
    name: Annotated[str, typer.Argument(metavar="HEADING", help="Name of a heading of the Police Objective Analysis.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="PDF to write.")],
    workspace: Workspace = None,
) -> None:
    """Write the board pack of a heading, from the release, as a PDF for paper.

    It needs an installed Chromium. Exit code 1: no release has been published yet, or nothing could be printed. 2:
    there is no such heading, or no evidence for it.

    Example: icm board-pack Procurement --out procurement.pdf
    """
    from orchestration.answers.heading import UnknownHeading, find_heading
    from orchestration.publication.printed_page import NotPrinted, print_page
    from orchestration.publication.release_reader import open_release
    from orchestration.publication.site.boards import board_path
    from orchestration.publication.state import DATABASE

    check_file_to_write(out, ".pdf")
    release = current_release_of(workspace)
    try:
        with open_release(release.folder / DATABASE) as reader:
            heading = find_heading(reader, name)
    except UnknownHeading as error:
        refuse(str(error))
    page = release.folder / board_path(heading["heading_id"])
    if not page.is_file():
        refuse(
            f"Release {release.release_id} has no board pack for {heading['heading_name']}: it holds no figures and no "
            "decision on it."
        )
    try:
        print_page(page, out)
    except NotPrinted as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    console.print(f"{out}: {heading['heading_name']}, from release {release.release_id}", markup=False)
