"""The archive: every file as received, under its fingerprint, never edited, and beside it what it was.

In scope: keeping, finding and proving the bytes, the source note that lay beside them, and the sidecar: under which
names they came, when, by which channel and with which note. Out of scope: what they mean.
"""

from __future__ import annotations

import datetime
import json
import logging
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.intake.landing import NAME_LIMIT, SOURCE_NOTE_SUFFIX, LandedFile, fingerprint
from orchestration.warehouse.on_disk import READ_ONLY, as_json, see_onto_disk, write_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.intake")

SUFFIX_LIMIT = 50  # bytes
SIDECAR_SUFFIX = ".about.json"


class FileStillChanging(Exception):
    """A file whose bytes changed while it was copied; the next load will find it whole."""


class ArchiveDamaged(Exception):
    """A file that is not in the archive as it was received; the message says which and what to do."""


@dataclass(frozen=True)
class ArchivedArrival:
    """One arrival of the bytes of an archived file.

    Attributes:
        file_name: Name below the landing folder.
        arrived_at: When, UTC without a zone.
        channel: How it came: the landing folder, or the name of a source.
        source_note: Text of the note that lay beside it; None where there was none. What is not text in UTF-8 is kept
            as Python's surrogates.
    """

    file_name: str
    arrived_at: datetime.datetime
    channel: str
    source_note: str | None


def archived_path(archive: Path, sha256: str, suffix: str) -> Path:
    """Where the bytes with that fingerprint lie; an ending too long for a file system is left out."""
    kept = suffix.lower() if len(os.fsencode(suffix)) <= SUFFIX_LIMIT else ""
    return archive / sha256[:2] / f"{sha256}{kept}"


def sidecar_path(kept: Path) -> Path:
    """The file that says what an archived file was."""
    return kept.with_name(kept.name + SIDECAR_SUFFIX)


def archived_files(archive: Path) -> list[Path]:
    """Every archived file, sidecars and source notes apart."""
    return sorted(
        path
        for path in archive.glob("??/*")
        if not path.name.startswith(".") and not path.name.endswith((SIDECAR_SUFFIX, SOURCE_NOTE_SUFFIX))
    )


def intact_file(archive: Path, sha256: str, suffix: str) -> Path:
    """The archived file with that fingerprint, if it has it.

    Raises:
        ArchiveDamaged: If it is not there, or its bytes are others.
    """
    kept = archived_path(archive, sha256, suffix)
    if not kept.is_file():
        # A name that was no text keeps an ending in the archive that the ledger spells otherwise.
        kept = next((path for path in archived_files(archive) if path.name.startswith(sha256)), kept)
    if not kept.is_file():
        raise ArchiveDamaged(f"{kept} is missing from the archive. Run icm verify: it finds the file again if it can.")
    if fingerprint(kept) != sha256:
        raise ArchiveDamaged(
            f"{kept} was changed after it was received, so it is not read. Run icm verify: it finds the file again if "
            "it can."
        )
    return kept


def archive_file(archive: Path, file: LandedFile, to_stay: bool = True) -> Path:
    """Copy a received file, and the source note beside it, into the archive, and return where the file lies.

    A copy is made under another name and renamed, so that a load killed half-way leaves no half file; the sidecar is
    there before the file is. One whose bytes are no longer those received is replaced.

    Args:
        archive: The archive.
        file: The received file.
        to_stay: Whether it must still be there after a power cut.

    Raises:
        FileStillChanging: If the copy is not what was fingerprinted.
    """
    kept = archived_path(archive, file.sha256, file.path.suffix)
    if kept.exists() and fingerprint(kept) == file.sha256:
        add_arrival(kept, file.sha256, file.size, _arrival(file), to_stay)
        if to_stay:
            see_onto_disk(kept.parent)
        return kept
    if kept.exists():
        log.warning("%s was changed after it was received; it is replaced by %s, as received", kept, file.name)
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_name(f".{kept.name}.partial")
    shutil.copyfile(file.path, partial)
    if fingerprint(partial) != file.sha256:
        partial.unlink()
        raise FileStillChanging(f"{file.name} changed while it was copied")
    _keep_note(file.path, kept)
    add_arrival(kept, file.sha256, file.size, _arrival(file), to_stay)
    partial.chmod(READ_ONLY)
    if to_stay:
        see_onto_disk(partial)
    partial.replace(kept)
    if to_stay:
        see_onto_disk(kept.parent)
    return kept


