"""Small force returns that tests make: plain rows in the sheets of the description."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.returns.description import description_of
from orchestration.settings import PROJECT_DIR
from tests.files import workbook_bytes

Row = Mapping[str, Any]

EXPENDITURE_LINES = next(
    each.parts for each in description_of("expenditure").tables[-1].sums if each.parts_are == "expenditure"
)


def about(return_id: str, force: Any = "Kent", year: Any = "2022/23", **items: Any) -> list[list[Any]]:
    """The sheet About; further items by name, as Basis='outturn'."""
    return [
        ["Item", "Value"], ["Return", return_id], ["Force", force], ["Financial year", year],
        *[[name.replace("_", " "), value] for name, value in items.items()],
    ]  # fmt: skip


def table_rows(return_id: str, table_name: str, rows: Sequence[Row], year: str = "2022/23") -> list[list[Any]]:
    """Headings of a table of the edition of that year, and its rows given by column name."""
    form = description_of(return_id).forms[0]
    table = next(table for table in form.tables if table.name == table_name)
    columns = table.columns_in(year)
    return [
        [column.header for column in columns],
        *[[row.get(column.name) for column in columns] for row in rows],
    ]


def workforce(*rows: Row, force: Any = "Kent", year: str = "2022/23", **items: Any) -> bytes:
    """A workforce return."""
    given = rows or ({"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": 20},)
    return workbook_bytes(
        {
            "About": about("workforce", force, year, **items),
            "Workforce": table_rows("workforce", "functions", given, year),
        }
    )


def spending(heading: str, gross: Any = 1000, income: Any = 100, **columns: Any) -> dict[str, Any]:
    """A row of an expenditure return in which the sums are right."""
    return {
        "heading_name": heading, EXPENDITURE_LINES[0]: gross, "gross_expenditure_gbp": gross,
        "reimbursed_income_gbp": income, "earned_income_gbp": income,
        "net_revenue_expenditure_gbp": gross - income if isinstance(gross, (int, float)) else None,
        **columns,
    }  # fmt: skip


def expenditure(*rows: Row, force: Any = "Kent", year: str = "2022/23", basis: Any = "outturn", **items: Any) -> bytes:
    """An expenditure return."""
    return workbook_bytes(
        {
            "About": about("expenditure", force, year, Basis=basis, **items),
            "Expenditure": table_rows("expenditure", "functions", rows or (spending("Local policing"),), year),
        }
    )


def _divided_headings() -> list[str]:
    """Level 1 headings that have parts: without one of them a return has no total."""
    with (PROJECT_DIR / "seeds" / "reference" / "poa_headings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parents = {row["parent_heading_id"] for row in rows if row["level"] == "2"}
    return [row["heading_name"] for row in rows if row["level"] == "1" and row["heading_id"] in parents]


HEADINGS = _divided_headings()


def whole_workforce(changes: Mapping[str, Row | None] | None = None, **items: Any) -> bytes:
    """A workforce return with all headings of which a total is made; changes by heading, None leaves it out."""
    every = {"police_officer_fte": 100, "police_staff_fte": 50}
    return workforce(*_whole(dict.fromkeys(HEADINGS, every), changes or {}), **items)


def whole_expenditure(changes: Mapping[str, Row | None] | None = None, **items: Any) -> bytes:
    """An expenditure return with all headings of which a total is made, and right sums; changes as above."""
    lines = dict.fromkeys(EXPENDITURE_LINES, 0) | {
        "police_officer_pay_gbp": 5_000_000, "police_staff_pay_gbp": 1_500_000, "supplies_and_services_gbp": 100_000,
    }  # fmt: skip
    rows = []
    for row in _whole(dict.fromkeys(HEADINGS, lines), changes or {}):
        gross = sum(row[line] for line in EXPENDITURE_LINES)
        sums = {"gross_expenditure_gbp": gross, "earned_income_gbp": 0, "net_revenue_expenditure_gbp": gross}
        rows.append({**row, **sums})
    return expenditure(*rows, **items)


def procurement(*amounts: float, force: Any = "Kent", year: str = "2022/23") -> bytes:
    """A procurement return with a line for each amount."""
    lines = [
        {"line_id": f"L{number}", "supplier_name": "A Ltd", "category": "Fuel", "contract_route": "local",
         "amount_gbp": amount}
        for number, amount in enumerate(amounts, start=1)
    ]  # fmt: skip
    return workbook_bytes(
        {
            "About": about("procurement_spend", force, year),
            "Lines": table_rows("procurement_spend", "lines", lines, year),
        }
    )


def _whole(rows: Mapping[str, Row], changes: Mapping[str, Row | None]) -> list[Row]:
    changed = {name: {**row, **(changes.get(name) or {})} for name, row in rows.items()}
    return [{"heading_name": name, **row} for name, row in changed.items() if changes.get(name, row) is not None]
