"""The command that builds a workbook from a transcription: build-register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.output import console, refuse


def build_register(
    transcription: Annotated[
        Path, typer.Argument(help="Folder with one CSV per sheet and source.yml.", exists=True, file_okay=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder to write the workbook and its source note into.")],
) -> None:
    """Build the workbook of a register or a board, and its source note, from a transcription kept as text.

    Example: icm build-register examples/transcriptions/working_together_2013 --out landing
    """
    from orchestration.returns.transcription import TranscriptionError, build_workbook

    try:
        path = build_workbook(transcription, out)
    except TranscriptionError as error:
        refuse(str(error))
    console.print(f"Wrote {path}")
