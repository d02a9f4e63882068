"""Text in two encodings: a file that is UTF-8 but for some lines, as two exports joined leave it.

In scope: telling such a file from one in Windows-1252, reading it, and naming its first line that is not UTF-8. Out of
scope: files in one encoding (`readers.delimited`, `readers.large_text_files`).

A letter beyond plain ones that reads as UTF-8 is UTF-8: in Windows-1252 it would be two or three signs that no word
has side by side. What does not read so is Windows-1252, byte by byte.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

ELSE_WINDOWS = "else-windows-1252"  # what decoding does with bytes that are not UTF-8
_NAME = re.compile(r"utf-8 and cp1252 from line (\d+) in (\d+) lines")


def mixed(lines: Iterable[bytes], is_marked: bool = False) -> str | None:
    """Name of the encoding of lines that are UTF-8 but for some; None where nothing in them is told to be UTF-8.

    Args:
        lines: Lines of the file, not all of them UTF-8.
        is_marked: Whether the file begins with the mark of UTF-8.
    """
    first = count = 0
    is_utf_8 = is_marked
    number = 0
    for number, line in enumerate((each for piece in lines for each in piece.splitlines() or [b""]), start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            is_utf_8 = True
        except UnicodeDecodeError:
            first, count = first or number, count + 1
            is_utf_8 = is_utf_8 or not line.decode("utf-8", "ignore").isascii()
    return f"utf-8 and cp1252 from line {first} in {count} lines" if is_utf_8 and first else None


def foreign_lines(encoding: str) -> tuple[int, int] | None:
    """The first line that is not UTF-8, from 1, and how many there are; None of a file in one encoding."""
    found = _NAME.fullmatch(encoding)
    return (int(found[1]), int(found[2])) if found else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error(ELSE_WINDOWS, _as_windows)
