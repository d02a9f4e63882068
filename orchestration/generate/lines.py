"""Macros that list the amounts or counts of a return by heading, so that its wide rows become long.

In scope: names of the columns, and what each is part of. Out of scope: making rows long
(`int_expenditure__conformed`, `int_workforce_returns__conformed`).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.generate.templates import fill
from orchestration.returns.description import ReturnDescription, Table

_FOLDER = Path("macros")


def line_files(description: ReturnDescription) -> dict[Path, str]:
    """Return the macro of each table by heading, by path within the dbt project."""
    files: dict[Path, str] = {}
    for table in description.tables:
        if table.listed == "poa_headings":
            is_money = any(column.type == "money" for column in table.columns)
            name = f"{description.return_id}_{'amounts' if is_money else 'counts'}"
            rows = _amounts(table) if is_money else _counts(table)
            files[_FOLDER / f"{name}.sql"] = fill("lines.sql", name=name, rows=rows)
    return files


def _amounts(table: Table) -> list[dict[str, str]]:
    kinds = {part: each.parts_are for each in table.sums if each.parts_are for part in each.parts}
    kinds |= {each.total: "total" for each in table.sums}
    amounts = [column.staged_name for column in table.columns if column.type == "money"]
    return [{"line": name.removesuffix("_gbp"), "kind": kinds.get(name, "of_which")} for name in amounts]


def _counts(table: Table) -> list[dict[str, str]]:
    parts = [column.staged_name.rpartition("_") for column in table.columns if column.is_number]
    return [{"worker_type": worker_type, "basis": basis} for worker_type, _, basis in parts]
