"""Which public editions there are, and which one the public reads.

Those that may not be seen, or not yet, are kept apart from the folder that a web server shows. In scope: reading
them, moving them, pointing `public/current` to the right one, removing one with its release. Out of scope: making one
(`edition`).
"""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

from orchestration.publication.release_files import point_to
from orchestration.publication.state import MANIFEST, Release, all_releases, current_release
from orchestration.settings import Settings


def public_folder(settings: Settings, release_id: str) -> Path | None:
    """Folder of the public edition of a release, seen or not, or None if there is none."""
    return public_editions(settings).get(release_id)


def public_editions(settings: Settings) -> dict[str, Path]:
    """Folder of every public edition, seen or not, by its release, the newest first."""
    found = [path.parent for place in (settings.public, settings.public_held) for path in place.glob(f"*/{MANIFEST}")]
    editions = [each for each in found if not each.is_symlink() and not each.name.startswith(".")]
    return {folder.name: folder for folder in sorted(editions, key=lambda each: each.name, reverse=True)}


def current_public_release(settings: Settings) -> str | None:
    """ID of the release whose public edition the public reads, or None."""
    link = settings.public_current
    return link.resolve().name if link.is_symlink() and link.exists() else None


def settle_public_current(settings: Settings) -> str | None:
    """Point `public/current` to the newest edition that may be shown, or to none, and take out what may not be seen.

    It may be shown if its release is neither withdrawn nor under an embargo, and not newer than the release in force.

    Returns:
        ID of the release that the public reads now.
    """
    current = current_release(settings)
    now = datetime.datetime.now(datetime.UTC)
    releases = {release.release_id: release for release in all_releases(settings)}
    allowed = {
        release_id
        for release_id in public_editions(settings)
        if release_id in releases and may_be_public(releases[release_id], now)
    }
    newest = max((each for each in allowed if current and each <= current.release_id), default=None)
    for release_id, folder in public_editions(settings).items():
        place = settings.public if release_id in allowed else settings.public_held
        if folder.parent != place:
            place.mkdir(exist_ok=True)
            folder.replace(place / release_id)
    if newest is None:
        settings.public_current.unlink(missing_ok=True)
    elif current_public_release(settings) != newest:
        point_to(settings.public_current, settings.public / newest)
    return newest


def may_be_public(release: Release, now: datetime.datetime) -> bool:
    """Whether the public may see a release: it is not withdrawn, and no embargo holds."""
    return not release.is_withdrawn and (release.embargo is None or release.embargo <= now)


def remove_public_edition(settings: Settings, release_id: str) -> None:
    """Remove the public edition of a release that is removed; what a later one shares stays there."""
    folder = public_folder(settings, release_id)
    if folder:
        leaving = folder.with_name(f".{release_id}.partial")
        shutil.rmtree(leaving, ignore_errors=True)  # an attempt to make it again that failed
        folder.replace(leaving)
        shutil.rmtree(leaving)
