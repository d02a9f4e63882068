"""Registers and board files kept as text, one CSV per sheet, and the workbook and source note built from them.

In scope: the folder of a transcription. Out of scope: the layout of a workbook (`returns.workbook`).
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import yaml

from orchestration.returns.description import ReturnDescription, all_descriptions
from orchestration.returns.workbook import TranscriptionError, read_transcription, write_workbook

NOTE = "source.yml"
ABOUT = "about.csv"

__all__ = ["TranscriptionError", "build_workbook"]


def build_workbook(transcription: Path, out: Path) -> Path:
    """Build the workbook of a transcription and the source note beside it.

    Args:
        transcription: Folder with one CSV per sheet and `source.yml`; its `about.csv` says which return it is.
        out: Folder to write into.

    Returns:
        Path of the workbook, named after the return and the folder.

    Raises:
        TranscriptionError: If the folder is not a transcription of a return.
    """
    note = transcription / NOTE
    if not note.is_file():
        raise TranscriptionError(
            f"{transcription.name} has no {NOTE}; write one that names title, publisher and licence."
        )
    description = _description_named_in(transcription)
    form = description.forms[0]
    path = out / f"{description.return_id}_{transcription.name}.xlsx"
    write_workbook(form, read_transcription(transcription, form), path)
    facts = yaml.safe_load(note.read_text(encoding="utf-8"))
    facts["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    text = yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=110)
    path.with_name(f"{path.name}.source.yml").write_text(text, encoding="utf-8")
    return path


def _description_named_in(transcription: Path) -> ReturnDescription:
    """Return the description of the return that the item Return of the about sheet names."""
    about = transcription / ABOUT
    if not about.is_file():
        raise TranscriptionError(f"{transcription.name} has no {ABOUT}; write it with the item Return.")
    with about.open(encoding="utf-8", newline="") as file:
        named = next((row[1] for row in csv.reader(file) if len(row) > 1 and row[0] == "Return"), "")
    known = {each.return_id: each for each in all_descriptions()}
    if named not in known:
        raise TranscriptionError(
            f"{transcription.name}/{ABOUT}: the item Return is '{named}'; it must be one of {', '.join(sorted(known))}."
        )
    return known[named]
