"""The life line of an agreement: its stages as bars on an axis of years, its dates as dots.

A filled dot is a published date. An open dot is a date by which something had happened. A soft bar is a period that
may have begun earlier, because its start is not published.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from orchestration.publication.site.dates import NO_LATER_THAN, year_fraction

_HEIGHT, _BAR, _AXIS, _ROW = 96, 44, 70, 14
# Labels nearer than this, as a share of the width in per cent, are put in another row.
_APART = 3.0


@dataclass(frozen=True)
class Period:
    """A stage and how long it lasted.

    Attributes:
        is_live: Whether the agreement ran in it.
        start: First day.
        start_precision: Precision of that day as published.
        end: First day after it; the date of the register while it lasts.
    """

    is_live: bool
    start: datetime.date
    start_precision: str
    end: datetime.date


def life_line(periods: Sequence[Period], dots: Sequence[tuple[datetime.date, str]], said: str) -> Markup:
    """Return the drawing.

    Args:
        periods: Stages in order.
        dots: Date and precision of each event, numbered from 1 in this order as in the list below the chart.
        said: What the drawing shows, for those who do not see it.
    """
    moments = [year_fraction(date) for period in periods for date in (period.start, period.end)]
    moments += [year_fraction(date) for date, _ in dots]
    first, last = math.floor(min(moments)), max(math.ceil(max(moments)), math.floor(min(moments)) + 1)

    def x(date: datetime.date) -> float:
        return round(1 + 97 * (year_fraction(date) - first) / (last - first), 2)

    made = [f'<line class="axis" x1="1%" x2="98%" y1="{_AXIS}" y2="{_AXIS}"/>']
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= 10)
    for year in range(first, last + 1):
        if year % step == 0 or last - first <= 10:
            place = round(1 + 97 * (year - first) / (last - first), 2)
            made.append(f'<line class="axis" x1="{place}%" x2="{place}%" y1="{_AXIS}" y2="{_AXIS + 5}"/>')
            made.append(f'<text class="tick" x="{place}%" y="{_AXIS + 20}">{year}</text>')
    for period in periods:
        start, end = x(period.start), x(period.end)
        if end > start:
            name = "live" if period.is_live else "before"
            made.append(f'<rect class="{name}" x="{start}%" width="{round(end - start, 2)}%" y="{_BAR}" height="12"/>')
    made += _soft(periods, x)
    rows: list[float] = []
    for number, (date, precision) in enumerate(dots, 1):
        place = x(date)
        row = next((i for i, taken in enumerate(rows) if place - taken >= _APART), len(rows))
        rows[row : row + 1] = [place]
        name = "open" if precision == NO_LATER_THAN else "filled"
        made.append(f'<circle class="{name}" cx="{place}%" cy="{_BAR + 6}" r="6"/>')
        made.append(f'<text class="number-of" x="{place}%" y="{_BAR - 8 - _ROW * min(row, 2)}">{number}</text>')
    return Markup('<svg class="life" width="100%" height="{}" role="img" aria-label="{}">{}</svg>').format(
        _HEIGHT, said, Markup("".join(made))
    )


def _soft(periods: Sequence[Period], x: Callable[[datetime.date], float]) -> list[str]:
    """A soft bar up to a live period whose start is only known as a latest date."""
    for before, period in zip([None, *periods], periods, strict=False):
        if period.is_live and period.start_precision == NO_LATER_THAN:
            end = x(period.start)
            start = x(before.start) if before else max(end - 6, 0)
            if end > start:
                return [f'<rect class="soft" x="{start}%" width="{round(end - start, 2)}%" y="{_BAR}" height="12"/>']
    return []
