"""Values of a long list: plain cells by SQL, every other cell by the one reader of cells, called from within SQL.

In scope: the SQL of `<name>__value` and `<name>__missing`. Out of scope: how a cell is read
(`intake.values`), or landing (`intake.large_file_load`).

A cell is plain where its text is its value: digits, an ISO date, a code as described. SQL tells those at the speed of a
scan, and takes pound signs and thousands separators off, which may stand in every line. What is left is read by
`read_cell`; a test holds both to the same readings.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from orchestration.country import currency_sign
from orchestration.intake.dates import DateOrder
from orchestration.intake.error_texts import error_text_sql
from orchestration.intake.values import (
    DIGITS_KEPT,
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_VALUE,
    Reading,
    read_cell,
    signs_of,
)
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, Column, ReturnDescription, Table
from orchestration.warehouse.sql_text import is_plain, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Cells repeat; this many different ones of a column are remembered, which bounds the memory.
_REMEMBERED = 50_000
_numbers = itertools.count(1)


def reader_of(
    description: ReturnDescription, column: Column, order: DateOrder = "undecided"
) -> Callable[[str], Reading]:
    """The reader of the cells of one column; `order` is in which order its dates are written."""
    signs = signs_of(description, column)
    return lru_cache(_REMEMBERED)(lambda text: read_cell(text, column, signs, order=order))


@dataclass(frozen=True)
class CellReaders:
    """The readers of a table's columns, as functions that SQL can call."""

    prefix: str

    def value_sql(self, column: Column, cell: str) -> str:
        """SQL of the value of a cell."""
        cases = f"WHEN {cell} IS NULL THEN NULL WHEN {plain_sql(column, cell)} THEN {cell}"
        if column.is_number:
            bare = f"replace(replace({cell}, {literal(currency_sign())}, ''), ',', '')"
            cases += f" WHEN {formatted_number_sql(cell)} THEN {bare}"
        return f"CASE {cases} ELSE {self.name(column, VALUE_SUFFIX)}({cell}) END"

    def missing_sql(self, column: Column, cell: str) -> str:
        """SQL of the kind of missing that a cell of a number stands for."""
        has_value = f"{plain_sql(column, cell)} OR {formatted_number_sql(cell)}"
        return f"CASE WHEN {cell} IS NULL OR {has_value} THEN NULL ELSE {self.name(column, MISSING_SUFFIX)}({cell}) END"

    def name(self, column: Column, suffix: str) -> str:
        """Name of the function that gives one part of a reading."""
        return f"{self.prefix}_{column.name}{suffix}"


@contextmanager
def cell_readers(connection: DuckDBPyConnection, description: ReturnDescription, table: Table) -> Iterator[CellReaders]:
    """The readers of a table's columns, while the block lasts."""
    # A statement that fails takes the functions away with its transaction, so that each use needs names of its own.
    readers = CellReaders(f"read_{next(_numbers)}")
    functions: dict[str, Callable[[str], str | None]] = {}
    for column in table.columns:
        read = reader_of(description, column)
        if column.has_value:
            functions[readers.name(column, VALUE_SUFFIX)] = _value_by(read)
        if column.is_number:
            functions[readers.name(column, MISSING_SUFFIX)] = _missing_by(read)
    with _functions(connection, functions):
        yield readers


@contextmanager
def _functions(connection: DuckDBPyConnection, functions: Mapping[str, Callable[[str], str | None]]) -> Iterator[None]:
    """Functions of a text that SQL can call, while the block lasts."""
    from duckdb.func import FunctionNullHandling

    for name, function in functions.items():
        # By default a function may not answer null, which is what an unreadable cell has for a value.
        connection.create_function(name, function, ["VARCHAR"], "VARCHAR", null_handling=FunctionNullHandling.SPECIAL)
    yield
    for name in functions:
        connection.remove_function(name)


def read_again(
    connection: DuckDBPyConnection, table: str, submission_id: str, column: Column, read: Callable[[str], Reading]
) -> None:
    """Give the cells of a landed column whose text is not their value the values that another reader reads."""
    name, value = f"read_{next(_numbers)}", column.name + VALUE_SUFFIX
    with _functions(connection, {name: _value_by(read)}):
        connection.execute(
            f"UPDATE {table} SET {value} = {name}({column.name}) "
            f"WHERE _submission_id = ? AND {column.name} IS DISTINCT FROM {value}",
            [submission_id],
        )


def plain_sql(column: Column, cell: str) -> str:
    """SQL condition: the text of a cell is its value."""
    if column.is_number:
        return f"(strlen({cell}) <= {LONGEST_VALUE} AND regexp_full_match({cell}, '-?[0-9]+([.][0-9]+)?'))"
    if column.type in {"date", "partial_date"}:
        # The cast alone would take 2013-4-1 as well, and the pattern alone 2013-02-30.
        is_written_so = f"regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')"
        return f"({is_written_so} AND TRY_CAST({cell} AS DATE) IS NOT NULL)"
    if column.type == "financial_year":
        return (
            f"(regexp_full_match({cell}, '[0-9]{{4}}/[0-9]{{2}}') AND "
            f"TRY_CAST(substr({cell}, 1, 4) AS INTEGER) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} AND "
            f"(TRY_CAST(substr({cell}, 1, 4) AS INTEGER) + 1) % 100 = TRY_CAST(substr({cell}, 6, 2) AS INTEGER))"
        )
    if column.allowed:
        return f"{cell} IN ({', '.join(literal(code) for code in column.allowed)})"
    return f"({is_plain(cell)} AND NOT {error_text_sql(cell)})"


def formatted_number_sql(cell: str) -> str:
    """SQL condition: the cell is a number that only needs its currency and thousands separators taken off."""
    number = "([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?"
    sign = re.escape(currency_sign())
    return f"(strlen({cell}) <= {DIGITS_KEPT} AND regexp_full_match({cell}, '-?({sign})?{number}'))"


def doubt_sql(column: Column, cell: str, value: str) -> str:
    """SQL condition that every cell with a repair or a doubt fulfils, and few others; `value` is the landed value."""
    if column.is_number:
        return f"({cell} IS DISTINCT FROM {value} OR strlen({cell}) > {DIGITS_KEPT})"
    if column.has_value:
        return f"{cell} IS DISTINCT FROM {value}"
    # What begins with a letter is no number that a spreadsheet shortened; the rest is told apart by `read_cell`.
    doubts = [
        f"contains({cell}, 'e')",
        f"contains({cell}, 'E')",
        f"(strlen({cell}) > {DIGITS_KEPT} AND contains({cell}, '000'))",
    ]
    if column.digits:
        doubts.append(f"NOT regexp_full_match({cell}, '[!-~]{{{column.digits},}}')")
    numbers = f"CASE WHEN {cell} BETWEEN ':' AND '~' THEN false ELSE {' OR '.join(doubts)} END"
    return f"({error_text_sql(cell)} OR {numbers})"


def _value_by(read: Callable[[str], Reading]) -> Callable[[str], str | None]:
    return lambda text: read(text).value


def _missing_by(read: Callable[[str], Reading]) -> Callable[[str], str | None]:
    return lambda text: read(text).missing
