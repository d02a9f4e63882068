"""Long lists as text: encoding, separator, first rows, and a copy that DuckDB can read where the file itself is not so.

In scope: what must be known of a long text file before DuckDB reads it, without ever holding it in memory.
Out of scope: which columns it has (`intake.large_file_profile`), Parquet (`readers.parquet`), or short files
(`readers.delimited`).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.readers.encodings import ELSE_WINDOWS, foreign_lines, mixed
from orchestration.readers.sheets import Row, UnreadableFile

SEPARATORS = (",", ";", "\t", "|")
HEAD_BYTES = 256 * 1024  # enough for any titles and headings, and for lines to tell the separator by
HEAD_ROWS = 60
WIDE_LINES_NAMED = 20
LONGEST_VALUE = 8 * 1024**2  # characters of one value; a longer one is a quotation mark that was never closed
_CHUNK = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")
_READ_AS_THEY_ARE = {"utf-8", "utf-8-sig"}
_ASCII_ALIKE = {"utf-8", "cp1252"}


@dataclass(frozen=True)
class ListHead:
    """The first rows of a long text file.

    Attributes:
        separator: What stands between the values.
        rows: First rows as text; an empty cell is None.
        lines: For each of them, the number of lines of the file down to its end; a quoted cell may hold several.
    """

    separator: str
    rows: list[Row]
    lines: list[int]


@dataclass(frozen=True)
class WideLine:
    """A line with more values than headings: its row number from 1, and its text."""

    row: int
    text: str


@dataclass(frozen=True)
class Rewriting:
    """What rewriting a text file met.

    Attributes:
        wide: The first lines with more values than headings; they are left out of the copy.
        wide_count: How many there are.
        rows: Rows of the file, those lines included.
    """

    wide: tuple[WideLine, ...]
    wide_count: int
    rows: int


def encoding_of(path: Path) -> str:
    """Encoding of a text file, which is read to its end: by its mark, else UTF-8, UTF-16 without a mark, Windows-1252.

    What is UTF-8 but for some lines is named as `readers.encodings` does.

    Raises:
        UnreadableFile: F02 if the bytes are not text in any of them.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None) or _unmarked_utf_16(head)
    if marked and marked not in _READ_AS_THEY_ARE:
        if not _decodes(path, marked):
            raise UnreadableFile("F02", f"text that begins as {marked} and does not go on so")
        return marked
    if any(b"\x00" in chunk for chunk in _chunks(path)):
        raise UnreadableFile("F02", "bytes that no text has")
    if _decodes(path, "utf-8"):
        return marked or "utf-8"
    with path.open("rb") as stream:
        in_two = mixed(stream, is_marked=marked is not None)
    if in_two and _decodes(path, "utf-8", ELSE_WINDOWS):
        return in_two
    if not in_two and _decodes(path, "cp1252"):
        return "cp1252"
    raise UnreadableFile("F02", "neither UTF-8 nor Windows-1252 text")


def read_head(path: Path) -> ListHead:
    """The first rows of a text file, and its separator.

    Raises:
        UnreadableFile: F05 if the values cannot be told apart.
    """
    with path.open("rb") as stream:
        content = stream.read(HEAD_BYTES)
        is_whole = not stream.read(1)
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _unmarked_utf_16(content)
    text = _decoded_head(content, encoding or "utf-8")
    try:
        heads = [_head(text, separator, is_whole) for separator in SEPARATORS]
    except csv.Error as error:
        raise UnreadableFile("F05", "its values cannot be told apart") from error
    return max(heads, key=_regularity)


def has_blank_lines(path: Path) -> bool:
    """Whether a line of the file is empty; DuckDB would leave it out and number the lines below it wrongly."""
    before = b""
    for chunk in _chunks(path):
        joined = before + chunk
        if any(blank in joined for blank in _BLANK_LINES):
            return True
        before = joined[-2:]
    return False


def readable_copy(path: Path, encoding: str, folder: Path) -> Path:
    """The file itself where it is UTF-8, else a copy in UTF-8 in that folder."""
    if encoding in _READ_AS_THEY_ARE:
        return path
    copy = folder / "utf8.csv"
    in_two = foreign_lines(encoding) is not None
    decoder = codecs.getincrementaldecoder("utf-8-sig" if in_two else encoding)(ELSE_WINDOWS if in_two else "strict")
    with copy.open("w", encoding="utf-8", newline="") as target:
        for chunk in _chunks(path):
            target.write(decoder.decode(chunk))
        target.write(decoder.decode(b"", final=True))
    return copy


def rewritten_copy(path: Path, separator: str, width: int, header_row: int, folder: Path) -> tuple[Path, Rewriting]:
    """Write every line again as DuckDB reads it best: one end of line, blank lines as lines of empty values.

    Args:
        path: A file in UTF-8.
        separator: What stands between the values.
        width: Number of values that a line may hold.
        header_row: Row that holds the headings, from 1; lines above it may be of any width.
        folder: Where the copy is written.

    Raises:
        UnreadableFile: F05 if the values of a line cannot be told apart.
    """
    copy = folder / "rewritten.csv"
    wide: list[WideLine] = []
    count = number = read_to = 0
    with path.open(encoding="utf-8-sig", newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
        csv.field_size_limit(LONGEST_VALUE)
        reader = csv.reader(source, delimiter=separator, strict=True)
        writer = csv.writer(target, delimiter=separator, lineterminator="\n")
        try:
            for number, row in enumerate(reader, start=1):
                read_to = reader.line_num
                if number > header_row and any(cell.strip() for cell in row[width:]):
                    count += 1
                    if len(wide) < WIDE_LINES_NAMED:
                        wide.append(WideLine(number, separator.join(row)))
                    continue
                writer.writerow(row[:width] or [""] * width)
        except csv.Error as error:
            opened = f"the quotation mark opened in line {read_to + 1:,} is"
            if "expected after" in str(error):
                raise UnreadableFile("F05", f"{opened} closed in line {reader.line_num:,} within a value") from error
            raise UnreadableFile("F05", f"{opened} never closed") from error
    return copy, Rewriting(tuple(wide), count, number)


def _head(text: str, separator: str, is_whole: bool) -> ListHead:
    csv.field_size_limit(LONGEST_VALUE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[Row] = []
    lines: list[int] = []
    for row in reader:
        rows.append([cell if cell != "" else None for cell in row])
        lines.append(reader.line_num)
        if len(rows) > HEAD_ROWS:
            break
    if len(rows) > 1 and not is_whole:  # the last row may have been cut off
        del rows[-1], lines[-1]
    return ListHead(separator, rows, lines)


def _regularity(head: ListHead) -> int:
    """Cells beyond the first column in rows of the commonest width: highest for the separator that was meant."""
    widths = Counter(len(row) for row in head.rows if len(row) > 1)
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _decoded_head(content: bytes, encoding: str) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("utf-8", ELSE_WINDOWS)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # the whole file is decoded strictly before it is landed


def _unmarked_utf_16(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of plain letters is zero."""
    if b"\x00" not in head:
        return None
    half = max(len(head) // 2, 1)
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[start::2].count(0) > 0.8 * half and head[1 - start :: 2].count(0) == 0:
            return encoding
    return None


def _decodes(path: Path, encoding: str, otherwise: str = "strict") -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(otherwise)
    try:
        for chunk in _chunks(path):
            is_plain = encoding in _ASCII_ALIKE and chunk.isascii() and not decoder.getstate()[0]
            if not is_plain:
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
