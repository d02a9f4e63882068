"""Suites run by SQL on long tables: the same expectations, the same verdicts, in the memory of the rows that fail.

In scope: what each type of expectation means in SQL, and running it. Out of scope: the rules
(`expectations/`), the suites' own runner for all other tables (`validation.suites`), or the words of a finding
(`validation.finding_locations`).

Great Expectations holds a table in memory, which ten million lines do not fit; its SQL engine does not run on DuckDB.
A test runs expectations of every type in use both ways on the same rows.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, Table
from orchestration.returns.plain_text import plain
from orchestration.returns.reference_lists import ReferenceLists, folded
from orchestration.validation.frames import location
from orchestration.warehouse.sql_text import is_filled, is_plain, literal

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

ROWS_FOR_SQL = 50_000  # a longer table is checked here; so many rows, all failing, take the library several seconds
# A national edition is sound nearly always, and then SQL costs a tenth of what the library does.
ROWS_OF_EDITIONS = 2_000
ROWS_LOCATED = 1_000  # rows of a submission that a rule names one by one; all of them are counted
KEYS_AT_ONCE = 2_000_000


class UnknownExpectation(Exception):
    """An expectation that has no meaning here; the message names it."""


@dataclass(frozen=True)
class SqlOutcome:
    """What one expectation said.

    Attributes:
        outcome: As the suites' own runner gives it: `success`, `result` and `exception_info`.
        frame: The rows it names, with the columns of the table; for an expectation of the table as a whole, the
            different values of its column.
        rows: Submission to the number of rows looked at.
        failing: Submission to the number of rows that fail, of which `frame` holds the first.
    """

    outcome: dict[str, Any]
    frame: pd.DataFrame
    rows: dict[str, int]
    failing: dict[str, int] = field(default_factory=dict)


def run_by_sql(
    connection: DuckDBPyConnection,
    raw_name: str,
    table: Table,
    submission_ids: list[str],
    expectations: list[dict[str, Any]],
    lists: ReferenceLists,
) -> list[SqlOutcome]:
    """Run expectations on the landed rows of some submissions.

    Args:
        connection: The private file.
        raw_name: Name of the table in schema `raw`.
        table: Its description.
        submission_ids: Submissions whose rows are looked at; one only for an expectation of the table as a whole.
        expectations: Expectations ready to run, reference lists in place of their names.
        lists: Reference lists that names of forces and headings are looked up in.

    Returns:
        One outcome for each expectation, in order.
    """
    with _lookups(connection, lists):
        landed = _Landed(connection, raw_name, table, submission_ids)
        return [_outcome(landed, expectation) for expectation in expectations]


def _outcome(landed: _Landed, expectation: dict[str, Any]) -> SqlOutcome:
    """Run one expectation; one that breaks is told as such, and the others go on."""
    import duckdb

    kind, settings = expectation["type"], expectation["kwargs"]
    try:
        if kind == "expect_column_distinct_values_to_contain_set":
            return landed.contains_set(settings["column"], settings["value_set"])
        if kind in _UNIQUE:
            return landed.located(landed.repeated(settings.get("column_list") or [settings["column"]]))
        return landed.located(f"{landed.rows_sql} AND ({fails(expectation, landed.columns)})")
    except (duckdb.Error, UnknownExpectation) as error:
        told = {"raised_exception": True, "exception_message": str(error)}
        return SqlOutcome({"success": False, "result": {}, "exception_info": told}, landed.frame(), landed.rows)


def fails(expectation: dict[str, Any], columns: frozenset[str]) -> str:
    """SQL condition of the rows that an expectation of rows fails on.

    Args:
        expectation: The expectation, reference lists in place of their names.
        columns: Columns of the raw table.

    Raises:
        UnknownExpectation: If the expectation or one of its settings has no meaning here.
    """
    settings = {key: value for key, value in expectation["kwargs"].items() if key not in _CONDITION}
    meaning = _MEANINGS.get(expectation["type"])
    if meaning is None:
        raise UnknownExpectation(f"{expectation['type']} has no meaning in SQL")
    named = {key: column_sql(value, columns) for key, value in settings.items() if key in _NAMES}
    try:
        condition = meaning(**{**settings, **named})
    except TypeError as error:
        raise UnknownExpectation(f"{expectation['type']}: {error}") from error
    where = expectation["kwargs"].get("row_condition")
    return f"({condition}) AND {_row_condition(where, columns)}" if where else condition


def column_sql(name: str, columns: frozenset[str]) -> str:
    """SQL of a column of the frames that suites are written for: landed, or derived from what was landed.

    Raises:
        UnknownExpectation: If the table has no such column, and none is derived so.
    """
    if name in columns:
        return name
    base, _, derived = name.partition("__")
    value, missing = base + VALUE_SUFFIX, base + MISSING_SUFFIX
    if derived == "number" and value in columns:
        return f"TRY_CAST({value} AS DOUBLE)"
    is_given = f"{missing} IS NULL AND {is_filled(base)}" if missing in columns else is_filled(base)
    if derived == "stated" and value in columns:
        return f"coalesce({value}, CASE WHEN {is_given} THEN {base} END)"
    if derived == "given" and base in columns:
        return f"CASE WHEN {is_filled(base)} THEN {base} END"
    if derived == "unread" and value in columns:
        return f"CASE WHEN {value} IS NULL AND {is_given} THEN {base} END"
    if derived.removeprefix("heading_") in {"key", "key_or_blank"} and base in columns:
        return _key_sql(base, derived, columns)
    if derived == "folded" and base in columns:
        return f"CASE WHEN {is_plain(base)} THEN lower({base}) ELSE {_FUNCTIONS['folded']}({base}) END"
    if derived in {"force_id", "heading_id"} and base in columns:
        return f"{_FUNCTIONS[derived]}({base})"
    raise UnknownExpectation(f"no column is called {name}")


def _key_sql(base: str, derived: str, columns: frozenset[str]) -> str:
    """SQL of a part of a key: null where the cell cannot be read, or is blank although the column is required."""
    value, missing = base + VALUE_SUFFIX, base + MISSING_SUFFIX
    if derived.startswith("heading_"):
        read = f"{_FUNCTIONS['heading_id']}({base})"
    else:
        read = value if value in columns else base
    if read == base:
        read = f"CASE WHEN {is_plain(base)} THEN {base} ELSE {_FUNCTIONS['plain']}({base}) END"
    is_required = derived.endswith("key")
    if is_required and (derived.startswith("heading_") or value in columns):
        return read  # a blank cell has no value either
    is_given = f"{missing} IS NULL AND {is_filled(base)}" if missing in columns else is_filled(base)
    otherwise = "" if is_required else " ELSE ''"
    return f"CASE WHEN {is_given} THEN {read}{otherwise} END"


class _Landed:
    """The rows of some submissions in a raw table."""

    def __init__(self, connection: DuckDBPyConnection, raw_name: str, table: Table, submission_ids: list[str]) -> None:
        self._connection = connection
        self._location = location(table)
        self._table = f"raw.{raw_name}"
        self.columns = frozenset(row[0] for row in connection.execute(f"DESCRIBE {self._table}").fetchall())
        chosen = ", ".join(literal(submission_id) for submission_id in submission_ids)
        self._where = f"_submission_id IN ({chosen})"
        self.rows_sql = f"FROM {self._table} WHERE {self._where}"
        self.rows = self._count(self.rows_sql)

    def frame(self, failing: str | None = None, limit: int = 0) -> pd.DataFrame:
        """Rows as the suites' own runner has them: text, and None where there is none."""
        ordered = f"ORDER BY {', '.join(self._location)} LIMIT {limit}"
        frame = self._connection.execute(f"SELECT * {failing or self.rows_sql} {ordered}").df()
        return frame.astype(object).where(frame.notna(), None)

    def located(self, failing: str) -> SqlOutcome:
        """The outcome of an expectation that fails on those rows."""
        import pandas as pd

        counts = self._count(failing)
        if not counts:
            return SqlOutcome({"success": True, "result": {"unexpected_index_list": []}}, self.frame(), self.rows)
        found = [
            self.frame(f"{failing} AND _submission_id = {literal(submission_id)}", ROWS_LOCATED)
            for submission_id in sorted(counts)
        ]
        frame = pd.concat(found, ignore_index=True)
        result = {"unexpected_index_list": list(frame.index), "unexpected_count": sum(counts.values())}
        return SqlOutcome({"success": False, "result": result}, frame, self.rows, counts)

    def repeated(self, names: list[str]) -> str:
        """SQL of the rows whose key stands more than once in its submission; one that lacks a part repeats nothing."""
        parts = [column_sql(name, self.columns) for name in names]
        keys = ", ".join(parts)
        is_whole = " AND ".join(f"({part}) IS NOT NULL" for part in parts)
        # Hashes first, a share of them at a time: that bounds the memory, and most tables end here.
        hashed = f"hash(_submission_id, {keys})"
        shares = 1 + sum(self.rows.values()) // KEYS_AT_ONCE
        self._connection.execute("CREATE OR REPLACE TEMP TABLE repeated_keys (key UBIGINT)")
        for share in range(shares):
            self._connection.execute(
                f"INSERT INTO repeated_keys SELECT {hashed} AS key {self.rows_sql} AND {hashed} % {shares} = {share} "
                f"AND {is_whole} "
                "GROUP BY key HAVING count(*) > 1"
            )
        suspects = (
            f"SELECT *, count(*) OVER (PARTITION BY _submission_id, {keys}) AS times {self.rows_sql} AND {is_whole} "
            f"AND {hashed} IN (SELECT key FROM repeated_keys)"
        )
        return f"FROM (SELECT * EXCLUDE (times) FROM ({suspects}) WHERE times > 1) WHERE true"

    def contains_set(self, name: str, wanted: list[str]) -> SqlOutcome:
        """The outcome of an expectation that a column holds every value of a list."""
        base = name.partition("__")[0]
        value = column_sql(name, self.columns)
        # Values are looked up once each, not once a row.
        frame = self._connection.execute(
            f"SELECT DISTINCT _submission_id, _sheet, {value} AS {name} "
            f"FROM (SELECT DISTINCT _submission_id, _sheet, {base} {self.rows_sql}) ORDER BY ALL"
        ).df()
        frame = frame.astype(object).where(frame.notna(), None)
        return SqlOutcome({"success": set(wanted) <= set(frame[name]), "result": {}}, frame, self.rows)

    def _count(self, rows: str) -> dict[str, int]:
        return dict(self._connection.execute(f"SELECT _submission_id, count(*) {rows} GROUP BY 1").fetchall())


