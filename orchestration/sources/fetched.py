"""What was fetched: one line per file in `incoming/fetched.jsonl`, and the files themselves beside it.

In scope: writing the lines and reading them, and the files that a load may take in. Out of scope: fetching
(`sources.fetch`), and what a load does with the files (`intake`).

A file of `incoming/` without a line was not fetched whole and is not taken in. A file that was removed from there stays
known by its line, so that it is not fetched again.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.on_disk import as_json, see_onto_disk, write_whole

_LINES, _PROBLEMS = "fetched.jsonl", "problems.json"


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched.

    Attributes:
        source: Name of the source, which is the channel of the file.
        name: Path below the source.
        size: Bytes.
        stamp: As `sources.places.RemoteFile`.
        force: ID of the force whose source it is; None for a source of no one force.
        fetched_at: When, UTC.
    """

    source: str
    name: str
    size: int
    stamp: str
    force: str | None
    fetched_at: str

    def path(self, settings: Settings) -> Path:
        """Where the file is on the hub."""
        return settings.incoming / self.source / self.name


def read_fetched(settings: Settings) -> dict[tuple[str, str], Fetched]:
    """The last line of each file, by source and name; a last line that was cut short is left out."""
    found = {}
    path = settings.incoming / _LINES
    for line in path.read_bytes().splitlines() if path.is_file() else []:
        try:
            each = Fetched(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[each.source, each.name] = each
    return found


def note_fetched(settings: Settings, fetched: Fetched) -> None:
    """Add a line, and see it onto the disk."""
    path = settings.incoming / _LINES
    is_new = not path.exists()
    with path.open("ab+") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        stream.write(as_json(asdict(fetched)) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        see_onto_disk(path.parent)


def incoming_files(settings: Settings) -> Iterator[Fetched]:
    """Fetched files that are still there, in the order of their names; links are left alone."""
    for _, each in sorted(read_fetched(settings).items()):
        try:
            mode = each.path(settings).lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue
        if stat.S_ISREG(mode):
            yield each


def note_problems(settings: Settings, problems: list[str]) -> None:
    """Keep what the last fetch could not do, for those who are told later."""
    if problems or (settings.incoming / _PROBLEMS).exists():
        settings.incoming.mkdir(parents=True, exist_ok=True)
        write_whole(settings.incoming / _PROBLEMS, as_json({"problems": problems}), to_stay=False)


def last_problems(settings: Settings) -> list[str]:
    """What the last fetch could not do, in sentences."""
    try:
        facts: dict[str, Any] = json.loads((settings.incoming / _PROBLEMS).read_bytes())
        return [str(each) for each in facts["problems"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return []
