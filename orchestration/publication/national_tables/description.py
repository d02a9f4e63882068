"""What the workbooks of a release hold, as `workbooks.yml` and `columns.yml` describe it.

In scope: the shape of the description, reading it, and which published tables it takes. Out of scope:
rows (`sheet_rows`) or files (`workbooks`).
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from orchestration.country import in_its_words

_FOLDER = Path(__file__).parent
NATIONAL_SCHEMA = "variation"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SideBySide(_Strict):
    """A table of which the rows that differ in one column only become one row.

    Attributes:
        by: The column whose values are set side by side.
        columns: Columns that are repeated for each of its values.
        default_only: Columns that are shown for the value that is read first only.
    """

    by: str
    columns: list[str]
    default_only: list[str] = []


class Sheet(_Strict):
    """One sheet: the rows of one published table, or of a question to it.

    Attributes:
        name: Name on the tab.
        table: Published table, with its schema. A sheet whose table a release lacks is not made.
        title: Title in A1; may name facts of the subject in braces.
        says: A sentence on what the rows are and how to read them.
        where: Condition on the rows, in SQL; `$name` stands for a fact of the subject.
        query: Question in SQL in place of the whole table, where rows are counted up.
        first: Columns that come first, then those set side by side; the others follow in the order of the table.
        leave_out: Columns that are not shown, because another shows the same or the title says it.
        always: Columns that are shown even where no row has a value.
        sort: Order of the rows, in SQL; without it the primary key.
        latest_year_only: Whether only the latest financial year is shown.
        side_by_side: Rows that are set side by side.
        empty: What the sheet says when it has no rows.
    """

    name: str = Field(max_length=31)
    table: str
    title: str
    says: str = ""
    where: str = "true"
    query: str = ""
    first: list[str] = []
    leave_out: list[str] = []
    always: list[str] = []
    sort: str = ""
    latest_year_only: bool = False
    side_by_side: SideBySide | None = None
    empty: str = "This table has no rows in this release."


class Workbook(_Strict):
    """One workbook, or one for each row of a table.

    Attributes:
        name: File name without ending.
        title: Title of the cover.
        holds: What it holds, for the first page and the cover.
        for_each: Question in SQL; each row of the answer is the subject of a workbook of its own.
        cover: Lines of the cover, each a heading and a text with facts of the subject in braces.
        sheets: Sheets in their order.
        further_tables: Names of tables, with * for any letters, that get a sheet without a description of their own.
        further_column: Column that such a table must have; its rows are those of the subject.
    """

    name: str
    title: str
    holds: str
    for_each: str = ""
    cover: dict[str, str] = {}
    sheets: list[Sheet] = []
    further_tables: list[str] = []
    further_column: str = ""

    def takes(self, table: str, columns: Iterable[str]) -> bool:
        """Whether a table that no sheet describes gets one by its name."""
        fits = any(fnmatchcase(table, pattern) for pattern in self.further_tables)
        return fits and (not self.further_column or self.further_column in columns)


class ColumnWords(_Strict):
    """How readers see a column of a name, in whatever table.

    Attributes:
        heading: Heading in words.
        values: Words for codes.
        is_code: Whether the values are codes in words, as joint_venture, which readers see with spaces.
        note: Name of the note that the heading refers to.
        description: What a column holds that only a sheet's question makes.
        unit: Unit of such a column.
    """

    heading: str = ""
    values: dict[str, str] = {}
    is_code: bool = False
    note: str = ""
    description: str = ""
    unit: str = "none"


class Description(_Strict):
    """All workbooks.

    Attributes:
        notes: Notes by name, in the order in which they are numbered.
        workbooks: The workbooks.
        in_no_workbook: Published tables of schema variation that no workbook holds, each with the reason.
        columns: Words for columns, by name.
    """

    notes: dict[str, str]
    workbooks: list[Workbook]
    in_no_workbook: dict[str, str]
    columns: dict[str, ColumnWords]

    def words(self, column: str) -> ColumnWords:
        """Words for a column; its name in words where nobody wrote better ones."""
        known = self.columns.get(column, ColumnWords())
        return known if known.heading else known.model_copy(update={"heading": _in_words(column)})

    def described(self) -> set[str]:
        """Tables that a sheet describes, of whatever workbook, and those that no workbook holds for a reason."""
        return {sheet.table for workbook in self.workbooks for sheet in workbook.sheets} | set(self.in_no_workbook)

    def further_tables(self, workbook: Workbook, tables: dict[str, list[str]]) -> list[str]:
        """Tables that get a sheet in a workbook by their name; the first workbook whose pattern fits has them."""
        described = self.described()
        return [
            table
            for table, columns in tables.items()
            if table not in described
            and next((each for each in self.workbooks if each.takes(table, columns)), None) is workbook
        ]

    def tables_nobody_takes(self, tables: dict[str, list[str]]) -> list[str]:
        """Published tables of schema variation that no sheet, no pattern and no reason names.

        Args:
            tables: Columns of each published table, by the table's name with its schema.
        """
        described = self.described()
        return [
            table
            for table, columns in sorted(tables.items())
            if table.startswith(f"{NATIONAL_SCHEMA}.")
            and table not in described
            and not any(workbook.takes(table, columns) for workbook in self.workbooks)
        ]


@cache
def read_description() -> Description:
    """The description that the project ships.

    Raises:
        pydantic.ValidationError: If it is not of the shape above.
    """
    return Description(**_read("workbooks.yml"), columns=_read("columns.yml"))


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(in_its_words((_FOLDER / name).read_text(encoding="utf-8")))
    return content


def _in_words(column: str) -> str:
    words = column
    for ending in ("_id", "_gbp", "_pct", "_fte"):
        words = words.removesuffix(ending)
    words = words.removeprefix("is_").replace("_", " ")
    return words[:1].upper() + words[1:]
