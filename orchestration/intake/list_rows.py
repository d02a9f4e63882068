"""Lines of a long list that are no data: the headings again, and totals at the end.

In scope: finding them, and checking the totals. Out of scope: what becomes of them (`intake.large_file_profile`,
`intake.large_file_load`), or footnotes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.intake.headings import is_repeated
from orchestration.intake.mapped import rows_in_words
from orchestration.intake.totals import is_total_label
from orchestration.readers.sheets import LAST_ROWS, Row, column_letter
from orchestration.returns.description import VALUE_SUFFIX, Table
from orchestration.warehouse.sql_text import is_filled, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LOOKED_AT = 20  # lines that may be headings, or totals at the end, which are looked at one by one
HALF = Decimal("0.5")  # what each line may be off in its last digit, where a total adds up rounded figures


def may_be_headings(table: Table, positions: dict[str, int], printed: Iterable[str]) -> str:
    """SQL condition of lines that may hold the headings again: one cell is a heading, which a number never is.

    Args:
        table: The table.
        positions: Column name to position, from 0; nothing is looked for where it is empty.
        printed: Headings as printed.
    """
    placed = sorted(
        (not column.is_number, positions[column.name]) for column in table.columns if column.name in positions
    )
    if not placed:
        return "false"
    names = {name.strip().lower() for column in table.columns for name in (column.header, *column.aliases)}
    names |= {text.strip().lower() for text in printed if text}
    cell = f"c{placed[0][1]}"
    listed = ", ".join(literal(name) for name in sorted(names))
    # Digits and signs come before every letter: a comparison tells nearly all lines.
    return f"coalesce(CASE WHEN {cell} < ':' THEN false ELSE lower(trim({cell})) IN ({listed}) END, false)"


def repeated_headings(
    connection: DuckDBPyConnection, table: Table, lines: str, width: int, last_row: int
) -> list[Finding]:
    """S15 with the first line that does hold the headings again; nothing where none does.

    Args:
        connection: A connection that can read the lines.
        table: The table.
        lines: SQL of the lines that may hold them, numbered by the column `line`.
        width: Number of columns.
        last_row: The last row of the list.
    """
    cells = ", ".join(f"c{position}" for position in range(width))
    found = connection.execute(f"SELECT line, {cells} FROM {lines} ORDER BY line LIMIT {LOOKED_AT}").fetchall()
    row = next((number for number, *texts in found if is_repeated(table.columns, texts)), None)
    return [Finding("S15", sheet="", row=row, value=rows_in_words(last_row - row))] if row else []


def without_totals(texts: Iterable[str]) -> tuple[str, ...]:
    """What lines say of whose they are, without labels of totals."""
    return tuple(text for text in texts if not is_total_label(text))


def may_be_total(table: Table) -> str:
    """SQL condition of landed lines that may be totals: a text says so, and a cell that lines must fill is blank."""
    lacking = [f"NOT coalesce({is_filled(each.name)}, false)" for each in table.columns if each.required]
    texts = [each.name for each in table.columns if not each.is_number]
    says = [f"coalesce(regexp_matches(lower({name}), '(total|sum|all functions)'), false)" for name in texts]
    return f"(({' OR '.join(lacking) or 'false'}) AND ({' OR '.join(says)}))"


@dataclass(frozen=True)
class TotalLine:
    """A total at the end of a list.

    Attributes:
        row: Its row.
        label: The text that says that it is one.
        cells: Its cells, in the order of the file.
        numbers: Column name to its number.
    """

    row: int
    label: str
    cells: Row
    numbers: dict[str, Decimal]


def totals_at_end(
    connection: DuckDBPyConnection, table: Table, positions: dict[str, int], raw_name: str, submission_id: str
) -> list[TotalLine]:
    """The totals below the last line of a landed list, from top to bottom."""
    placed = [each for each in table.columns if each.name in positions]
    columns = sorted(placed, key=lambda each: positions[each.name])
    numbers = [each for each in columns if each.is_number]
    chosen = ", ".join([*(each.name for each in columns), *(each.name + VALUE_SUFFIX for each in numbers)])
    rows = connection.execute(
        f"SELECT _row, {chosen} FROM raw.{raw_name} WHERE _submission_id = ? ORDER BY _row DESC LIMIT {LOOKED_AT}",
        [submission_id],
    ).fetchall()
    found: list[TotalLine] = []
    for row, *cells in rows:
        texts, values = cells[: len(columns)], cells[len(columns) :]
        given = {each.name: Decimal(value) for each, value in zip(numbers, values, strict=True) if value is not None}
        named = dict(zip((each.name for each in columns), texts, strict=True))
        labels = [text for text in texts if text and is_total_label(text)]
        lacks = any(each.required and not (named[each.name] or "").strip() for each in columns)
        if not (labels and given and lacks):
            break
        found.append(TotalLine(row, labels[0], texts, given))
    return found[::-1]


def findings_of_totals(
    connection: DuckDBPyConnection,
    table: Table,
    raw_name: str,
    submission_id: str,
    totals: Iterable[TotalLine],
    places: dict[str, tuple[str, int]],
) -> list[Finding]:
    """Whether each total agrees with the lines above it, which alone are landed by now.

    Args:
        connection: The private file.
        table: The table.
        raw_name: Its name in schema `raw`.
        submission_id: Submission that the lines belong to.
        totals: The totals.
        places: Column name to its heading as printed and its position.
    """
    findings = []
    for total in totals:
        compared = {
            name: (given, *_sum(connection, raw_name, submission_id, name)) for name, given in total.numbers.items()
        }
        wrong = [name for name, (given, parts, may_be_off) in compared.items() if abs(given - parts) > may_be_off]
        name = (wrong or list(compared))[0]
        given, parts, _ = compared[name]
        heading, at = places[name]
        findings.append(
            Finding(
                "R15" if wrong else "R10", "", total.row, column_letter(at), heading,
                value=f"'{total.label}' of {given:,f}", expected=f"{parts:,f}",
            )
        )  # fmt: skip
    return findings


def _sum(connection: DuckDBPyConnection, raw_name: str, submission_id: str, name: str) -> tuple[Decimal, Decimal]:
    """Sum of a column, and what its lines may be off together: half of their last digit each, pence or pounds."""
    value = name + VALUE_SUFFIX
    ((total, lines, has_pence),) = connection.execute(
        f"SELECT coalesce(sum(TRY_CAST({value} AS DECIMAL(38, 4))), 0), count({value}), "
        f"coalesce(bool_or(contains({value}, '.')), false) FROM raw.{raw_name} WHERE _submission_id = ?",
        [submission_id],
    ).fetchall()
    last_digit = Decimal("0.01") if has_pence else Decimal(1)
    return Decimal(total).quantize(last_digit), HALF * lines * last_digit


def cut_off(sheet: str, last_row: int) -> list[Finding]:
    """A question where a table ends at the last row that a spreadsheet can hold."""
    return [Finding("S31", sheet=sheet, row=last_row, value=f"{last_row:,}")] if last_row in LAST_ROWS else []
