"""Stacked columns of a saving by year against its forecast, and bullet bars of delivered against forecast."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from orchestration.country import currency_sign
from orchestration.publication.site.numbers import Number, fixed, pounds

_TOP, _PLOT, _FOOT = 26, 190, 26
_LEFT, _WIDTH = 8.0, 90.0


@dataclass(frozen=True)
class Column:
    """A year's saving.

    Attributes:
        year: Financial year.
        carried: Carried on from earlier years, in pounds.
        new: New in the year; below zero if a saving ended.
        forecast: Forecast for the year; None if none is stated.
    """

    year: str
    carried: Decimal
    new: Decimal
    forecast: Decimal | None = None

    @property
    def reached(self) -> Decimal:
        """Saving in the year."""
        return self.carried + self.new


def columns(years: Sequence[Column], case: Decimal | None, said: str) -> Markup:
    """Return the drawing; a line across shows the forecast of the case, a mark over a column that of its year.

    Args:
        years: Columns in order.
        case: Saving per year in the business case; None to draw no line.
        said: What the drawing shows.
    """
    values = [each.reached for each in years] + [each.forecast for each in years if each.forecast is not None]
    values += [case] if case is not None else []
    top, bottom = max(*values, Decimal(0)), min(*values, Decimal(0))
    step = _step(float(top - bottom))
    low, high = math.floor(float(bottom) / step) * step, math.ceil(float(top) / step) * step or step

    def y(value: float | Decimal) -> float:
        return round(_TOP + _PLOT * (high - float(value)) / (high - low), 1)

    amount = _unit(max(high, -low), step)
    made = []
    for number in range(round((high - low) / step) + 1):
        value = low + number * step
        name = "zero" if round(value) == 0 else "grid"
        made.append(f'<line class="{name}" x1="0" x2="100%" y1="{y(value)}" y2="{y(value)}"/>')
        made.append(f'<text class="value" x="0" y="{y(value) - 4}">{amount(value)}</text>')
    wide = _WIDTH / len(years)
    for number, each in enumerate(years):
        made += _column(
            each, _LEFT + wide * number + wide * 0.2, wide * 0.6, y, amount if len(years) <= 10 else None, number
        )
    if case is not None:
        made.append(f'<line class="forecast" x1="{_LEFT}%" x2="100%" y1="{y(case)}" y2="{y(case)}"/>')
        made.append(f'<text class="end" x="100%" y="{y(case) - 5}">Forecast {amount(case)}</text>')
    return Markup('<svg class="columns-chart" width="100%" height="{}" role="img" aria-label="{}">{}</svg>').format(
        _TOP + _PLOT + _FOOT, said, Markup("".join(made))
    )


def _column(
    each: Column,
    left: float,
    wide: float,
    y: Callable[[Decimal], float],
    amount: Callable[[Decimal], str] | None,
    number: int,
) -> list[str]:
    """The parts of a column; of many columns, without their amounts and with every third year only."""
    made = []
    start = Decimal(0)
    # What has ended is not drawn: the column is what remains.
    parts = (("carried", each.carried), ("new", each.new)) if each.new >= 0 else (("carried", each.reached),)
    for name, size in parts:
        if size:
            upper, lower = sorted((y(start), y(start + size)))
            height = round(lower - upper, 1)
            made.append(f'<rect class="{name}" x="{left:.2f}%" width="{wide:.2f}%" y="{upper}" height="{height}"/>')
        start += size
    if each.forecast is not None:
        at = y(each.forecast)
        made.append(
            f'<line class="forecast" x1="{left - 0.6:.2f}%" x2="{left + wide + 0.6:.2f}%" y1="{at}" y2="{at}"/>'
        )
    middle = f"{left + wide / 2:.2f}%"
    if amount:
        above = min(y(each.reached), y(Decimal(0))) - 5
        made.append(f'<text class="total" x="{middle}" y="{above}">{amount(each.reached)}</text>')
    if amount or number % 3 == 0:
        made.append(f'<text class="year" x="{middle}" y="{_TOP + _PLOT + 18}">{each.year}</text>')
    return made


def _unit(most: float, step: float) -> Callable[[Number], str]:
    """How every amount of a chart is written: in one unit, with as many decimals as its scale needs."""
    if most >= 1_000_000:
        digits = 2 if step < 1_000_000 else 1
        return lambda value: fixed(Decimal(str(value)) / 1_000_000, digits, currency_sign(), "m")
    return pounds


def _step(span: float) -> float:
    """Distance of the lines of a scale: 1, 2 or 5 times a power of ten, for about four lines."""
    if span <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / 4))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= 5)


def bullet(
    delivered: Decimal | float | None, forecast: Decimal | float | None, most: float, said: str, *, chosen: bool
) -> Markup:
    """Return a bar of the delivered saving in the bar of its forecast.

    Args:
        delivered: Delivered; None if not reported.
        forecast: Forecast; None if not stated.
        most: End of the scale that bars of one table share.
        said: What the bar shows.
        chosen: Whether it is the case that the page is about.
    """
    made = ""
    if forecast is not None:
        made += f'<rect class="promised" y="2" width="{_share(forecast, most)}%" height="16"/>'
    if delivered is not None:
        made += (
            f'<rect class="{"chosen" if chosen else "delivered"}" y="7" width="{_share(delivered, most)}%" height="6"/>'
        )
    return Markup('<svg class="bullet" width="100%" height="20" role="img" aria-label="{}">{}</svg>').format(
        said, Markup(made)
    )


def _share(value: Decimal | float, most: float) -> float:
    return round(max(float(value), 0) / most * 100, 2) if most else 0.0
