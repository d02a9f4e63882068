"""Staging models of a return: one view per table, which types the landed text of current submissions.

In scope: their SQL, their descriptions, and the raw tables as sources of dbt. Out of scope: anything that one row needs
another row for (`dbt_project/models/intermediate`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.generate.templates import fill
from orchestration.returns.description import Column, ReturnDescription, Table

_STAGING = Path("models/staging")


@dataclass(frozen=True)
class StagedColumn:
    """A column of a staging model.

    Attributes:
        sql: Expression that it is read by.
        tests: Names of the dbt tests that it has.
    """

    name: str
    sql: str
    description: str
    unit: str | None = None
    tests: tuple[str, ...] = ()

    @property
    def select(self) -> str:
        """The column as a line of a select."""
        return self.sql if self.sql.rpartition(".")[2] == self.name else f"{self.sql} as {self.name}"


def staging_files(description: ReturnDescription) -> dict[Path, str]:
    """Return the staging models of a return and their YAML, by path within the dbt project."""
    folder = _STAGING / description.return_id
    content = {
        "description": description, "staging_name": staging_name, "staged_columns": staged_columns, "grain": _grain
    }  # fmt: skip
    files = {folder / f"{staging_name(description, each)}.sql": _sql(description, each) for each in description.tables}
    files[folder / f"_{description.return_id}__models.yml"] = fill("staging_models.yml", **content)
    files[folder / f"_{description.return_id}__sources.yml"] = fill("staging_sources.yml", **content)
    return files


def staging_name(description: ReturnDescription, table: Table) -> str:
    """Return the name of the staging model of a table."""
    return f"stg_{description.raw_table(table)}"


def staged_columns(description: ReturnDescription, table: Table, prefix: str = "") -> list[StagedColumn]:
    """Return the columns of a staging model in order, those that locate the row last.

    Args:
        description: The return.
        table: One of its tables.
        prefix: What column names are qualified with, for example `cells.`.
    """
    columns = [each for column in table.typed_columns for each in _staged(description, table, column, prefix)]
    located = [
        ("_submission_id", "Submission that the row came in."),
        ("_sheet", "Sheet that the row is on. Null for a text file."),
        ("_row", "Row on the sheet or in the file, from 1."),
        *([("_column", "Letter of the column on the sheet.")] if table.column_family and table.sheet else []),
    ]
    return [*columns, *(StagedColumn(name, f"{prefix}{name}", text) for name, text in located)]


def _staged(description: ReturnDescription, table: Table, column: Column, prefix: str) -> Iterator[StagedColumn]:
    name, given = column.staged_name, f"{prefix}{column.name}"
    is_key = column.name in table.natural_key
    tests = ("not_null",) if is_key and column.required and column.is_number else ()
    yield StagedColumn(name, _typed(description, column, given), column.description, column.unit, tests)
    if column.type == "partial_date":
        meaning = f"How much of {name} was given: year, month or day. Null if the date is missing."
        yield StagedColumn(f"{name}_precision", f"{{{{ register_date_precision('{given}__value') }}}}", meaning)
    if column.is_number and not is_key and (description.missing_signs or column.missing):
        meaning = f"Kind of missing value that a sign in {name} represents. Null if there is none."
        yield StagedColumn(f"{name}_missing", f"{given}__missing", meaning)


def _typed(description: ReturnDescription, column: Column, given: str) -> str:
    """SQL that reads a column as its type; intake has left digits, ISO dates and codes in the column `__value`."""
    value = f"{given}__value"
    if column.last_digits:
        return f"{{{{ try_integer('right(trim({given}), {column.last_digits})') }}}}"
    match column.type:
        case "text" | "force":
            return f"nullif(trim({given}), '')"
        case "code" | "financial_year":
            return value
        case "integer":
            return f"{{{{ try_integer('{value}') }}}}"
        case "money":
            return f"{{{{ try_money('{value}') }}}}"
        case "date":
            return f"try_cast({value} as date)"
        case "partial_date":
            return f"{{{{ register_date('{value}') }}}}"
        case "decimal":
            places = column.decimal_places or description.decimal_places
            return f"{{{{ try_decimal('{value}', {18 if places <= 6 else 38}, {places}) }}}}"


def _sql(description: ReturnDescription, table: Table) -> str:
    is_edition = description.edition_sheets is not None and description.edition_sheets.table == table.name
    columns = staged_columns(description, table, f"{table.name}." if is_edition else "")
    raw = description.raw_table(table)
    return fill("staging.sql", description=description, table=table, columns=columns, raw=raw, is_edition=is_edition)


def _grain(table: Table) -> str:
    return table.grain[0].upper() + table.grain[1:]
