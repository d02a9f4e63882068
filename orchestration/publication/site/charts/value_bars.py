"""A bar beside each value of a table, on one scale, with the average drawn through it.

In scope: the drawing. Out of scope: which values there are. The value stands in the table as text, so the bar is hidden
from those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH, _HEIGHT, _ROOM = 200, 14, 1.05


class ValueBars:
    """Bars of one table."""

    def __init__(self, values: Sequence[float], average: float | None) -> None:
        """Set the scale by the values that are in the average: one beyond it does not flatten the others.

        Args:
            values: Those values.
            average: Where the line is drawn; None for no line.
        """
        self._low = min([0.0, *values])
        self._high = max([0.0, *values]) * _ROOM or 1.0
        self._average = average

    def drawn(self, value: float) -> Markup:
        """Return the bar of a value; one that goes beyond the scale has a gap near its end."""
        zero, end = self._x(0.0), self._x(value)
        left, width = min(zero, end), max(abs(end - zero), 0.5)
        parts = [f'<rect class="value" x="{left:.1f}" y="2" width="{width:.1f}" height="{_HEIGHT - 4}"/>']
        if value > self._high or value < self._low:
            at = end - 14 if value > 0 else end + 10
            parts.append(f'<rect class="break" x="{at:.1f}" y="0" width="4" height="{_HEIGHT}"/>')
        if self._average is not None:
            at = self._x(self._average)
            parts.append(f'<line class="average" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{_HEIGHT}"/>')
        # Everything put together here is a number of this module.
        return Markup(
            f'<svg class="bar" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true">'
            f"{''.join(parts)}</svg>"
        )

    def _x(self, value: float) -> float:
        within = min(max(value, self._low), self._high)
        return (within - self._low) / (self._high - self._low) * _WIDTH
