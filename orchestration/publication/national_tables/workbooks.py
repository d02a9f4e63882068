"""The workbooks of a release: one a measure, one a subject, each with cover, contents, notes and its tables.

In scope: which sheets a workbook has and what its cover, contents and notes say. Out of scope: rows
(`sheet_rows`), layout (`worksheets`), the list of workbooks (`workbooks.yml`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.country import currency_sign
from orchestration.days import time_in_words
from orchestration.publication.carried import NOTHING_CARRIED, CarriedFiles
from orchestration.publication.national_tables.cells import SHORTHAND, column_cells, number_format
from orchestration.publication.national_tables.description import Description, Sheet, Workbook, read_description
from orchestration.publication.national_tables.same_rows import RowComparison
from orchestration.publication.national_tables.sheet_rows import (
    NAMING_TABLES,
    SheetReader,
    SheetRows,
    ShownColumn,
    Subject,
)
from orchestration.publication.national_tables.worksheets import WorkbookWriter, columns_of
from orchestration.publication.published_table import PublishedTable
from orchestration.publication.state import DATABASE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "tables"
COVER, CONTENTS, NOTES, COLUMNS = "Cover", "Contents", "Notes", "Columns"
MADE_UP = "(includes illustrative data)"
_STATE = "reported_state"


@dataclass(frozen=True)
class WrittenWorkbook:
    """A workbook as the first page lists it: file in `tables/`, title, what it holds, and its size in bytes."""

    file: str
    title: str
    holds: str
    size: int


@dataclass(frozen=True)
class ReleaseLine:
    """The release as every workbook names it."""

    release_id: str
    published_at: Any
    code_version: str
    is_illustrative: bool
    publishers: list[str]


def write_workbooks(
    folder: Path, release_id: str, tables: dict[str, PublishedTable], carried: CarriedFiles = NOTHING_CARRIED
) -> list[WrittenWorkbook]:
    """Write `tables/*.xlsx` into the release's folder, from the release's file alone.

    Args:
        folder: Folder of the release.
        release_id: The release.
        tables: Its tables.
        carried: Files of the last release; a workbook that would show the same is taken over.

    Returns:
        The workbooks, in the order in which a reader finds them.
    """
    description = read_description()
    (folder / FOLDER).mkdir(exist_ok=True)
    written = []
    with _open(folder / DATABASE) as connection, _open_last(carried) as previous:
        release = _release_line(connection, release_id)
        reader = SheetReader(connection, tables, description)
        comparison = _comparison(connection, previous, release, tables, carried)
        for workbook in description.workbooks:
            sheets = _sheets(workbook, description, tables)
            for subject in _subjects(connection, workbook):
                name = f"{workbook.name.format_map(subject)}.xlsx"
                same = comparison is not None and all(comparison.same(sheet, subject) for sheet in sheets)
                if not same or not carried.carry(folder, f"{FOLDER}/{name}"):
                    read = [reader.read(sheet, subject) for sheet in sheets]
                    # A further table that says nothing of the subject is no sheet of its workbook.
                    read = [each for each in read if each.rows or not subject or each.sheet in workbook.sheets]
                    _write(folder / FOLDER / name, workbook, subject, read, release, description)
                title, holds = workbook.title.format_map(subject), workbook.holds.format_map(subject)
                written.append(WrittenWorkbook(name, title, holds, (folder / FOLDER / name).stat().st_size))
    return written


def _open(database: Path) -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(str(database), read_only=True)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _open_last(carried: CarriedFiles) -> AbstractContextManager[DuckDBPyConnection | None]:
    return _open(carried.last.database) if carried.last else nullcontext()


def _comparison(
    connection: DuckDBPyConnection,
    previous: DuckDBPyConnection | None,
    release: ReleaseLine,
    tables: dict[str, PublishedTable],
    carried: CarriedFiles,
) -> RowComparison | None:
    """How to tell which workbooks are as before; None if something that each of them shows is not."""
    if carried.last is None or previous is None or not carried.unchanged.issuperset(NAMING_TABLES):
        return None
    before = _release_line(previous, carried.last.folder.name)
    shown = [(each.is_illustrative, each.publishers) for each in (before, release)]
    return RowComparison(connection, previous, tables, carried) if shown[0] == shown[1] else None


def _release_line(connection: DuckDBPyConnection, release_id: str) -> ReleaseLine:
    ((published_at, code_version, illustrative),) = connection.execute(
        "SELECT published_at, code_version, holds_illustrative_data FROM release.releases WHERE release_id = ?",
        [release_id],
    ).fetchall()
    publishers = connection.execute(
        "SELECT DISTINCT publisher FROM quality.submissions WHERE is_in_release "
        "AND licence LIKE 'Open Government Licence%' AND publisher IS NOT NULL ORDER BY 1"
    ).fetchall()
    return ReleaseLine(release_id, published_at, code_version, illustrative, [name for (name,) in publishers])


def _subjects(connection: DuckDBPyConnection, workbook: Workbook) -> list[Subject]:
    if not workbook.for_each:
        return [{}]
    cursor = connection.execute(workbook.for_each)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _sheets(workbook: Workbook, description: Description, tables: dict[str, PublishedTable]) -> list[Sheet]:
    """Described sheets whose table the release has, then one for each further table."""
    column = workbook.further_column
    columns = {name: [each.name for each in table.columns] for name, table in tables.items()}
    return [sheet for sheet in workbook.sheets if sheet.table in tables] + [
        Sheet(
            name=_tab(tables[name].name),
            table=name,
            title=_tab(tables[name].name),
            where=f"{column} = ${column}" if column else "true",
            leave_out=[column] if column else [],
        )
        for name in description.further_tables(workbook, columns)
    ]


def _tab(table: str) -> str:
    """A table's name in words, as long as a tab allows."""
    words = table.replace("_", " ")
    return (words[:1].upper() + words[1:])[:31].strip()


