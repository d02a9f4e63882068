"""A Parquet file that is no long list: a table that is taken as CSV, or one that has its place in a workbook.

In scope: telling which, and the rows of the first, which are read as those of a CSV are. Out of scope: Parquet files
of long lists (`intake.large_file_profile`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from orchestration.findings.finding import Finding
from orchestration.intake.headings import HeadingRows, find_headings
from orchestration.intake.large_file_profile import MEMORY
from orchestration.intake.list_sql import ListSource, relation
from orchestration.intake.parquet_kinds import short_floats, structures
from orchestration.intake.recognition import ENOUGH_HEADINGS, Recognised, of_the_wrong_kind
from orchestration.intake.wrong_kind import of_another_kind
from orchestration.readers.parquet import examine_parquet
from orchestration.readers.sheets import LAST_ROWS, ReadFile, Row, Sheet, UnreadableFile
from orchestration.returns.description import Table, all_descriptions
from orchestration.returns.reference_lists import ReferenceLists


def text_in_parquet(path: Path) -> tuple[ReadFile, list[Finding]] | None:
    """The rows of a table that its return takes as CSV, and what is wrong with its columns; None if it is like none.

    Raises:
        UnreadableFile: If the file is damaged or goes over the limits of its reader.
    """
    known = examine_parquet(path)
    names, types = [name for name, _ in known.columns], tuple(kind for _, kind in known.columns)
    headings = Sheet("", False, [[*names]])
    found = [(find_headings(table.columns, headings), table) for table in _text_tables()]
    share, table = max(((each.share, table) for each, table in found), key=lambda pair: pair[0])
    if share < ENOUGH_HEADINGS:
        return None
    if known.rows >= LAST_ROWS[-1]:
        raise UnreadableFile(
            "F13", f"it has {known.rows:,} rows, and a list of this return is read up to {LAST_ROWS[-1]:,}"
        )
    told = structures(names, types)
    rows: list[Row] = [] if told else _rows(path, types)
    readings = find_headings(table.columns, headings).readings
    positions = {
        column.name: at for column in table.columns for at, each in enumerate(readings) if column.is_among(each)
    }
    return (
        ReadFile([Sheet("", False, [[*names], *rows])], encoding="utf-8", kind="text"),
        [*told, *short_floats(table, positions, names, types)],
    )


def _text_tables() -> Iterator[Table]:
    """Tables that a return takes as CSV and that are no long lists."""
    for description in all_descriptions():
        for form in description.forms:
            if not form.is_streamed and len(form.tables) == 1 and form.tables[0].sheet is None and not form.layout:
                yield form.tables[0]


def _rows(path: Path, types: tuple[str, ...]) -> list[Row]:
    import duckdb

    source = ListSource(path, "", 0, 2, len(types), types)
    cells = ", ".join(f"c{position}" for position in range(len(types)))
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        return [
            list(row) for row in connection.execute(f"SELECT {cells} FROM {relation(source)} ORDER BY line").fetchall()
        ]


def table_in_parquet(path: Path, file_name: str, lists: ReferenceLists) -> Recognised | None:
    """What a Parquet file is that no list is like; None if no table is like it either.

    Raises:
        UnreadableFile: If the file is damaged or goes over the limits of its reader.
    """
    headings = Sheet("", False, [[name for name, _ in examine_parquet(path).columns]])
    other = of_another_kind([HeadingRows(headings)], is_text=True)
    # Its rows are not read as a table of a sheet, so that nothing of it can be taken.
    return of_the_wrong_kind(replace(other, loses_nothing=False), "a Parquet file", file_name, lists) if other else None