def _not_null(column: str) -> str:
    return f"{column} IS NULL"


def _null(column: str) -> str:
    return f"{column} IS NOT NULL"


def _in_set(column: str, value_set: list[str]) -> str:
    allowed = ", ".join(literal(str(value)) for value in value_set)
    return f"{column} NOT IN ({allowed})" if value_set else f"{column} IS NOT NULL"


def _matches(column: str, regex: str) -> str:
    return f"NOT regexp_matches({column}, {literal(regex)})"


def _does_not_match(column: str, regex: str) -> str:
    return f"regexp_matches({column}, {literal(regex)})"


def _between(column: str, min_value: float | None = None, max_value: float | None = None) -> str:
    below = [f"{column} < {min_value!r}"] if min_value is not None else []
    above = [f"{column} > {max_value!r}"] if max_value is not None else []
    return " OR ".join([*below, *above]) or "false"


def _greater(column_A: str, column_B: str, ignore_row_if: str, or_equal: bool = False) -> str:
    if ignore_row_if != "either_value_is_missing":
        raise UnknownExpectation(f"rows are always left out where either value is missing, not {ignore_row_if}")
    return f"{column_A} {'<' if or_equal else '<='} {column_B}"


_MEANINGS: dict[str, Callable[..., str]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_null": _null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_match_regex": _matches,
    "expect_column_values_to_not_match_regex": _does_not_match,
    "expect_column_values_to_be_between": _between,
    "expect_column_pair_values_a_to_be_greater_than_b": _greater,
}
_UNIQUE = {"expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"}
_NAMES = {"column", "column_A", "column_B"}
_CONDITION = {"row_condition", "condition_parser"}
_FUNCTIONS = {
    "folded": "suite_folded", "force_id": "suite_force_id", "heading_id": "suite_heading_id", "plain": "suite_plain",
}  # fmt: skip
_COMPARISONS = {ast.Eq: ("=", False), ast.NotEq: ("<>", True), ast.In: ("IN", False), ast.NotIn: ("NOT IN", True)}


