"""The public edition of a release: its own database, and the same files made of it as of the hub's.

In scope: the order of the steps, and when an edition may be made. Out of scope: what is withheld (`tables`), and the
files (`publication.release_files`).
"""

from __future__ import annotations

import csv
import datetime
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration import __version__
from orchestration.publication.carried import (
    CarriedFiles,
    last_release_of_same_code,
    made_with,
    unchanged_tables,
)
from orchestration.publication.model_facts import read_model_facts
from orchestration.publication.public_edition.rules import read_rules
from orchestration.publication.public_edition.state import (
    public_editions,
    public_folder,
    settle_public_current,
)
from orchestration.publication.public_edition.tables import write_public_database
from orchestration.publication.release_files import (
    empty_partial_folder,
    seal,
    write_files,
    write_manifest,
)
from orchestration.publication.site.status import write_status
from orchestration.publication.state import DATABASE, Release, read_manifest_in, read_manifest_of
from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import code_fingerprint
from orchestration.warehouse.models import read_manifest

log = logging.getLogger("icm.publication")
# What the manifest of an edition says of a file received: neither its name nor its fingerprint.
_OF_INPUT = ("submission_id", "return_id", "force_id", "financial_year", "variant", "edition", "version")


@dataclass(frozen=True)
class PublicEdition:
    """A public edition.

    Attributes:
        release_id: Its release.
        folder: Where it is.
        is_new: Whether it was made just now.
        is_current: Whether it is the one that the public reads.
    """

    release_id: str
    folder: Path
    is_new: bool
    is_current: bool


def make_public_edition(settings: Settings, release: Release) -> PublicEdition:
    """Make the public edition of a release, if the present code has not made it already, and show it.

    An edition made by earlier code is replaced. It is consistent with the edition before it: what that one withholds
    to protect a small count is withheld again as long as the count is small.

    Args:
        settings: The hub.
        release: The release; whoever calls has seen that it may be public.
    """
    code_version = f"{__version__}+{code_fingerprint(settings)[:12]}"
    folder = public_folder(settings, release.release_id)
    is_new = folder is None or read_manifest_in(folder)["code_version"] != code_version
    if is_new:
        _make(settings, release, code_version)
    shown = settle_public_current(settings)
    target = settings.public / release.release_id
    return PublicEdition(release.release_id, target, is_new, shown == release.release_id)


def _make(settings: Settings, release: Release, code_version: str) -> None:
    partial = empty_partial_folder(settings.public, release.release_id)
    earlier = next((path for name, path in public_editions(settings).items() if name <= release.release_id), None)
    last = last_release_of_same_code(earlier, code_version)
    log.info("Writing the public edition: the database")
    tables = write_public_database(
        release.folder / DATABASE,
        partial / DATABASE,
        earlier / DATABASE if earlier else None,
        read_rules(settings.seeds),
        _heading_parts(settings),
    )
    contents = {table.full_name: table.content for table in tables}
    carried = CarriedFiles(last, unchanged_tables(last, contents))
    facts = read_model_facts(read_manifest(settings))
    pages = write_files(partial, release.release_id, facts, carried, "public")
    counts = {table.full_name: table.rows for table in tables}
    about = {
        **_about(release), "code_version": code_version, "made_with": made_with(), "tables": counts,
        "contents": contents, "pages": pages,
    }  # fmt: skip
    write_manifest(partial, about, carried)
    seal(partial, carried)
    write_status(partial, release.status)
    folder = public_folder(settings, release.release_id) or settings.public / release.release_id
    replaced = folder.with_name(f".{release.release_id}.replaced.partial")
    if folder.exists():
        folder.replace(replaced)
    partial.replace(folder)
    shutil.rmtree(replaced, ignore_errors=True)


def _about(release: Release) -> dict[str, Any]:
    """What the manifest says: what the release was made of, without names of files and people."""
    of_release = read_manifest_of(release)
    inputs = [each for each in of_release.get("inputs", []) if each["is_in_release"]]
    return {
        "release_id": release.release_id,
        "edition": "public",
        "published_at": release.published_at,
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "inputs_fingerprint": release.inputs_fingerprint,
        "release_code_version": release.code_version,
        "inputs": [{name: each[name] for name in _OF_INPUT} for each in inputs],
        "versions": of_release.get("versions", {}),
    }


def _heading_parts(settings: Settings) -> list[tuple[str, str]]:
    """Headings that take figures from another heading, each with that one."""
    path = settings.seeds / "reference" / "poa_heading_mappings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return sorted({(row["to_heading_id"], row["from_heading_id"]) for row in csv.DictReader(file)})
