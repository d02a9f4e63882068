"""Strips: every force as a tick on one line, as a multiple of the average, so that headings share one scale.

In scope: drawing one strip. Out of scope: which headings are drawn and in what order (`site.forces_position`).
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

# End of the scale, as a multiple of the average: ticks beyond it are drawn at the edge.
END = 2.5
_HEIGHT = 24


def strip(others: Iterable[float], neighbours: Iterable[float], chosen: float | None, said: str) -> Markup:
    """Return a strip.

    Args:
        others: Values of other forces as multiples of the average.
        neighbours: Those of the forces in the same region.
        chosen: That of the force; None if it has no value.
        said: What the strip shows.
    """
    ticks = ""
    for name, values, top in (("other", others, 7), ("region", neighbours, 5)):
        drawn_at = "".join(f"M{round(_place(value) * 10)} {top}V{_HEIGHT - top}" for value in values)
        ticks += f'<path class="{name}" d="{drawn_at}"/>' if drawn_at else ""
    average = round(_place(1) * 10)
    drawn = f'<path class="axis" d="M0 12H1000"/><path class="average" d="M{average} 0V{_HEIGHT}"/>{ticks}'
    dot = ""
    if chosen is not None:
        dot = f'<circle class="chosen" cx="{_place(chosen):.1f}%" cy="12" r="6"/>'
        if chosen > END:
            dot += f'<text class="beyond" x="98.5%" y="4">{chosen:.1f}×</text>'
    return Markup(
        '<svg class="strip" width="100%" height="{}" role="img" aria-label="{}">'
        '<svg viewBox="0 0 1000 {}" preserveAspectRatio="none" width="100%" height="{}">{}</svg>{}</svg>'
    ).format(_HEIGHT, said, _HEIGHT, _HEIGHT, Markup(drawn), Markup(dot))


def _place(ratio: float) -> float:
    """Place on the strip, in per cent of its width."""
    return min(max(ratio, 0.0), END) / END * 100
