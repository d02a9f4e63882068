"""What a hub has written: the warehouse, the clock compared with it, the current release, the last loads."""

from __future__ import annotations

import datetime
import os
import tempfile

from orchestration.answers.doctor.findings import Finding, good, note, problem
from orchestration.answers.health import read_health
from orchestration.answers.loads import FAILED, NOT_RECORDED, SUCCEEDED, read_loads
from orchestration.days import time_in_words
from orchestration.faults import HubFault
from orchestration.publication.postgresql.current import why_not_served
from orchestration.publication.state import DATABASE, DamagedRelease, all_releases, current_release, read_manifest_of
from orchestration.settings import Settings
from orchestration.warehouse.damage import WarehouseUnusable, check_content, check_file, unusable
from orchestration.warehouse.holding import reading_ledger
from orchestration.warehouse.ledger import now
from orchestration.warehouse.lock import nobody_at_work
from orchestration.warehouse.upgrade import check_not_newer, newest_version, version_of

_AS_IT_SAYS = "Do as that sentence says, then run icm doctor again."
# Clocks of a machine and of its file server differ by less, if both are kept right.
_CLOCKS_DIFFER = datetime.timedelta(minutes=2)


def look_at_warehouse(settings: Settings) -> list[Finding]:
    """Whether the private file is a warehouse of this version of the hub, or one that the next load upgrades."""
    import duckdb

    part, path = "Warehouse", settings.warehouse
    if not path.exists():
        return [note(part, "There is none yet.", "Run icm load, which makes it.")]
    try:
        check_file(path)
        # A load that began meanwhile would find the file held.
        with nobody_at_work(settings) as holder:
            if holder:
                return [note(part, "It is in use and was not looked at.", "Run icm doctor again afterwards.")]
            with duckdb.connect(str(path), read_only=True) as connection:
                check_content(connection, path)
                check_not_newer(connection, path)
                version = version_of(connection)
    except WarehouseUnusable as error:
        return [problem(part, str(error), _AS_IT_SAYS)]
    except duckdb.Error as error:
        if "lock" in str(error):
            return [note(part, "It is in use and was not looked at.", "Run icm doctor again afterwards.")]
        return [problem(part, str(unusable(path, str(error))), _AS_IT_SAYS)]
    if version < newest_version():
        what = f"Copy the workspace, then run icm load, which upgrades it to version {newest_version()}."
        return [note(part, f"Its tables are of version {version}, from an earlier version of the hub.", what)]
    return [good(part, f"It can be read, and its tables are of version {version}.")]


def look_at_clock(settings: Settings) -> list[Finding]:
    """Whether the clock is behind what the hub has written, or differs from that of the file system."""
    part = "Clock"
    moment = now()
    for what, written_at in _times(settings):
        if written_at > moment + _CLOCKS_DIFFER:
            found = f"The clock shows {time_in_words(moment)}, before {what} of {time_in_words(written_at)}."
            return [problem(part, found, "Set the clock (timedatectl set-ntp true) before the next load.")]
    if settings.workspace.is_dir() and os.access(settings.workspace, os.W_OK):
        with tempfile.NamedTemporaryFile(dir=settings.workspace, prefix=".icm-doctor-") as file:
            of_file = datetime.datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, datetime.UTC)
        if abs(of_file.replace(tzinfo=None) - now()) > _CLOCKS_DIFFER:
            found = f"The file system of the workspace shows {time_in_words(of_file)} for a file made now."
            return [problem(part, found, "Set the clocks of this machine and of its file server.")]
    return [good(part, f"{time_in_words(moment)}, later than everything that the hub has written.")]


