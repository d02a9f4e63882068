"""Removing old releases: the newest are kept, and those that must never go.

In scope: which releases go. Out of scope: when (`pipeline`).
"""

from __future__ import annotations

import shutil

from orchestration.publication.public_edition.state import (
    current_public_release,
    remove_public_edition,
)
from orchestration.publication.state import DATABASE, Release, all_releases, current_release
from orchestration.settings import Settings


def prune_releases(settings: Settings, keep: int) -> list[str]:
    """Remove the oldest releases beyond a number, and name them, oldest first.

    The release in force, the one before it, the one whose public edition is shown and every final release always
    stay. A public edition goes with its release.
    Files that a later release took over stay in that release.

    Args:
        settings: The hub.
        keep: How many releases may stay, the newest first; at least 1.

    Raises:
        ValueError: If `keep` is below 1.
    """
    if keep < 1:
        raise ValueError(f"At least one release must be kept, not {keep}.")
    releases = all_releases(settings)
    protected = _in_force_and_before(current_release(settings)) | {current_public_release(settings)}
    gone = [
        release for release in reversed(releases[keep:]) if release.release_id not in protected and not release.is_final
    ]
    for release in gone:
        # A name that begins with a dot is no release, however far the removal gets.
        leaving = release.folder.with_name(f".{release.release_id}.partial")
        release.folder.replace(leaving)
        shutil.rmtree(leaving)
        remove_public_edition(settings, release.release_id)
    return [release.release_id for release in gone]


def _in_force_and_before(current: Release | None) -> set[str | None]:
    import duckdb

    if current is None:
        return set()
    with duckdb.connect(str(current.folder / DATABASE), read_only=True) as connection:
        ((before,),) = connection.execute(
            "SELECT previous_release_id FROM release.releases WHERE release_id = ?", [current.release_id]
        ).fetchall()
    return {current.release_id, before}
