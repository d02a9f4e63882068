"""Which release is in force, what people decided about releases, and whether the latest build is published.

In scope: reading releases. Out of scope: making them (`publication.publish`), and deciding about them
(`publication.release_decisions`).
"""

from __future__ import annotations

import datetime
import json
import logging
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

log = logging.getLogger("icm.publication")

MANIFEST = "manifest.json"
_MANIFEST_BEFORE_0_9 = "release.json"
DECISIONS = "decisions.json"
DATABASE = "icm_marts.duckdb"
_NEEDED = {"release_id", "published_at", "inputs_fingerprint", "code_version", "tables"}
_REMOVE = "Put the release back from a copy, or remove its folder: the next load publishes what is current."
FINAL, WITHDRAWN, PUT_BACK, EMBARGO = "final", "withdrawn", "put back", "embargo"


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
        decisions: What people decided about it since, the oldest first: `decision`, `by`, `reason`, `decided_at`, and
            `until` of an embargo.
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
    def has_database(self) -> bool:
        """Whether its DuckDB file is there; somebody may have removed it."""
        return (self.folder / DATABASE).is_file()

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
    def embargo(self) -> datetime.datetime | None:
        """Time before which the public must not see it, as decided last; None if nobody set one."""
        told = [each["until"] for each in self.decisions if each["decision"] == EMBARGO]
        return datetime.datetime.fromisoformat(told[-1]) if told else None

    @property
    def status(self) -> str:
        """One word for people: provisional, final or withdrawn."""
        return WITHDRAWN if self.is_withdrawn else FINAL if self.is_final else "provisional"


def all_releases(settings: Settings) -> list[Release]:
    """Every release of the workspace, newest first."""
    return _releases_below(settings.releases, current_folder(settings))


def final_releases_beside(release: Release) -> list[str]:
    """IDs of the final releases in the folder that a release is in, itself included."""
    return [each.release_id for each in _releases_below(release.folder.parent) if each.is_final]


def _releases_below(folder: Path, current: Path | None = None) -> list[Release]:
    folders = sorted((path for path in folder.glob("*") if not path.name.startswith(".")), reverse=True)
    found = []
    for each in folders:
        if manifest_path(each).is_file():
            try:
                found.append(_release_in(each, is_current=each == current))
            except DamagedRelease as error:
                log.warning("%s", error)
    return found


class DamagedRelease(Exception):
    """A release whose manifest cannot be read; the message says which and what to do."""


def manifest_path(folder: Path) -> Path:
    """The file in the folder of a release that says what it holds and what it was made of."""
    earlier = folder / _MANIFEST_BEFORE_0_9
    return earlier if earlier.is_file() else folder / MANIFEST


def read_manifest_of(release: Release) -> dict[str, Any]:
    """What the manifest of a release says."""
    return read_manifest_in(release.folder)


def read_manifest_in(folder: Path) -> dict[str, Any]:
    """What the manifest in a folder says.

    Raises:
        DamagedRelease: If it cannot be read, or lacks what every manifest has.
    """
    path = manifest_path(folder)
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DamagedRelease(f"{path} is damaged. {_REMOVE}") from error
    if not isinstance(facts, dict) or not facts.keys() >= _NEEDED:
        raise DamagedRelease(f"{path} is incomplete. {_REMOVE}")
    return facts


def current_folder(settings: Settings) -> Path | None:
    """Folder that `current` points to, or None before the first release."""
    return settings.current.resolve() if settings.current.is_symlink() and settings.current.exists() else None


def current_release(settings: Settings) -> Release | None:
    """The release in force, or None."""
    folder = current_folder(settings)
    return _release_in(folder, is_current=True) if folder and manifest_path(folder).is_file() else None


def _release_in(folder: Path, *, is_current: bool) -> Release:
    facts = read_manifest_in(folder)
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
    if not release.has_database:
        log.warning("The database of release %s is missing; it is published again", release.release_id)
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
    connection.execute("INSERT INTO ledger.builds VALUES (?, ?)", [now(), release_fingerprint(settings, contents)])


def latest_build(connection: DuckDBPyConnection) -> str:
    """Fingerprint of the last build whose tests passed.

    Raises:
        LookupError: If nothing was ever built.
    """
    # In the order they were written: a clock that was set back would date a later build earlier.
    rows = connection.execute("SELECT inputs_fingerprint FROM ledger.builds ORDER BY rowid DESC LIMIT 1").fetchall()
    if not rows:
        raise LookupError("The warehouse was never built; run `icm load`.")
    return str(rows[0][0])
