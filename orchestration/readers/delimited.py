"""Text files with separated values to one sheet of text.

In scope: encodings and separators. Out of scope: what the columns mean.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.readers.encodings import ELSE_WINDOWS, mixed
from orchestration.readers.sheets import ReadFile, Row, Sheet, UnreadableFile, strip_trailing_blanks

if TYPE_CHECKING:
    import _csv

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_ROWS = 2_000  # rows by which the separator is told
FIELD_LIMIT = 2**31 - 1  # characters in one value; the csv module would stop at 131,072

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_16 = {"utf-16", "utf-16-le", "utf-16-be"}
_END = "\x00end"  # a line that no text holds, since text with that character is refused


def read_delimited(path: Path) -> ReadFile:
    """The file as one sheet without a name. Rows are as wide as the widest; none is cut.

    Raises:
        UnreadableFile: F02 if it is not text, F05 if its values cannot be told apart.
    """
    text, encoding = decoded(path.read_bytes())
    rows, blank_tail = strip_trailing_blanks(_rows(text))
    return ReadFile([Sheet("", False, rows, blank_tail=blank_tail)], encoding=encoding, kind="text")


def decoded(content: bytes) -> tuple[str, str]:
    """Text of the bytes and the encoding it was read in: by its mark, else UTF-16, UTF-8, Windows-1252 in that order.

    What is UTF-8 but for some lines is read line by line, and its encoding is named as `readers.encodings` does.

    Raises:
        UnreadableFile: F02 if the bytes are not text in any of them.
    """
    known = declared_encoding(content)
    try:
        text, encoding = (content.decode(known), known) if known in _UTF_16 else _guessed(content, known)
    except UnicodeDecodeError as error:
        met = f"text that begins as {known} and does not go on so" if known else "neither UTF-8 nor Windows-1252 text"
        raise UnreadableFile("F02", met) from error
    if "\x00" in text:
        raise UnreadableFile("F02", "bytes that no text has")
    return text, encoding


def declared_encoding(content: bytes) -> str | None:
    """Encoding that the first bytes tell: by a byte order mark, or by UTF-16's zero in every second byte."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    # Latin letters have their zero on one side; a few other letters, such as Ā, have one on the other.
    if odd > max(len(head) // 4, 4 * even):
        return "utf-16-le"
    if even > max(len(head) // 4, 4 * odd):
        return "utf-16-be"
    return None


def _guessed(content: bytes, known: str | None) -> tuple[str, str]:
    try:
        return content.decode(known or "utf-8"), known or "utf-8"
    except UnicodeDecodeError:
        in_two = mixed(content.splitlines(), is_marked=known is not None)
        if in_two:
            return content.decode("utf-8-sig", ELSE_WINDOWS), in_two
        return content.decode("cp1252"), "cp1252"


def _rows(text: str) -> list[Row]:
    csv.field_size_limit(FIELD_LIMIT)
    try:
        samples = {each: list(islice(_parsed(text, each), SAMPLE_ROWS)) for each in SEPARATORS}
        separator = max(samples, key=lambda each: _regularity(samples[each]))
        rows = samples[separator]
        if len(rows) == SAMPLE_ROWS:
            rows = list(_parsed(text, separator))
    except csv.Error as error:
        raise UnreadableFile("F05", "its values cannot be told apart") from error
    if rows.pop() != [_END]:
        line = _last_row_begins(text, separator)
        raise UnreadableFile("F05", f"the quotation mark opened in line {line:,} is never closed")
    if '"' in text:
        _refuse_swallowed_lines(text, separator)
    width = max(map(len, rows), default=0)
    return [[cell if cell != "" else None for cell in row] + [None] * (width - len(row)) for row in rows]


def _parsed(text: str, separator: str) -> _csv._reader:
    """Rows and, after them, the sign of the end; a quotation mark that is never closed swallows the sign."""
    return csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=separator)


def _last_row_begins(text: str, separator: str) -> int:
    reader = _parsed(text, separator)
    begins = ends = 0
    for _ in reader:
        begins, ends = ends + 1, reader.line_num
    return begins


def _refuse_swallowed_lines(text: str, separator: str) -> None:
    """Refuse text in which a mark left open is closed by one of a later line: the lines between would be one value."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    ends = 0
    try:
        for _ in reader:
            ends = reader.line_num
    except csv.Error as error:
        if reader.line_num > ends + 1:
            where = f"line {ends + 1:,} is closed in line {reader.line_num:,} within a value"
            raise UnreadableFile("F05", f"the quotation mark opened in {where}") from error


def _regularity(rows: list[list[str]]) -> int:
    """Cells beyond the first column in rows of the commonest width: highest for the separator that was meant."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((width - 1) * count for width, count in widths.items()), default=0)
