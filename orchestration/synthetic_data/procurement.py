"""Invoice lines of a force, made up.

In scope: lines. Out of scope: how they are written (`illustration.filled`).
"""

from __future__ import annotations

import datetime
import math
from typing import Any

from orchestration.returns.template import Value
from orchestration.synthetic_data.sharing import draws

_CATEGORIES = (
    "Vehicles and fuel", "Uniforms and equipment", "Forensic services", "Software and licences", "Telephony and radio",
    "Building maintenance", "Energy", "Agency staff", "Custody health care", "Interpreters", "Training courses",
    "Professional advice",
    # What better buying does not reach, and what the hub has not decided on.
    "Property leases", "Business rates", "Payments to other forces", "Sundries",
)  # fmt: skip
_ROUTES = ("national", "regional", "local", "none")
_ROUTE_WEIGHTS = (30, 25, 35, 10)
_SUPPLIERS = 60
_FEWEST_LINES, _MOST_LINES = 200, 400
_CREDITS, _CREDITED = 0.03, 0.1  # how many lines are credits, and what part of a line one gives back
_INVOICED_SHARE = 0.7  # of what is spent on other things than people; the rest is recharges and provisions
_DAYS_IN_A_YEAR = 365


def procurement_lines(force_id: str, outside_pay: int, seed: int, financial_year: str) -> list[dict[str, Value]]:
    """A few hundred invoice lines of a year; about three in a hundred are credits.

    Args:
        force_id: Force.
        outside_pay: What it spent on other things than people in the year, pence, of which the lines make a part.
        seed: Decides every made-up figure.
        financial_year: As 2022/23.
    """
    source = draws(seed, "procurement", force_id, financial_year)
    first_day = datetime.date(int(financial_year[:4]), 4, 1)
    lines: list[dict[str, Any]] = []
    for number in range(1, source.randint(_FEWEST_LINES, _MOST_LINES) + 1):
        supplier = source.randint(1, _SUPPLIERS)
        route = source.choices(_ROUTES, _ROUTE_WEIGHTS)[0]
        factor = -_CREDITED if source.random() < _CREDITS else 1
        lines.append(
            {
                "line_id": f"{financial_year[:4]}-{number:06d}",
                "supplier_name": f"Example Supplier {supplier} Ltd",
                # Eight digits that begin with noughts, as those of old companies do.
                "supplier_number": f"{supplier:08d}",
                "category": source.choice(_CATEGORIES),
                "contract_route": route,
                "contract_reference": None if route == "none" else f"{route[:3].upper()}-{source.randint(1, 40):03d}",
                "invoice_date": first_day + datetime.timedelta(days=source.randrange(_DAYS_IN_A_YEAR)),
                "amount_gbp": factor * source.lognormvariate(0, 1.4),
            }
        )
    return _scaled(lines, outside_pay * _INVOICED_SHARE)


def _scaled(lines: list[dict[str, Any]], pence: float) -> list[dict[str, Value]]:
    """The lines with amounts in pounds and whole pence, which add up to `pence` but for rounding."""
    scale = pence / math.fsum(line["amount_gbp"] for line in lines)
    return [{**line, "amount_gbp": round(line["amount_gbp"] * scale) / 100} for line in lines]
