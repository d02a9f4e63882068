"""A long list as SQL: where its lines lie, and how DuckDB reads them as text.

In scope: reading. Out of scope: what the lines are (`intake.large_file_profile`), or landing them
(`intake.large_file_load`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from orchestration.warehouse.sql_text import is_filled, literal, starts_with_ascii


@dataclass(frozen=True)
class ListSource:
    """Where DuckDB finds the lines.

    Attributes:
        path: The file, or its readable copy.
        separator: What stands between the values; empty for Parquet.
        skipped_lines: Lines of the file above the first line of the table.
        first_row: Row number of the first line of the table, as a spreadsheet would number it.
        width: Number of columns that the file is read with.
        types: Types of the columns of a Parquet file, by position.
        has_plain_lines: Whether every line end is taken for the end of a row, which DuckDB reads fastest.
    """

    path: Path
    separator: str
    skipped_lines: int
    first_row: int
    width: int
    types: tuple[str, ...] = ()
    has_plain_lines: bool = True


def relation(source: ListSource) -> str:
    """SQL of the lines as a table of columns c0, c1, ... of text, exactly as given."""
    if not source.separator:
        return _parquet_relation(source)
    return csv_relation(source, literal(str(source.path)))


def csv_relation(source: ListSource, files: str, further: str = "") -> str:
    """SQL that reads text as a source says; `files` is SQL of one path or of a list of paths that are read alike."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(source.width))
    return (
        f"read_csv({files}, columns = {{{columns}}}, auto_detect = false, header = false, "
        f"skip = {source.skipped_lines}, delim = {literal(source.separator)}, quote = '\"', escape = '\"', "
        f"null_padding = true, parallel = {'true' if source.has_plain_lines else 'false'}{further})"
    )


def numbered_relation(source: ListSource) -> str:
    """The same with the column `line`: the row that a spreadsheet would show the line on."""
    if not source.separator:
        return relation(source)
    return f"(SELECT *, row_number() OVER () + {source.first_row - 1} AS line FROM {relation(source)})"


def holds_something(positions: Iterable[int]) -> str:
    """SQL condition: one of those cells holds more than white space."""
    # Most cells begin with a plain letter or digit, which a comparison tells; CASE stops at the first that does.
    plain = [f"WHEN {starts_with_ascii(f'c{position}')} THEN true" for position in positions]
    careful = " OR ".join(is_filled(f"c{position}") for position in positions)
    return f"CASE {' '.join(plain)} ELSE coalesce({careful}, false) END" if plain else "false"


def _parquet_relation(source: ListSource) -> str:
    """Typed columns become the text that a sheet would show: dates as ISO, whole numbers without a decimal point."""
    names = [f"p{position}" for position in range(source.width)]
    cells = ", ".join(
        f"{_as_text(name, kind)} AS c{position}"
        for position, (name, kind) in enumerate(zip(names, source.types, strict=True))
    )
    # A folder called year=2020 anywhere above the workspace is a name, not a column.
    options = "file_row_number = true, binary_as_string = true, hive_partitioning = false"
    file = f"read_parquet({literal(str(source.path))}, {options})"
    return (
        f"(SELECT {cells}, row_number + {source.first_row} AS line "
        f"FROM (SELECT * FROM {file}) AS lines({', '.join(names)}, row_number))"
    )


def _as_text(name: str, kind: str) -> str:
    if kind == "VARCHAR":
        return f"nullif({name}, '')"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(timezone('UTC', {name}) AS VARCHAR) || 'Z'"  # whatever the zone of the machine
    if kind.startswith("TIMESTAMP"):
        return f"regexp_replace(CAST({name} AS VARCHAR), ' 00:00:00$', '')"
    if kind in {"DOUBLE", "FLOAT"}:
        return f"regexp_replace(CAST({name} AS VARCHAR), '[.]0$', '')"
    return f"upper(CAST({name} AS VARCHAR))" if kind == "BOOLEAN" else f"CAST({name} AS VARCHAR)"
