"""What people decide about a release that is published: that it is final, an embargo, or going back to another one.

In scope: writing decisions into the folder of the release, and what the hub and the public read after it. Out of scope:
what a decision means for reading and removing releases (`publication.state`, `publication.retention`).
"""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

from orchestration.days import time_in_words
from orchestration.publication.public_edition.edition import PublicEdition, make_public_edition
from orchestration.publication.public_edition.state import may_be_public, settle_public_current
from orchestration.publication.publish import switch_current
from orchestration.publication.site.status import write_status
from orchestration.publication.state import (
    DECISIONS,
    EMBARGO,
    FINAL,
    PUT_BACK,
    WITHDRAWN,
    Release,
    all_releases,
    current_release,
)
from orchestration.settings import Settings


class ReleaseRefused(Exception):
    """A release that is unknown, or of which this cannot be decided; the message says why and what to do."""


def release_called(settings: Settings, release_id: str) -> Release:
    """The release with an ID, or the one in force if the ID is empty or `current`.

    Raises:
        ReleaseRefused: If there is none.
    """
    if release_id in {"", "current"}:
        release = current_release(settings)
        if release is None:
            raise ReleaseRefused(f"No release has been published yet in {settings.workspace}. Run icm load.")
        return release
    known = {release.release_id: release for release in all_releases(settings)}
    if release_id not in known:
        raise ReleaseRefused(
            f"There is no release {release_id} in {settings.workspace}. "
            + (f"The newest is {next(iter(known))}; icm release list shows all." if known else "Run icm load first.")
        )
    return known[release_id]


def finalise(settings: Settings, release_id: str, by: str, reason: str) -> Release:
    """Declare a release final: it is never removed.

    Raises:
        ReleaseRefused: If it is unknown, final already or withdrawn, or if nobody is named.
    """
    release = release_called(settings, release_id)
    _require(by, "who declares the release final", "--by")
    if release.is_final:
        told = next(each for each in release.decisions if each["decision"] == FINAL)
        raise ReleaseRefused(f"{release.release_id} has been final since {told['decided_at']}, by {told['by']}.")
    if release.is_withdrawn:
        raise ReleaseRefused(
            f"{release.release_id} is withdrawn. Put it back first: icm release rollback {release.release_id}."
        )
    _record(release, FINAL, by, reason)
    return release_called(settings, release.release_id)


def go_back(settings: Settings, release_id: str, by: str, reason: str) -> tuple[Release, Release]:
    """Make an earlier release the one in force, and withdraw the one that is.

    The next load does not publish what was withdrawn again; it publishes as soon as it builds something else. A
    release that was withdrawn is put back in the same way.

    Args:
        settings: The hub.
        release_id: Release to go to; empty for the one published before the one in force.
        by: Who decides.
        reason: Why.

    Returns:
        The release in force now, and the one withdrawn.

    Raises:
        ReleaseRefused: If there is no such release, it is in force already, or nobody or no reason is named.
    """
    _require(by, "who goes back", "--by")
    _require(reason, "why", "--reason")
    leaving = release_called(settings, "current")
    target = release_called(settings, release_id) if release_id else _before(settings, leaving)
    if target.release_id == leaving.release_id:
        raise ReleaseRefused(f"{target.release_id} is the current release already.")
    _record(leaving, WITHDRAWN, by, reason)
    if target.is_withdrawn:
        _record(target, PUT_BACK, by, reason)
    switch_current(settings, target.folder)
    settle_public_current(settings)
    return release_called(settings, target.release_id), release_called(settings, leaving.release_id)


def set_embargo(settings: Settings, release_id: str, until: datetime.datetime, by: str, reason: str) -> Release:
    """Keep a release from the public until a time; a time that is past lifts the embargo.

    A public edition that the public reads already gives way to the one before it.

    Args:
        settings: The hub.
        release_id: The release.
        until: When the public may see it, UTC.
        by: Who decides.
        reason: Why.

    Raises:
        ReleaseRefused: If it is unknown or withdrawn, or nobody or no reason is named.
    """
    release = release_called(settings, release_id)
    _require(by, "who sets the embargo", "--by")
    _require(reason, "why", "--reason")
    if release.is_withdrawn:
        raise ReleaseRefused(f"{release.release_id} is withdrawn; the public does not see it.")
    _record(release, EMBARGO, by, reason, until=f"{until:%Y-%m-%dT%H:%M:%SZ}")
    settle_public_current(settings)
    return release_called(settings, release.release_id)


def publish_to_everybody(settings: Settings, release_id: str) -> PublicEdition:
    """Make the public edition of a release and show it.

    Raises:
        ReleaseRefused: If the release is unknown, withdrawn or of an earlier version, or an embargo holds.
    """
    import duckdb

    release = release_called(settings, release_id)
    if release.is_withdrawn:
        raise ReleaseRefused(
            f"{release.release_id} is withdrawn, so it has no public edition. "
            f"Put it back first: icm release rollback {release.release_id}."
        )
    embargo = release.embargo
    if embargo and not may_be_public(release, datetime.datetime.now(datetime.UTC)):
        raise ReleaseRefused(
            f"{release.release_id} is under embargo until {time_in_words(embargo)}. No public edition was made. Run "
            f"this again after that, or lift the embargo: icm release embargo {release.release_id} --until now."
        )
    try:
        return make_public_edition(settings, release)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ReleaseRefused(
            f"{release.release_id} was made by version {release.code_version}, whose tables differ from those that "
            "this version makes a public edition of. Publish a release with this version first: icm load."
        ) from error


def _before(settings: Settings, release: Release) -> Release:
    earlier = [
        each for each in all_releases(settings) if each.release_id < release.release_id and not each.is_withdrawn
    ]
    if not earlier:
        raise ReleaseRefused(f"{release.release_id} is the oldest release that is kept; there is none to go back to.")
    return earlier[0]


def _require(text: str, what: str, option: str) -> None:
    if not text.strip():
        raise ReleaseRefused(f"Say {what} with {option}.")


def _record(release: Release, decision: str, by: str, reason: str, **more: str) -> None:
    told = {
        "decision": decision,
        "by": by.strip(),
        "reason": reason.strip(),
        "decided_at": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        **more,
    }
    written = release.folder / f".{DECISIONS}.partial"
    written.write_text(json.dumps([*release.decisions, told], indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    written.replace(release.folder / DECISIONS)
    decided = replace(release, decisions=(*release.decisions, told))
    write_status(release.folder, decided.status, reason.strip() if decided.is_withdrawn else "")
