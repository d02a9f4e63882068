"""Which release is in force, and whether it reflects all that was received.

In scope: reading releases. Out of scope: making them (`publication.publish`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.warehouse.contents import contents_of_tables
from orchestration.warehouse.fingerprint import release_fingerprint
from orchestration.warehouse.ledger import IN_FORCE, now
from orchestration.warehouse.plan import Plan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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


def release_is_current(connection: DuckDBPyConnection, settings: Settings) -> bool:
    """Whether the release in force holds what was built last."""
    release = current_release(settings)
    return release is not None and release.inputs_fingerprint == latest_build(connection)


def nothing_was_accepted(connection: DuckDBPyConnection) -> bool:
    """Whether no submission at all is in force, so that a release would be empty."""
    rows = connection.execute(
        "SELECT 1 FROM ledger.submissions WHERE list_contains(?, status) LIMIT 1", [list(IN_FORCE)]
    ).fetchall()
    return not rows


def record_build(connection: DuckDBPyConnection, settings: Settings, plan: Plan) -> None:
    """Note, after every test has passed, what was built."""
    built = contents_of_tables(connection)
    contents = {step.relation: built[step.relation] for step in plan.published}
    connection.execute("CREATE TABLE IF NOT EXISTS ledger.builds (built_at TIMESTAMP, inputs_fingerprint VARCHAR)")
    connection.execute("INSERT INTO ledger.builds VALUES (?, ?)", [now(), release_fingerprint(settings, contents)])


def latest_build(connection: DuckDBPyConnection) -> str:
    """Fingerprint of the last build whose tests passed.

    Raises:
        LookupError: If nothing was ever built.
    """
    rows = connection.execute("SELECT inputs_fingerprint FROM ledger.builds ORDER BY built_at DESC LIMIT 1").fetchall()
    if not rows:
        raise LookupError("The warehouse was never built; run `icm load`.")
    return str(rows[0][0])
