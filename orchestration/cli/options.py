"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.values import financial_year_of, return_id_of

Workspace = Annotated[
    Path | None,
    typer.Option(
        help="Folder for everything that a load writes. Default: ICM_WORKSPACE, otherwise var/.", file_okay=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")]
RuleCode = Annotated[
    str,
    typer.Argument(
        metavar="RULE", parser=str.upper, help="Code of the rule, for example V01, as in the steward's report."
    ),
]
Return = Annotated[
    str, typer.Option("--return", metavar="RETURN", parser=return_id_of, help="Return, for example workforce.")
]
Force = Annotated[
    str,
    typer.Option(
        metavar="FORCE",
        help="Force by its ID, name or another name, for example kent or 'Kent Police'; omit it for a return "
        "that forces do not send.",
    ),
]
Year = Annotated[
    str, typer.Option(metavar="YEAR", parser=financial_year_of, help="Financial year, for example 2025/26.")
]
Basis = Annotated[str, typer.Option(help="For expenditure: estimate or outturn. Default: both.")]
Key = Annotated[
    str,
    typer.Option(
        help="Row it is about, for example 'heading_name=Local policing' or 'Local policing'. Default: all rows."
    ),
]
By = Annotated[str, typer.Option(help="Name of the person or post that decides.")]
