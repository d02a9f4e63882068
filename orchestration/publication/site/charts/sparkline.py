"""Line of one series over the years, small enough for a row of a table.

In scope: the line as SVG text. Out of scope: which series (`site.functions_list`).
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

WIDTH, HEIGHT = 100, 28
_INK = "#0f2438"


def sparkline(values: Sequence[float | None], description: str, hollow: Sequence[bool] = ()) -> str:
    """Return a line over the years; a year without a value is a gap, the last year has a dot.

    Args:
        values: One value per year, in order.
        description: What it shows, for readers who do not see it.
        hollow: Whether each year is one that does not compare with the others: it is a ring off the line.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    step = (WIDTH - 10) / max(len(values) - 1, 1)
    off = [*hollow, *([False] * (len(values) - len(hollow)))]

    def at(place: int, value: float) -> tuple[str, str]:
        y = HEIGHT / 2 if high == low else HEIGHT - 5 - (value - low) * (HEIGHT - 10) / (high - low)
        return f"{5 + place * step:.1f}", f"{y:.1f}"

    points = [(*at(place, value), off[place]) for place, value in enumerate(values) if value is not None]
    on_line = " ".join(f"{x},{y}" for x, y, is_off in points if not is_off)
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="2.5" fill="#fff" stroke="{_INK}"/>' for x, y, is_off in points if is_off
    )
    x, y, _ = points[-1]
    return (
        f'<svg class="spark" role="img" aria-label="{escape(description)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}"><polyline points="{on_line}" fill="none" stroke="{_INK}" '
        f'stroke-width="1.5"/>{rings}<circle cx="{x}" cy="{y}" r="3"/></svg>'
    )
