"""The archive: every file as received, under its fingerprint, never edited, and the source note that lay beside it.

In scope: keeping and finding the bytes. Out of scope: what they mean.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from orchestration.intake.landing import NAME_LIMIT, SOURCE_NOTE_SUFFIX, LandedFile, fingerprint

SUFFIX_LIMIT = 50  # bytes


class FileStillChanging(Exception):
    """A file whose bytes changed while it was copied; the next load will find it whole."""


def archived_path(archive: Path, sha256: str, suffix: str) -> Path:
    """Where the bytes with that fingerprint lie; an ending too long for a file system is left out."""
    kept = suffix.lower() if len(os.fsencode(suffix)) <= SUFFIX_LIMIT else ""
    return archive / sha256[:2] / f"{sha256}{kept}"


def archive_file(archive: Path, file: LandedFile) -> Path:
    """Copy a received file, and the source note beside it, into the archive, and return where the file lies.

    A copy is made under another name and renamed, so that a load killed half-way leaves no half file.

    Raises:
        FileStillChanging: If the copy is not what was fingerprinted.
    """
    kept = archived_path(archive, file.sha256, file.path.suffix)
    if kept.exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_name(f".{kept.name}.partial")
    shutil.copyfile(file.path, partial)
    if fingerprint(partial) != file.sha256:
        partial.unlink()
        raise FileStillChanging(f"{file.name} changed while it was copied")
    _keep_note(file.path, kept)
    partial.chmod(0o444)
    partial.replace(kept)
    return kept


def _keep_note(path: Path, kept: Path) -> None:
    note = path.with_name(path.name + SOURCE_NOTE_SUFFIX)
    if len(os.fsencode(note.name)) > NAME_LIMIT or not note.is_file():
        return
    partial = kept.with_name(f".{kept.name}{SOURCE_NOTE_SUFFIX}.partial")
    shutil.copyfile(note, partial)
    partial.chmod(0o444)
    partial.replace(kept.with_name(kept.name + SOURCE_NOTE_SUFFIX))
