"""Amounts, counts and changes as people write them: the one place where numbers of findings are put into words.

In scope: £12,500,000, £12.5m, 1,204.5 FTE, +161%. Out of scope: sentences (`findings.finding`), or amounts on published
pages (`publication.site.numbers`).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from orchestration.country import currency_sign

_MILLION, _IN_MILLIONS_FROM = Decimal(1_000_000), Decimal(100_000)
_LARGEST_POWER = 30  # of ten, of a number that is written out
_MOST_PCT = 1_000  # a greater change is told as so many times


def number_in(text: str | None) -> Decimal | None:
    """The number that a text is, currency, commas and spaces apart; None if it is none, or too large to write."""
    try:
        number = Decimal(re.sub(r"[,\s]", "", (text or "").replace(currency_sign(), "")))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _LARGEST_POWER else None


def pounds(number: Decimal) -> str:
    """An amount in full, as £12,500,000, with pence where it has any."""
    places = 0 if number == number.to_integral_value() else 2
    return f"{_minus(number)}{currency_sign()}{abs(number):,.{places}f}"


def short_pounds(number: Decimal | float) -> str:
    """An amount to be compared at a glance: £1.84m, £0.70m, £9,500."""
    amount = Decimal(str(number))
    if abs(amount) >= _IN_MILLIONS_FROM:
        return f"{_minus(amount)}{currency_sign()}{_rounded(abs(amount) / _MILLION, 2):,}m"
    return f"{_minus(amount)}{currency_sign()}{_rounded(abs(amount), 0):,}"


def full_time_equivalents(number: Decimal) -> str:
    """A count of full-time equivalents, as 1,204.5."""
    return f"{number:,.1f}"


def plain_number(number: Decimal) -> str:
    """A number with thousands separators and the digits it has, as 1,204.25."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def change(now: Decimal | None, before: Decimal | None) -> str:
    """By how much a number differs from an earlier one: +161%, -12%, or 999 times as much; empty where unknown."""
    if now is None or not before:
        return ""
    pct = 100 * (now - before) / abs(before)
    if pct > _MOST_PCT and now > 0 < before:
        return f"{plain_number(_rounded(now / before, 0))} times as much"
    places = 0 if abs(pct) >= 10 else 1
    return f"{'+' if pct > 0 else ''}{plain_number(_rounded(pct, places))}%"


def _minus(number: Decimal) -> str:
    return "-" if number < 0 else ""


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
