"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Workspace = Annotated[
    Path | None,
    typer.Option(help="Folder of everything that a load writes. Default: ICM_WORKSPACE, else var/.", file_okay=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables.")]
RuleCode = Annotated[str, typer.Argument(metavar="RULE", help="Code of the rule, as V01; the steward's report has it.")]
Return = Annotated[str, typer.Option("--return", help="Return, as workforce.")]
Force = Annotated[str, typer.Option(help="Force, as kent or 'Kent Police'; none for a return no force sends.")]
Year = Annotated[str, typer.Option(help="Financial year, as 2025/26.")]
Basis = Annotated[str, typer.Option(help="For expenditure: estimate or outturn; both where left out.")]
Key = Annotated[
    str,
    typer.Option(help="Row it is about, as 'heading_name=Local policing' or 'Local policing'; all where left out."),
]
By = Annotated[str, typer.Option(help="Who decides, by name.")]
