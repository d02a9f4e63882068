"""What a long list is, before a line of it is landed: its return, its headings, its lines, and whose they are.

In scope: recognising a list, placing its columns, counting its lines. Out of scope: its bytes
(`readers.large_text_files`, `readers.parquet`) or landing it (`intake.large_file_load`).

Every line is read once here, by a DuckDB of its own: a list that cannot be read to its end never reaches the private
file.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.intake.headings import Headings, find_headings
from orchestration.intake.list_rows import cut_off, may_be_headings, repeated_headings, without_totals
from orchestration.intake.list_sql import ListSource, holds_something, numbered_relation, relation
from orchestration.intake.mapping import place_columns, says_which_row
from orchestration.intake.parquet_kinds import short_floats, structures
from orchestration.readers.large_text_files import (
    Rewriting,
    encoding_of,
    has_blank_lines,
    read_head,
    readable_copy,
    rewritten_copy,
)
from orchestration.readers.parquet import ParquetFacts, examine_parquet
from orchestration.readers.sheets import ReadFile, Row, Sheet, UnreadableFile, column_letter
from orchestration.returns.description import Form, ReturnDescription, Table, Who, all_descriptions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.intake")

ENOUGH_HEADINGS = 0.5  # of those described, for a file to be taken for the list
VALUES_NAMED = 10  # forces or years that a file is said to hold
MEMORY = "1GiB"  # of the DuckDB that reads a list once; beyond it a file in the scratch folder is used
WHO: tuple[Who, ...] = ("force_name", "financial_year", "illustrative", "series", "edition")


@dataclass
class ListFacts:
    """A list that was read once from end to end.

    Attributes:
        description: Its return.
        form: Its form.
        encoding: Encoding of a text file; empty for Parquet.
        separator: What stands between the values of a text file; empty for Parquet.
        header_row: Row that holds the headings, from 1.
        headings: Headings as printed.
        positions: Column name to its position, from 0; where headings are wrong, of the columns that were found.
        head: Rows down to the headings.
        source: Where DuckDB finds the lines.
        lines: Lines below the headings.
        blanks: Those of them that hold nothing.
        is_landable: Whether the headings say which cell is what, and every line is as wide as they are.
        findings: What is wrong with headings or lines where they are not.
        named: What the lines say of whose they are, at most `VALUES_NAMED` texts of each.
        wide_lines: Lines with more values than headings.
        financial_year: Financial year of the list, once it is known.
    """

    description: ReturnDescription
    form: Form
    encoding: str
    separator: str
    header_row: int
    headings: tuple[str, ...]
    positions: dict[str, int]
    head: list[Row]
    source: ListSource
    lines: int = 0
    blanks: int = 0
    is_landable: bool = True
    findings: list[Finding] = field(default_factory=list)
    named: dict[Who, tuple[str, ...]] = field(default_factory=dict)
    wide_lines: int = 0
    financial_year: str | None = None
    _folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def table(self) -> Table:
        """The table that the lines are rows of."""
        return self.form.tables[0]

    def reject(self, findings: list[Finding]) -> None:
        """Note what is wrong with the list; none of it will be landed."""
        if findings:
            self.findings.extend(findings)
            self.is_landable = False

    def discard(self) -> None:
        """Delete the readable copy, if one was made."""
        if self._folder:
            self._folder.cleanup()


def list_form_of(path: Path, kind: str) -> tuple[ReturnDescription, Form] | None:
    """The form of long lists that a file is most like by its headings; None if it is like none.

    Args:
        path: The file.
        kind: `text` or `parquet`.

    Raises:
        UnreadableFile: If a Parquet file is damaged or goes over the limits of its reader.
    """
    head = (
        _parquet_sheet(_examined(path, path.stat().st_mtime_ns))
        if kind == "parquet"
        else Sheet("", False, read_head(path).rows)
    )
    best: tuple[float, ReturnDescription, Form] | None = None
    for description in all_descriptions():
        for form in (form for form in description.forms if form.is_streamed):
            share = find_headings(form.tables[0].columns, head).share
            if share >= ENOUGH_HEADINGS and (best is None or share > best[0]):
                best = (share, description, form)
    return best[1:] if best else None


def text_list_form(archived: Path) -> tuple[ReturnDescription, Form] | None:
    """Return and form of a long list in text; None where its first rows cannot be told apart: its reader says why."""
    try:
        return list_form_of(archived, "text")
    except UnreadableFile:
        return None


def describe_list(path: Path, kind: str, description: ReturnDescription, form: Form, scratch: Path) -> ListFacts:
    """Read a list once from end to end.

    Args:
        path: The file.
        kind: `text` or `parquet`.
        description: Its return.
        form: Its form.
        scratch: Folder for a copy that DuckDB can read, where the file itself is not so; see `ListFacts.discard`.

    Raises:
        UnreadableFile: If the bytes cannot be read to their end.
    """
    facts = place_list(path, kind, description, form, scratch)
    try:
        _count_lines(facts)
    except BaseException:
        facts.discard()
        raise
    return facts


def place_list(path: Path, kind: str, description: ReturnDescription, form: Form, scratch: Path) -> ListFacts:
    """As `describe_list`, without the lines: they are not counted, and nothing is known of whose they are."""
    scratch.mkdir(parents=True, exist_ok=True)
    folder = tempfile.TemporaryDirectory(dir=scratch, prefix="list-")
    try:
        if kind == "parquet":
            facts = _described_parquet(path, description, form)
        else:
            facts = _described_text(path, description, form, Path(folder.name))
    except BaseException:
        folder.cleanup()
        raise
    facts._folder = folder
    return facts


def _described_text(path: Path, description: ReturnDescription, form: Form, folder: Path) -> ListFacts:
    encoding = encoding_of(path)
    readable = readable_copy(path, encoding, folder)
    head = read_head(readable)
    sheet = Sheet("", False, head.rows)
    found = find_headings(form.tables[0].columns, sheet)
    width = max(len(row) for row in head.rows[found.first :]) if head.rows else 0
    facts = _with_headings(sheet, found, description, form, encoding, head.separator)
    facts.source = ListSource(readable, head.separator, head.lines[found.last], found.last + 2, width)
    if has_blank_lines(readable):
        _rewrite(facts, folder)
    return facts


def _described_parquet(path: Path, description: ReturnDescription, form: Form) -> ListFacts:
    known = _examined(path, path.stat().st_mtime_ns)
    sheet = _parquet_sheet(known)
    found = find_headings(form.tables[0].columns, sheet)
    facts = _with_headings(sheet, found, description, form, "", "")
    types = tuple(kind for _, kind in known.columns)
    facts.source = ListSource(path, "", 0, 2, len(types), types)
    facts.lines = known.rows
    facts.reject(structures(facts.headings, types))
    facts.findings.extend(short_floats(facts.table, facts.positions, facts.headings, types))
    return facts


@lru_cache(maxsize=8)
def _examined(path: Path, _changed_at: int) -> ParquetFacts:
    """A Parquet file, examined once for what it is like and for what it holds: a child process costs half a second."""
    return examine_parquet(path)


def _parquet_sheet(known: ParquetFacts) -> Sheet:
    return Sheet("", False, [[name for name, _ in known.columns]])


def _with_headings(
    sheet: Sheet, found: Headings, description: ReturnDescription, form: Form, encoding: str, separator: str
) -> ListFacts:
    table = form.tables[0]
    facts = ListFacts(
        description, form, encoding, separator, found.last + 1, found.texts, {}, sheet.rows[: found.last + 1],
        ListSource(Path(), separator, 0, 0, 0),
    )  # fmt: skip
    if found.share == 0:
        wanted = ", ".join(column.header for column in table.columns)
        facts.reject([Finding("S13", sheet="", detail=f"The headings are: {wanted}.")])
        return facts
    content = ReadFile([sheet], encoding=encoding or "utf-8")
    facts.positions, _, problems = place_columns(table, table.columns_in(None), content, sheet, found)
    if all(each.rule_id in {"S05", "S10", "S11"} for each in problems) and says_which_row(table, facts.positions):
        # What stands under known headings is checked all the same, so that everything comes back in one round.
        facts.findings.extend(problems)
    else:
        facts.reject(problems)
    return facts


def _rewrite(facts: ListFacts, folder: Path) -> None:
    """Read on from a rewritten copy; lines too wide for the headings turn the list away."""
    source = facts.source
    copy, met = rewritten_copy(source.path, source.separator, source.width, facts.header_row, folder)
    head_lines = read_head(copy).lines[facts.header_row - 1]
    facts.source = replace(source, path=copy, skipped_lines=head_lines, has_plain_lines=False)
    if met.wide_count and facts.is_landable:
        facts.reject(_wide_lines(met))
    facts.wide_lines = met.wide_count


def _wide_lines(met: Rewriting) -> list[Finding]:
    detail = f"{met.wide_count:,} lines are as wide." if met.wide_count > 1 else ""
    return [
        Finding("S18", sheet="", row=line.row, value=line.text[:200], detail="" if number else detail)
        for number, line in enumerate(met.wide)
    ]


def _count_lines(facts: ListFacts) -> None:
    """Read every line: how many there are, how many hold nothing, and whose they are."""
    import duckdb

    assert facts._folder is not None
    folder = Path(facts._folder.name)
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")}) as connection:
        try:
            try:
                _group_lines(connection, facts)
            except duckdb.Error:
                if not facts.separator or not facts.source.has_plain_lines:
                    raise
                # Quoted line ends, or lines that are not as they should be: the slower way reads or names them.
                _rewrite(facts, folder)
                _group_lines(connection, facts)
        except duckdb.Error as error:
            log.info("%s cannot be read: %s", facts.source.path, error)
            raise UnreadableFile("F05", "its lines cannot be told apart") from error
        _read_groups(connection, facts)


def _group_lines(connection: DuckDBPyConnection, facts: ListFacts) -> None:
    """One row per force, year, mark and so on met, with counts of lines and of cells under no heading."""
    source = facts.source
    others = columns_without_heading(facts)
    counts = ""
    for position in others:
        where = f"FILTER ({holds_something((position,))})"
        counts += f", count(*) {where} AS n{position}, min(line) {where} AS first{position}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT {what_is_met(facts)}, count(*) AS n{counts} "
        f"FROM {numbered_relation(source) if others else relation(source)} GROUP BY ALL"
    )


def what_is_met(facts: ListFacts) -> str:
    """SQL of what counts of a line: `WHO`, if it may be headings, if cells beyond the first and it are filled."""
    places = ((name, facts.positions.get(facts.form.who.get(name, ""))) for name in WHO)
    who = [f"{'CAST(NULL AS VARCHAR)' if at is None else f'c{at}'} AS {name}" for name, at in places]
    is_line, has_first = holds_something(range(1, facts.source.width)), holds_something((0,))
    return ", ".join((*who, f"{_repeats(facts)} AS repeats", f"{is_line} AS is_line", f"{has_first} AS has_first"))


def _repeats(facts: ListFacts) -> str:
    return may_be_headings(facts.table, facts.positions if facts.is_landable else {}, facts.headings)


def _read_groups(connection: DuckDBPyConnection, facts: ListFacts) -> None:
    totals = connection.execute("SELECT sum(n), sum(n) FILTER (NOT is_line AND NOT has_first) FROM met").fetchone()
    facts.lines, facts.blanks = (int(total or 0) for total in totals or (0, 0))
    facts.lines += facts.wide_lines
    facts.named = {name: _distinct(connection, name) for name in WHO}
    facts.findings.extend(cut_off("", facts.header_row + facts.lines))
    if connection.execute("SELECT 1 FROM met WHERE repeats LIMIT 1").fetchall():
        lines, width = f"{numbered_relation(facts.source)} WHERE {_repeats(facts)}", facts.source.width
        facts.reject(repeated_headings(connection, facts.table, lines, width, facts.header_row + facts.lines))
    for position in columns_without_heading(facts):
        found = connection.execute(f"SELECT sum(n{position}), min(first{position}) FROM met").fetchone()
        if found and found[0]:
            facts.reject([_value_without_heading(facts, position, int(found[0]), int(found[1]))])
            return


def columns_without_heading(facts: ListFacts) -> list[int]:
    """Positions of columns that no heading stands over; none where wrong headings are told already."""
    if not facts.is_landable:
        return []
    headed = {position for position, text in enumerate(facts.headings) if text.strip()}
    return [position for position in range(facts.source.width) if position not in headed]


def _value_without_heading(facts: ListFacts, position: int, lines: int, row: int) -> Finding:
    detail = f"{lines:,} lines have a value there." if lines > 1 else ""
    if position > max(facts.positions.values()) and facts.separator:
        return Finding("S18", sheet="", row=row, value=f"column {column_letter(position)}", detail=detail)
    return Finding("S10", sheet="", row=row, column_letter=column_letter(position), value="", detail=detail)


def first_row_with(facts: ListFacts, name: Who, texts: Sequence[str]) -> int | None:
    """The first row whose cell has one of those texts, as a spreadsheet would show it; None where none has.

    Args:
        facts: The list.
        name: What the cell says of whose the line is.
        texts: Texts as they stand in the list.
    """
    import duckdb

    at = facts.positions.get(facts.form.who.get(name, ""))
    if at is None or not texts:
        return None
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        found = connection.execute(
            f"SELECT min(line) FROM {numbered_relation(facts.source)} WHERE list_contains(?, c{at})", [[*texts]]
        ).fetchone()
    return int(found[0]) if found and found[0] is not None else None


def _distinct(connection: DuckDBPyConnection, name: str) -> tuple[str, ...]:
    rows = connection.execute(
        f"SELECT {name} FROM met WHERE is_line AND NOT repeats AND trim({name}) <> '' GROUP BY {name} "
        f"ORDER BY sum(n) DESC, {name} LIMIT {VALUES_NAMED}"
    ).fetchall()
    return without_totals(row[0] for row in rows)
