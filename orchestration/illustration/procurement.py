"""Invoice lines of a force, made up.

Belongs here: lines. Does not belong here: how they are written (`illustration.filled`).
"""

from __future__ import annotations

import datetime

from orchestration.illustration.sharing import draws
from orchestration.returns.template import Value

_CATEGORIES = (
    "Vehicles and fuel", "Uniforms and equipment", "Forensic services", "Software and licences", "Telephony and radio",
    "Building maintenance", "Energy", "Agency staff", "Custody health care", "Interpreters", "Training courses",
    "Professional advice",
)  # fmt: skip
_ROUTES = ("national", "regional", "local", "none")
_ROUTE_WEIGHTS = (30, 25, 35, 10)
_SUPPLIERS = 60
_FEWEST_LINES, _MOST_LINES = 200, 400
_CREDITS = 0.03
_DAYS_IN_A_YEAR = 365


def procurement_lines(force_id: str, seed: int, financial_year: str) -> list[dict[str, Value]]:
    """A few hundred invoice lines of a year; about three in a hundred are credits."""
    source = draws(seed, "procurement", force_id, financial_year)
    first_day = datetime.date(int(financial_year[:4]), 4, 1)
    lines: list[dict[str, Value]] = []
    for number in range(1, source.randint(_FEWEST_LINES, _MOST_LINES) + 1):
        supplier = source.randint(1, _SUPPLIERS)
        route = source.choices(_ROUTES, _ROUTE_WEIGHTS)[0]
        sign = -1 if source.random() < _CREDITS else 1
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
                "amount_gbp": sign * round(source.lognormvariate(7.5, 1.4) * 100) / 100,
            }
        )
    return lines