def look_at_release(settings: Settings) -> list[Finding]:
    """Whether the current release has every file and every table that its manifest lists; contents are not compared."""
    part = "Release"
    try:
        release = current_release(settings)
        manifest = read_manifest_of(release) if release else {}
    except DamagedRelease as error:
        return [problem(part, str(error), _AS_IT_SAYS)]
    if release is None:
        if settings.current.is_symlink():
            what = "Put the folder back, or run icm release rollback to an earlier release."
            return [problem(part, f"{settings.current} points to {settings.current.readlink()}, which is gone.", what)]
        return [note(part, "None has been published yet.", "Run icm load.")]
    if not release.has_database:
        found = f"{release.folder / DATABASE} is missing."
        return [problem(part, found, "Run icm load, which publishes again.")]
    present = _tables_of(str(release.folder / DATABASE))
    if present is None:
        found = f"{release.folder / DATABASE} is damaged."
        return [problem(part, found, "Remove that file and run icm load, which publishes again.")]
    files = manifest.get("files", {})
    if gone := [name for name in files if not (release.folder / name).is_file()]:
        found = f"Release {release.release_id} lacks {len(gone)} of {len(files)} files, for example {gone[0]}."
        return [problem(part, found, "Put them back from a copy, or remove its database and run icm load.")]
    listed = manifest["tables"]
    if missing := sorted(set(listed) - present):
        found = f"Release {release.release_id} lacks {len(missing)} of {len(listed)} tables, for example {missing[0]}."
        return [problem(part, found, "Remove its database and run icm load, which publishes again.")]
    return [good(part, f"{release.release_id} is current and whole: {len(listed)} tables can be read.")]


def look_at_served(settings: Settings) -> list[Finding]:
    """Whether the last load could serve the current release in PostgreSQL; the server itself is not asked."""
    part = "PostgreSQL"
    if not settings.publish_to:
        return [good(part, "ICM_PUBLISH_TO names no database, so loads serve the release in none.")]
    why = why_not_served(settings)
    if why is None:
        return [note(part, "No load has served the release there yet.", "Run icm load, which does.")]
    if why:
        return [problem(part, f"The release could not be served. {why}", "Correct that, then run icm load.")]
    return [good(part, "The last load served the current release.")]


def look_at_loads(settings: Settings) -> list[Finding]:
    """Whether the last load succeeded, and a load within the hours that a monitor asks for."""
    part = "Loads"
    try:
        loads = read_loads(settings, 1)
    except (WarehouseUnusable, HubFault):
        return [note(part, "They are in the warehouse, which cannot be read.", "See Warehouse.")]
    if not loads:
        return [note(part, "None has run yet.", "Put received files into the landing folder and run icm load.")]
    last = loads[0]
    if last.outcome == FAILED:
        return [problem(part, f"The last load, {last.load_id}, failed: {' '.join(last.problems)}",
                        "Follow that sentence and run icm load again.")]  # fmt: skip
    if last.outcome not in {SUCCEEDED, NOT_RECORDED} and not read_health(settings).is_loading:
        return [
            note(part, f"The last load, {last.load_id}, was broken off.", "Run icm load, which completes its work.")
        ]
    hours = read_health(settings).hours_since_success
    if hours is not None and hours > settings.success_within_hours:
        found = f"The last load that succeeded was {hours:,.0f} hours ago."
        return [note(part, found, "Check that icm serve or the timer of the nightly load runs.")]
    return [good(part, f"The last load, {last.load_id}, {last.outcome}.")]


def _times(settings: Settings) -> list[tuple[str, datetime.datetime]]:
    """What the hub wrote down with a time, in UTC without a zone."""
    found = []
    try:
        for release in all_releases(settings)[:1]:
            published = datetime.datetime.fromisoformat(release.published_at)
            found.append((f"release {release.release_id}", published.astimezone(datetime.UTC).replace(tzinfo=None)))
        with reading_ledger(settings) as connection:
            if connection is not None:
                rows = connection.execute(
                    "SELECT 'the last file received', max(received_at) FROM ledger.submissions "
                    "UNION ALL SELECT 'the last load', max(started_at) FROM ledger.loads"
                ).fetchall()
                found += [(what, time) for what, time in rows if time]
    except (DamagedRelease, HubFault, WarehouseUnusable):
        # What is wrong with them is said of the release and of the warehouse.
        return found
    return found


def _tables_of(database: str) -> set[str] | None:
    """Tables of a release with their schemas; None if it cannot be opened."""
    import duckdb

    try:
        with duckdb.connect(database, read_only=True) as connection:
            rows = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
    except duckdb.Error:
        return None
    return {name for (name,) in rows}
