"""What a suite found wrong, located: sheet, cell, value, key, and the nearest known name.

In scope: turning a failed expectation into findings. Out of scope: running it (`validation.suites`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.findings.finding import Finding, nearest_sentence
from orchestration.findings.force_hints import force_sentence
from orchestration.returns.description import Column, Table
from orchestration.returns.reference_lists import ReferenceLists
from orchestration.returns.template_sheets import HEADINGS_SHEET

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

# A list of codes is read out to the submitter; a longer one is pointed to, and the nearest name is offered.
LONGEST_LIST = 20

# Submission, sheet and column to the heading as printed and its letter on the sheet.
Places = dict[tuple[str, str, str], tuple[str, str]]

# A row of a frame, by the names of its columns.
Row = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """One expectation and the rows it was run on; the financial years of their submissions, where known."""

    table: Table
    expectation: dict[str, Any]
    frame: pd.DataFrame
    places: Places
    lists: ReferenceLists
    years: Mapping[str, str | None] = field(default_factory=dict)

    def listed(self, column: Column, row: Row) -> tuple[str, ...]:
        """The values a column may hold in the row's year, as the template shows them."""
        year = self.years.get(str(row.get("_submission_id")))
        return column.allowed or self.lists.offered(column.allowed_from or "", year)


def read_places(connection: DuckDBPyConnection, submission_ids: list[str], raw_name: str) -> Places:
    """Where each column of a table stood in each submission."""
    rows = connection.execute(
        "SELECT submission_id, sheet, column_name, heading, column_letter FROM ledger.column_places "
        "WHERE list_contains(?, submission_id) AND table_name = ?",
        [submission_ids, raw_name],
    ).fetchall()
    return {(submission_id, sheet, name): (heading, letter) for submission_id, sheet, name, heading, letter in rows}


def findings_by_submission(check: Check, result: dict[str, Any]) -> dict[str, list[Finding]]:
    """Findings of a failed expectation, by submission."""
    found: dict[str, list[Finding]] = defaultdict(list)
    failing = result.get("unexpected_index_list")
    if failing is None:
        submission_id = str(check.frame["_submission_id"].iloc[0])
        return {submission_id: _missing_forces(check)}
    for row in check.frame.loc[failing].to_dict("records"):
        found[str(row["_submission_id"])].append(_finding(check, {str(name): value for name, value in row.items()}))
    return found


def _missing_forces(check: Check) -> list[Finding]:
    """A table-level rule has no rows to point at: it names the forces that are not there."""
    present = set(check.frame[check.expectation["kwargs"]["column"]].dropna())
    wanted = check.lists.force_ids
    sheet = str(check.frame["_sheet"].iloc[0]) or None
    return [
        Finding(
            check.expectation["meta"]["rule"], sheet=sheet, natural_key=force, value=check.lists.forces[force].name,
            expected=f"{len(wanted)} forces",
        )
        for force in wanted
        if force not in present
    ]  # fmt: skip


def _finding(check: Check, row: Row) -> Finding:
    rule_id = check.expectation["meta"]["rule"]
    column = _column(check.expectation["kwargs"])
    heading, letter = _place(check.table, column, row, check.places)
    keys = check.table.natural_key
    blank = "" if len(keys) == 1 else None  # a key of one part names the row in the sentence
    key = "; ".join(f"{name}={_as_text(row, name) or blank}" for name in keys)
    value = _key_in_words(check, row) if rule_id == "R08" else _as_text(row, column) if column else None
    return Finding(
        rule_id,
        sheet=row["_sheet"],
        row=int(row["_row"]),
        column_letter=letter,
        column=heading,
        natural_key=key,
        value=value,
        expected=_other_cells(check, row) or _other_column(check, row) or _expected(check, row, column),
        detail=_detail(check, row, column, value),
    )


def _key_in_words(check: Check, row: Row) -> str:
    """The natural key as a submitter reads it, by the headings of the sheet: `Force 'Kent', Worker type 'pcso'`."""
    key = check.table.natural_key
    return ", ".join(f"{_place(check.table, name, row, check.places)[0]} '{row.get(name) or ''}'" for name in key)


def _place(table: Table, column: str | None, row: Row, places: Places) -> tuple[str | None, str | None]:
    """Heading and letter of a column on the sheet; a family's columns have them on the row itself."""
    if column is None:
        return None, None
    if table.column_family and column in (table.column_family.value, table.column_family.label):
        return _as_text(row, table.column_family.label), row["_column"]
    heading, letter = places.get((str(row["_submission_id"]), str(row["_sheet"] or ""), column), (column, None))
    return heading, letter


def _column(kwargs: dict[str, Any]) -> str | None:
    """Name of the landed column that a check looks at, without the suffix of its typed twin."""
    columns = [name for name in kwargs.get("column_list", []) if name != "_submission_id"]
    only = columns[0] if len(columns) == 1 else None
    name = kwargs.get("column") or kwargs.get("column_B") or only
    return name.split("__")[0] if isinstance(name, str) else None


def _as_text(row: Row, name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)


def _other_cells(check: Check, row: Row) -> str | None:
    """What the other cells of the file ask for, where the rule compares with them."""
    name = str(check.expectation["kwargs"].get("column") or "")
    base, _, kind = name.partition("__off_")
    value = row.get(f"{base}__{kind}") if kind else None
    return value if value is None or isinstance(value, str) else _digits(float(value))


def _other_column(check: Check, row: Row) -> str | None:
    """The cell that the rule compares the value with, where both are of one row."""
    name = str(check.expectation["kwargs"].get("column_A") or "")
    number = row.get(name)
    return _digits(number) if isinstance(number, float) else None


def _digits(number: float) -> str:
    """A number as people write it: no decimals where there are none, and no noise of binary fractions."""
    return f"{number:.4f}".rstrip("0").rstrip(".")


def _expected(check: Check, row: Row, column: str | None) -> str | None:
    described = next((each for each in check.table.columns if each.name == column), None)
    kwargs = check.expectation["kwargs"]
    if check.expectation["meta"]["rule"] == "R08":
        return ", ".join(f"{_place(check.table, name, row, check.places)[0]}" for name in check.table.natural_key)
    if described and (listed := check.listed(described, row)):
        return ", ".join(listed) if len(listed) <= LONGEST_LIST else _where_listed(described, listed)
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and high is not None:
        return f"between {_grouped(low)} and {_grouped(high)}"
    if low is not None:
        return f"at least {_grouped(low)}"
    return f"at most {_grouped(high)}" if high is not None else None


def _grouped(number: float) -> str:
    return f"{number:,.4f}".rstrip("0").rstrip(".")


def _where_listed(column: Column, listed: Sequence[str]) -> str:
    """A list too long to be read out, and where the template shows it."""
    if column.allowed_from == "poa_heading_names":
        return f"the {len(listed)} names on the sheet {HEADINGS_SHEET} of the template"
    return "the names that the template lists"


def _detail(check: Check, row: Row, column: str | None, value: str | None) -> str:
    rule_id = check.expectation["meta"]["rule"]
    if value is None:
        return ""
    if rule_id == "R02":
        return force_sentence(value, check.lists)
    described = next((each for each in check.table.columns if each.name == column), None)
    if rule_id == "V02" and described:
        return nearest_sentence(value, check.listed(described, row))
    return ""
