"""What lies in the landing folder: received files and the source notes beside them.

In scope: listing, hashing, reading source notes. Out of scope: opening the files themselves.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

SOURCE_NOTE_SUFFIX = ".source.yml"
NAME_LIMIT = 255  # bytes of a file name; beside a file with a longer one no note can lie


class SourceNote(BaseModel):
    """Where a published file comes from: the file beside it that ends in `.source.yml`."""

    model_config = ConfigDict(extra="forbid")

    title: str
    publisher: str
    edition: str
    licence: str
    retrieved: str
    sha256: str
    attribution: str | None = None
    note: str | None = None
    is_illustrative: bool = False


class SourceNoteError(Exception):
    """A source note that cannot be used; the message says why."""


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
    try:
        return SourceNote.model_validate(yaml.load(note.read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
    except (OSError, ValidationError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourceNoteError(" ".join(str(error).split())) from error
