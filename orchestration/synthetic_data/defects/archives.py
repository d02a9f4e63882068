"""The parts of a workbook as the zip archive it is: adding, changing and packing them again.

In scope: bytes in, bytes out. Out of scope: any defect.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_MADE_AT = (1980, 1, 1, 0, 0, 0)  # the same parts give the same bytes


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an archive by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of those parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _MADE_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)
    return content.getvalue()
