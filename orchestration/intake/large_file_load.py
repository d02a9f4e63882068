"""Lists of lines, landed by DuckDB itself: one statement from the file into the raw table.

In scope: the statement, and the fate of every line of the file. Out of scope: what the file is
(`intake.large_file_profile`), how cells are read (`intake.large_file_values`), or which of them were repaired
(`intake.large_file_repairs`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.intake.large_file_profile import ListFacts
from orchestration.intake.large_file_repairs import find_repairs
from orchestration.intake.large_file_values import CellReaders, cell_readers
from orchestration.intake.list_rows import findings_of_totals, may_be_total, totals_at_end
from orchestration.intake.list_sql import holds_something, numbered_relation
from orchestration.intake.mapped import OtherRow, Repair, rows_in_words, titles_in_words
from orchestration.intake.small_lists import Shape, lines_together, shape_of
from orchestration.readers.sheets import Row, column_letter, is_blank
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX
from orchestration.returns.layouts import Fate
from orchestration.warehouse.sql_text import is_filled, is_of, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHEET = ""  # a list has no sheets
TAIL_ROWS = 10_000
OTHER_ROWS_KEPT = 1_000  # footnotes that are kept as they are; all of them are counted


@dataclass
class LandedList:
    """A list with every line accounted for.

    Attributes:
        rows: Lines that are rows of the raw table.
        fates: Sheet, fate and reason to the number of rows; together they are the lines of the file.
        other_rows: Titles, headings and footnotes as they are.
        places: Column name, heading as printed, and letter.
        findings: What landing found: layout, and repairs in words.
        repairs: The first repaired cells of each column.
        repairs_counts: Column name and code of the repair to the number of cells.
    """

    rows: int = 0
    fates: Counter[tuple[str, Fate, str]] = field(default_factory=Counter)
    other_rows: list[OtherRow] = field(default_factory=list)
    places: list[tuple[str, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    repairs_counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def keep(self, row: int, fate: Fate, reason: str, cells: Row) -> None:
        """Give a row that is not data its fate; blank rows are counted, not stored."""
        self.fates[(SHEET, fate, reason)] += 1
        if fate != "blank":
            self.other_rows.append(OtherRow(SHEET, row, fate, reason, cells))


def land_list(connection: DuckDBPyConnection, facts: ListFacts, raw_name: str, submission_id: str) -> LandedList:
    """Land a long list; the caller holds the transaction, and discards the facts when it has ended.

    Args:
        connection: The private file.
        facts: The list, as `describe_list` found it.
        raw_name: Name of the table in schema `raw`.
        submission_id: Submission that the rows belong to.
    """
    return land_lists(connection, {submission_id: facts}, raw_name)[submission_id]


def land_lists(connection: DuckDBPyConnection, lists: Mapping[str, ListFacts], raw_name: str) -> dict[str, LandedList]:
    """Land lists of one raw table, by their submissions; small ones of one shape are landed with one statement."""
    landed = {key: LandedList(findings=list(facts.findings)) for key, facts in lists.items()}
    alike: dict[Shape, dict[str, ListFacts]] = {}
    for key, facts in lists.items():
        if facts.is_landable:
            _keep_head(landed[key], facts)
            alike.setdefault(shape_of(facts) or (key,), {})[key] = facts
        else:
            _set_all_aside(landed[key], facts)
    for together in alike.values():
        _land_lines(connection, together, raw_name, landed)
    return landed


def _keep_head(landed: LandedList, facts: ListFacts) -> None:
    titles = 0
    for number, row in enumerate(facts.head[: facts.header_row - 1], start=1):
        blank = is_blank(row)
        titles += not blank
        landed.keep(number, "blank" if blank else "title", "" if blank else "Above the headings.", row)
    landed.keep(facts.header_row, "header", "Headings of the table.", facts.head[-1])
    if facts.header_row > 1:
        landed.findings.append(Finding("S03", sheet=SHEET, row=facts.header_row, value=titles_in_words(titles)))


def _set_all_aside(landed: LandedList, facts: ListFacts) -> None:
    """Count the lines of a list whose headings or lines are not as described; the archive keeps them."""
    reason = "The headings or lines of the file do not match the return."
    rows = facts.header_row + facts.lines
    blanks = facts.blanks + sum(is_blank(row) for row in facts.head)
    landed.fates[(SHEET, "quarantined", reason)] = rows - blanks
    if blanks:
        landed.fates[(SHEET, "blank", "")] = blanks
    for number, row in enumerate(facts.head, start=1):
        if not is_blank(row):
            landed.other_rows.append(OtherRow(SHEET, number, "quarantined", reason, row))


def _land_lines(
    connection: DuckDBPyConnection, lists: Mapping[str, ListFacts], raw_name: str, landed: Mapping[str, LandedList]
) -> None:
    """Land lists of one shape, and account for every line of each."""
    first = next(iter(lists.values()))
    with cell_readers(connection, first.description, first.table) as readers:
        connection.execute(_insertion(lists, raw_name, readers), [SHEET])
    ends = _ends(connection, lists, raw_name)
    for key, facts in lists.items():
        _account_for(connection, facts, raw_name, key, landed[key], ends.get(key, _NO_ROWS))
    for key, found in find_repairs(connection, lists, raw_name).items():
        landed[key].findings.extend(found.findings)
        landed[key].repairs.extend(found.repairs)
        landed[key].repairs_counts.update(found.counts)


def _account_for(
    connection: DuckDBPyConnection, facts: ListFacts, raw_name: str, submission_id: str, landed: LandedList, ends: _Ends
) -> None:
    """Give the lines of one list their fates; those below the last full row are taken out as footnotes."""
    if ends.rows + facts.blanks != facts.lines or ends.last > facts.header_row + facts.lines:
        raise RuntimeError(
            f"{facts.source.path.name}: {facts.lines:,} lines were counted, but {ends.rows:,} landed as far as row "
            f"{ends.last:,}, and {facts.blanks:,} were blank"
        )
    if facts.blanks:
        landed.fates[(SHEET, "blank", "")] += facts.blanks
    end = max(ends.last_full, facts.header_row)
    landed.rows = ends.rows
    if ends.last > end:
        landed.rows -= _set_footnotes_aside(connection, facts, raw_name, submission_id, landed, end)
    if ends.has_total:
        landed.rows -= _set_totals_aside(connection, facts, raw_name, submission_id, landed)
    if landed.rows:
        landed.fates[(SHEET, "data", "")] = landed.rows
    elif not facts.table.may_be_empty:
        landed.findings.append(Finding("S14", sheet=SHEET))
    landed.places = [
        (column.name, facts.headings[at], column_letter(at))
        for column in facts.table.columns
        if (at := facts.positions.get(column.name)) is not None
    ]


def _insertion(lists: Mapping[str, ListFacts], raw_name: str, readers: CellReaders) -> str:
    """The one statement that lands every line that is not blank."""
    (key, facts), *others = lists.items()
    placed = [column for column in facts.table.columns if column.name in facts.positions]
    cells = [(column, f"c{facts.positions[column.name]}") for column in placed]
    selected = {"_submission_id": "key" if others else literal(key), "_sheet": "?", "_row": "line"}
    selected.update((column.name, cell) for column, cell in cells)
    for column, cell in cells:
        if column.has_value:
            selected[column.name + VALUE_SUFFIX] = readers.value_sql(column, cell)
        if column.is_number:
            selected[column.name + MISSING_SUFFIX] = readers.missing_sql(column, cell)
    lines = lines_together(lists) if others else numbered_relation(facts.source)
    return (
        f"INSERT INTO raw.{raw_name} ({', '.join(selected)}) SELECT {', '.join(selected.values())} "
        f"FROM {lines} WHERE {holds_something(range(facts.source.width))}"
    )


@dataclass(frozen=True)
class _Ends:
    """Rows of a list that were landed, the last, the last that fills more than one cell, and if it may be a total."""

    rows: int
    last: int
    last_full: int
    has_total: bool = False


_NO_ROWS = _Ends(0, 0, 0)


def _ends(connection: DuckDBPyConnection, lists: Mapping[str, ListFacts], raw_name: str) -> dict[str, _Ends]:
    first = next(iter(lists.values()))
    filled = " + ".join(f"coalesce({is_filled(column.name)}, false)::INTEGER" for column in first.table.columns)
    # Nearly always the last full row is among the last ones, which are found without looking at all of them.
    tail = max(facts.header_row + facts.lines for facts in lists.values()) - TAIL_ROWS
    ours = f"FROM raw.{raw_name} WHERE {is_of(lists)}"
    counted = connection.execute(f"SELECT _submission_id, count(*), max(_row) {ours} GROUP BY 1").fetchall()
    full: dict[str, tuple[int, bool]] = {}
    is_total = may_be_total(first.table)
    for above in (tail, 0):
        if len(full) < len(counted):
            rows_of = connection.execute(
                f"SELECT _submission_id, max(_row), arg_max({is_total}, _row) {ours} AND _row > ? AND {filled} > 1 "
                "GROUP BY 1",
                [above],
            ).fetchall()
            full |= {key: (row, has_total) for key, row, has_total in rows_of}
    return {key: _Ends(rows, last, *full.get(key, (0, False))) for key, rows, last in counted}


def _set_totals_aside(
    connection: DuckDBPyConnection, facts: ListFacts, raw_name: str, submission_id: str, landed: LandedList
) -> int:
    """Take out the totals at the end, and check them; returns how many they are."""
    totals = totals_at_end(connection, facts.table, facts.positions, raw_name, submission_id)
    if not totals:
        return 0
    connection.execute(
        f"DELETE FROM raw.{raw_name} WHERE _submission_id = ? AND _row >= ?", [submission_id, totals[0].row]
    )
    for total in totals:
        landed.keep(total.row, "subtotal", "A total of other rows.", total.cells)
    places = {name: (facts.headings[at], at) for name, at in facts.positions.items()}
    landed.findings.extend(findings_of_totals(connection, facts.table, raw_name, submission_id, totals, places))
    return len(totals)


def _set_footnotes_aside(
    connection: DuckDBPyConnection, facts: ListFacts, raw_name: str, submission_id: str, landed: LandedList, end: int
) -> int:
    """Take out the lines at the end that fill one cell only, as footnotes do; returns how many they are."""
    below = f"FROM raw.{raw_name} WHERE _submission_id = $1 AND _row > $2"
    by_position = sorted(facts.positions, key=lambda name: facts.positions[name])
    notes = connection.execute(
        f"SELECT _row, {', '.join(by_position)} {below} ORDER BY _row LIMIT {OTHER_ROWS_KEPT}", [submission_id, end]
    ).fetchall()
    for row, *cells in notes:
        landed.other_rows.append(OtherRow(SHEET, row, "footnote", "Below the table.", cells))
    deleted = connection.execute(f"DELETE {below}", [submission_id, end]).fetchall()
    count = int(deleted[0][0])
    landed.fates[(SHEET, "footnote", "Below the table.")] = count
    landed.findings.append(Finding("S06", sheet=SHEET, row=int(notes[0][0]), value=rows_in_words(count)))
    return count
