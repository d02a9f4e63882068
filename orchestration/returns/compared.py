"""What the cells of a table are compared with: other cells of it, and rows of the other sheets of the same file.

In scope: the shapes that a description writes comparisons in. Out of scope: working them out
(`validation.comparisons`, `validation.cross_sheet`), how much may differ, or what is said of it (the catalogue).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a description: nothing in it that is not described, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sum(Part):
    """A total of a row: the parts that it adds up, and those that it takes off.

    Attributes:
        total: Column of the total.
        parts: Columns that it adds up.
        less: Columns that it takes off.
        parts_are: Kind of amount that the parts are, for example income.
    """

    total: str
    parts: tuple[str, ...]
    less: tuple[str, ...] = ()
    parts_are: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that it names."""
        return (self.total, *self.parts, *self.less)


class Order(Part):
    """Two rows by their labels, of which one may not be larger than the other in a column."""

    value: str
    label: str
    smaller: str
    larger: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that it names."""
        return (self.value, self.label)


class DateOrder(Part):
    """Two dates of a row, of which one may not lie before the other; where only the year is known, years decide."""

    earlier: str
    later: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that it names."""
        return (self.earlier, self.later)


class Sequence(Part):
    """Rows that are numbered in the order of their dates, within what `within` tells apart."""

    number: str
    date: str
    within: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that it names."""
        return (self.number, self.date, *self.within)


class Rows(Part):
    """Rows of a table of the same file.

    Attributes:
        table: Name of the table.
        where: Column to the codes that a row must have in it; all rows where empty.
        nil: Column of a number; rows in which it is nil do not count, those in which it is not known do.
    """

    table: str
    where: dict[str, tuple[str, ...]] = {}
    nil: str | None = None


class Reference(Part):
    """Cells that must stand together in a row of another sheet; a row that leaves one of them blank is let through.

    Where the key has several columns, the other sheet must speak of the first: an agreement whose parties nobody
    listed says nothing of who is a party.

    Attributes:
        name: What is referred to, as `party`.
        key: Columns of this table, the one it is told at last.
        rows: Rows they are looked for in.
        other_key: Their columns there; the same names where empty.
    """

    name: str
    key: tuple[str, ...]
    rows: Rows
    other_key: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that it names."""
        return self.key


class Shares(Part):
    """Shares in per cent that make up 100 together, if every one of those who have a share is given one.

    Attributes:
        value: Column of the share.
        within: Columns that tell one whole from another; the first is the key of `rows`.
        holder: Column of who has the share, there as here.
        rows: Those who have a share.
    """

    value: str
    within: tuple[str, ...]
    holder: str
    rows: Rows

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that it names."""
        return (self.value, self.holder, *self.within)


class Need(Part):
    """What a row asks for because of what it says: another cell filled, or rows of other sheets.

    Attributes:
        name: What is asked for, as `reason`.
        column: Where it is told.
        when: Column to the codes that ask for it; no codes: a filled cell asks for it.
        filled: Columns of which one filled is enough.
        rows: Rows of which enough are enough, in any of the tables.
        key: Column that the rows share with this one; None where every row of the file counts.
        at_least: Number of rows wanted.
        different: Column whose different values are counted instead of rows.
        expected: What is asked for, in words.
    """

    name: str
    column: str
    when: dict[str, tuple[str, ...]]
    filled: tuple[str, ...] = ()
    rows: tuple[Rows, ...] = ()
    key: str | None = None
    at_least: int = 1
    different: str | None = None
    expected: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that it names."""
        return (self.column, *self.when, *self.filled, *((self.key,) if self.key else ()))


class Compared(Part):
    """Everything that the cells of one table are compared with.

    Attributes:
        sums: Totals within a row.
        levels: Columns in which headings one level down may not exceed the heading they belong to.
        orders: Rows that may not exceed another.
        dates: Dates of a row that may not lie before another.
        sequences: Rows that are numbered in the order of their dates.
        references: Cells that must stand in another sheet.
        shares: Shares that make up 100.
        needs: What a row asks for because of what it says.
    """

    sums: tuple[Sum, ...] = ()
    levels: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    dates: tuple[DateOrder, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    references: tuple[Reference, ...] = ()
    shares: tuple[Shares, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def has_comparisons(self) -> bool:
        """Whether cells are compared with other cells of the table or of other sheets."""
        return bool(self.compared_columns)

    @property
    def compared_columns(self) -> tuple[str, ...]:
        """Columns of the table that a comparison names."""
        every: tuple[Sum | Order | DateOrder | Sequence | Reference | Shares | Need, ...] = (
            *self.sums, *self.orders, *self.dates, *self.sequences, *self.references, *self.shares, *self.needs,
        )  # fmt: skip
        return (*self.levels, *(name for each in every for name in each.columns))

    @property
    def rows_elsewhere(self) -> tuple[Rows, ...]:
        """Rows of other sheets that cells of this table are compared with."""
        across: tuple[Reference | Shares, ...] = (*self.references, *self.shares)
        return (*(each.rows for each in across), *(rows for need in self.needs for rows in need.rows))
