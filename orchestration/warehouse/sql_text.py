"""Text in SQL as the Python side takes it: literals, white space, and text plain enough for SQL to judge alone.

In scope: pieces of SQL that landing and validation share. Out of scope: statements.
"""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """Text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


# What Python takes for white space, so that a cell is blank in SQL where it is blank to a reader of sheets.
_WHITE_POINTS = (*range(9, 14), *range(28, 33), 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288)
_WHITE_SPACE = literal("".join(chr(point) for point in _WHITE_POINTS))


def starts_with_ascii(cell: str) -> str:
    """Condition: the text begins with a plain letter, digit or sign, as most do. A single comparison."""
    return f"{cell} BETWEEN '!' AND '~'"


def is_filled(cell: str) -> str:
    """Condition: the text holds more than white space; null where there is none."""
    # Most texts say so by their first letter, and taking every kind of white space off costs ten times as much.
    return f"CASE WHEN {starts_with_ascii(cell)} THEN true ELSE trim({cell}, {_WHITE_SPACE}) <> '' END"


def is_plain(cell: str) -> str:
    """Condition: the text is plain letters, digits and signs with single spaces between them."""
    return f"regexp_full_match({cell}, '[!-~]+( [!-~]+)*')"


def is_of(submission_ids: Iterable[str]) -> str:
    """Condition: a landed row is of one of those submissions; listed, so that a scan skips all others."""
    return f"_submission_id IN ({', '.join(map(literal, submission_ids))})"
