"""What a return looks like: its forms, sheets, columns, natural keys and how it is recognised.

In scope: the shape of the YAML files beside this one, and reading them. Out of scope: reading received
files (`readers`), or what makes their content acceptable (`expectations/`).
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from orchestration.country import in_its_words
from orchestration.returns.columns import NUMBER_TYPES as NUMBER_TYPES
from orchestration.returns.columns import Column as Column
from orchestration.returns.columns import ColumnFamily as ColumnFamily
from orchestration.returns.columns import MissingState as MissingState
from orchestration.returns.compared import Compared
from orchestration.returns.editions import Edition, with_editions
from orchestration.returns.layouts import EditionSheets, Layout, OtherSheet
from orchestration.returns.layouts import normalised as normalised
from orchestration.returns.merged import Merge
from orchestration.returns.sender_layouts import SenderError, forms_of_senders, read_senders

RETURNS_DIR = Path(__file__).resolve().parent

Who = Literal["force_name", "financial_year", "illustrative", "series", "edition"]

# Where a row stands, beside the columns of every landed table: the key of rows that have none of their own.
PLACE_COLUMNS = ("_sheet", "_row")
VALUE_SUFFIX = "__value"
MISSING_SUFFIX = "__missing"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(Compared):
    """One table of a form: a sheet of a workbook, or the whole of a text file (`sheet` is null).

    Attributes:
        grain: What one row is.
        natural_key: Columns that tell one row from another.
        may_be_empty: Whether the sheet may hold headings only.
        may_be_absent: Whether a workbook may come without the sheet, as those in an earlier layout do.
        parts: Regular expression of the names of sheets that each hold a part of the table under headings of their
            own, as the months of a year do; where no sheet has such a name, those with its headings are the parts.
        rows_may_repeat: Whether rows that are the same in every cell are rows of their own, as two payments are.
        other_cells: Column that keeps, as JSON, the cells under headings that the table does not have; None where such
            headings are an error.
        has_grouped_headings: Whether a row above the headings of the family may say which year a group of them is of; a
            sheet without headings of the family is then not taken for the table.
        label_column: Column whose text tells a total from a row of figures; None where no totals are expected.
        total_columns: Further columns in which the label of a total may stand.
        merge: How rows that several submissions report become one; None where a row has one submission.
        listed: Rows that the template lists beforehand in the first column: `poa_headings`, or the column's codes.
    """

    name: str
    sheet: str | None
    sheet_aliases: tuple[str, ...] = ()
    grain: str
    may_be_empty: bool = False
    may_be_absent: bool = False
    parts: str | None = None
    rows_may_repeat: bool = False
    other_cells: str | None = None
    natural_key: tuple[str, ...]
    columns: tuple[Column, ...]
    column_family: ColumnFamily | None = None
    has_grouped_headings: bool = False
    label_column: str | None = None
    total_columns: tuple[str, ...] = ()
    listed: Literal["poa_headings", "codes"] | None = None
    merge: Merge | None = None

    @model_validator(mode="after")
    def _names_hold_together(self) -> Table:
        names = self.column_names
        if len(set(names)) != len(names):
            raise ValueError(f"table {self.name}: a column name stands twice")
        unknown = set(self.natural_key) - {*names, *PLACE_COLUMNS}
        if unknown:
            raise ValueError(f"table {self.name}: natural key names unknown columns {sorted(unknown)}")
        special = {name for name in (self.label_column, self.other_cells, *self.total_columns) if name}
        if missing := sorted(special - set(names)):
            raise ValueError(f"table {self.name}: these are not among its columns: {', '.join(missing)}")
        strange = sorted(set(self.compared_columns) - set(names))
        if strange:
            raise ValueError(f"table {self.name}: comparisons name unknown columns {strange}")
        unmerged = sorted(set(self.merge.named_columns) - set(names)) if self.merge else []
        if unmerged:
            raise ValueError(f"table {self.name}: merge names unknown columns {unmerged}")
        late = [each.name for each in self.columns if each.required and (each.from_year or each.may_be_absent)]
        if late:
            raise ValueError(f"table {self.name}: columns that a file may lack cannot be required: {', '.join(late)}")
        return self

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns as given, in order, the location columns apart."""
        own = tuple(column.name for column in self.columns)
        family = self.column_family
        return (*own, family.label, family.value) if family else own

    @cached_property
    def typed_columns(self) -> tuple[Column, ...]:
        """Every column in order; the two that a family is landed in stand last, as columns of their own."""
        family = self.column_family
        if family is None:
            return self.columns
        label = Column(
            name=family.label, header=family.label, type=family.label_type, required=True,
            last_digits=family.label_last_digits, description=family.label_description,
        )  # fmt: skip
        value = Column(
            name=family.value, header=family.value, type=family.type, required=family.required, unit=family.unit,
            minimum=family.minimum, maximum=family.maximum, description=family.description,
        )  # fmt: skip
        return (*self.columns, label, value)

    @cached_property
    def landed_columns(self) -> tuple[str, ...]:
        """Names of all landed columns: those as given, then `<name>__value`, then `<name>__missing` of numbers.

        A value is the canonical text of what a repair made of the cell: a number with digits only, a date as ISO, a
        code as the description writes it; null where the cell is empty, stands for missing, or cannot be read.
        """
        values = [f"{column.name}{VALUE_SUFFIX}" for column in self.typed_columns if column.has_value]
        missing = [f"{column.name}{MISSING_SUFFIX}" for column in self.typed_columns if column.is_number]
        return (*self.column_names, *values, *missing)

    def columns_in(self, financial_year: str | None) -> tuple[Column, ...]:
        """Columns of the edition of that financial year that a file has headings for."""
        return tuple(column for column in self.headed_columns if column.is_in(financial_year))

    @cached_property
    def headed_columns(self) -> tuple[Column, ...]:
        """Columns that a file has headings for: all but the one that keeps other cells."""
        return tuple(column for column in self.columns if column.name != self.other_cells)

    def is_sheet(self, sheet_name: str) -> bool:
        """Whether a sheet of a workbook is this table, or a part of it, by its name."""
        if self.sheet is None:
            return False
        if self.parts:
            return re.fullmatch(self.parts, " ".join(sheet_name.split()), re.IGNORECASE) is not None
        return normalised(sheet_name) in {normalised(text) for text in (self.sheet, *self.sheet_aliases)}


