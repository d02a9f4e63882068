"""Publishing: a release is made in a folder nobody looks at, checked, and then switched to in one step.

In scope: the order of the steps, the switch. Out of scope: tables (`publication.tables`), the other files
(`publication.release_files`), what is taken over from the release before (`publication.carried`), the public edition
(`publication.public_edition`).
"""

from __future__ import annotations

import datetime
import logging
from pathlib import Path
from typing import Any

from orchestration import __version__
from orchestration.days import time_in_words
from orchestration.publication.carried import (
    CarriedFiles,
    last_release_of_same_code,
    made_with,
    unchanged_tables,
)
from orchestration.publication.manifest import made_of, made_with_code
from orchestration.publication.model_facts import read_model_facts
from orchestration.publication.release_files import (
    empty_partial_folder,
    point_to,
    seal,
    write_files,
    write_manifest,
)
from orchestration.publication.site.status import write_status
from orchestration.publication.state import (
    DATABASE,
    Release,
    current_release,
    latest_build,
)
from orchestration.publication.tables import PublicationError, write_database
from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.fingerprint import code_fingerprint
from orchestration.warehouse.models import read_manifest

log = logging.getLogger("icm.publication")

_STEM = "%Y%m%dT%H%M%SZ"


def publish(settings: Settings) -> Release:
    """Publish what was built last; what did not change is taken over from the release in force.

    A failure at any point leaves the last release in force and no trace but a folder whose name begins with a dot,
    which the next publication removes.

    Raises:
        PublicationError: If the release does not hold what was built.
        LookupError: If nothing was built.
    """
    with open_warehouse(settings) as connection:
        row = _release_row(settings, latest_build(connection))
    partial = empty_partial_folder(settings.releases, row["release_id"])
    previous = current_release(settings)
    if previous and not previous.has_database:
        previous = None
    last = last_release_of_same_code(previous.folder if previous else None, row["code_version"])
    log.info("Writing the release: the database")
    facts = read_model_facts(read_manifest(settings))
    with open_warehouse(settings) as connection:
        tables = write_database(connection, partial / DATABASE, facts, row, previous, last)
    contents = {table.full_name: table.content for table in tables}
    changed = {table.full_name: table.changed for table in tables if table.changed is not None}
    carried = CarriedFiles(last, unchanged_tables(last, contents), changed)
    pages = write_files(partial, row["release_id"], facts, carried)
    counts = {table.full_name: table.rows for table in tables}
    about = {
        **row, **made_of(partial / DATABASE), "made_with": made_with(), "tables": counts,
        "contents": contents, "pages": pages,
    }  # fmt: skip
    write_manifest(partial, about, carried)
    seal(partial, carried)
    write_status(partial, "provisional")
    folder = settings.releases / row["release_id"]
    partial.replace(folder)
    switch_current(settings, folder)
    release = current_release(settings)
    if release is None or release.release_id != row["release_id"]:
        raise PublicationError(f"Release {row['release_id']} was written but did not become current.")
    return release


def switch_current(settings: Settings, folder: Path) -> None:
    """Point `current` to a release in one step; who has the one before open goes on reading it."""
    point_to(settings.current, folder)


def _release_row(settings: Settings, built: str) -> dict[str, Any]:
    published_at = datetime.datetime.now(datetime.UTC)
    return {
        "release_id": _next_release_id(settings, published_at),
        "published_at": published_at.isoformat(timespec="seconds"),
        "code_version": f"{__version__}+{code_fingerprint(settings)[:12]}",
        "inputs_fingerprint": built,
        **made_with_code(settings),
    }


def _next_release_id(settings: Settings, now: datetime.datetime) -> str:
    """Key of the next release, which sorts after every other one even if the clock was set back."""
    stem = now.strftime(_STEM)
    newest = max((path.name for path in settings.releases.glob("[0-9]*")), default="")
    if newest[: len(stem)] > stem:
        log.warning(
            "The clock of this machine says %s, and release %s is dated later. The next release is numbered after it. "
            "Check the clock.",
            time_in_words(now),
            newest,
        )
        after = datetime.datetime.strptime(newest[: len(stem)], _STEM) + datetime.timedelta(seconds=1)
        stem = after.strftime(_STEM)
    release_id = stem
    number = 1
    while (settings.releases / release_id).exists():
        number += 1
        release_id = f"{stem}-{number}"
    return release_id
