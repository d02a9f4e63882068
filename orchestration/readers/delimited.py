"""Text files with separated values to one sheet of text.

Belongs here: encodings and separators. Does not belong here: what the columns mean.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

from orchestration.readers.sheets import ReadFile, Row, Sheet, UnreadableFile

SEPARATORS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(path: Path) -> ReadFile:
    """The file as one sheet without a name.

    Raises:
        UnreadableFile: F02 if it is not text, F05 if its values cannot be told apart.
    """
    text, encoding = decoded(path.read_bytes())
    rows = _rows(text)
    return ReadFile([Sheet("", False, rows)], encoding=encoding)


def decoded(content: bytes) -> tuple[str, str]:
    """Text of the bytes and the encoding it was read in: by its mark, else UTF-8, else Windows-1252.

    Raises:
        UnreadableFile: F02 if the bytes are not text in any of them.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableFile("F02", f"the file begins as {encoding} text but is not") from error
    if b"\x00" in content:
        raise UnreadableFile("F02", "the file holds bytes that no text has")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass  # the next encoding is the answer to this error
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise UnreadableFile("F02", "the file is neither UTF-8 nor Windows-1252 text") from error


def _rows(text: str) -> list[Row]:
    try:
        candidates = [list(csv.reader(io.StringIO(text, newline=""), delimiter=each)) for each in SEPARATORS]
    except csv.Error as error:
        raise UnreadableFile("F05", f"its values cannot be told apart ({error})") from error
    best = max(candidates, key=_regularity)
    width = max((len(row) for row in best), default=0)
    return [[cell if cell != "" else None for cell in row] + [None] * (width - len(row)) for row in best]


def _regularity(rows: list[list[str]]) -> int:
    """Cells beyond the first column in rows of the commonest width: highest for the separator that was meant."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((width - 1) * count for width, count in widths.items()), default=0)
