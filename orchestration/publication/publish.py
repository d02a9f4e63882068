"""Publishing: a release is made in a folder nobody looks at, checked, and then switched to in one step.

In scope: the order of the steps, the folder, the switch. Out of scope: tables (`publication.tables`), pages
(`publication.pages`), exports (`publication.exports`), workbooks (`publication.national_tables`), what is taken over
from the release before (`publication.carried`).
"""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from orchestration import __version__
from orchestration.publication.carried import (
    CarriedFiles,
    last_release_of_same_code,
    made_with,
    unchanged_tables,
)
from orchestration.publication.csv_metadata import write_csv_metadata
from orchestration.publication.exports import write_exports
from orchestration.publication.manifest import made_of, made_with_code
from orchestration.publication.model_facts import ModelFacts, read_model_facts
from orchestration.publication.national_tables.workbooks import write_workbooks
from orchestration.publication.pages.first_page import write_pages
from orchestration.publication.published_table import PublishedTable, read_published_tables
from orchestration.publication.state import (
    DATABASE,
    MANIFEST,
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
    partial = _empty_partial_folder(settings, row["release_id"])
    previous = current_release(settings)
    last = last_release_of_same_code(previous.folder if previous else None, row["code_version"])
    log.info("Writing the release: the database")
    facts = read_model_facts(read_manifest(settings))
    with open_warehouse(settings) as connection:
        tables = write_database(connection, partial / DATABASE, facts, row, previous, last)
    contents = {table.full_name: table.content for table in tables}
    carried = CarriedFiles(last, unchanged_tables(last, contents))
    described = read_published_tables(partial / DATABASE)
    log.info("Writing the release: Parquet, CSV and workbooks")
    # DuckDB writes its files while Python writes workbooks; neither reads what the other writes.
    with ThreadPoolExecutor(1) as beside:
        exports = beside.submit(_write_tables, partial, row["release_id"], list(described.values()), facts, carried)
        workbooks = write_workbooks(partial, row["release_id"], described, carried)
        exports.result()
    log.info("Writing the release: pages")
    write_pages(partial, row["release_id"], workbooks, carried)
    counts = {table.full_name: table.rows for table in tables}
    about = {
        **row, **made_of(partial / DATABASE), "made_with": made_with(), "tables": counts,
        "contents": contents,
    }  # fmt: skip
    _write_manifest(partial, about, carried)
    _seal(partial, carried)
    folder = settings.releases / row["release_id"]
    partial.replace(folder)
    switch_current(settings, folder)
    release = current_release(settings)
    if release is None or release.release_id != row["release_id"]:
        raise PublicationError(f"Release {row['release_id']} was written but did not become current.")
    return release


def _write_tables(
    partial: Path, release_id: str, tables: list[PublishedTable], facts: ModelFacts, carried: CarriedFiles
) -> None:
    """Write every table as Parquet and CSV, with its description."""
    write_exports(partial, tables, carried)
    write_csv_metadata(partial, release_id, tables, facts.returns, carried)


def switch_current(settings: Settings, folder: Path) -> None:
    """Point `current` to a release in one step; who has the one before open goes on reading it."""
    link = settings.workspace / ".current.next"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(folder, settings.workspace), target_is_directory=True)
    link.replace(settings.current)
    _sync(settings.workspace)


def _release_row(settings: Settings, built: str) -> dict[str, Any]:
    published_at = datetime.datetime.now(datetime.UTC)
    stem = published_at.strftime("%Y%m%dT%H%M%SZ")
    release_id = stem
    number = 1
    while (settings.releases / release_id).exists():
        number += 1
        release_id = f"{stem}-{number}"
    return {
        "release_id": release_id,
        "published_at": published_at.isoformat(timespec="seconds"),
        "code_version": f"{__version__}+{code_fingerprint(settings)[:12]}",
        "inputs_fingerprint": built,
        **made_with_code(settings),
    }


def _empty_partial_folder(settings: Settings, release_id: str) -> Path:
    settings.releases.mkdir(parents=True, exist_ok=True)
    for left_over in settings.releases.glob(".*.partial"):
        # Read-only files go with their folder; to make them writable would alter those of a release linked here.
        shutil.rmtree(left_over)
    partial = settings.releases / f".{release_id}.partial"
    partial.mkdir()
    return partial


def _write_manifest(folder: Path, about: dict[str, Any], carried: CarriedFiles) -> None:
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in carried.hashes:
            files[name] = carried.hashes[name]
        elif path.is_file():
            with path.open("rb") as stream:
                files[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    (folder / MANIFEST).write_text(json.dumps({**about, "files": files}, indent=2) + "\n", encoding="utf-8")


def _seal(folder: Path, carried: CarriedFiles) -> None:
    """Make every file read-only and see it onto the disk; a file of the last release is both already."""
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in carried.hashes:
            path.chmod(0o444)
            _sync(path)
        elif path.is_dir():
            _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
