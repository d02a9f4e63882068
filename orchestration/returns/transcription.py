"""Registers kept as text, one CSV a sheet, and the workbook and source note built from them.

Belongs here: the folder of a transcription. Does not belong here: the layout of a workbook (`returns.workbook`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

from orchestration.returns.description import description_of
from orchestration.returns.workbook import TranscriptionError, read_transcription, write_workbook

RETURN_ID = "collaboration_register"
NOTE = "source.yml"

__all__ = ["TranscriptionError", "build_register_workbook"]


def build_register_workbook(transcription: Path, out: Path) -> Path:
    """Build the workbook of a transcription and the source note beside it.

    Args:
        transcription: Folder with one CSV a sheet and `source.yml`.
        out: Folder to write into.

    Returns:
        Path of the workbook.

    Raises:
        TranscriptionError: If the folder is not a transcription of a register.
    """
    note = transcription / NOTE
    if not note.is_file():
        raise TranscriptionError(
            f"{transcription.name} has no {NOTE}; write one that names title, publisher and licence."
        )
    form = description_of(RETURN_ID).form("register")
    path = out / f"{RETURN_ID}_{transcription.name}.xlsx"
    write_workbook(form, read_transcription(transcription, form), path)
    facts = yaml.safe_load(note.read_text(encoding="utf-8"))
    facts["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    text = yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=110)
    path.with_name(f"{path.name}.source.yml").write_text(text, encoding="utf-8")
    return path
