"""Commands that write files for others: templates, registers from transcriptions, the illustrative national set.

Belongs here: their arguments and what they print. Does not belong here: commands on a hub (`cli`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from orchestration.cli_output import console, errors, folding_table, print_json
from orchestration.settings import settings_from_environment

if TYPE_CHECKING:
    from orchestration.returns.reference_lists import ReferenceLists

Force = Annotated[str, typer.Option(help="Force the return is from, as kent or 'Kent Police'.")]
Year = Annotated[str, typer.Option(help="Financial year, as 2025/26.")]


def template(
    return_id: Annotated[str, typer.Argument(metavar="RETURN", help="Return, as workforce or collaboration_register.")],
    out: Annotated[Path, typer.Option(help="Workbook to write.", dir_okay=False)],
    force: Force = "",
    year: Year = "",
    basis: Annotated[str, typer.Option(help="For expenditure: estimate or outturn.")] = "",
    register: Annotated[str, typer.Option(help="For a register: its name, in words.")] = "",
    programme: Annotated[str, typer.Option(help="For a register: programme, region or force, in words.")] = "",
    as_at: Annotated[str, typer.Option(help="For a register: date it stands at, as 2026-03-31.")] = "",
) -> None:
    """Write the workbook that a force, programme or region fills in and sends back.

    Headings are locked, codes and forces have drop-downs, the rows of a return are listed, and a sheet says what each
    column means. A filled template loads with no finding.

    Example: icm template workforce --force kent --year 2025/26 --out workforce_kent_2025-26.xlsx
    """
    from orchestration.returns.description import all_descriptions, description_of
    from orchestration.returns.reference_lists import read_reference_lists
    from orchestration.returns.template import NoTemplate, write_template

    settings = settings_from_environment()
    known = [description.return_id for description in all_descriptions()]
    if return_id not in known:
        _refuse(f"No return is called {return_id}; the returns are {', '.join(known)}.")
    description = description_of(return_id)
    lists = read_reference_lists(settings.seeds)
    about = {"Register": register, "Programme": programme, "Reporter": "", "As at": as_at, "Source": ""}
    if description.per_force:
        about = {"Force": _force_name(force, year, lists), "Financial year": _known_year(year, lists)}
        item = description.about_item("Basis")
        if item and basis not in (item.allowed or ()):
            _refuse(f"--basis must be {' or '.join(item.allowed or ())}; it is '{basis}'.")
        about |= {"Basis": basis} if item else {}
    try:
        write_template(description, about, settings.seeds, out)
    except NoTemplate as error:
        _refuse(str(error))
    console.print(f"Wrote {out}")


def example_returns(
    out: Annotated[Path, typer.Option(help="Folder to write the files into; new or empty.", file_okay=False)],
    forces: Annotated[int, typer.Option(help="How many of the 43 forces.", min=1, max=43)] = 43,
    years: Annotated[int, typer.Option(help="How many financial years.", min=1, max=16)] = 1,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    defects: Annotated[
        bool, typer.Option("--defects", help="Plant each coded defect once, and write a manifest of what is where.")
    ] = False,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="Let registers differ on ventures that several of them report.")
    ] = False,
    last_year: Annotated[str, typer.Option(help="Last of the years.")] = "2022/23",
    workspace: Annotated[
        Path | None, typer.Option(help="Hub whose release gives real populations and workforce totals.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")] = False,
) -> None:
    """Write a full set of made-up returns and registers: to try the hub with, to train on, to test with.

    Everything in it is marked as illustrative and stays so to the pages of a release. Example:
    icm example-returns --out landing --years 2 && icm load --landing landing --workspace try
    """
    from orchestration.illustration.national_set import CannotMakeSet, write_example_returns

    settings = settings_from_environment(workspace)
    try:
        written = write_example_returns(
            out, forces, years, seed, defects, settings, last_year=last_year, disagreements=disagreements
        )
    except CannotMakeSet as error:
        _refuse(str(error))
    if as_json:
        print_json(asdict(written))
        return
    table = folding_table("", "", show_header=False)
    table.add_row("Forces", f"{len(written.forces)}")
    table.add_row("Years", ", ".join(written.financial_years))
    table.add_row("Files", f"{len(written.files):,}, made up and marked as such")
    table.add_row("Folder", str(written.folder))
    if written.truth:
        table.add_row("Truth", f"{written.truth}: what should come out of the registers")
    if written.manifest:
        table.add_row("Planted", f"{len(written.planted)} defects; the manifest says which and where")
        table.add_row("Manifest", str(written.manifest))
    console.print(table)


def build_register(
    transcription: Annotated[
        Path, typer.Argument(help="Folder with one CSV per sheet and source.yml.", exists=True, file_okay=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder to write the workbook and its source note into.")],
) -> None:
    """Build the workbook of a register or a board, and its source note, from a transcription kept as text."""
    from orchestration.returns.transcription import TranscriptionError, build_workbook

    try:
        path = build_workbook(transcription, out)
    except TranscriptionError as error:
        _refuse(str(error))
    console.print(f"Wrote {path}")


def _force_name(force: str, year: str, lists: ReferenceLists) -> str:
    from orchestration.validation.findings import nearest_sentence

    if not force:
        _refuse("Name the force: --force kent, or --force 'Kent Police'.")
    force_id = force if force in lists.forces else lists.force_named(force, year or None)
    if force_id is None:
        _refuse(f"No force is called '{force}'. {nearest_sentence(force, lists.names)}".strip())
    return lists.forces[force_id].name


def _known_year(year: str, lists: ReferenceLists) -> str:
    if year not in lists.financial_years:
        first, last = min(lists.financial_years), max(lists.financial_years)
        _refuse(f"--year must be a financial year from {first} to {last}, as 2025/26; it is '{year}'.")
    return year


def _refuse(sentence: str) -> NoReturn:
    errors.print(sentence, style="red", markup=False)
    raise typer.Exit(2)
