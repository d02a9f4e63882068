"""The parts of a zip archive by the names that Office documents use.

In scope: opening an archive, names with backslashes. Out of scope: what the parts hold, whether the archive is safe
(`intake.preflight`).
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_PLACE_OF_LARGE_END, _PLACE_BYTES = b"PK\x06\x07", 20
_LARGE_END, _LARGE_END_BYTES = b"PK\x06\x06", 56


def directory_bytes(path: Path) -> int:
    """Bytes of the list of parts at the end of an archive, which opening it reads whole; 0 where there is none."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(size - _END_BYTES - _LONGEST_COMMENT - _PLACE_BYTES - _LARGE_END_BYTES, 0))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_BYTES:
        return 0
    (listed,) = struct.unpack_from("<I", tail, at + 12)
    place = at - _PLACE_BYTES
    large = place - _LARGE_END_BYTES
    if large >= 0 and tail.startswith(_PLACE_OF_LARGE_END, place) and tail.startswith(_LARGE_END, large):
        (listed,) = struct.unpack_from("<Q", tail, large + 40)
    return int(listed)


def open_parts(path: Path) -> zipfile.ZipFile:
    r"""Open an archive; a part named with backslashes (xl\workbook.xml), as some programs do, goes by strokes.

    Raises:
        zipfile.BadZipFile, OSError: As `zipfile.ZipFile`.
    """
    parts = zipfile.ZipFile(path)
    for entry in parts.infolist():
        if "\\" in entry.filename:
            entry.filename = entry.filename.replace("\\", "/")
            parts.NameToInfo[entry.filename] = entry
    return parts
