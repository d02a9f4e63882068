"""What waits to be received, in the landing folder or fetched from a source, and the source notes beside it.

In scope: listing, hashing, finding source notes. Out of scope: opening the files themselves, what a source note may be
(`intake.source_notes`), fetching (`sources`).
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from orchestration.faults import stop_if_of_the_machine
from orchestration.intake.source_notes import BYTES, SourceNote, SourceNoteError, source_note_in
from orchestration.settings import Settings
from orchestration.sources.fetched import incoming_files
from orchestration.warehouse.clock import wall_clock
from orchestration.warehouse.ledger import BY_FOLDER

SOURCE_NOTE_SUFFIX = ".source.yml"
log = logging.getLogger("icm.intake")

UNOPENED = ""  # fingerprint of a file that could not be opened
NAME_LIMIT = 255  # bytes of a file name; beside a file with a longer one no note can lie


@dataclass(frozen=True)
class WaitingFile:
    """A file that a load may receive.

    Attributes:
        path: Where it lies.
        name: Path below the landing folder, or below the folder of fetched files, whose first part is the source.
        channel: How it came: the landing folder, or the name of a source.
        channel_force_id: Force whose source that is; None where any file may come by it.
    """

    path: Path
    name: str
    channel: str = BY_FOLDER
    channel_force_id: str | None = None


@dataclass(frozen=True)
class LandedFile:
    """One received file.

    Attributes:
        path: Where it lies.
        name: Path below the landing folder or that of fetched files, which with the channel names it in the ledger.
        sha256: Fingerprint of its bytes.
        size: Bytes.
        source_note: Bytes of the source note beside it, no more than a note may have and one; None where there is none.
        has_unreadable_note: Whether there is a note that cannot be opened.
        arrived_at: When it was taken from the landing folder, UTC without a zone.
        channel: How it came there.
        channel_force_id: Force whose source that is; None where any file may come by it.
    """

    path: Path
    name: str
    sha256: str
    size: int
    source_note: bytes | None = None
    has_unreadable_note: bool = False
    arrived_at: datetime = field(default_factory=wall_clock)
    channel: str = BY_FOLDER
    channel_force_id: str | None = None


def waiting_files(settings: Settings) -> list[WaitingFile]:
    """Files of the landing folder, then fetched ones, each in the order of their names."""
    landed = [WaitingFile(path, name_below(path, settings.landing)) for path in landed_paths(settings.landing)]
    fetched = [
        WaitingFile(path, name_below(path, settings.incoming), each.source, each.force)
        for each in incoming_files(settings)
        if not (path := each.path(settings)).name.endswith(SOURCE_NOTE_SUFFIX)
    ]
    return [*landed, *fetched]


def landed_paths(landing: Path) -> list[Path]:
    """Received files in the order of their names; source notes and programs' lock files apart.

    Links, pipes and devices are not files that a force sent, and reading one may never end or show what is private:
    they are left alone.
    """
    return [path for path, is_file in _entries(landing) if is_file]


def warn_of_what_is_no_file(landing: Path) -> list[str]:
    """Say which entries of the landing folder are left alone, and return their names below it."""
    left = [name_below(path, landing) for path, is_file in _entries(landing) if not is_file]
    for name in left:
        log.warning(
            "%s in the landing folder is a link, pipe or device and was left alone. Put the file itself there.", name
        )
    return left


def _entries(landing: Path) -> list[tuple[Path, bool]]:
    """Entries that could be received files, in the order of their names, and whether each is a regular file."""
    found = []
    for path in sorted(landing.rglob("*")) if landing.is_dir() else []:
        if path.name.endswith(SOURCE_NOTE_SUFFIX) or path.name.startswith((".", "~$")):
            continue
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue
        if not stat.S_ISDIR(mode):
            found.append((path, stat.S_ISREG(mode)))
    return found


def landed_file(waiting: WaitingFile) -> LandedFile:
    """The file with its fingerprint and the source note beside it; an empty fingerprint where it cannot be opened.

    Raises:
        HubFault: If the machine has a fault.
    """
    sha256, size, note, is_unreadable = UNOPENED, 0, None, False
    try:
        sha256, size = fingerprint(waiting.path), waiting.path.stat().st_size
    except OSError as error:
        stop_if_of_the_machine(error)
        log.warning("%s cannot be opened: %s", waiting.path, error)
    else:
        try:
            note = _note_beside(waiting.path)
        except OSError:
            is_unreadable = True
    return LandedFile(
        waiting.path, waiting.name, sha256, size, note, is_unreadable, channel=waiting.channel,
        channel_force_id=waiting.channel_force_id,
    )  # fmt: skip


def name_below(path: Path, landing: Path) -> str:
    """Path below the landing folder; bytes of a name that are no UTF-8, as old archives leave them, are spelt out."""
    return os.fsencode(path.relative_to(landing).as_posix()).decode("utf-8", errors="backslashreplace")


def fingerprint(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def source_note_of(file: LandedFile) -> SourceNote | None:
    """The source note beside a file, or None if there is none.

    Raises:
        SourceNoteError: If there is one that cannot be used.
    """
    if file.has_unreadable_note:
        raise SourceNoteError("it cannot be opened")
    return None if file.source_note is None else source_note_in(file.source_note)


def _note_beside(path: Path) -> bytes | None:
    note = path.with_name(path.name + SOURCE_NOTE_SUFFIX)
    if len(os.fsencode(note.name)) > NAME_LIMIT or note.is_symlink() or not note.is_file():
        return None
    with note.open("rb") as stream:
        return stream.read(BYTES + 1)
