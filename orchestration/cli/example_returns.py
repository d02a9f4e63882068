"""The command that writes the illustrative national set: example-returns."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.hub import existing_hub
from orchestration.cli.options import AsJson
from orchestration.cli.output import console, folding_table, print_json, refuse
from orchestration.cli.values import financial_year_of


def example_returns(
    out: Annotated[Path, typer.Option(help="Folder to write the files into; new or empty.", file_okay=False)],
    forces: Annotated[int, typer.Option(help="Number of forces, up to 43.", min=1, max=43)] = 43,
    years: Annotated[int, typer.Option(help="Number of financial years.", min=1, max=16)] = 1,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    defects: Annotated[
        bool,
        typer.Option(
            "--defects",
            help="Plant each coded defect once, and write a manifest of what is where. One year needs 15 forces, two "
            "years 8.",
        ),
    ] = False,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="Let registers differ on ventures that several of them report.")
    ] = False,
    last_year: Annotated[
        str, typer.Option(metavar="YEAR", parser=financial_year_of, help="Last of the years.")
    ] = "2022/23",
    workspace: Annotated[
        Path | None, typer.Option(help="Hub whose release gives real populations and workforce totals.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a full set of illustrative returns and registers, to try out the hub, for training and for tests.

    Everything in it is marked as illustrative and stays so to the pages of a release.

    Example: icm example-returns --out landing --years 2, then icm load --landing landing --workspace try
    """
    from orchestration.synthetic_data.example_returns import write_example_returns
    from orchestration.synthetic_data.national_set import ExampleSetError

    settings = existing_hub(workspace)
    try:
        written = write_example_returns(
            out, forces, years, seed, defects, settings, last_year=last_year, disagreements=disagreements
        )
    except ExampleSetError as error:
        refuse(str(error))
    if as_json:
        print_json(asdict(written))
        return
    table = folding_table("", "", show_header=False)
    table.add_row("Forces", f"{len(written.forces)}")
    table.add_row("Years", ", ".join(written.financial_years))
    table.add_row("Files", f"{len(written.files):,}, illustrative and marked as such")
    table.add_row("Folder", str(written.folder))
    if written.truth:
        table.add_row("Truth", f"{written.truth}: expected results of the registers")
    if written.manifest:
        table.add_row("Planted", f"{len(written.planted)} defects; listed in the manifest with their places")
        table.add_row("Manifest", str(written.manifest))
    console.print(table)
