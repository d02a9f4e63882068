"""Space on the disk of a hub, compared with what a load needs.

In scope: the two figures. Out of scope: what is made of them (`answers.health`, `answers.doctor`).
"""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.publication.state import DATABASE
from orchestration.settings import Settings

# Compiled models, reports, scratch files of DuckDB on a small hub.
LEAST_BYTES = 1024**3


def free_bytes(folder: Path) -> int:
    """Bytes that the hub may still write where a folder is, or will be."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free


def bytes_a_load_needs(settings: Settings) -> int:
    """Bytes that a load may write, estimated from the hub as it is; never less than 1 GiB.

    The warehouse may be rewritten once and spill as much, and the next release is about as large as the current one:
    its database and twice as much for the files made of it.
    """
    return max(LEAST_BYTES, 2 * _size(settings.warehouse) + 3 * _size(settings.current / DATABASE))


def gigabytes(number: int) -> str:
    """Bytes as gigabytes with one decimal place, for example `12.3 GB`."""
    return f"{number / 1e9:,.1f} GB"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
