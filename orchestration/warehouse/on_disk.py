"""Files that must be whole and still there after a power cut.

In scope: writing a file whole, and seeing it and its folder onto the disk. Out of scope: what is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

READ_ONLY = 0o440


def see_onto_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: bytes, to_stay: bool = True) -> None:
    """Write a read-only file under another name and give it its own, in place of one that had it.

    Args:
        path: The file.
        content: Its bytes.
        to_stay: Whether they are seen onto the disk first; the name is there once the folder is (`see_onto_disk`).
    """
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        if to_stay:
            os.fsync(stream.fileno())
    partial.chmod(READ_ONLY)
    partial.replace(path)


def as_json(facts: Mapping[str, Any], indent: int | None = None) -> bytes:
    """Facts as JSON, in letters as they are; bytes of a note that are not text are spelt out."""
    try:
        return json.dumps(facts, ensure_ascii=False, indent=indent).encode()
    except UnicodeEncodeError:
        return json.dumps(facts, indent=indent).encode()