def _write(
    path: Path,
    workbook: Workbook,
    subject: Subject,
    sheets: list[SheetRows],
    release: ReleaseLine,
    description: Description,
) -> None:
    title = workbook.title.format_map(subject)
    made_up = f" {MADE_UP}" if release.is_illustrative else ""
    numbers = _note_numbers(sheets, description)
    writer = WorkbookWriter({"title": title, "author": "ICM warehouse", "created": release.published_at})
    writer.cover(COVER, title + made_up, _cover_lines(workbook, subject, release))
    notes, columns = _notes(numbers, description), _columns(sheets)
    contents = [(NOTES, "Notes and shorthand", len(notes))]
    contents += [(read.sheet.name, read.title, read.rows) for read in sheets]
    contents.append((COLUMNS, "Contents and unit of every column", len(columns)))
    _write_contents(writer, title + made_up, contents)
    about = ["This sheet contains one table: the notes that headings refer to."]
    writer.table(NOTES, f"Notes: {title}{made_up}", about, ["Note", "Text"], columns_of(notes), [""] * 2)
    for read in sheets:
        _write_table(writer, read, made_up, numbers)
    about = ["This sheet contains one table: the contents of each column on the other sheets."]
    headings = ["Sheet", "Column", "Contents", "Unit"]
    writer.table(COLUMNS, f"Columns: {title}{made_up}", about, headings, columns_of(columns), [""] * 4)
    writer.save(path)


def _cover_lines(workbook: Workbook, subject: Subject, release: ReleaseLine) -> list[tuple[str, str]]:
    lines = []
    if release.is_illustrative:
        lines.append(
            (
                "Illustrative data",
                "The release contains illustrative data. Do not quote its figures. The illustrative submissions are "
                "marked in quality.submissions.",
            )
        )
    lines.append(("Contents of this workbook", workbook.holds.format_map(subject)))
    facts = {name: "not stated" if fact is None else fact for name, fact in subject.items()}
    lines += [(heading, text.format_map(facts)) for heading, text in workbook.cover.items()]
    lines += [
        ("Missing values", SHORTHAND),
        (
            "First published",
            f"In release {release.release_id}, {time_in_words(release.published_at)}, "
            f"code {release.code_version}. Later releases have the same workbook until something in it changes. "
            "Every table is in csv/ and parquet/ next to this folder, with a description of every column.",
        ),
        ("Publisher", "The Informed Choice Model hub that published this release answers questions about it."),
    ]
    if release.publishers:
        lines.append(
            (
                "Licence",
                "Contains public sector information licensed under the Open Government Licence v3.0: "
                f"{'; '.join(release.publishers)}.",
            )
        )
    return lines


def _write_contents(writer: WorkbookWriter, title: str, others: list[tuple[str, str, int]]) -> None:
    says = ["This sheet contains one table: the sheets of this workbook. The first column links to each."]
    headings = ["Sheet", "Contents", "Rows"]
    writer.table(CONTENTS, f"Contents: {title}", says, headings, columns_of(others), ["", "", "#,##0"], links=True)


def _notes(numbers: dict[str, int], description: Description) -> list[tuple[str, str]]:
    return [(f"note {number}", description.notes[name].strip()) for name, number in numbers.items()]


def _columns(sheets: list[SheetRows]) -> list[tuple[str, str, str, str]]:
    """Each column of each table once, also where it stands once a method."""
    said = {
        (read.sheet.name, column.heading): (column.description, column.unit)
        for read in sheets
        for column in read.columns
    }
    return [(*place, *words) for place, words in said.items()]


def _write_table(writer: WorkbookWriter, read: SheetRows, made_up: str, numbers: dict[str, int]) -> None:
    place = read.sheet.table.replace(".", "/")
    says = [each for each in read.says if each]
    if read.rows:
        says += [
            f"This sheet contains one table. Every row and column of {read.sheet.table} is in csv/{place}.csv.",
            SHORTHAND,
        ]
    else:
        says = [read.sheet.empty]
    formats = [number_format(column) for column in read.columns]
    writer.table(read.sheet.name, read.title + made_up, says, _headings(read.columns, numbers), _cells(read), formats)


def _cells(read: SheetRows) -> list[list[str | float]]:
    """Cells of each column, because what a column contains is alike; none where there are no rows."""
    if not read.rows:
        return []
    states: Sequence[str | None] = next(
        (values for values, column in zip(read.values, read.columns, strict=True) if column.name == _STATE),
        (None,) * read.rows,
    )
    return [column_cells(values, column, states) for values, column in zip(read.values, read.columns, strict=True)]


def _headings(columns: list[ShownColumn], numbers: dict[str, int]) -> list[str]:
    headings: list[str] = []
    for column in columns:
        unit = "" if column.unit == "none" else f" ({column.unit.replace('GBP', currency_sign())})"
        note = f" [note {numbers[column.note]}]" if column.note else ""
        heading = f"{column.heading}{': ' + column.of if column.of else ''}{unit}{note}"
        headings.append(heading if heading not in headings else f"{heading} {column.name}")
    return headings


def _note_numbers(sheets: list[SheetRows], description: Description) -> dict[str, int]:
    used = {column.note for read in sheets for column in read.columns} | {"missing"}
    return {name: number for number, name in enumerate((name for name in description.notes if name in used), start=1)}
