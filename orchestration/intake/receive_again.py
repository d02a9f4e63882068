"""Receiving archived files again, as the log of the archive says they came, for a warehouse that is made anew.

In scope: finding the bytes and the note of each, and giving it the line it had. Out of scope: what becomes of a file
(`intake.receive`, which does the same work), or the order of loads and decisions (`pipeline.rebuild`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.intake.archive import intact_file, note_beside, read_sidecar
from orchestration.intake.landing import UNOPENED, LandedFile
from orchestration.intake.receive import Arrival, Intake, examined, in_batches
from orchestration.intake.small_lists import SmallLists
from orchestration.readers.pool import ReadingPool
from orchestration.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class ReceivedOtherwise(Exception):
    """A file that did not get the line it had; the message says which."""


@dataclass(frozen=True)
class Received:
    """A file as the log says it came.

    Attributes:
        submission_id: Key of its line in the ledger.
        received_at: When, UTC without a zone.
        file_name: Name below the landing folder.
        sha256: Fingerprint of its bytes; empty where it could not be opened.
        bytes: Size.
        channel: How it came.
        channel_force_id: Force whose source that is; None where any file may come by it.
    """

    submission_id: str
    received_at: datetime.datetime
    file_name: str
    sha256: str
    bytes: int
    channel: str
    channel_force_id: str | None


def receive_again(settings: Settings, connection: DuckDBPyConnection, files: Sequence[Received]) -> None:
    """Give files of one load their lines, and land their rows.

    Args:
        settings: The hub.
        connection: The new private file.
        files: The files, in the order of their lines.

    Raises:
        ArchiveDamaged: If the archive has not the bytes of a file.
        ReceivedOtherwise: If a file gets another line than it had.
    """
    with ReadingPool() as pool, SmallLists(settings.workspace) as small_lists:
        intake = Intake(settings, connection, pool, small_lists)
        for readings in in_batches(intake.readings(_arrivals(settings, intake, files))):
            intake.record(readings)
    for file, line in zip(files, intake.receipt.new, strict=True):
        if file.submission_id != line.submission_id:
            raise ReceivedOtherwise(
                f"{file.file_name} had the line {file.submission_id} in the ledger and now gets {line.submission_id}: "
                "the log of the archive lacks a file."
            )


def _arrivals(settings: Settings, intake: Intake, files: Sequence[Received]) -> Iterator[Arrival]:
    for file in files:
        landed = _landed(settings.archive, file)
        line = intake.index.line_of_file(landed)
        again = line[0] if line else None
        yield Arrival(landed, again) if file.sha256 == UNOPENED else examined(landed, again, landed.path)


def _landed(archive: Path, file: Received) -> LandedFile:
    if file.sha256 == UNOPENED:
        return _came(file, archive / file.file_name, None)
    kept = intact_file(archive, file.sha256, Path(file.file_name).suffix)
    note = _note(kept, file)
    as_sent = None if note is None else note.encode("utf-8", errors="surrogateescape")
    return _came(file, kept, as_sent)


def _came(file: Received, path: Path, note: bytes | None) -> LandedFile:
    return LandedFile(
        path, file.file_name, file.sha256, file.bytes, note, arrived_at=file.received_at, channel=file.channel,
        channel_force_id=file.channel_force_id,
    )  # fmt: skip


def _note(kept: Path, file: Received) -> str | None:
    """The note of this very arrival, or the one in the archive where no arrival of that name and time is known."""
    for each in read_sidecar(kept) or ():
        if (each.file_name, each.arrived_at) == (file.file_name, file.received_at):
            return each.source_note
    return note_beside(kept)
