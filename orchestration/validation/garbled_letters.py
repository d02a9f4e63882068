"""Letters written in one form and read in another, as CafÃ© for Café or &amp; for &: one query per column.

In scope: telling such text in the landed rows of a submission, in whatever format it came (C46). Out of scope: files
that are in two encodings themselves (`readers.encodings`), and mending: what stands there is kept as given.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.intake.mapped import others_in_words
from orchestration.returns.description import Column, Table, description_of
from orchestration.warehouse.ledger import Submission
from orchestration.warehouse.sql_text import is_of, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RULES = frozenset({"C46"})
_LONGEST_SHOWN = 80
# The second and third byte of a letter in UTF-8, from 80 to BF, as Windows shows them: control characters and what
# stands in their place there, then the signs that follow.
_SHOWN = (
    "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
    "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
_BEYOND = "\u00a0-\uffff"
# The first byte and what follows it, as Windows, the Mac and DOS show them; no word has the two side by side.
_PATTERNS = (
    f"\u00c3[{_SHOWN}]",  # of à to ÿ, and À to ß
    "\u00c2[\u0080-\u00bf]",  # of £, ° and a hard space
    "[\u00c4\u00c5][\u0080-\u009f\u00a1-\u00bf]",  # of ŵ and ŷ
    f"\u00e2[\u0080\u0082\u0084\u20ac\u201a\u201e][{_SHOWN}]",  # of quotation marks and dashes, € and ™
    f"[\u221a\u00ac][{_BEYOND}]|\u2248[\u00b5\u2211\u00a5\u2202]|\u201a[{_BEYOND}][{_BEYOND}]",
    f"[\u251c\u252c\u253c][{_BEYOND}]|[\u0393\u00d4][{_BEYOND}][{_BEYOND}]",
    # Text of a Mac or of DOS read as Windows text: a capital or a low quotation mark behind a small letter, œ for £.
    "[a-z][\u017d\u0160\u0178\u00d5\u00d0\u201a]|\u0153[0-9]",
    "\ufffd",  # the sign that stands for a letter that is lost
    # As web pages write &, quotation marks, dashes and letters with accents.
    "&(amp|lt|gt|quot|apos|nbsp|pound|euro|copy|deg|hellip|[mn]dash|[lr][sd]quo"
    "|[A-Za-z](acute|grave|circ|uml|tilde|ring|cedil)|#[0-9]{2,5}|#x[0-9a-fA-F]{2,4});",
)
_PATTERN = "|".join(_PATTERNS)
_GARBLED = re.compile(_PATTERN)
_ENCODINGS = ("cp1252", "latin-1", "mac-roman")
_OF_DOS = ("cp850", "cp437")  # they share the signs that stand for the first byte, and not those for the next
_MAC = re.compile("[a-z][\u017d\u0160\u0178\u00d5\u00d0]")
_DOS = re.compile("\u201a|\u0153[0-9]")


def is_garbled(text: str) -> bool:
    """Whether a text holds letters that were read in another encoding than they were written in."""
    return (not text.isascii() or "&" in text) and _GARBLED.search(text) is not None


def as_written(text: str) -> str | None:
    """What was probably written; None where no encoding gives a text without such letters."""
    if (plain := html.unescape(text)) != text:
        return plain if plain.isprintable() and not is_garbled(plain) else as_written(plain)
    for encoding in _ENCODINGS:
        if written := _read_again(text, encoding, "utf-8"):
            return written
    of_dos = {written for encoding in _OF_DOS if (written := _read_again(text, encoding, "utf-8"))}
    if of_dos:
        return of_dos.pop() if len(of_dos) == 1 else None
    # Text of a Mac or of DOS that was read as Windows text.
    if _MAC.search(text):
        return _read_again(text, "cp1252", "mac-roman")
    return _read_again(text, "cp1252", "cp850") if _DOS.search(text) else None


def _read_again(text: str, encoding: str, written_in: str) -> str | None:
    """A text that was read in one encoding, read in another; None where that gives no text or one as garbled."""
    try:
        written = text.encode(encoding).decode(written_in)
    except UnicodeError:
        return None
    return written if written.isprintable() and not is_garbled(written) else None


def garbled_findings(connection: DuckDBPyConnection, submissions: Sequence[Submission]) -> dict[str, list[Finding]]:
    """C46 by submission, for columns of free text.

    Args:
        connection: The private file.
        submissions: Submissions of one return and form, their rows landed.
    """
    found: dict[str, list[Finding]] = {}
    for table, raw_name in _tables(submissions):
        columns = [column for column in table.columns if column.type == "text"]
        if not columns:
            continue
        keys = [each.submission_id for each in submissions]
        counts = ", ".join(f"count(*) FILTER ({_garbled_sql(column)})" for column in columns)
        rows = connection.execute(
            f"SELECT _submission_id, {counts} FROM raw.{raw_name} WHERE {is_of(keys)} GROUP BY 1"
        ).fetchall()
        for key, *cells in rows:
            for column, count in zip(columns, cells, strict=True):
                if count:
                    found.setdefault(key, []).append(_finding(connection, key, raw_name, column, count))
    return found


def _tables(submissions: Sequence[Submission]) -> Iterator[tuple[Table, str]]:
    forms = {(each.return_id or "", each.form_id or "") for each in submissions}
    for return_id, form_id in sorted(forms):
        description = description_of(return_id)
        tables: Iterable[Table] = description.form(form_id).tables
        yield from ((table, description.raw_table(table)) for table in tables)


def _garbled_sql(column: Column) -> str:
    """SQL condition of the cells; most are plain, which lengths in bytes and letters tell without a pattern."""
    name = column.name
    return (
        f"CASE WHEN {name} IS NULL OR (strlen({name}) = length({name}) AND NOT contains({name}, '&')) THEN false "
        f"ELSE regexp_matches({name}, {literal(_PATTERN)}) END"
    )


def _finding(connection: DuckDBPyConnection, key: str, raw_name: str, column: Column, count: int) -> Finding:
    row = connection.execute(
        f"SELECT _sheet, _row, {column.name} FROM raw.{raw_name} WHERE _submission_id = ? AND {_garbled_sql(column)} "
        "ORDER BY _row, _sheet LIMIT 1",
        [key],
    ).fetchone()
    sheet, number, text = row if row else ("", 0, "")
    place = connection.execute(
        "SELECT heading, column_letter FROM ledger.column_places "
        "WHERE submission_id = ? AND table_name = ? AND column_name = ? ORDER BY sheet <> ? LIMIT 1",
        [key, raw_name, column.name, sheet],
    ).fetchone()
    heading, letter = place or (column.header, None)
    written = as_written(text)
    hint = f"It was probably '{written}'." if written and len(written) <= _LONGEST_SHOWN else ""
    return Finding(
        "C46", sheet=sheet, row=number, column_letter=letter, column=heading, value=f"'{text[:_LONGEST_SHOWN]}'",
        detail=" ".join(filter(None, (hint, others_in_words(count - 1)))),
    )  # fmt: skip
