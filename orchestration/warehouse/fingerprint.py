"""Fingerprints that tell whether a release would differ from the one in force.

In scope: what a release depends on. Out of scope: publishing it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from orchestration.settings import PACKAGE_DIR, Settings

_MADE_BY_RUNS = {"target", "logs", "__pycache__", ".user.yml"}


def code_fingerprint(settings: Settings) -> str:
    """Fingerprint of everything that shapes a release: code, models, reference data, suites."""
    return _of_folders([PACKAGE_DIR, settings.dbt_project, settings.seeds, settings.expectations])


def method_fingerprint(settings: Settings) -> str:
    """The same without reference data: what a figure is made by, whatever it is made of."""
    return _of_folders([PACKAGE_DIR, settings.dbt_project, settings.expectations])


def release_fingerprint(settings: Settings, contents: Mapping[str, str]) -> str:
    """Fingerprint of a release: the code, and the rows of its tables (`warehouse.runner`), by name."""
    return hashlib.sha256(repr((code_fingerprint(settings), sorted(contents.items()))).encode()).hexdigest()


def _of_folders(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            below = path.relative_to(folder)
            if path.is_file() and not _MADE_BY_RUNS & set(below.parts):
                digest.update(below.as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
