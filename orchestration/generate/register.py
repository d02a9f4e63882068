"""Models that merge what several registers report of one agreement, for each table that its description says how.

In scope: reported rows, settled rows, amounts on one basis, and values as rows. Out of scope: which register comes
first (`int_collaboration_register__tiers`, `__registers`), and what disagrees (`agreement_discrepancies`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.generate.staging import staging_name
from orchestration.generate.templates import fill
from orchestration.returns.columns import Column
from orchestration.returns.description import ReturnDescription, Table
from orchestration.returns.merged import Merge

_FOLDER = Path("models/intermediate/collaboration_register")
_PREFIX = "int_collaboration_register__"
_CITED = ("source_document", "source_place", "note")
_NOT_STATED = "not_stated"


@dataclass(frozen=True)
class MergedTable:
    """A table of the register with how its rows are merged."""

    description: ReturnDescription
    table: Table
    merge: Merge

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.table.name

    @property
    def sheet(self) -> str:
        """Sheet of the register."""
        return self.table.sheet or self.table.name

    @property
    def staging(self) -> str:
        """Name of the staging model."""
        return staging_name(self.description, self.table)

    @cached_property
    def compared(self) -> list[str]:
        """Columns on which two reports may disagree."""
        merge = self.merge
        others = {"agreement_id", merge.own_id, merge.spelled, *merge.key, *merge.carried, *merge.unused, *_CITED}
        return [name for name in (*self._columns, *merge.derived) if name not in others]

    @cached_property
    def dates(self) -> list[str]:
        """Columns of dates that are given as far as they are known."""
        named = [name for name in (*self.merge.key, *self.compared) if name in self._columns]
        return [name for name in named if self._columns[name].type == "partial_date"]

    @property
    def compared_dates(self) -> list[str]:
        """Dates on which two reports may disagree."""
        return [name for name in self.dates if name in self.compared]

    @property
    def fields(self) -> list[str]:
        """Columns that a settled row has besides its key and what it cites."""
        spelled = [self.merge.spelled] if self.merge.spelled else []
        return [*self.compared, *self.merge.carried, *(f"{name}_precision" for name in self.dates), *spelled]

    @property
    def unmeasured(self) -> list[str]:
        """Columns of a settled row that are not counted once on one of two bases."""
        every = ("agreement_id", *self.merge.key, *self.fields, *_CITED, "submission_id", "report_count")
        return [name for name in every if name not in self.merge.measures]

    @property
    def given(self) -> list[str]:
        """Columns that are taken from staging as they are."""
        own_id = [self.merge.own_id] if self.merge.own_id else []
        wanted = dict.fromkeys((*self.merge.key, *self.fields, *own_id))
        made = {*self.merge.derived, self.merge.spelled}
        return [name for name in wanted if name not in made and not name.endswith("_key")]

    @property
    def group(self) -> list[str]:
        """Key of the rows that one amount is divided over."""
        return [name for name in self.merge.key if name != "party_id"]

    @property
    def described(self) -> list[Column]:
        """Columns whose description is that of the sheet."""
        taken = {*self.given, self.merge.spelled, *_CITED} - {self.merge.own_id}
        return [column for name, column in self._columns.items() if name in taken]

    @property
    def key_in_words(self) -> str:
        """Key of a row as a list of nouns."""
        key = ["agreement", *(name.removesuffix("_key").removesuffix("_id") for name in self.merge.key)]
        nouns = [name.replace("_", " ") for name in key]
        return " and ".join([", ".join(nouns[:-1]), nouns[-1]]) if len(nouns) > 1 else nouns[0]

    def may_be_not_stated(self, name: str) -> bool:
        """Whether not_stated is a code of the column, which states nothing."""
        return name in self._columns and _NOT_STATED in (self._columns[name].allowed or ())

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {column.staged_name: column for column in self.table.columns}


def register_files(description: ReturnDescription) -> dict[Path, str]:
    """Return the models that merge rows and their YAML, by path within the dbt project."""
    tables = [MergedTable(description, table, table.merge) for table in description.tables if table.merge]
    if not tables:
        return {}
    files: dict[Path, str] = {}
    for table in tables:
        kinds = ["reported", "settled", *(["one_basis"] if table.merge.measures else [])]
        for kind in kinds:
            text = fill(f"{kind}.sql", table=table, merge=table.merge, key_text=_key_text)
            files[_FOLDER / "merged" / f"{_PREFIX}{kind}_{table.name}.sql"] = text
    amounts = [(table, name) for table in tables for name in table.merge.measures]
    folder = _FOLDER / "merged"
    files[folder / f"{_PREFIX}values_reported.sql"] = fill("values_reported.sql", tables=tables)
    files[folder / f"{_PREFIX}amounts_settled.sql"] = fill("amounts_settled.sql", amounts=amounts)
    files[folder / "_merged__models.yml"] = fill("register_models.yml", tables=tables)
    return files


def _key_text(key: Sequence[str]) -> str:
    """SQL of a key as name=value pairs, one per line."""
    if not key:
        return "'the agreement'"
    pairs = [f"{name.removesuffix('_key')}=' || coalesce(cast({name} as {{{{ type_text() }}}}), '')" for name in key]
    return "'" + "\n    || '; ".join(pairs)
