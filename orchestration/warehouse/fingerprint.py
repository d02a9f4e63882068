"""Fingerprints that tell whether a release would differ from the one in force.

Belongs here: what a release depends on. Does not belong here: publishing it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from orchestration.settings import Settings

_CODE_FOLDERS = ("orchestration", "dbt_project", "seeds", "expectations")
_MADE_BY_RUNS = {"target", "logs", "__pycache__", ".user.yml"}


def code_fingerprint(settings: Settings) -> str:
    """Fingerprint of everything in the checkout that shapes a release."""
    return _of_folders([settings.project / name for name in _CODE_FOLDERS])


def release_fingerprint(settings: Settings, contents: Mapping[str, str]) -> str:
    """Fingerprint of a release: the code, and the rows of its tables (`warehouse.runner`), by name."""
    return hashlib.sha256(repr((code_fingerprint(settings), sorted(contents.items()))).encode()).hexdigest()


def _of_folders(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not _MADE_BY_RUNS & set(path.parts):
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
