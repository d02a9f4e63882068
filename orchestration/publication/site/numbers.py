"""Numbers as people write them, on the pages and in the charts; `assets/site.js` writes the same.

In scope: one value as text. Out of scope: sentences (`site.sentences`).
"""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal

from orchestration.country import currency_sign

MINUS, SPACE = "−", "\u00a0"
Number = Decimal | float | int


def _rounded(value: Number, digits: int) -> Decimal:
    # Of a float, the digits that it shows: 0.125 and 2.675 are rounded as a reader would.
    return Decimal(repr(value) if isinstance(value, float) else value).quantize(
        Decimal(1).scaleb(-digits), ROUND_HALF_UP
    )


def fixed(value: Number, digits: int, before: str = "", after: str = "", *, plus: bool = False) -> str:
    """Return a number with a fixed number of decimals, thousands separated, its sign before the unit.

    >>> fixed(-1234.56, 1, "£")
    '−£1,234.6'
    """
    rounded = _rounded(value, digits)
    sign = MINUS if rounded < 0 else "+" if plus and rounded > 0 else ""
    return f"{sign}{before}{abs(rounded):,.{digits}f}{after}"


def count(value: Number) -> str:
    """Return a whole number: 1,823."""
    return fixed(value, 0)


def per_head(value: Number, *, plus: bool = False) -> str:
    """Return pounds per head or per person: £2.31 below £100, £186 from there."""
    return fixed(value, 0 if abs(_rounded(value, 2)) >= 100 else 2, currency_sign(), plus=plus)


def money(value: Number, *, plus: bool = False) -> str:
    """Return pounds in a chart or table: £1.3m, £95m, £12.2bn, £430,000."""
    return _money(value, "m", "bn", plus=plus)


def pounds(value: Number, *, plus: bool = False) -> str:
    """Return whole pounds, for a table whose sums a reader can check: £1,501,000."""
    return fixed(value, 0, currency_sign(), plus=plus)


def money_in_words(value: Number) -> str:
    """Return pounds in a sentence: £1.3 million, £95 million, £430,000."""
    return _money(value, f"{SPACE}million", f"{SPACE}billion")


def _money(value: Number, million: str, billion: str, *, plus: bool = False) -> str:
    amount = Decimal(repr(value) if isinstance(value, float) else value)
    size = abs(amount)
    if size >= Decimal("999500000"):
        return fixed(amount / 1_000_000_000, 1, currency_sign(), billion, plus=plus)
    if size >= Decimal("9950000"):
        return fixed(amount / 1_000_000, 0, currency_sign(), million, plus=plus)
    if size >= Decimal("999500"):
        return fixed(amount / 1_000_000, 1, currency_sign(), million, plus=plus)
    return fixed(_rounded(amount / 1000, 0) * 1000 if size >= 1000 else amount, 0, currency_sign(), plus=plus)


def percent(value: Number, *, plus: bool = False) -> str:
    """Return a percentage: 9.7% below 10, 23% from there."""
    return fixed(value, 0 if abs(_rounded(value, 1)) >= 10 else 1, after="%", plus=plus)


def ordinal(number: int) -> str:
    """Return a place in an order: 1st, 22nd, 113th."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def day(value: datetime.date) -> str:
    """Return a day in a sentence: 5 March 2026."""
    return f"{value.day}{SPACE}{value:%B %Y}"


def moment(value: datetime.datetime) -> str:
    """Return a time to the minute: 5 March 2026, 14:30."""
    return f"{day(value)}, {value:%H:%M}"


def listed(names: list[str]) -> str:
    """Return names as a sentence lists them: Kent, Essex and Norfolk."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
