"""Which release is in force, what people decided about releases, and whether the latest build is published.

In scope: reading releases. Out of scope: making them (`publication.publish`), and deciding about them
(`publication.release_decisions`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.warehouse.contents import contents_of_tables
from orchestration.warehouse.fingerprint import release_fingerprint
from orchestration.warehouse.ledger import IN_FORCE, now
from orchestration.warehouse.plan import Plan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MANIFEST = "manifest.json"
_MANIFEST_BEFORE_0_9 = "release.json"
DECISIONS = "decisions.json"
DATABASE = "icm_marts.duckdb"
FINAL, WITHDRAWN, PUT_BACK = "final", "withdrawn", "put back"


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
        decisions: What people decided about it since, the oldest first: `decision`, `by`, `reason`, `decided_at`.
    """

    release_id: str
    folder: Path
    published_at: str
    inputs_fingerprint: str
    code_version: str
    tables: int
    is_current: bool
    decisions: tuple[dict[str, str], ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether somebody declared it final; it is never removed."""
        return any(each["decision"] == FINAL for each in self.decisions)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the hub went back from it to another release, and has not put it back since."""
        told = [each["decision"] for each in self.decisions if each["decision"] in {WITHDRAWN, PUT_BACK}]
        return told[-1:] == [WITHDRAWN]

    @property
    def status(self) -> str:
        """One word for people: provisional, final or withdrawn."""
        return WITHDRAWN if self.is_withdrawn else FINAL if self.is_final else "provisional"


def all_releases(settings: Settings) -> list[Release]:
    """Every release of the workspace, newest first."""
    current = current_folder(settings)
    folders = sorted((path for path in settings.releases.glob("*") if not path.name.startswith(".")), reverse=True)
    return [_release_in(folder, is_current=folder == current) for folder in folders if manifest_path(folder).is_file()]


def manifest_path(folder: Path) -> Path:
    """The file in the folder of a release that says what it holds and what it was made of."""
    earlier = folder / _MANIFEST_BEFORE_0_9
    return earlier if earlier.is_file() else folder / MANIFEST


def read_manifest_of(release: Release) -> dict[str, Any]:
    """What the manifest of a release says."""
    manifest: dict[str, Any] = json.loads(manifest_path(release.folder).read_text(encoding="utf-8"))
    return manifest


def current_folder(settings: Settings) -> Path | None:
    """Folder that `current` points to, or None before the first release."""
    return settings.current.resolve() if settings.current.is_symlink() and settings.current.exists() else None


def current_release(settings: Settings) -> Release | None:
    """The release in force, or None."""
    folder = current_folder(settings)
    return _release_in(folder, is_current=True) if folder and manifest_path(folder).is_file() else None


def _release_in(folder: Path, *, is_current: bool) -> Release:
    facts = json.loads(manifest_path(folder).read_text(encoding="utf-8"))
    decisions = folder / DECISIONS
    return Release(
        release_id=facts["release_id"],
        folder=folder,
        published_at=facts["published_at"],
        inputs_fingerprint=facts["inputs_fingerprint"],
        code_version=facts["code_version"],
        tables=len(facts["tables"]),
        is_current=is_current,
        decisions=tuple(json.loads(decisions.read_text(encoding="utf-8"))) if decisions.is_file() else (),
    )


def release_is_current(connection: DuckDBPyConnection, settings: Settings) -> bool:
    """Whether the release in force holds what was built last, or people went back from a release that holds it.

    Such a release is not published again. The next one follows when something else is built.
    """
    built = latest_build(connection)
    release = current_release(settings)
    if release is None:
        return False
    return release.inputs_fingerprint == built or any(
        each.is_withdrawn and each.inputs_fingerprint == built for each in all_releases(settings)
    )


def withdrawn_since(settings: Settings) -> str | None:
    """ID of the newest release after the one in force, if people went back from it; it holds what is not in force."""
    releases = all_releases(settings)
    newest = releases[0] if releases else None
    return newest.release_id if newest and newest.is_withdrawn and not newest.is_current else None


def nothing_was_accepted(connection: DuckDBPyConnection) -> bool:
    """Whether no submission was ever in force, so that there is nothing to publish; withdrawn ones must go again."""
    rows = connection.execute(
        "SELECT 1 FROM ledger.submissions WHERE list_contains(?, status) LIMIT 1", [[*IN_FORCE, "withdrawn"]]
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
