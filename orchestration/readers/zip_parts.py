"""The parts of a zip archive by the names that Office documents use.

In scope: opening an archive, names with backslashes. Out of scope: what the parts hold, whether the archive is safe
(`intake.preflight`).
"""

from __future__ import annotations

import zipfile
from pathlib import Path


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
