"""What a release takes over from the one before: files whose content and making are the same, by hard link.

In scope: telling whether code and libraries are the same, and linking. Out of scope: which file depends on which
tables, which each writer of files knows.
"""

from __future__ import annotations

import errno
import importlib.metadata
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.publication.state import DATABASE, manifest_path

# Libraries that shape the files of a release; another version of one makes every file anew.
_LIBRARIES = ("duckdb", "xlsxwriter", "vl-convert-python", "jinja2")
_NO_LINK = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EACCES}


def made_with() -> dict[str, str]:
    """Version of each library that shapes the files of a release."""
    return {name: importlib.metadata.version(name) for name in _LIBRARIES}


@dataclass(frozen=True)
class LastRelease:
    """The release in force, if the same code and libraries made it.

    Attributes:
        folder: Where it is.
        contents: Fingerprint of the rows of each table.
        files: sha256 of each file, by its path in the folder.
        pages: What each page of its site shows and is made of, as `publication.site.write` returns it.
    """

    folder: Path
    contents: dict[str, str]
    files: dict[str, str]
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        """Its DuckDB file."""
        return self.folder / DATABASE


def last_release_of_same_code(folder: Path | None, code_version: str) -> LastRelease | None:
    """The release in a folder, or None if there is none or if other code or other libraries made it."""
    if folder is None:
        return None
    facts = json.loads(manifest_path(folder).read_text(encoding="utf-8"))
    if facts["code_version"] != code_version or facts.get("made_with") != made_with():
        return None
    last = LastRelease(folder, facts["contents"], facts["files"], facts.get("pages", {}))
    return last if last.database.is_file() else None


@dataclass(frozen=True)
class CarriedFiles:
    """The files that a release in the making takes over from the last one.

    Attributes:
        last: The release they come from; None if nothing can be taken over.
        unchanged: Tables whose rows are those of that release, by name with schema.
        changed: Places of the rows, from 0, that differ, of tables that have otherwise those of that release.
        hashes: sha256 of each file that was linked, by its path in the folder.
    """

    last: LastRelease | None = None
    unchanged: frozenset[str] = frozenset()
    changed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> dict[str, dict[str, Any]]:
        """Pages of the last release: `fingerprint` of what each shows, and its `files`."""
        return self.last.pages if self.last else {}

    def carry(self, folder: Path, *names: str) -> bool:
        """Put files of the last release into a folder, if it has them all.

        Args:
            folder: Folder of the release in the making.
            names: Paths of the files in the folder of a release.

        Returns:
            Whether they are there now; if not, none is.
        """
        last = self.last
        if last is None or not all(name in last.files and (last.folder / name).is_file() for name in names):
            return False
        for name in names:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if _link(last.folder / name, target):
                self.hashes[name] = last.files[name]
        return True


NOTHING_CARRIED = CarriedFiles()


def unchanged_tables(last: LastRelease | None, contents: Mapping[str, str]) -> frozenset[str]:
    """Tables whose fingerprint is that of the last release."""
    before = last.contents if last else {}
    return frozenset(name for name, content in contents.items() if before.get(name) == content)


def _link(source: Path, target: Path) -> bool:
    """Link a file where the file system can, else copy it; whether it was linked."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        shutil.copyfile(source, target)
        return False
    return True