class EditionOfContent(_Part):
    """Where a published table shows its edition or year; what it shows counts before the name of the file.

    Attributes:
        code_heading: Regular expression with one group, of headings whose codes name the edition: LAD23CD.
        span_heading: Regular expression with one group, of headings with a year each; the edition is first and last.
        counted_at: Column of years of a 31 March, the last of which is the edition.
        year_heading: Regular expression with one group, of a heading with the 31 March before the financial year.
    """

    code_heading: str | None = None
    span_heading: str | None = None
    counted_at: str | None = None
    year_heading: str | None = None


class Form(_Part):
    """One kind of file of a return.

    Attributes:
        is_streamed: Whether the file is a long list that DuckDB reads itself: CSV or Parquet of millions of lines.
        who: Where the lines of a list say whose they are: force_name, financial_year, illustrative, series, edition,
            each with the name of the column. A year column of integers gives the year of a 31 March.
        layout: Where a publisher's workbook has its cells; None for tables with a column for each value.
        series: Series that the form shares with other forms of a national return, so that they supersede each other.
        dated_by: Column by whose dates the financial year of a file without a sheet About is told.
        sender: Force whose layout the form is in; None where any force may use it.
        from_year: First financial year in which the sender used the layout; None for all.
        until_year: Last financial year of it; None for all.
        shows: Where the first table shows its edition or year; None where it does not.
    """

    form_id: str
    title: str
    tables: tuple[Table, ...]
    other_sheets: tuple[OtherSheet, ...] = ()
    is_streamed: bool = False
    layout: Layout | None = None
    series: str | None = None
    dated_by: str | None = None
    sender: str | None = None
    from_year: str | None = None
    until_year: str | None = None
    shows: EditionOfContent | None = None
    who: dict[Who, str] = {
        "force_name": "force_name",
        "financial_year": "financial_year",
        "illustrative": "illustrative",
    }

    @model_validator(mode="after")
    def _comparisons_name_what_is_there(self) -> Form:
        known = {table.name: {*table.column_names} for table in self.tables}
        for rows in (rows for table in self.tables for rows in table.rows_elsewhere):
            strange = {*rows.where, *((rows.nil,) if rows.nil else ())} - known.get(rows.table, set())
            if rows.table not in known or strange:
                raise ValueError(f"form {self.form_id}: comparisons name no such rows: {rows.table} {sorted(strange)}")
        return self

    def is_used_in(self, financial_year: str | None) -> bool:
        """Whether a file of that financial year may be in this form."""
        return financial_year is None or ((self.from_year or "") <= financial_year <= (self.until_year or "9999"))

    @property
    def is_text_file(self) -> bool:
        """Whether the form is a text file with one table and no sheets."""
        return self.layout is None and all(table.sheet is None for table in self.tables)


class Recognition(_Part):
    """How a received file is recognised as this return.

    Attributes:
        file_names: Patterns of file names, as in a shell; used only when the content cannot be read or cannot decide.
        about_sheet: Whether the form names its own return on a sheet called About.
        edition_from_file_name: Regular expression with one group: the publisher's edition.
        financial_year_from_file_name: Regular expression with two groups, the two years, or one: the first of them.
    """

    file_names: tuple[str, ...] = ()
    about_sheet: bool = False
    edition_from_file_name: str | None = None
    financial_year_from_file_name: str | None = None


