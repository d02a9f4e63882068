"""Which tables are joined to which: the tables that others refer to, each with those that do.

In scope: the drawing. Out of scope: the relations, which are a table of the release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

_WIDTH, _ROW, _HEAD, _GAP, _COLUMNS = 1120, 18, 30, 22, 4
_INNER, _INDENT = 10, 14


def relations_diagram(relations: Sequence[dict[str, Any]]) -> Markup:
    """Draw a block per table that is referred to, the most referred to first, with the tables that refer to it.

    A line from each table to its block would be a web of two hundred lines; a block is read from the top.

    Returns:
        SVG; empty if there is no relation.
    """
    children: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in relations:
        children[row["to_table_name"], row["to_column_name"]][row["table_name"]].append(row["column_name"])
    if not children:
        return Markup("")
    blocks = sorted(children.items(), key=lambda each: (-len(each[1]), each[0]))
    width = (_WIDTH - (_COLUMNS - 1) * _GAP) / _COLUMNS
    filled = [0.0] * _COLUMNS
    parts = []
    for (table, column), of_table in blocks:
        lines = _lines(column, of_table)
        place = min(range(_COLUMNS), key=lambda each: filled[each])
        parts.append(_block(place * (width + _GAP), filled[place], width, table, lines))
        filled[place] += _HEAD + len(lines) * _ROW + _INNER + _GAP
    label = (
        f"{len(blocks)} tables that others refer to, each with the tables that do. "
        f"{blocks[0][0][0]} has the most: {len(blocks[0][1])}."
    )
    return Markup(
        f'<svg class="relations" viewBox="0 0 {_WIDTH} {max(filled):.0f}" width="{_WIDTH}" height="{max(filled):.0f}" '
        f'role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _lines(key: str, children: dict[str, list[str]]) -> list[tuple[str, int]]:
    """Text and indent of each line of a block; a column that is not called as the key follows its table."""
    lines = [(f"key: {key}", 0)]
    for child, columns in sorted(children.items()):
        lines.append((child, 0))
        if columns != [key]:
            lines += [(f"by {column}", _INDENT) for column in sorted(columns)]
    return lines


def _block(x: float, y: float, width: float, table: str, lines: list[tuple[str, int]]) -> str:
    height = _HEAD + len(lines) * _ROW + _INNER
    parts = [
        f'<rect class="frame" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height}"/>',
        f'<rect class="head" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{_HEAD - 6}"/>',
        f'<text class="parent" x="{x + 8:.0f}" y="{y + 17:.0f}">{escape(table)}</text>',
    ]
    for number, (text, indent) in enumerate(lines):
        at = y + _HEAD + _INNER + number * _ROW
        parts.append(f'<text class="child" x="{x + 8 + indent:.0f}" y="{at:.0f}">{escape(text)}</text>')
    return "".join(parts)
