"""Publishing: a release is made in a folder nobody looks at, checked, and then switched to in one step.

Belongs here: the order of the steps, the folder, the switch. Does not belong here: tables (`publication.tables`),
pages (`publication.pages`), exports (`publication.exports`), workbooks (`publication.national_tables`).
"""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from orchestration.publication.csv_metadata import write_csv_metadata
from orchestration.publication.exports import write_exports
from orchestration.publication.national_tables.workbooks import write_workbooks
from orchestration.publication.pages.first_page import write_pages
from orchestration.publication.published_table import read_published_tables
from orchestration.publication.state import (
    DATABASE,
    MANIFEST,
    Release,
    all_releases,
    current_release,
    latest_build,
)
from orchestration.publication.tables import PublicationError, Table, write_database
from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import code_fingerprint
from orchestration.warehouse.models import read_manifest

log = logging.getLogger("icm.publication")


def publish(settings: Settings) -> Release:
    """Publish what was built last.

    A failure at any point leaves the last release in force and no trace but a folder whose name begins with a dot,
    which the next publication removes.

    Raises:
        PublicationError: If the release does not hold what was built.
        LookupError: If nothing was built.
    """
    row = _release_row(settings)
    partial = _empty_partial_folder(settings, row["release_id"])
    log.info("Writing the release: the database")
    manifest = read_manifest(settings)
    tables = write_database(settings.warehouse, partial / DATABASE, manifest, all_releases(settings), row)
    described = read_published_tables(partial / DATABASE)
    log.info("Writing the release: Parquet and CSV")
    write_exports(partial, list(described.values()))
    write_csv_metadata(partial, row["release_id"], list(described.values()), manifest)
    log.info("Writing the release: workbooks")
    workbooks = write_workbooks(partial, row["release_id"], described)
    log.info("Writing the release: pages")
    write_pages(partial, row["release_id"], workbooks)
    _write_manifest(partial, row, tables)
    _seal(partial)
    folder = settings.releases / row["release_id"]
    partial.replace(folder)
    switch_current(settings, folder)
    release = current_release(settings)
    if release is None or release.release_id != row["release_id"]:
        raise PublicationError(f"Release {row['release_id']} was written but did not come into force.")
    return release


def switch_current(settings: Settings, folder: Path) -> None:
    """Point `current` to a release in one step; who has the one before open goes on reading it."""
    link = settings.workspace / ".current.next"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(folder, settings.workspace), target_is_directory=True)
    link.replace(settings.current)
    _sync(settings.workspace)


def _release_row(settings: Settings) -> dict[str, Any]:
    published_at = datetime.datetime.now(datetime.UTC)
    stem = published_at.strftime("%Y%m%dT%H%M%SZ")
    release_id = stem
    number = 1
    while (settings.releases / release_id).exists():
        number += 1
        release_id = f"{stem}-{number}"
    version = importlib.metadata.version("icm-warehouse")
    return {
        "release_id": release_id,
        "published_at": published_at.isoformat(timespec="seconds"),
        "code_version": f"{version}+{code_fingerprint(settings)[:12]}",
        "inputs_fingerprint": latest_build(settings),
    }


def _empty_partial_folder(settings: Settings, release_id: str) -> Path:
    settings.releases.mkdir(parents=True, exist_ok=True)
    for left_over in settings.releases.glob(".*.partial"):
        _make_removable(left_over)
        shutil.rmtree(left_over)
    partial = settings.releases / f".{release_id}.partial"
    partial.mkdir()
    return partial


def _write_manifest(folder: Path, row: dict[str, Any], tables: list[Table]) -> None:
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                files[path.relative_to(folder).as_posix()] = hashlib.file_digest(stream, "sha256").hexdigest()
    facts = {**row, "tables": {table.full_name: table.rows for table in tables}, "files": files}
    (folder / MANIFEST).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def _seal(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
            _sync(path)
    _sync(folder)


def _make_removable(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
