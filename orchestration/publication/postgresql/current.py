"""The current release served in the database that the settings of the hub name, as every load does at its end.

In scope: that, and the note on how it ended. Out of scope: serving any other release (`cli.publish`), and how it is
done (`postgresql.serve`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from orchestration.publication.postgresql.server import NotServed, address_of
from orchestration.publication.state import current_release
from orchestration.settings import Settings
from orchestration.warehouse.lock import WarehouseBusy, write_lock

if TYPE_CHECKING:
    from orchestration.publication.postgresql.serve import Served

WAIT_SECONDS = 300.0


def serve_current(settings: Settings, wait_seconds: float = WAIT_SECONDS) -> Served | None:
    """Serve the current release and the public edition, with no load at work on the hub when it begins.

    Args:
        settings: The hub.
        wait_seconds: How long readers at work may delay the change-over.

    Returns:
        What is served; None where no database is named, or nothing is published yet.

    Raises:
        NotServed: If it cannot be; what was served before is served still, and the next load tries again.
    """
    release = current_release(settings)
    if not settings.publish_to or release is None:
        return None
    try:
        address = address_of(settings.publish_to)
        from orchestration.publication.postgresql.serve import editions_to_serve, serve

        # A release does not change: readers of the database may delay this, but no load.
        with write_lock(settings):
            editions = editions_to_serve(settings, release)
        served = serve(editions, address, wait_seconds)
    except (NotServed, WarehouseBusy) as error:
        _note(settings, str(error))
        raise NotServed(str(error)) from error
    _note(settings, "")
    return served


def why_not_served(settings: Settings) -> str | None:
    """Why the last try failed, in sentences; empty if it did not, None if there was none with these settings."""
    try:
        noted = json.loads(settings.served.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return str(noted["problem"]) if noted["to"] == settings.publish_to else None


def _note(settings: Settings, problem: str) -> None:
    partial = settings.served.with_suffix(".partial")
    partial.write_text(json.dumps({"to": settings.publish_to, "problem": problem}), encoding="utf-8")
    partial.replace(settings.served)
