"""Whether a hub is well, for a monitor: the last load, the release, the disk.

In scope: the facts and the reasons, without paths or texts of libraries, because they may be read over a network. Out
of scope: what an operator does about it (`answers.doctor`), and how it is asked for (`cli.health`, `dagster_hub.web`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from orchestration import __version__
from orchestration.answers.disk import bytes_a_load_needs, free_bytes, gigabytes
from orchestration.answers.loads import FAILED, SUCCEEDED, UNFINISHED, LoadFigures, read_loads
from orchestration.faults import HubFault
from orchestration.publication.postgresql.current import why_not_served
from orchestration.publication.state import DamagedRelease, Release, current_release
from orchestration.settings import Settings
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.ledger import now as now_utc
from orchestration.warehouse.lock import at_work

# Among these is a success, if there was one worth speaking of.
_LOADS_LOOKED_AT = 200
_HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Health:
    """Facts about a hub; times are UTC, None where there is no such thing.

    Attributes:
        is_healthy: Whether there is no reason against it.
        reasons: What is wrong, in sentences.
        hub_version: Version of the hub.
        last_load: Key of the last load.
        last_load_outcome: Its outcome: succeeded, failed, unfinished, not recorded.
        last_success_at: When a load last succeeded, one that found nothing new included.
        hours_since_success: Hours since then.
        is_loading: Whether a load is at work.
        release_id: The current release.
        release_published_at: When it was published.
        release_age_hours: Hours since then; an old release is no fault where nothing new was received.
        disk_free_bytes: Bytes free for the workspace.
        disk_needed_bytes: Bytes that the next load may need.
    """

    is_healthy: bool
    reasons: list[str]
    hub_version: str
    last_load: str | None
    last_load_outcome: str | None
    last_success_at: str | None
    hours_since_success: float | None
    is_loading: bool
    release_id: str | None
    release_published_at: str | None
    release_age_hours: float | None
    disk_free_bytes: int
    disk_needed_bytes: int


def read_health(settings: Settings, now: datetime.datetime | None = None) -> Health:
    """Look at a hub as a monitor does; never waits for a load, never writes.

    Args:
        settings: The hub, with the hours within which a load must have succeeded.
        now: The present time in UTC, without a zone.
    """
    moment = now or now_utc()
    reasons: list[str] = []
    loads = _loads(settings, reasons)
    is_loading = at_work(settings) is not None
    succeeded_at = _last_success(settings, loads)
    since = (moment - succeeded_at) / _HOUR if succeeded_at else None
    if since is None:
        reasons.append("No load has succeeded yet. Run icm load on the machine of the hub.")
    elif since > settings.success_within_hours:
        reasons.append(
            f"The last load that succeeded was {since:,.0f} hours ago, and the limit is "
            f"{settings.success_within_hours}. Check that the nightly load is started."
        )
    last = loads[0] if loads else None
    if last and last.outcome == FAILED:
        reasons.append(f"The last load, {last.load_id}, failed. icm loads shows why.")
    elif last and last.outcome == UNFINISHED and not is_loading:
        reasons.append(f"The last load, {last.load_id}, was broken off. Run icm load, which completes its work.")
    release = _release(settings, reasons)
    if settings.publish_to and why_not_served(settings):
        reasons.append("The current release could not be served in PostgreSQL. icm doctor shows why.")
    free, needed = free_bytes(settings.workspace), bytes_a_load_needs(settings)
    if free < needed:
        reasons.append(
            f"The disk has {gigabytes(free)} free, and the next load may need {gigabytes(needed)}. Free some space."
        )
    published_at = _without_zone(release.published_at) if release else None
    return Health(
        is_healthy=not reasons,
        reasons=reasons,
        hub_version=__version__,
        last_load=last.load_id if last else None,
        last_load_outcome=last.outcome if last else None,
        last_success_at=_iso(succeeded_at),
        hours_since_success=round(since, 2) if since is not None else None,
        is_loading=is_loading,
        release_id=release.release_id if release else None,
        release_published_at=_iso(published_at),
        release_age_hours=round((moment - published_at) / _HOUR, 2) if published_at else None,
        disk_free_bytes=free,
        disk_needed_bytes=needed,
    )


def _loads(settings: Settings, reasons: list[str]) -> list[LoadFigures]:
    try:
        return read_loads(settings, _LOADS_LOOKED_AT)
    except (WarehouseUnusable, HubFault):
        reasons.append("The warehouse cannot be read. icm doctor shows why and what to do.")
        return []


def _last_success(settings: Settings, loads: list[LoadFigures]) -> datetime.datetime | None:
    """When a load last did all its work or found that there was none."""
    ended = [each.ended_at for each in loads if each.outcome == SUCCEEDED and each.ended_at]
    if settings.settled.exists():
        noted = datetime.datetime.fromtimestamp(settings.settled.stat().st_mtime, datetime.UTC)
        ended.append(noted.replace(tzinfo=None))
    return max(ended, default=None)


def _release(settings: Settings, reasons: list[str]) -> Release | None:
    try:
        release = current_release(settings)
    except DamagedRelease:
        reasons.append("The manifest of the current release is damaged. icm doctor shows what to do.")
        return None
    if release is None:
        reasons.append("No release has been published yet. Run icm load on the machine of the hub.")
    elif not release.has_database:
        reasons.append(f"The database of release {release.release_id} is missing. Run icm load, which publishes again.")
    return release


def _without_zone(text: str) -> datetime.datetime:
    given = datetime.datetime.fromisoformat(text)
    return given.astimezone(datetime.UTC).replace(tzinfo=None) if given.tzinfo else given


def _iso(time: datetime.datetime | None) -> str | None:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}" if time else None
