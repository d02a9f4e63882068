"""The rows and columns of a sheet, asked from a release.

In scope: which rows and columns a sheet shows and what each column is called. Out of scope: how a cell is
written (`cells`) or where (`worksheets`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from orchestration.publication.national_tables.description import ColumnWords, Description, Sheet
from orchestration.publication.published_table import PublishedTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Subject = dict[str, Any]
ROWS_AT_MOST = 20_000
_YEAR = "financial_year"


@dataclass(frozen=True)
class ShownColumn:
    """A column of a sheet.

    Attributes:
        name: Column of the published table.
        of: Value of the column that is set side by side; empty for others.
        heading: Heading in words, without unit.
        unit: Unit of the values; `none` without one.
        type: Type in DuckDB.
        description: What it holds.
        note: Name of the note that the heading refers to.
        values: Words for codes.
        is_code: Whether the values are codes that readers see with spaces.
    """

    name: str
    of: str
    heading: str
    unit: str
    type: str
    description: str
    note: str
    values: dict[str, str]
    is_code: bool


@dataclass(frozen=True)
class SheetRows:
    """What a sheet shows.

    Attributes:
        sheet: Its description.
        title: Title in A1.
        says: Sentences that stand above the table.
        columns: Columns in their order.
        rows: How many rows it has.
        values: Values of each column as published, with names in place of keys.
    """

    sheet: Sheet
    title: str
    says: list[str]
    columns: list[ShownColumn]
    rows: int
    values: list[Sequence[Any]]


class SheetReader:
    """Asks a release for the rows of sheets."""

    def __init__(
        self, connection: DuckDBPyConnection, tables: dict[str, PublishedTable], description: Description
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._description = description
        self._names = _names_of_keys(connection)
        self._types: dict[str, dict[str, str]] = {}
        self._rows: dict[str, int] = {}
        self._methods = [
            name
            for (name,) in connection.execute(
                "SELECT average_method FROM variation.dim_average_method ORDER BY is_default DESC, average_method"
            ).fetchall()
        ]

    def read(self, sheet: Sheet, subject: Subject) -> SheetRows:
        """The rows of a sheet for a subject, at most `ROWS_AT_MOST` of them, and then it says which.

        Raises:
            KeyError: If the release has no such table.
        """
        table = self._tables[sheet.table]
        source = source_of(sheet)
        if sheet.latest_year_only:
            source = f"(FROM {source} WHERE {_YEAR} = (SELECT max({_YEAR}) FROM {source}))"
        types = self._types_of(source, subject)
        expressions, columns = self._columns(sheet, table, types, source, subject)
        limit, cut = self._limit(sheet, source, types, subject)
        order = sheet.sort or ", ".join(key for key in table.key if key in types) or "ALL"
        selected = ", ".join(f'{expression} AS "{index}"' for index, expression in enumerate(expressions))
        grouped = " GROUP BY " + ", ".join(self._once(sheet, types)) if sheet.side_by_side else ""
        rows = self._ask(f"SELECT {selected} FROM {source} {limit}{grouped} ORDER BY {order}", subject)
        says = [(sheet.says or _first_sentence(table.description)).strip(), *cut]
        values = [
            self._named(column, given) for column, given in zip(columns, zip(*rows, strict=True), strict=bool(rows))
        ]
        return self._without_empty_columns(
            SheetRows(sheet, sheet.title.format_map(subject), says, columns, len(rows), values)
        )

    def _types_of(self, source: str, subject: Subject) -> dict[str, str]:
        """Columns with their types, which are the same for every subject."""
        if source not in self._types:
            question = f"SELECT column_name, column_type FROM (DESCRIBE {source})"
            self._types[source] = dict(self._ask(question, subject))
        return self._types[source]

    def _rows_of(self, table: str) -> int:
        if table not in self._rows:
            ((self._rows[table],),) = self._ask(f"SELECT count(*) FROM {table}", {})
        return self._rows[table]

    def _ask(self, question: str, subject: Subject) -> list[tuple[Any, ...]]:
        return ask(self._connection, question, subject)

    @staticmethod
    def _once(sheet: Sheet, types: dict[str, str]) -> list[str]:
        """Columns of a table that is set side by side of which one value stands for all of them."""
        side = sheet.side_by_side
        return [name for name in types if side is None or name not in {side.by, *side.columns, *side.default_only}]

    def _columns(
        self, sheet: Sheet, table: PublishedTable, types: dict[str, str], source: str, subject: Subject
    ) -> tuple[list[str], list[ShownColumn]]:
        once = [name for name in self._once(sheet, types) if name not in sheet.leave_out]
        first = [name for name in sheet.first if name in once]
        rest = [name for name in once if name not in first]
        beside: list[tuple[str, str, str]] = []
        if side := sheet.side_by_side:
            found = [value for (value,) in self._ask(f"SELECT DISTINCT {side.by} FROM {source} ORDER BY 1", subject)]
            values = [value for value in self._methods if value in found]
            values += [value for value in found if value not in values]
            pairs = [(name, value) for name in side.columns for value in values]
            pairs += [(name, value) for name in side.default_only for value in values[:1]]
            beside = [(_of(name, side.by, value), name, value) for name, value in pairs if name in types]
        chosen = [(name, name, "") for name in first] + beside + [(name, name, "") for name in rest]
        described = {column.name: column for column in table.columns}
        columns = []
        for _, name, of in chosen:
            words = self._description.words(name)
            known = described.get(name) if not sheet.query or not words.description else None
            columns.append(
                ShownColumn(
                    name=name,
                    of=self.name_of(sheet.side_by_side.by, of) if sheet.side_by_side and of else "",
                    heading=words.heading,
                    unit=_unit(known.unit if known else words.unit, subject),
                    type=types[name],
                    description=known.description if known else words.description,
                    note=words.note,
                    values=_codes(words, types[name]),
                    is_code=words.is_code,
                )
            )
        return [expression for expression, _, _ in chosen], columns

    def _limit(self, sheet: Sheet, source: str, types: dict[str, str], subject: Subject) -> tuple[str, list[str]]:
        """Condition that keeps a sheet to a size a person can open, and the sentence that says so."""
        if sheet.side_by_side or (not sheet.query and self._rows_of(sheet.table) <= ROWS_AT_MOST):
            return "", []
        ((total,),) = self._ask(f"SELECT count(*) FROM {source}", subject)
        if total <= ROWS_AT_MOST:
            return "", []
        whole = f"The table has {total:,} rows; this sheet contains"
        if _YEAR in types:
            years = self._ask(f"SELECT {_YEAR}, count(*) FROM {source} GROUP BY ALL ORDER BY 1 DESC", subject)
            held, kept = 0, []
            for year, rows in years:
                held += rows
                if held > ROWS_AT_MOST:
                    break
                kept.append(year)
            if kept:
                return f"WHERE {_YEAR} >= '{kept[-1]}'", [f"{whole} those of {kept[-1]} and later."]
        key = ", ".join(self._tables[sheet.table].key)
        return f"QUALIFY row_number() OVER (ORDER BY {key}) <= {ROWS_AT_MOST}", [f"{whole} the first {ROWS_AT_MOST:,}."]

    def name_of(self, column: str, key: str) -> str:
        """The name of what a key stands for; the key itself where nothing has a name for it."""
        names = self._names.get(column, {})
        base, _, rest = key.partition(":")
        return names.get(key) or (f"{names[base]}: {rest}" if rest and base in names else key)

    def _named(self, column: ShownColumn, values: Sequence[Any]) -> Sequence[Any]:
        if column.name not in self._names:
            return values
        known = {value: self.name_of(column.name, value) for value in set(values) if value is not None}
        return [known.get(value) for value in values]

    @staticmethod
    def _without_empty_columns(read: SheetRows) -> SheetRows:
        """A column in which no row has a value is left out, and the sheet says so."""
        kept = [
            index
            for index in range(len(read.columns))
            if not read.rows
            or read.columns[index].name in read.sheet.always
            or any(value is not None for value in read.values[index])
        ]
        if len(kept) == len(read.columns):
            return read
        empty = dict.fromkeys(column.heading for index, column in enumerate(read.columns) if index not in kept)
        return replace(
            read,
            says=[*read.says, f"Excluded, because no row has a value: {'; '.join(empty)}."],
            columns=[read.columns[index] for index in kept],
            values=[read.values[index] for index in kept],
        )


def source_of(sheet: Sheet) -> str:
    """The rows that a sheet is made from, for use after FROM; `$name` stands for a fact of the subject."""
    return f"({sheet.query})" if sheet.query else f"(SELECT * FROM {sheet.table} WHERE {sheet.where})"


def ask(connection: DuckDBPyConnection, question: str, subject: Subject) -> list[tuple[Any, ...]]:
    """Rows of the answer to a question that may name facts of a subject."""
    used = set(re.findall(r"\$([a-z_]+)", question))
    return connection.execute(question, {name: subject[name] for name in used}).fetchall()


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].removesuffix(".") + "."


def _of(name: str, by: str, value: str) -> str:
    escaped = value.replace("'", "''")
    return f"any_value({name}) FILTER (WHERE {by} = '{escaped}')"


def _unit(unit: str, subject: Subject) -> str:
    found = re.fullmatch(r"as dim_measure\.(\w+)", unit)
    return str(subject.get(found[1], "in the unit of the measure")) if found else unit


def _codes(words: ColumnWords, kind: str) -> dict[str, str]:
    return words.values or ({"true": "yes", "false": "no"} if kind == "BOOLEAN" else {})


# Tables whose names stand in place of keys on every sheet, and the one that says in which order averages stand.
NAMING_TABLES = ("marts.dim_force", "marts.dim_poa_heading", "variation.dim_measure", "variation.dim_average_method")


def _names_of_keys(connection: DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """For each column of keys, the names that readers know."""

    def names(question: str) -> dict[str, str]:
        return dict(connection.execute(question).fetchall())

    forces = names("SELECT force_id, force_name FROM marts.dim_force")
    headings = names(
        """
        WITH named AS (
            SELECT h.heading_id, coalesce(p.heading_name || ': ', '') || h.heading_name AS label
            FROM marts.dim_poa_heading AS h LEFT JOIN marts.dim_poa_heading AS p
              ON p.heading_id = h.parent_heading_id AND h.level > 1
        )
        SELECT heading_id, CASE WHEN count(*) OVER (PARTITION BY label) > 1
                                THEN label || ' (' || heading_id || ')' ELSE label END FROM named
        """
    )
    return {
        "force_id": forces,
        "partner_id": forces,
        "heading_id": headings,
        "parent_heading_id": headings,
        "mapped_from_heading_id": headings,
        "measure_id": names("SELECT measure_id, measure_name FROM variation.dim_measure"),
        "average_method": names("SELECT average_method, method_name FROM variation.dim_average_method"),
    }
