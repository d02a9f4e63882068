"""How the values of a measure are written: which form a number has, and its unit.

In scope: the form of a measure, and one value in it; `assets/functions.js` writes the same. Out of scope: numbers
without a measure (`site.numbers`).
"""

from __future__ import annotations

from typing import Any

from orchestration.country import currency_sign
from orchestration.publication.site import numbers

Form = dict[str, Any]
# Of the workforce, one function has a few posts per 10,000 people.
_SMALL_VALUES = "heading_workforce_per_population"


def form_of(measure: dict[str, Any]) -> Form:
    """Return how values of a measure are written.

    `kind` is per_head (pounds, with pence below £100), percent, or fixed with `digits` decimals; `before` is written
    before the number and `unit` after it; `points` is whether a difference is a number of percentage points.
    """
    unit = measure["unit"]
    if unit == "per cent":
        return {"kind": "percent", "digits": 1, "before": "", "unit": "", "points": True}
    if unit.startswith("GBP"):
        kind = "per_head" if measure["denominator_unit"] == "people" else "fixed"
        return {"kind": kind, "digits": 0, "before": currency_sign(), "unit": unit.removeprefix("GBP"), "points": False}
    if unit == "FTE per FTE":
        return {"kind": "fixed", "digits": 1, "before": "", "unit": " FTE per post", "points": False}
    digits = 3 if measure["family"] == _SMALL_VALUES else 0 if measure["scale"] > 1000 else 2
    return {"kind": "fixed", "digits": digits, "before": "", "unit": f" {unit}", "points": False}


def written(form: Form, value: float, *, plus: bool = False) -> str:
    """Return a value without its unit, as charts and tables show it: £1.69, 0.312, 12%."""
    if form["kind"] == "per_head":
        return numbers.per_head(value, plus=plus)
    if form["kind"] == "percent":
        return numbers.percent(value, plus=plus)
    return numbers.fixed(value, form["digits"], form["before"], plus=plus)


def with_unit(form: Form, value: float) -> str:
    """Return a value with its unit, as a sentence has it: £1.69 per head, 0.312 FTE per 1,000 people, 12%."""
    return f"{written(form, value)}{form['unit']}"


def difference(form: Form, value: float, *, plus: bool = False) -> str:
    """Return a difference between two values; between two percentages it is a number of percentage points."""
    if form["points"]:
        return numbers.fixed(value, 1, after=f"{numbers.SPACE}percentage points", plus=plus)
    return written(form, value, plus=plus)
