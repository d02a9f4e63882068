"""What programs write where they have no value: the errors of spreadsheets, and the words of programs for nothing.

In scope: telling such a text, in Python and in SQL alike. Out of scope: cells that a workbook itself marks as errors
(`readers.workbook_metadata`), signs that people put for a missing value (`returns.shorthand`, the descriptions).
"""

from __future__ import annotations

import re

from orchestration.readers.workbook_metadata import ERROR_TEXTS, UNNAMED_ERROR
from orchestration.returns.plain_text import plain
from orchestration.warehouse.sql_text import literal

_NEWER_ERRORS = (
    "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#PYTHON!", "#EXTERNAL!", "#NA",
    "#N/A N/A", "#N/A!",
)  # fmt: skip
_WORDS_FOR_NOTHING = (
    "nan", "-nan", "+nan", "-nan(ind)", "nan(ind)", "#ind", "1.#ind", "-1.#ind", "#qnan", "1.#qnan", "-1.#qnan",
    "null", "(null)", "[null]", "<null>", "<na>", "nat", "\\n",
)  # fmt: skip
_TEXTS = frozenset(
    text.casefold() for text in (*ERROR_TEXTS.values(), UNNAMED_ERROR, *_NEWER_ERRORS, *_WORDS_FOR_NOTHING)
)
_LONGEST = 40  # characters of a cell that may hold one, spaces around it included
# A column too narrow for its number is shown, and so exported, as ####; LibreOffice numbers its errors.
_PATTERN = "#{2,}|err:[0-9]{3}"
_SHOWN = re.compile(_PATTERN)
# Letters and digits that none of them begins with, each up to the sign before the next: most cells begin so.
_OTHER_BEGINNINGS = (("0", "1"), ("2", ":"), ("A", "E"), ("F", "N"), ("O", "["), ("a", "e"), ("f", "n"), ("o", "{"))


def is_error_text(text: str) -> bool:
    """Whether a text is what a program writes for an error or for nothing."""
    if len(text) > _LONGEST:
        return False
    folded = plain(text).casefold()
    return folded in _TEXTS or _SHOWN.fullmatch(folded) is not None


def error_text_sql(cell: str) -> str:
    """SQL condition: the text of a cell may be such a text; every one fulfils it, and few others."""
    listed = ", ".join(literal(text) for text in sorted(_TEXTS))
    begins_otherwise = " OR ".join(f"({cell} >= '{first}' AND {cell} < '{end}')" for first, end in _OTHER_BEGINNINGS)
    # A text that is more than plain letters and signs may hold what nobody sees; `is_error_text` decides on it.
    return (
        f"CASE WHEN {begins_otherwise} OR strlen({cell}) > {4 * _LONGEST} THEN false "
        f"ELSE lower(trim({cell})) IN ({listed}) OR regexp_full_match(lower(trim({cell})), '{_PATTERN}') "
        f"OR NOT regexp_full_match({cell}, '[ -~]*') END"
    )
