"""Repairs and doubts of a landed list, told as those of a sheet are: found by what the text and the value differ in.

In scope: which landed cells were repaired, how often, and the first of them. Out of scope: making a repair
(`intake.values`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.country import currency_sign
from orchestration.findings.finding import Finding
from orchestration.intake.date_columns import (
    ColumnOrder,
    finding_of_contradiction,
    finding_of_exchange,
    is_date,
    order_of,
)
from orchestration.intake.large_file_profile import ListFacts
from orchestration.intake.large_file_values import doubt_sql, formatted_number_sql, read_again, reader_of
from orchestration.intake.list_dates import outside_periods, place_of
from orchestration.intake.mapped import Repair
from orchestration.intake.repair_findings import repair_finding
from orchestration.intake.values import DOUBTFUL_REPAIRS, Reading
from orchestration.readers.sheets import column_letter
from orchestration.returns.description import VALUE_SUFFIX, Column
from orchestration.warehouse.sql_text import is_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REPAIRS_LISTED = 1_000  # cells of a column that are listed one by one; all of them are counted
_TEXTS_AT_ONCE = 10_000


@dataclass
class FoundRepairs:
    """Repairs of a list.

    Attributes:
        findings: In words: doubtful cells one by one, the others once for each column and code.
        repairs: The first `REPAIRS_LISTED` cells of each column, and as many doubtful ones.
        counts: Column name and code to the number of cells.
    """

    findings: list[Finding] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)


def find_repairs(
    connection: DuckDBPyConnection, lists: Mapping[str, ListFacts], raw_name: str
) -> dict[str, FoundRepairs]:
    """Look through the landed rows of lists of one raw table, by their submissions; of those that were repaired."""
    columns = next(iter(lists.values())).table.columns
    found: dict[str, FoundRepairs] = {}
    for key, *counts in _doubtful_cells(connection, f"raw.{raw_name}", list(lists), columns):
        for column, cells in zip(columns, counts, strict=True):
            if cells:
                repairs = _ColumnRepairs(lists[key], _Landed(connection, f"raw.{raw_name}", key), column)
                repairs.add_to(found.setdefault(key, FoundRepairs()))
    for key, finding in outside_periods(connection, lists, f"raw.{raw_name}"):
        found.setdefault(key, FoundRepairs()).findings.append(finding)
    return found


def _doubtful_cells(
    connection: DuckDBPyConnection, table: str, keys: list[str], columns: tuple[Column, ...]
) -> list[tuple[Any, ...]]:
    """Submission and number of cells of each column that may have been repaired, all counted in one scan."""
    counts = ", ".join(f"count(*) FILTER ({_may_be_repaired(column)})" for column in columns)
    ours = f"FROM {table} WHERE {is_of(keys)}"
    return connection.execute(f"SELECT _submission_id, {counts} {ours} GROUP BY 1 ORDER BY 1").fetchall()


@dataclass(frozen=True)
class _Landed:
    """The rows of one submission."""

    connection: DuckDBPyConnection
    table: str
    submission_id: str

    def texts(self, column: Column) -> Iterator[tuple[str, int]]:
        """Different texts of such cells, and how often each stands; those that `dressed` counts are left out."""
        dressed = f" AND NOT {formatted_number_sql(column.name)}" if column.is_number else ""
        found = self.connection.execute(
            f"SELECT {column.name}, count(*) {self._where()} AND {_may_be_repaired(column)}{dressed} "
            "GROUP BY 1 ORDER BY min(_row)",
            [self.submission_id],
        )
        while rows := found.fetchmany(_TEXTS_AT_ONCE):
            yield from rows

    def dressed(self, column: Column) -> Iterator[tuple[str, int, str]]:
        """Repairs of numbers that SQL made: code, number of cells, and the text of the first."""
        for rule_id, sign in (("C02", currency_sign()), ("C01", ",")):
            row = self.connection.execute(
                f"SELECT count(*), arg_min({column.name}, _row) {self._where()} "
                f"AND {formatted_number_sql(column.name)} AND contains({column.name}, '{sign}')",
                [self.submission_id],
            ).fetchone()
            if row and row[0]:
                yield rule_id, int(row[0]), str(row[1])

    def first_cells(self, column: Column, texts: list[str] | None = None) -> list[tuple[int, str]]:
        """Row and text of the first such cells; of those with one of the texts where they are given."""
        only = "" if texts is None else f" AND list_contains(?, {column.name})"
        return self.connection.execute(
            f"SELECT _row, {column.name} {self._where()} AND {_may_be_repaired(column)}{only} "
            f"ORDER BY _row LIMIT {REPAIRS_LISTED}",
            [self.submission_id, *([] if texts is None else [texts])],
        ).fetchall()

    def plain_dates(self, column: Column) -> list[tuple[str, int]]:
        """Different dates that are written as ISO dates, and how often each stands."""
        return self.connection.execute(
            f"SELECT {column.name}, count(*) {self._where()} AND {column.name} = {column.name}{VALUE_SUFFIX} "
            "GROUP BY 1 ORDER BY min(_row)",
            [self.submission_id],
        ).fetchall()

    def first_row(self, column: Column, text: str) -> int:
        """The first row that holds a text."""
        ((row,),) = self.connection.execute(
            f"SELECT min(_row) {self._where()} AND {column.name} = ?", [self.submission_id, text]
        ).fetchall()
        return int(row)

    def _where(self) -> str:
        return f"FROM {self.table} WHERE _submission_id = ?"


class _ColumnRepairs:
    """Repairs of one column."""

    def __init__(self, facts: ListFacts, landed: _Landed, column: Column) -> None:
        self._facts = facts
        self._landed = landed
        self._column = column
        self._read: Callable[[str], Reading] = reader_of(facts.description, column)

    def add_to(self, found: FoundRepairs) -> None:
        """Count, list and tell them."""
        counts: Counter[tuple[str, str | None]] = Counter()
        # A text that SQL repaired, the first other one, or both: which of them comes first, their rows say.
        examples: dict[tuple[str, str | None], list[str]] = {}
        doubtful: dict[str, list[str]] = {}
        for rule_id, cells, text in self._landed.dressed(self._column) if self._column.is_number else ():
            found.counts[(self._column.name, rule_id)] += cells
            counts[(rule_id, None)] += cells
            examples[(rule_id, None)] = [text]
        order = self._order()
        for text, cells in self._landed.texts(self._column):
            reading = self._read(text)
            for rule_id in reading.rules:
                found.counts[(self._column.name, rule_id)] += cells
                counts[(rule_id, reading.missing)] += cells
                if len(told := examples.setdefault((rule_id, reading.missing), [])) <= 1:
                    told.append(text)
                if rule_id in DOUBTFUL_REPAIRS and len(doubtful.setdefault(rule_id, [])) < REPAIRS_LISTED:
                    doubtful[rule_id].append(text)
        if not counts:
            return
        if order.order == "contradictory":
            found.findings.append(self._contradiction(order))
        if order.exchanged:
            row = self._landed.first_row(self._column, order.first_exchanged)
            found.findings.append(finding_of_exchange(place_of(self._facts, self._column), row, order))
        listed = [repair for cell in self._landed.first_cells(self._column) for repair in self._repairs(*cell)]
        for rule_id, texts in doubtful.items():
            cells_of_rule = self._landed.first_cells(self._column, texts)
            repairs = [each for cell in cells_of_rule for each in self._repairs(*cell) if each.rule_id == rule_id]
            listed.extend(repairs)
            found.findings.extend(self._change_findings(repairs, found.counts[(self._column.name, rule_id)]))
        for (rule_id, missing), count in counts.items():
            if rule_id not in DOUBTFUL_REPAIRS and rule_id != "C43":
                first = self._first(rule_id, examples[(rule_id, missing)])
                found.findings.append(repair_finding(first, count - 1))
        found.repairs.extend({(repair.row, repair.rule_id): repair for repair in listed}.values())

    def _order(self) -> ColumnOrder:
        """In which order a column of dates is written; its values are read again where it is not the common one."""
        if not is_date(self._column):
            return ColumnOrder()
        texts = [*self._landed.texts(self._column), *self._landed.plain_dates(self._column)]
        found = order_of(self._column, texts, self._facts.financial_year)
        self._read = reader_of(self._facts.description, self._column, found.order)
        if found.order == "month_first":
            landed = self._landed
            read_again(landed.connection, landed.table, landed.submission_id, self._column, self._read)
        return found

    def _contradiction(self, order: ColumnOrder) -> Finding:
        place = place_of(self._facts, self._column)
        (row, _), (other, _) = (
            self._landed.first_cells(self._column, [text])[0] for text in (order.month_first, order.day_first)
        )
        return finding_of_contradiction(place, row, order, f"{place.column_letter}{other}")

    def _change_findings(self, repairs: list[Repair], count: int) -> Iterator[Finding]:
        """Each doubtful cell on its own; the last one says how many more there are than are listed."""
        for number, repair in enumerate(repairs, start=1):
            more = count - len(repairs) if number == len(repairs) else 0
            yield repair_finding(repair, more)

    def _first(self, rule_id: str, texts: list[str]) -> Repair:
        row = self._landed.first_cells(self._column, texts)[0]
        return next(repair for repair in self._repairs(*row) if repair.rule_id == rule_id)

    def _repairs(self, row: int, text: str) -> list[Repair]:
        reading = self._read(text)
        at = self._facts.positions[self._column.name]
        return [
            Repair(
                self._facts.table, "", row, column_letter(at), self._column.name, self._facts.headings[at], rule_id,
                text, reading.value, reading.missing,
            )
            for rule_id in reading.rules
        ]  # fmt: skip


def _may_be_repaired(column: Column) -> str:
    doubt = doubt_sql(column, column.name, column.name + VALUE_SUFFIX)
    return f"{column.name} IS NOT NULL AND {doubt}"