def read_sidecar(kept: Path) -> list[ArchivedArrival] | None:
    """The arrivals of an archived file, the earliest first; None where its sidecar is missing or cannot be read."""
    try:
        facts = json.loads(sidecar_path(kept).read_bytes())
        if not kept.name.startswith(facts["sha256"]):
            return None
        return [
            ArchivedArrival(
                each["file_name"],
                datetime.datetime.fromisoformat(each["arrived_at"].removesuffix("Z")),
                each["channel"],
                each["source_note"],
            )
            for each in facts["arrivals"]
        ]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_sidecar(kept: Path, sha256: str, size: int, arrivals: list[ArchivedArrival], to_stay: bool = True) -> None:
    """Write the sidecar of an archived file, in place of the one it has."""
    facts: dict[str, Any] = {
        "sha256": sha256,
        "bytes": size,
        "arrivals": [
            {**asdict(each), "arrived_at": f"{each.arrived_at.isoformat(timespec='microseconds')}Z"}
            for each in arrivals
        ],
    }
    write_whole(sidecar_path(kept), as_json(facts, indent=2) + b"\n", to_stay)


def add_arrival(kept: Path, sha256: str, size: int, arrival: ArchivedArrival, to_stay: bool = True) -> None:
    """Add an arrival to the sidecar of an archived file, unless it has it."""
    known = read_sidecar(kept) or []
    if arrival not in known:
        write_sidecar(kept, sha256, size, [*known, arrival], to_stay)


def note_beside(kept: Path) -> str | None:
    """Text of the source note that lies beside an archived file, as its first arrival brought it; None without one."""
    note = kept.with_name(kept.name + SOURCE_NOTE_SUFFIX)
    return note.read_bytes().decode("utf-8", errors="surrogateescape") if note.is_file() else None


def _arrival(file: LandedFile) -> ArchivedArrival:
    note = None if file.source_note is None else file.source_note.decode("utf-8", errors="surrogateescape")
    return ArchivedArrival(file.name, file.arrived_at, file.channel, note)


def _keep_note(path: Path, kept: Path) -> None:
    note = path.with_name(path.name + SOURCE_NOTE_SUFFIX)
    if len(os.fsencode(note.name)) > NAME_LIMIT or note.is_symlink() or not note.is_file():
        return
    partial = kept.with_name(f".{kept.name}{SOURCE_NOTE_SUFFIX}.partial")
    shutil.copyfile(note, partial)
    partial.chmod(READ_ONLY)
    partial.replace(kept.with_name(kept.name + SOURCE_NOTE_SUFFIX))


def complete_sidecars(connection: DuckDBPyConnection, archive: Path, only_missing: bool = False) -> list[Path]:
    """Write from the ledger the sidecars that are missing or lack an arrival, as in an archive of an earlier version.

    Args:
        connection: The private file.
        archive: The archive.
        only_missing: Whether sidecars that are there are left unread, which is a thousand times faster.

    Returns:
        The archived files whose sidecars were written.
    """
    written: dict[Path, None] = {}
    there = {str(path) for path in archive.glob(f"??/*{SIDECAR_SUFFIX}")} if only_missing else set()
    for file_name, sha256, received_at, size, channel in connection.execute(
        "SELECT file_name, sha256, received_at, bytes, channel FROM ledger.submissions WHERE sha256 <> '' "
        "ORDER BY submission_id"
    ).fetchall():
        kept = archived_path(archive, sha256, Path(file_name).suffix)
        if str(sidecar_path(kept)) in there or not kept.is_file():
            continue
        known = read_sidecar(kept)
        if any((each.file_name, each.arrived_at) == (file_name, received_at) for each in known or ()):
            continue
        note = note_beside(kept) if not known else None
        add_arrival(kept, sha256, size, ArchivedArrival(file_name, received_at, channel, note))
        written[kept] = None
    return list(written)
