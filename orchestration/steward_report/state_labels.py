"""The words and signs of every state that the report shows, in this one place.

In scope: what a state is called, its sign, what it means. Out of scope: deciding which state a thing is in
(`matrix`, `tables`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from orchestration.days import day_in_words, time_in_words

Tone = Literal["bad", "ask", "good", "plain"]


@dataclass(frozen=True)
class Word:
    """A state as people read it; its colour says nothing that the word does not.

    Attributes:
        code: As the pages' filters name it.
        text: The word.
        sign: A sign beside it, for the eye alone.
        tone: Which of four looks it has.
        meaning: One sentence.
    """

    code: str
    text: str
    sign: str
    tone: Tone
    meaning: str


def _by_code(*words: Word) -> dict[str, Word]:
    return {word.code: word for word in words}


RETURNS = _by_code(
    Word("late", "Late", "!", "bad", "Nothing has been received, and the due date has passed."),
    Word("rejected", "Rejected", "✕", "bad", "The last version was rejected, and there is no current version."),
    Word("newer-rejected", "Newer rejected", "✕", "bad", "There is a current version; a later one was rejected."),
    Word("in-question", "In question", "?", "ask", "There is a current version, with open queries."),
    Word("waiting", "Received", "…", "plain", "The file has been received, and its rules have not been applied yet."),
    Word("missing", "Not received", "○", "plain", "Nothing has been received; it is not due yet, or no date is set."),
    Word("waived", "Clean, waived", "✓", "good", "There is a current version; all its findings are waived."),
    Word("clean", "Clean", "✓", "good", "There is a current version, with no open findings."),
    Word("signed-off", "Signed off", "✓✓", "good", "The current version is clean, and the force has signed it off."),
    Word("superseded", "Replaced", "–", "plain", "Only an older edition has been received."),
)

SUBMISSIONS = _by_code(
    Word("rejected", "Rejected", "✕", "bad", "The file was rejected."),
    Word("unrecognised", "Not recognised", "✕", "bad", "The file does not match any return."),
    Word("accepted_with_queries", "In question", "?", "ask", "The file was accepted, with queries."),
    Word("received", "Received", "…", "plain", "The file has been received, and its rules have not been applied yet."),
    Word("accepted", "Accepted", "✓", "good", "The file was accepted."),
    Word("superseded", "Replaced", "–", "plain", "A later version replaced it."),
    Word("duplicate", "Duplicate", "–", "plain", "An identical file was received earlier."),
    Word("withdrawn", "Withdrawn", "–", "plain", "It was withdrawn and is not used."),
)

SEVERITIES = _by_code(
    Word("reject", "Must fix", "✕", "bad", "The file is rejected."),
    Word("query", "To answer", "?", "ask", "The file is accepted, with a query."),
    Word("note", "For information", "i", "plain", "Nothing to do."),
)

FINDINGS = _by_code(
    Word("new", "New", "+", "ask", "Not found in the previous version."),
    Word("still there", "Still there", "=", "ask", "Also found in the previous version."),
    Word("back", "Back", "↩", "ask", "Fixed in an earlier version and found again."),
    Word("could not run", "Could not run", "!", "bad", "The rule failed to run, so the result is not known."),
    Word("waived", "Waived", "–", "plain", "Accepted until a given date."),
    Word("fixed", "Fixed", "✓", "good", "No longer found."),
)

# What needs no action comes last.
SEVERITY_ORDER = tuple(SEVERITIES)


def short_return_name(return_id: str, variant: str | None = None) -> str:
    """A return as the head of a column."""
    name = return_id.replace("_", " ").capitalize()
    return f"{name}, {variant.replace('_', ' ')}" if variant and variant != return_id else name


def pluralise(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> pluralise(1, "query", "queries"), pluralise(2000, "file")
    ('1 query', '2,000 files')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def format_timestamp(value: datetime.datetime | None) -> str:
    """A time in UTC to the minute.

    >>> format_timestamp(datetime.datetime(2026, 12, 1, 9, 5))
    '1 December 2026, 09:05'
    """
    return time_in_words(value).removesuffix(" UTC") if value else ""


def format_day(value: datetime.date | str | None) -> str:
    """A day, given as one or in ISO 8601; nothing for none, and what is no day as it was written.

    >>> format_day("2026-12-01"), format_day(datetime.date(2026, 3, 5)), format_day(""), format_day("soon")
    ('1 December 2026', '5 March 2026', '', 'soon')
    """
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value)
        except ValueError:
            return str(value)
    return day_in_words(value) if value else ""


def anchor(*parts: str | None) -> str:
    """Name of a place on a page, of plain letters, digits and hyphens.

    >>> anchor("workforce", "2022/23")
    'workforce-2022-23'
    """
    joined = "-".join(part for part in parts if part)
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in joined.lower())
