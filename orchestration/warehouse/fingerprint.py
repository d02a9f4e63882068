"""Fingerprints that tell whether a release would differ from the one in force.

In scope: what a release depends on. Out of scope: publishing it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
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
        for below, content in contents_below(folder):
            digest.update(below.encode() + content)
    return digest.hexdigest()


def contents_below(folder: Path, ending: str = "") -> list[tuple[str, bytes]]:
    """Path below a folder and sha256 of each file whose name ends so, in order; what runs leave there is left out."""
    found = []
    for entry in _files_below(str(folder)) if folder.is_dir() else ():
        if entry.name.endswith(ending):
            status = entry.stat()
            content = _content(entry.path, status.st_size, status.st_mtime_ns)
            found.append((entry.path[len(str(folder)) + 1 :], content))
    return sorted(found)


def _files_below(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in _MADE_BY_RUNS:
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(entry.path)
            elif entry.is_file():
                yield entry


@lru_cache(maxsize=4096)
def _content(path: str, size: int, changed_ns: int) -> bytes:
    """A load asks for the same files several times; one is read again once its size or its time of change differs."""
    return hashlib.sha256(Path(path).read_bytes()).digest()
