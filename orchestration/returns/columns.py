"""Columns of a table: their names, headings, types, codes and bounds.

In scope: what one column must contain, and the columns that repeat, one per year. Out of scope: tables and forms
(`returns.description`), and what its cells are compared with (`returns.compared`).
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Literal

from pydantic import Field

from orchestration.returns.compared import Part
from orchestration.returns.layouts import heading_key
from orchestration.returns.plain_text import plain

ColumnType = Literal["text", "code", "integer", "decimal", "money", "date", "partial_date", "financial_year", "force"]
MissingState = Literal["not_provided", "not_reported"]

NUMBER_TYPES: frozenset[str] = frozenset({"integer", "decimal", "money"})
# Names are compared as they stand (spaces and case apart); every other type has a value beside the text as given.
TYPES_WITHOUT_VALUE: frozenset[str] = frozenset({"text", "force"})


class Column(Part):
    """One column of a table.

    Attributes:
        name: Name in the warehouse.
        header: Heading as the publisher or the template prints it.
        aliases: Other headings it has had in earlier editions.
        header_pattern: Regular expression, where the heading carries a year.
        type: How its text will be understood; it is landed as text whatever the type.
        required: Whether every row must hold a value.
        may_be_absent: Whether a file may come without the column, as files in an earlier layout do; it is then empty.
        allowed: Codes allowed, in full.
        allowed_from: Name of a reference list that holds the values allowed.
        minimum: Smallest value allowed, in the column's unit.
        maximum: Largest value allowed, in the column's unit.
        unit: Unit of a number: GBP, people, FTE, per cent.
        missing: Text that stands for a missing value, and which kind of missing it is; beside `missing_signs` of the
            return.
        digits: Number of digits of a code that spreadsheets take for a number and shorten.
        from_year: First financial year whose edition has the column; None for all.
        until_year: Last financial year whose edition has the column; None for all.
        staged_as: Name from staging on, where the raw one is another.
        decimal_places: Places kept of a decimal number, where they are not those of the return.
        dated: Which days a date may be: `in_year` those of the return's financial year, `past` all but days to come;
            None for any day.
        names: What a text names, where a placeholder may be in its place (`returns.placeholders`): supplier, category
            or contract. None where it names none of these.
        last_digits: Number of last digits of the text that are the value, for example 4 of Mid-2023.
    """

    name: str
    header: str
    aliases: tuple[str, ...] = ()
    header_pattern: str | None = None
    type: ColumnType
    required: bool
    may_be_absent: bool = False
    allowed: tuple[str, ...] | None = None
    allowed_from: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    missing: dict[str, MissingState] = Field(default_factory=dict)
    digits: int | None = None
    from_year: str | None = None
    until_year: str | None = None
    staged_as: str | None = None
    decimal_places: int | None = None
    dated: Literal["in_year", "past"] | None = None
    last_digits: int | None = None
    names: Literal["supplier", "category", "contract"] | None = None
    description: str

    @property
    def staged_name(self) -> str:
        """Name of the column from staging on."""
        return self.staged_as or self.name

    @property
    def has_value(self) -> bool:
        """Whether the column is landed with its value beside the text as given."""
        return self.type not in TYPES_WITHOUT_VALUE

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers, which alone may be missing in one of three ways."""
        return self.type in NUMBER_TYPES

    def is_in(self, financial_year: str | None) -> bool:
        """Whether the edition of that financial year has the column."""
        if financial_year is None:
            return self.until_year is None
        return (self.from_year or "") <= financial_year <= (self.until_year or "9999")

    def is_headed_by(self, heading: str) -> bool:
        """Whether a printed heading names this column, white space, case, brackets and notes apart."""
        return self.is_among({heading_key(heading)})

    def is_among(self, headings: AbstractSet[str]) -> bool:
        """Whether one of those headings, each as `heading_key` gives it, names this column."""
        if not self._names.isdisjoint(headings):
            return True
        pattern = self.header_pattern
        return pattern is not None and any(re.fullmatch(pattern, each, re.IGNORECASE) for each in headings)

    def rank_of(self, headings: AbstractSet[str]) -> int:
        """Place of the first of its headings that is among those, in the order of its description."""
        return next((place for place, name in enumerate(self._ranked) if name in headings), len(self._ranked))

    @cached_property
    def _ranked(self) -> tuple[str, ...]:
        return tuple(heading_key(text) for text in (self.header, *self.aliases))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._ranked)


class ColumnFamily(Part):
    """Columns that repeat, one a year, and are landed one below the other.

    Attributes:
        label: Name of the column that keeps the printed heading.
        label_last_digits: Number of last digits of the heading that are its value; None where all of it is.
        pattern: Regular expression that the headings match.
        value: Name of the column that keeps the value.
        required: Whether every cell must have a value.
    """

    label: str
    label_type: ColumnType = "text"
    label_last_digits: int | None = None
    pattern: str
    value: str
    type: ColumnType
    required: bool = False
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    label_description: str
    description: str

    def heads(self, heading: str) -> bool:
        """Whether a printed heading belongs to the family."""
        return bool(re.fullmatch(self.pattern, plain(heading)))
