"""How the rows that several submissions of one return report become one: shapes that a description states it in.

In scope: what identifies a row, and which columns are compared. Out of scope: the SQL that merges them
(`generate.register`), and which submission comes first (`dbt_project`).
"""

from __future__ import annotations

from pydantic import Field

from orchestration.returns.compared import Part


class Merge(Part):
    """How the reports of one table are merged; the first value of each column by the order of the submissions is kept.

    A column that is neither part of the key nor named below is compared: two submissions may disagree on it.

    Attributes:
        key: What identifies a row within an agreement.
        bodies: Alias to the column whose body (a force or another) it is looked up as.
        agreements: Alias to the column whose agreement it is looked up as.
        derived: Columns worked out from those given, in SQL.
        carried: Columns that are kept and not compared: they repeat a compared one, or are free text.
        unused: Columns that derived ones replace.
        spelled: Column whose spellings (capital letters and spaces) are one.
        filed_by: Column with the name of a level 2 heading, whose ID the merged row has.
        is_by_heading: Whether functions of one heading are one line (`int_collaboration_register__function_lines`).
        stated: Columns that one submission may leave as not_stated where another states them, and the columns that
            identify the row in which it does.
        order: Column that orders rows of one submission with one key; their place on the sheet where there is none.
        own_id: Column by which submissions identify the row as they like.
        same_if: Columns that identify the row instead, where no submission has two rows alike in them.
        measures: Amounts that may be given for all parties together or party by party, and are counted once.
    """

    key: tuple[str, ...] = ()
    bodies: dict[str, str] = Field(default_factory=dict)
    agreements: dict[str, str] = Field(default_factory=dict)
    derived: dict[str, str] = Field(default_factory=dict)
    carried: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    spelled: str | None = None
    filed_by: str | None = None
    is_by_heading: bool = False
    stated: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    order: str | None = None
    own_id: str | None = None
    same_if: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def spelling_key(self) -> str | None:
        """Column in which spellings are one, for example function_key of function_name."""
        return f"{self.spelled.split('_')[0]}_key" if self.spelled else None

    @property
    def named_columns(self) -> tuple[str, ...]:
        """Columns of the table that must exist for the merge."""
        own = (*self.bodies.values(), *self.agreements.values(), *self.unused, *self.stated, *self.measures)
        return (*own, *(name for name in (self.spelled, self.filed_by, self.order, self.own_id) if name))