class AboutItem(_Part):
    """One item of the sheet About, by which a workbook says what it is.

    Attributes:
        name: As printed: Force, Financial year.
        required: Whether it must be filled in.
        type: How its value is read; `code` goes with `allowed`.
        allowed: Values allowed, in full.
    """

    name: str
    required: bool = False
    type: Literal["text", "code", "date", "partial_date", "financial_year", "force"]
    allowed: tuple[str, ...] | None = None
    description: str


class ReturnDescription(_Part):
    """A return, in full.

    Attributes:
        per_force: Whether every file is of one force and financial year, which its own cells name.
        is_owed: Whether a force owes the return for a year in which another sent one. A list that forces publish for
            anybody to read is owed to no one.
        variant_item: Item of the sheet About that tells series apart that must never be mixed, as Basis does estimate
            and outturn.
        missing_signs: What stands for a missing value in any number of the return, and which kind of missing it is.
        doubtful_signs: Signs that may mean nil or not known; kept as not reported, and asked about.
        decimal_places: Places kept of a decimal number.
        edition_sheets: Columns by which each sheet of a national edition is checked on its own.
        editions: Later editions, each as what it changes in the one before; `forms` holds the outcome.
    """

    return_id: str
    title: str
    one_file_per: str
    holds: str
    contact: str
    per_force: bool = False
    is_owed: bool = True
    recognise: Recognition
    about_items: tuple[AboutItem, ...] = ()
    variant_item: str | None = None
    missing_signs: dict[str, MissingState] = {}
    doubtful_signs: tuple[str, ...] = ()
    decimal_places: int = 18
    forms: tuple[Form, ...]
    edition_sheets: EditionSheets | None = None
    editions: tuple[Edition, ...] = ()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table once; one that forms share has the columns of all of them."""
        merged: dict[str, Table] = {}
        for table in (table for form in self.forms for table in form.tables):
            known = merged.setdefault(table.name, table)
            new = [column for column in table.typed_columns if column.name not in known.column_names]
            if new:
                fields = {name: getattr(known, name) for name in Table.model_fields}
                merged[table.name] = Table(**{**fields, "columns": (*known.columns, *new)})
        return tuple(merged.values())

    def about_item(self, name: str) -> AboutItem | None:
        """The item of that name, or None."""
        return next((item for item in self.about_items if item.name == name), None)

    def raw_table(self, table: Table) -> str:
        """Name of the table in schema `raw`."""
        return f"{self.return_id}__{table.name}"

    def form(self, form_id: str) -> Form:
        """The form of that id.

        Raises:
            KeyError: If the return has no such form.
        """
        for form in self.forms:
            if form.form_id == form_id:
                return form
        raise KeyError(f"return {self.return_id} has no form {form_id}")


class DescriptionError(Exception):
    """A description file that does not hold together; the message names the file and the place."""


# libyaml where the wheel has it: the same safe subset, ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def all_descriptions(folder: Path = RETURNS_DIR) -> tuple[ReturnDescription, ...]:
    """Every return described in the folder, in the order of their ids.

    Raises:
        DescriptionError: If a file is not a valid description, or two describe the same return.
    """
    found: dict[str, ReturnDescription] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            described = with_editions(yaml.load(in_its_words(path.read_text(encoding="utf-8")), Loader=_LOADER))
            described["forms"] += forms_of_senders(described, read_senders(folder / "senders" / path.stem))
            description = ReturnDescription.model_validate(described)
        except ValidationError as error:
            places = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise DescriptionError(f"{path.name} is not a valid description of a return: {places}.") from error
        except SenderError as error:
            raise DescriptionError(str(error)) from error
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise DescriptionError(f"{path.name} is not a valid description of a return: {error}") from error
        if description.return_id != path.stem:
            raise DescriptionError(f"{path.name} describes {description.return_id}; the two names must be the same")
        found[description.return_id] = description
    return tuple(found[key] for key in sorted(found))


def description_of(return_id: str) -> ReturnDescription:
    """The description of one return.

    Raises:
        KeyError: If no file describes it.
    """
    for description in all_descriptions():
        if description.return_id == return_id:
            return description
    raise KeyError(f"no return is called {return_id}")


def return_name(return_id: str | None, variant: str | None = None) -> str:
    """A return as its description calls it, with its series where it has several."""
    title = next((each.title for each in all_descriptions() if each.return_id == return_id), return_id or "")
    return f"{title}, {variant.replace('_', ' ')}" if variant and variant != return_id else title
