"""Text in the form in which it is compared: what nobody sees is left out, and signs that look alike are one.

In scope: characters. Out of scope: which names mean the same (`returns.reference_lists`), headings (`returns.layouts`).
"""

from __future__ import annotations

import re
import unicodedata

# Longer than any name, heading, code, number or date; a longer text is cut, marked, and so like none of them.
LONGEST_COMPARED = 1_000
CUT = "\u2026"

_ALIKE = {
    "\u2212": "-", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2044": "/",
    "\u2215": "/",
}  # fmt: skip

# References to notes, as the government's guidance on spreadsheets has them: [note 3], [notes 1 and 2].
_NOTES = re.compile(r" ?\[notes? ?\d{1,3}(?:(?:,| and| &) ?(?:note )?\d{1,3})*\]", re.IGNORECASE | re.ASCII)


def plain(text: str) -> str:
    """Text without invisible characters (category Cf), with a plain sign for every dash, stroke and quotation mark.

    White space becomes single spaces; accents are kept, in their composed form.
    """
    short = " ".join(text.split())
    if len(short) > LONGEST_COMPARED:
        short = short[:LONGEST_COMPARED] + CUT
    if short.isascii():
        return short
    return " ".join("".join(map(_plain_character, unicodedata.normalize("NFC", short))).split())


def without_invisible(text: str) -> str:
    """Text without invisible characters (category Cf), such as a byte order mark or a soft hyphen."""
    if text.isascii():
        return text
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def without_notes(text: str) -> str:
    """A text without references to notes, such as `[note 3]` or `[notes 1 and 2]`, which headings and numbers have."""
    return _NOTES.sub("", text).strip() if "[" in text else text


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    kind = unicodedata.category(character)
    if kind == "Cf":
        return ""
    return "-" if kind == "Pd" else _ALIKE.get(character, character)
