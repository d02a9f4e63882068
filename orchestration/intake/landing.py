"""What lies in the landing folder: received files and the source notes beside them.

In scope: listing, hashing, finding source notes. Out of scope: opening the files themselves, what a source note may be
(`intake.source_notes`).
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from orchestration.intake.source_notes import SourceNote, read_source_note

SOURCE_NOTE_SUFFIX = ".source.yml"
NAME_LIMIT = 255  # bytes of a file name; beside a file with a longer one no note can lie


@dataclass(frozen=True)
class LandedFile:
    """One received file.

    Attributes:
        path: Where it lies.
        name: Path below the landing folder, which names the file in the ledger.
        sha256: Fingerprint of its bytes.
        size: Bytes.
    """

    path: Path
    name: str
    sha256: str
    size: int


def landed_paths(landing: Path) -> list[Path]:
    """Received files in the order of their names; source notes and programs' lock files apart."""
    if not landing.is_dir():
        return []
    return sorted(
        path
        for path in landing.rglob("*")
        if path.is_file() and not path.name.endswith(SOURCE_NOTE_SUFFIX) and not path.name.startswith((".", "~$"))
    )


def landed_file(path: Path, landing: Path) -> LandedFile:
    """The file with its fingerprint."""
    return LandedFile(path, name_below(path, landing), fingerprint(path), path.stat().st_size)


def name_below(path: Path, landing: Path) -> str:
    """Path below the landing folder; bytes of a name that are no UTF-8, as old archives leave them, are spelt out."""
    return os.fsencode(path.relative_to(landing).as_posix()).decode("utf-8", errors="backslashreplace")


def fingerprint(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def source_note_of(path: Path) -> SourceNote | None:
    """The source note beside a file, or None if there is none.

    Raises:
        SourceNoteError: If there is one that cannot be used.
    """
    note = path.with_name(path.name + SOURCE_NOTE_SUFFIX)
    if len(os.fsencode(note.name)) > NAME_LIMIT or not note.is_file():
        return None
    return read_source_note(note)
