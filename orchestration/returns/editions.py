"""Editions of a return: each is written as what it changes in the one before.

In scope: the shape of an edition, and folding editions into the columns. Out of scope: anything else of a
description (`returns.description`).
"""

from __future__ import annotations

import copy
from typing import Any

from pydantic import BaseModel, ConfigDict


class TableChange(BaseModel):
    """What an edition changes in a table.

    Attributes:
        add: Columns that come in, each as in `forms`.
        drop: Names of columns that go.
        rename: Names of columns whose heading changes, and the new heading; the old one is still taken.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    add: tuple[dict[str, Any], ...] = ()
    drop: tuple[str, ...] = ()
    rename: dict[str, str] = {}


class Edition(BaseModel):
    """An edition of a return, as what it changes in the one before.

    Attributes:
        from_year: First financial year it holds for.
        tables: Changes by the name of the table.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_year: str
    note: str
    tables: dict[str, TableChange] = {}


def with_editions(described: dict[str, Any]) -> dict[str, Any]:
    """The description with its editions folded into the columns: each says from and until which year it is there."""
    described = copy.deepcopy(described)
    tables = {table["name"]: table for form in described["forms"] for table in form["tables"]}
    for edition in sorted(described.get("editions", []), key=lambda each: str(each["from_year"])):
        for name, change in edition.get("tables", {}).items():
            columns = {column["name"]: column for column in tables[name]["columns"]}
            for dropped in change.get("drop", []):
                columns[dropped]["until_year"] = _year_before(edition["from_year"])
            for renamed, heading in change.get("rename", {}).items():
                column = columns[renamed]
                column["aliases"] = [*column.get("aliases", []), column["header"]]
                column["header"] = heading
            for added in change.get("add", []):
                tables[name]["columns"].append({**added, "from_year": edition["from_year"]})
    return described


def _year_before(financial_year: str) -> str:
    start = int(financial_year[:4]) - 1
    return f"{start}/{(start + 1) % 100:02d}"
