"""The files of a release beside its database: written from the database alone, sealed, and switched to in one step.

The hub's release and its public edition have the same files, each from its own database. In scope: the folder, the
order of the writers, the manifest, the seal, the link. Out of scope: what each writer writes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from orchestration.publication.carried import CarriedFiles
from orchestration.publication.csv_metadata import write_csv_metadata
from orchestration.publication.data_package import write_data_package
from orchestration.publication.exports import write_exports
from orchestration.publication.model_facts import ModelFacts
from orchestration.publication.national_tables.workbooks import write_workbooks
from orchestration.publication.published_table import PublishedTable, read_published_tables
from orchestration.publication.site.write import write_site
from orchestration.publication.state import DATABASE, MANIFEST
from orchestration.warehouse.on_disk import READ_ONLY, see_onto_disk

log = logging.getLogger("icm.publication")


def empty_partial_folder(releases: Path, release_id: str) -> Path:
    """A new folder for a release in the making, in which nobody looks; those left over by failures go."""
    releases.mkdir(parents=True, exist_ok=True)
    for left_over in releases.glob(".*.partial"):
        # Read-only files go with their folder; to make them writable would alter those of a release linked here.
        shutil.rmtree(left_over)
    partial = releases / f".{release_id}.partial"
    partial.mkdir()
    return partial


def write_files(
    folder: Path, release_id: str, facts: ModelFacts, carried: CarriedFiles, edition: str = "hub"
) -> dict[str, dict[str, object]]:
    """Write exports, workbooks and pages into a folder, from the database that is in it.

    Args:
        folder: Folder of the release.
        release_id: The release.
        facts: What the models say of the tables.
        carried: Files of an earlier release that are taken over where they are the same.
        edition: "hub" or "public".

    Returns:
        What each page shows and is made of, as `publication.site.write` returns it, for the manifest.
    """
    described = read_published_tables(folder / DATABASE)
    log.info("Writing the release: Parquet, CSV and workbooks")
    # DuckDB writes its files while Python writes workbooks; neither reads what the other writes.
    with ThreadPoolExecutor(1) as beside:
        exports = beside.submit(_write_tables, folder, release_id, list(described.values()), facts, carried)
        write_workbooks(folder, release_id, described, carried)
        exports.result()
    log.info("Writing the release: pages")
    return write_site(folder, release_id, carried, edition)


def write_manifest(folder: Path, about: dict[str, Any], carried: CarriedFiles) -> None:
    """Write the manifest: what is known of the release, and the sha256 of each file."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name in carried.hashes:
            files[name] = carried.hashes[name]
        elif path.is_file():
            with path.open("rb") as stream:
                files[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    (folder / MANIFEST).write_text(json.dumps({**about, "files": files}, indent=2) + "\n", encoding="utf-8")


def seal(folder: Path, carried: CarriedFiles) -> None:
    """Make every file read-only and see it onto the disk; a file of the last release is both already."""
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in carried.hashes:
            path.chmod(READ_ONLY)
            see_onto_disk(path)
        elif path.is_dir():
            see_onto_disk(path)
    see_onto_disk(folder)


def point_to(link: Path, folder: Path) -> None:
    """Point a symbolic link to a folder in one step."""
    following = link.with_name(f".{link.name}.next")
    following.unlink(missing_ok=True)
    following.symlink_to(os.path.relpath(folder, link.parent), target_is_directory=True)
    following.replace(link)
    see_onto_disk(link.parent)


def _write_tables(
    folder: Path, release_id: str, tables: list[PublishedTable], facts: ModelFacts, carried: CarriedFiles
) -> None:
    """Write every table as Parquet and CSV, with its description."""
    write_exports(folder, tables, carried)
    write_csv_metadata(folder, release_id, tables, facts.returns, facts.foreign_keys, carried)
    write_data_package(folder, release_id, tables, facts.returns, facts.foreign_keys)
