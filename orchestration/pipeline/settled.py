"""Whether a load would find anything to do, told without opening the warehouse.

In scope: the note that a load leaves behind, and holding it against the hub as it is. Out of scope: what a
load does when something has changed (`pipeline.load`): every stage finds that out for itself.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path

from orchestration.intake.landing import waiting_files
from orchestration.publication.state import DATABASE
from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import code_fingerprint


def note_settled(settings: Settings, landing: str) -> None:
    """Note the hub as it is: everything that had landed is reflected in the release in force.

    Args:
        settings: The hub.
        landing: State of the landing folder before the load looked at it: what came since is for the next load.
    """
    partial = settings.settled.with_suffix(".partial")
    partial.write_text(json.dumps({**_state(settings), "landing": landing}), encoding="utf-8")
    partial.replace(settings.settled)


def is_settled(settings: Settings) -> bool:
    """Whether landing folder, warehouse, release, code, choices and the day are those that the last load left."""
    if settings.retry_not_accepted or settings.recheck:
        return False
    try:
        left = json.loads(settings.settled.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return bool(left == {**_state(settings), "landing": landing_state(settings)})


def landing_state(settings: Settings) -> str:
    """Key of the files that wait: names, sizes, and times that no change of a file leaves as they were."""
    facts = []
    for path in (waiting.path for waiting in waiting_files(settings)):
        try:
            stat = path.stat()
            facts.append((str(path), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
        except FileNotFoundError:
            facts.append((str(path), 0, 0, 0, 0))
    return hashlib.sha256(repr(sorted(facts)).encode()).hexdigest()


def _state(settings: Settings) -> dict[str, object]:
    return {
        "warehouse": _stamp(settings.warehouse),
        "release": str(settings.current.readlink()) if settings.current.exists() else None,
        "its database": _stamp(settings.current / DATABASE),
        "steward's report": settings.steward_report.exists(),
        "code": code_fingerprint(settings),
        "with_illustrative": settings.with_illustrative,
        "handed over to": settings.hand_over_to,
        # Waivers end and returns fall due with the day.
        "day": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def _stamp(path: Path) -> list[int] | None:
    if not path.exists():
        return None
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]