def _row_condition(text: str, columns: frozenset[str]) -> str:
    """A condition as pandas writes it, such as stage == "live", in SQL; an empty cell equals nothing.

    Raises:
        UnknownExpectation: If it is not one comparison of a column with a text or a list of texts.
    """
    try:
        comparison = ast.parse(text, mode="eval").body
        if not isinstance(comparison, ast.Compare) or not isinstance(comparison.left, ast.Name):
            raise ValueError("it is no comparison of a column")
        (operator,), (right,) = comparison.ops, comparison.comparators
        sign, where_empty = _COMPARISONS[type(operator)]
        value = ast.literal_eval(right)
    except (SyntaxError, ValueError, KeyError) as error:
        raise UnknownExpectation(f"the row condition {text} has no meaning in SQL ({error})") from error
    values = [value] if isinstance(value, str) else list(value)
    listed = ", ".join(literal(str(each)) for each in values)
    compared = f"({listed})" if sign.endswith("IN") else listed
    name = column_sql(comparison.left.id, columns)
    return f"coalesce({name} {sign} {compared}, {str(where_empty).lower()})"


@contextmanager
def _lookups(connection: DuckDBPyConnection, lists: ReferenceLists) -> Iterator[None]:
    """Folding and looking up names as SQL functions, while the block lasts."""
    from duckdb.func import FunctionNullHandling

    functions: dict[str, Callable[[str], str | None]] = {
        _FUNCTIONS["folded"]: folded,
        _FUNCTIONS["plain"]: plain,
        _FUNCTIONS["force_id"]: lambda text: lists.force_by_name.get(folded(text)),
        _FUNCTIONS["heading_id"]: lambda text: lists.heading_by_name.get(folded(text)),
    }
    for name, function in functions.items():
        connection.create_function(
            name, _null_apart(function), ["VARCHAR"], "VARCHAR", null_handling=FunctionNullHandling.SPECIAL
        )
    try:
        yield
    finally:
        for name in functions:
            connection.remove_function(name)


def _null_apart(function: Callable[[str], str | None]) -> Callable[[str | None], str | None]:
    return lambda text: None if text is None else function(text)
