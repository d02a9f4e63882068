"""Spread of the forces around their average: a bar from the 10th to the 90th percentile on a scale of the average.

In scope: the bar as SVG text. Out of scope: percentiles and averages, which the release has.
"""

from __future__ import annotations

from markupsafe import escape

WIDTH, HEIGHT = 220, 26
# One scale for all rows, in multiples of the average, so that spreads compare down a column.
END = 2.5
_BAND, _INK, _LINE = "#5a92c6", "#0f2438", "#d5dce3"


def spread(low: float, high: float, average: float, description: str) -> str:
    """Return the bar; one that goes beyond the scale ends in an arrow."""
    if average <= 0:
        return ""

    def x(value: float) -> float:
        return round(WIDTH * min(max(value / average, 0), END) / END, 1)

    beyond = (
        f'<path d="M{WIDTH - 8} 7 l8 6 l-8 6" fill="none" stroke="{_INK}" stroke-width="1.5"/>'
        if high > END * average
        else ""
    )
    return (
        f'<svg class="spread" role="img" aria-label="{escape(description)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}"><line x1="0" x2="{WIDTH}" y1="13" y2="13" stroke="{_LINE}"/>'
        f'<rect class="band" x="{x(low)}" y="8" width="{max(x(high) - x(low), 1):.1f}" height="10" fill="{_BAND}"/>'
        f'<line x1="{x(average)}" x2="{x(average)}" y1="3" y2="23" stroke="{_INK}" stroke-width="1.5"/>{beyond}</svg>'
    )
