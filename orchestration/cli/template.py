"""The command that writes the workbook a sender fills in: template."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Force, Year
from orchestration.cli.output import check_file_to_write, console, refuse
from orchestration.cli.values import force_id_of, reference_lists, return_id_of
from orchestration.settings import settings_from_environment


def template(
    return_id: Annotated[
        str,
        typer.Argument(
            metavar="RETURN", parser=return_id_of, help="Return, for example workforce or collaboration_register."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Workbook to write, for example workforce.xlsx.", dir_okay=False)],
    force: Force = "",
    year: Year = "",
    basis: Annotated[str, typer.Option(help="For expenditure: estimate or outturn.")] = "",
    register: Annotated[str, typer.Option(help="For a register: its name.")] = "",
    programme: Annotated[str, typer.Option(help="For a register: its programme, region or force.")] = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file if it exists; without it, a filled return is kept.")
    ] = False,
    as_at: Annotated[str, typer.Option(help="For a register: its date, for example 2026-03-31.")] = "",
) -> None:
    """Write the template workbook that a force, programme or region fills in and sends back.

    Headings are locked, codes and forces have drop-downs, the rows of a return are listed, and a sheet says what each
    column means. A filled template loads with no finding.

    Example: icm template workforce --force kent --year 2025/26 --out workforce_kent_2025-26.xlsx
    """
    from orchestration.returns.description import description_of
    from orchestration.returns.template import TemplateError, write_template

    check_file_to_write(out, ".xlsx")
    if out.exists() and not overwrite:
        refuse(f"{out} exists already and may be filled in. Give another name, or --overwrite to replace it.")
    settings = settings_from_environment()
    description = description_of(return_id)
    about = {"Register": register, "Programme": programme, "Reporter": "", "As at": as_at, "Source": ""}
    if description.per_force:
        if not (force and year):
            refuse(f"{return_id} is sent per force and year. Give both, for example --force kent --year 2025/26.")
        name = reference_lists().forces[force_id_of(force, year)].name
        about = {"Force": name, "Financial year": year}
        item = description.about_item("Basis")
        if item and basis not in (item.allowed or ()):
            given = f"'{basis}' is not one" if basis else "none was given"
            refuse(f"{return_id} has a basis: {' or '.join(item.allowed or ())}. Give it with --basis; {given}.")
        about |= {"Basis": basis} if item else {}
    try:
        write_template(description, about, settings.seeds, out)
    except TemplateError as error:
        refuse(str(error))
    console.print(f"Wrote {out}")
