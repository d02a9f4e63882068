"""The command that writes the workbook a sender fills in: template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.output import console, refuse
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
        refuse(f"No return is called {return_id}; the returns are {', '.join(known)}.")
    description = description_of(return_id)
    lists = read_reference_lists(settings.seeds)
    about = {"Register": register, "Programme": programme, "Reporter": "", "As at": as_at, "Source": ""}
    if description.per_force:
        about = {"Force": _force_name(force, year, lists), "Financial year": _known_year(year, lists)}
        item = description.about_item("Basis")
        if item and basis not in (item.allowed or ()):
            refuse(f"--basis must be {' or '.join(item.allowed or ())}; it is '{basis}'.")
        about |= {"Basis": basis} if item else {}
    try:
        write_template(description, about, settings.seeds, out)
    except NoTemplate as error:
        refuse(str(error))
    console.print(f"Wrote {out}")


def _force_name(force: str, year: str, lists: ReferenceLists) -> str:
    from orchestration.findings.finding import nearest_sentence

    if not force:
        refuse("Name the force: --force kent, or --force 'Kent Police'.")
    force_id = force if force in lists.forces else lists.force_named(force, year or None)
    if force_id is None:
        refuse(f"No force is called '{force}'. {nearest_sentence(force, lists.names)}".strip())
    return lists.forces[force_id].name


def _known_year(year: str, lists: ReferenceLists) -> str:
    if year not in lists.financial_years:
        first, last = min(lists.financial_years), max(lists.financial_years)
        refuse(f"--year must be a financial year from {first} to {last}, as 2025/26; it is '{year}'.")
    return year
