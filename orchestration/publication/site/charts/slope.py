"""Ski slope of the forces: one bar per force, highest first, with the averages drawn across.

In scope: where marks are, as SVG text; `assets/heading-charts.js` draws the same when a reader chooses another view.
Out of scope: which values are drawn (`site.functions_facts`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import escape

WIDTH, HEIGHT = 1120, 344
LEFT, TOP, BASE = 56, 40, 290
INK, SOFT, LINE, GREY, BLUE, BLUE_TEXT, ACCENT = (
    "#0f2438", "#4a5b6c", "#d5dce3", "#8794a3", "#2f74b5", "#1f5f9c", "#b8420f",
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """One force.

    Attributes:
        code: Its three letters.
        name: Its name.
        value: Its value.
        kind: chosen, marked (its region or peers), other, or outside (shown, but not counted in the average).
    """

    code: str
    name: str
    value: float
    kind: str = "other"


def slope(
    bars: Iterable[Bar], average: float | None, average_label: str, written: Callable[[float], str], description: str
) -> str:
    """Return the chart as SVG.

    Args:
        bars: Forces with a value, highest first.
        average: Average of those counted, if there is one.
        average_label: Its name and value.
        written: How a value is written.
        description: Sentence that says what the chart shows.
    """
    marks = "".join(marks_of(list(bars), average, average_label, written))
    return (
        f'<svg class="wide" role="img" aria-label="{escape(description)}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-size="13">{marks}</svg>'
    )


def marks_of(
    bars: list[Bar], average: float | None, average_label: str, written: Callable[[float], str]
) -> Iterable[str]:
    """The marks of the chart from back to front: grid, bars, codes, average."""
    low, high = scale_of(bars, average)
    per_unit = (BASE - TOP) / (high - low)

    def height(value: float) -> float:
        return round(BASE - (value - low) * per_unit, 1)

    for tick in ticks_of(low, high):
        y = height(tick)
        yield f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y}" y2="{y}" stroke="{INK if tick == 0 else LINE}"/>'
        yield f'<text x="{LEFT - 8}" y="{y - 4}" text-anchor="end" fill="{SOFT}" font-size="12">{written(tick)}</text>'
    step = (WIDTH - LEFT) / max(len(bars), 1)
    for place, bar in enumerate(bars):
        x = LEFT + place * step
        yield from _bar(bar, place, x, step, height, low, high, written)
        ink = {"chosen": ACCENT, "marked": BLUE_TEXT}.get(bar.kind, SOFT)
        weight = ' font-weight="700"' if bar.kind in {"chosen", "marked"} else ""
        yield (
            f'<text x="{x + step / 2:.1f}" y="{BASE + 18 + 16 * (place % 2)}" text-anchor="middle" font-size="11" '
            f'fill="{ink}"{weight}>{escape(bar.code)}</text>'
        )
    if average is not None:
        y = height(average)
        yield f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y}" y2="{y}" stroke="{INK}" stroke-width="1.5"/>'
        yield (
            f'<text x="{WIDTH}" y="{y - 6}" text-anchor="end" font-weight="700" fill="{INK}" paint-order="stroke" '
            f'stroke="#fff" stroke-width="4">{escape(average_label)}</text>'
        )


def _bar(
    bar: Bar, place: int, x: float, step: float, height: Callable[[float], float], low: float, high: float,
    written: Callable[[float], str],
) -> Iterable[str]:  # fmt: skip
    zero, drawn = height(max(low, 0)), min(max(bar.value, low), high)
    y = height(drawn)
    top, size = min(y, zero), max(abs(zero - y), 0.5)
    fill = {"chosen": ACCENT, "marked": BLUE, "outside": "#fff"}.get(bar.kind, GREY)
    line = f' stroke="{INK}"' if bar.kind == "outside" else ""
    yield (
        f'<rect class="bar" x="{x + 1:.1f}" y="{top:.1f}" width="{step - 2:.1f}" height="{size:.1f}" '
        f'fill="{fill}"{line}>'
        f"<title>{escape(bar.name)}: {written(bar.value)}</title></rect>"
    )
    if drawn != bar.value:
        # A value beyond the scale: the bar is broken, and its number is written.
        yield (
            f'<path d="M{x:.1f} {top + 16} l{step:.1f} -8" stroke="#fff" stroke-width="4"/>'
            f'<text x="{x + 1:.1f}" y="{top - 6 - 14 * (place % 2)}" text-anchor="start" '
            f'font-size="12" fill="{SOFT}">{written(bar.value)}</text>'
        )


def scale_of(bars: list[Bar], average: float | None) -> tuple[float, float]:
    """Return the ends of the scale: those of the forces that are counted, and always zero."""
    counted = [bar.value for bar in bars if bar.kind != "outside"] or [bar.value for bar in bars]
    values = [0.0, *counted, *([average] if average is not None else [])]
    low, high = min(values), max(values)
    return (low, high) if high > low else (low, low + 1)


def ticks_of(low: float, high: float) -> list[float]:
    """Return round values between the ends of a scale, about four."""
    rough = (high - low) / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * each for each in (1, 2, 5, 10) if size * each >= rough)
    return [round(step * place, 9) for place in range(math.ceil(low / step), math.floor(high / step) + 1)]
