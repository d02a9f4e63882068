"""Small lists, many read with one statement: a statement of its own costs such a list ten times what its lines do.

In scope: which lists are small, which are read alike, and counting their lines together. Out of scope: what
is known of a list (`intake.large_file_profile`), or landing it (`intake.large_file_load`), which asks here for lists of
one shape.

Whatever goes wrong, a list is described alone: what is said of it never depends on those beside it.
"""

from __future__ import annotations

import csv
import itertools
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from orchestration.intake.large_file_profile import (
    MEMORY,
    VALUES_NAMED,
    WHO,
    ListFacts,
    columns_without_heading,
    place_list,
    what_is_met,
)
from orchestration.intake.list_rows import without_totals
from orchestration.intake.list_sql import csv_relation
from orchestration.readers.sheets import LAST_ROWS, UnreadableFile
from orchestration.returns.description import Form, ReturnDescription
from orchestration.warehouse.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Some five thousand lines: beyond it reading the lines costs more than the statement, and what is met in them is summed
# up where the memory has a bound.
SMALL_BYTES = 1024**2
LISTS_TOGETHER = 64

Shape = tuple[object, ...]
Wanted = tuple[Path, ReturnDescription, Form]

log = logging.getLogger("icm.intake")


def is_small(path: Path) -> bool:
    """Whether a text file is read together with others."""
    return path.stat().st_size <= SMALL_BYTES


def shape_of(facts: ListFacts) -> Shape | None:
    """What lists must have in common to be read with one statement; None for a list that is read alone."""
    source = facts.source
    if not source.separator or not is_small(source.path):
        return None
    return (
        facts.form.form_id, facts.description.return_id, *sorted(facts.positions.items()), source.separator,
        source.skipped_lines, source.width, source.has_plain_lines,
    )  # fmt: skip


def lines_together(lists: Mapping[str, ListFacts]) -> str:
    """SQL of the lines of lists of one shape, as `list_facts.numbered_relation` has them, with the key of each list.

    Args:
        lists: Keys of lists, whose lines are counted. The column of the keys is called `key`.
    """
    files, before = [], 0
    for key, facts in lists.items():
        files.append(f"({literal(str(facts.source.path))}, {literal(key)}, {facts.source.first_row - 1 - before})")
        before += facts.lines
    return (
        f"(SELECT lines.*, key, place + up AS line FROM (SELECT *, row_number() OVER () AS place "
        f"FROM {_relation(list(lists.values()))}) AS lines "
        f"INNER JOIN (VALUES {', '.join(files)}) AS files (filename, key, up) USING (filename))"
    )


class SmallLists:
    """Describes small lists many at a time; to be used in a `with` block.

    Args:
        scratch: Folder for copies that DuckDB can read.
    """

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._tried: set[Path] = set()
        self._described: dict[Path, ListFacts] = {}
        self._connection: DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for facts in self._described.values():
            facts.discard()
        self._close()

    def describe(self, lists: Iterable[Wanted]) -> None:
        """Describe those that are small, to be taken one by one; what cannot be read so is left to be read alone."""
        alike: dict[Shape, dict[Path, ListFacts]] = {}
        wanted = (each for each in lists if each[0] not in self._tried and is_small(each[0]))
        for path, description, form in itertools.islice(wanted, LISTS_TOGETHER):
            self._tried.add(path)
            try:
                facts = place_list(path, "text", description, form, self._scratch)
            except UnreadableFile:
                continue
            shape = shape_of(facts)
            if shape is None or columns_without_heading(facts) or not _has_plain_quotes(facts):
                facts.discard()
                continue
            alike.setdefault(shape, {})[path] = facts
        for together in alike.values():
            self._count(together)

    def was_tried(self, path: Path) -> bool:
        """Whether a list was among those described already; each is tried once."""
        return path in self._tried

    def take(self, path: Path) -> ListFacts | None:
        """What was described of a list, as `describe_list` would say it; None if it is to be described alone."""
        return self._described.pop(path, None)

    def _count(self, together: dict[Path, ListFacts]) -> None:
        import duckdb

        every = list(together.values())
        if self._connection is None:
            self._connection = duckdb.connect(config={"memory_limit": MEMORY})
        try:
            met = self._connection.execute(
                f"SELECT filename, {what_is_met(every[0])}, count(*) FROM {_relation(every)} GROUP BY ALL"
            ).fetchall()
        except duckdb.Error as error:
            log.debug("%d lists could not be read together: %s", len(every), error)
            self._close()
            for facts in every:
                facts.discard()
            return
        of_file: dict[str, list[Sequence[Any]]] = {}
        for name, *counted in met:
            of_file.setdefault(name, []).append(counted)
        for path, facts in together.items():
            met_of_file = of_file.get(str(facts.source.path), [])
            _sum_up(facts, met_of_file)
            if any(each[len(WHO)] for each in met_of_file) or facts.header_row + facts.lines in LAST_ROWS:
                facts.discard()  # what is asked of such a list is found where it is described alone
            else:
                self._described[path] = facts

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _has_plain_quotes(facts: ListFacts) -> bool:
    """Whether quotation marks come in pairs around whole values of one line.

    DuckDB says so of a file that it reads alone; of several it takes a mark that is never closed for one that is.
    """
    with facts.source.path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    if '"' not in text:
        return True
    reader = csv.reader(text.splitlines(keepends=True), delimiter=facts.separator, strict=True)
    try:
        return all(reader.line_num == number for number, _ in enumerate(reader, start=1))
    except csv.Error:
        return False


def _relation(lists: Sequence[ListFacts]) -> str:
    paths = ", ".join(literal(str(facts.source.path)) for facts in lists)
    return csv_relation(lists[0].source, f"[{paths}]", ", filename = true")


def _sum_up(facts: ListFacts, met: Sequence[Sequence[Any]]) -> None:
    """Counts and names from groups of lines: `WHO`, may be headings, is a line, has a first cell, and their number."""
    facts.lines = facts.wide_lines + sum(number for *_, number in met)
    facts.blanks = sum(number for *_, is_line, has_first, number in met if not is_line and not has_first)
    lines = [each for each in met if each[len(WHO) + 1]]
    facts.named = {name: _named(lines, place) for place, name in enumerate(WHO)}


def _named(lines: Sequence[Sequence[Any]], place: int) -> tuple[str, ...]:
    """The commonest texts, of equally common ones the first by their letters."""
    counts: Counter[str] = Counter()
    for line in lines:
        if line[place] is not None and line[place].strip(" "):
            counts[line[place]] += line[-1]
    return without_totals(sorted(counts, key=lambda text: (-counts[text], text))[:VALUES_NAMED])
