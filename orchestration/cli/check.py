"""The command that checks files before they are sent: check."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from orchestration.cli.options import AsJson
from orchestration.cli.output import console, counts_in_words, errors, folding_table, print_json, progress, refuse
from orchestration.settings import settings_from_environment

if TYPE_CHECKING:
    from orchestration.pipeline.check import CheckedFile

_WHAT_TO_DO = {"reject": "must fix", "query": "to answer", "note": "for information"}


def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files to check.", exists=True, dir_okay=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the marked workbooks. Default: beside each file.", file_okay=False),
    ] = None,
    no_workbook: Annotated[bool, typer.Option("--no-workbook", help="Write no marked workbook.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check files before you send them: recognise, read, validate and compare them as the hub would.

    Every finding is listed with its sheet and cell. A file with something to fix or to answer is written beside it a
    second time, with the findings marked and columns to answer in; no file is overwritten, and nothing else is kept.
    Files of one force are compared with each other, so give the other returns and those of the previous year as well.
    The hub also compares a return with what it has received before.

    Exit code 0: the hub would accept every file, some of them perhaps with queries. 1: it would reject one. 2: wrong
    usage.

    Example: icm check workforce_kent_2025-26.xlsx
    """
    from orchestration.pipeline.check import check_files

    twice = [name for name, count in Counter(path.name for path in files).items() if count > 1]
    if twice:
        refuse(f"Two of the files are called {twice[0]}. Check them one at a time.")

    def folder_of(path: Path) -> Path | None:
        return None if no_workbook else (out or path.parent)

    try:
        if out and not no_workbook:
            out.mkdir(parents=True, exist_ok=True)
        with progress(quiet=True):
            checked = check_files(files, settings_from_environment().project, folder_of)
    except OSError as error:
        refuse(
            f"{error.filename} cannot be opened ({error.strerror}). Give another folder for the workbook with --out."
        )
    if as_json:
        print_json([asdict(each) for each in checked])
    else:
        for each in checked:
            _print_checked(each)
    ignored = {path.name for path in files} - {each.file_name for each in checked}
    for name in sorted(ignored):
        errors.print(f"{name}: the hub ignores files of this name. Rename it.", style="red", markup=False)
    if ignored or not all(each.would_be_accepted for each in checked):
        raise typer.Exit(1)


def _print_checked(checked: CheckedFile) -> None:
    about = [(checked.return_id or "").replace("_", " "), checked.force_id, checked.financial_year]
    variant = checked.variant if checked.variant != checked.return_id else None
    recognised = ", ".join(part for part in (*about, variant) if part) or "not recognised as any return"
    console.print(f"{checked.file_name}: {recognised}", style="bold", markup=False)
    if checked.findings:
        table = folding_table("Severity", "Sheet", "Cell", "Rule", "Finding", "What to do")
        for each in checked.findings:
            cells = (each.sheet, each.cell, each.rule_id, each.sentence, each.how_to_fix)
            table.add_row(_WHAT_TO_DO[each.severity], *(escape(cell or "") for cell in cells))
        console.print(table)
    counts = Counter(_WHAT_TO_DO[each.severity] for each in checked.findings)
    outcome = "The hub would accept this file" if checked.would_be_accepted else "The hub would reject this file"
    told = f": {counts_in_words(counts)}." if counts else ". Nothing was found."
    console.print(f"{outcome}{told}", style="green" if checked.would_be_accepted else "red", markup=False)
    if checked.marked:
        console.print(f"Marked workbook: {checked.marked}", markup=False, soft_wrap=True)
