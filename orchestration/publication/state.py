"""Which release is in force, and whether it reflects all that was received.

Belongs here: reading releases. Does not belong here: making them (`publication.publish`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.fingerprint import inputs_fingerprint
from orchestration.warehouse.ledger import now

MANIFEST = "release.json"
DATABASE = "icm_marts.duckdb"


@dataclass(frozen=True)
class Release:
    """One published release.

    Attributes:
        release_id: Time of publication in UTC, as 20261121T083000Z.
        folder: Where it lies.
        published_at: ISO time, UTC.
        inputs_fingerprint: What it was built from.
        code_version: Version of the project and fingerprint of its code.
        tables: Published tables.
        is_current: Whether `current` points to it.
    """

    release_id: str
    folder: Path
    published_at: str
    inputs_fingerprint: str
    code_version: str
    tables: int
    is_current: bool


def all_releases(settings: Settings) -> list[Release]:
    """Every release of the workspace, newest first."""
    current = current_folder(settings)
    releases = []
    for manifest in sorted(settings.releases.glob(f"*/{MANIFEST}"), reverse=True):
        if not manifest.parent.name.startswith("."):
            releases.append(_release_in(manifest.parent, is_current=manifest.parent == current))
    return releases


def current_folder(settings: Settings) -> Path | None:
    """Folder that `current` points to, or None before the first release."""
    return settings.current.resolve() if settings.current.is_symlink() and settings.current.exists() else None


def current_release(settings: Settings) -> Release | None:
    """The release in force, or None."""
    folder = current_folder(settings)
    return _release_in(folder, is_current=True) if folder and (folder / MANIFEST).is_file() else None


def _release_in(folder: Path, *, is_current: bool) -> Release:
    facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Release(
        release_id=facts["release_id"],
        folder=folder,
        published_at=facts["published_at"],
        inputs_fingerprint=facts["inputs_fingerprint"],
        code_version=facts["code_version"],
        tables=len(facts["tables"]),
        is_current=is_current,
    )


def release_is_current(settings: Settings) -> bool:
    """Whether the release in force was built from the ledger and the code as they are now."""
    release = current_release(settings)
    if release is None:
        return False
    with open_warehouse(settings) as connection:
        return release.inputs_fingerprint == inputs_fingerprint(connection, settings)


def nothing_was_accepted(settings: Settings) -> bool:
    """Whether no submission at all is in force, so that a release would be empty."""
    with open_warehouse(settings) as connection:
        row = connection.execute(
            "SELECT count(*) FROM ledger.submissions WHERE status IN ('accepted', 'accepted_with_queries')"
        ).fetchone()
    return row is None or row[0] == 0


def record_build(settings: Settings) -> None:
    """Note, after every test has passed, what the models were built from."""
    with open_warehouse(settings) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS ledger.builds (built_at TIMESTAMP, inputs_fingerprint VARCHAR)")
        connection.execute("INSERT INTO ledger.builds VALUES (?, ?)", [now(), inputs_fingerprint(connection, settings)])


def latest_build(settings: Settings) -> str:
    """Fingerprint of the last build whose tests passed.

    Raises:
        LookupError: If nothing was ever built.
    """
    with open_warehouse(settings) as connection:
        row = connection.execute(
            "SELECT inputs_fingerprint FROM ledger.builds ORDER BY built_at DESC LIMIT 1"
        ).fetchone()
    if row is None:
        raise LookupError("The warehouse was never built; run `icm load`.")
    return str(row[0])
