"""What a cell says: the value of its text, which kind of missing it is, and every repair that was made to get there.

In scope: numbers, dates, years and codes written the way people write them. Out of scope: where the cell
stands (`intake.mapping`), or whether its value is right (`expectations/`).

A repair that leaves no doubt is made and told; one that could be wrong is made only where the rule it carries asks the
submitter. What cannot be read has no value: the text stays as given, and the suite of the return reports it.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from orchestration.country import currency_sign
from orchestration.intake.dates import DateOrder, written_date
from orchestration.intake.error_texts import is_error_text
from orchestration.returns.description import Column, MissingState, ReturnDescription
from orchestration.returns.plain_text import plain, without_invisible
from orchestration.returns.reference_lists import folded
from orchestration.returns.shorthand import SIGNS, marks_behind

# Repairs that leave a doubt, and errors: each cell is told on its own. Dates are asked about by the column.
DOUBTFUL_REPAIRS = frozenset({"C05", "C06", "C13", "C14", "C15"})

DIGITS_KEPT = 15  # a spreadsheet keeps no more digits of a number

_DIGITS = re.compile(r"\d+", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?", re.ASCII)
_SCIENTIFIC = re.compile(r"-?\d(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)  # a greater power is written in gigabytes
# What a spreadsheet leaves of a long reference: 15 digits, or the 16 or 17 that a number can hold, then zeros.
_ROUNDED = re.compile(r"\d{15}0+|\d{16,17}0{2,}", re.ASCII)
_SPACES = "\u00a0\u2007\u2009\u202f"
LONGEST_VALUE = 100  # characters that a number, year or code can have; no expression meets a longer text
_PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_YEARS = re.compile(r"(\d{4}) ?[/\-] ?(\d{4}|\d{2})", re.ASCII)


class Reading(NamedTuple):
    """What was made of one cell.

    Attributes:
        value: Canonical text: digits with a full stop for a number, ISO for a date, the code as described; None where
            the cell is empty, stands for missing, or cannot be read.
        missing: Which kind of missing the cell's sign stands for; None for an empty cell.
        rules: Codes of the repairs that were made, and of doubts about the cell.
    """

    value: str | None = None
    missing: MissingState | None = None
    rules: tuple[str, ...] = ()

    def is_unread(self, given: str | None) -> bool:
        """Whether a text was given that says neither a value nor which kind of missing."""
        return bool(given and given.strip()) and self.value is None and self.missing is None


@dataclass(frozen=True)
class Signs:
    """What stands for a missing value: signs with their meaning, and signs that may also mean nil."""

    missing: dict[str, MissingState]
    doubtful: frozenset[str] = frozenset()


EMPTY = Reading()
_UNREADABLE = "\u2026"  # stands for a text too long to be a value, and is none itself

# The repair that reading one of two days is, by what the column says of them.
_OF_TWO_DAYS: dict[DateOrder, str] = {
    "undecided": "C12", "day_first": "C09", "month_first": "C42", "contradictory": "C43",
}  # fmt: skip

# Years in which a financial year may begin: the 43 forces date from 1 April 1974 (Local Government Act 1972); the end
# is the builders' choice.
FIRST_YEAR, LAST_YEAR = 1974, 2099


def signs_of(description: ReturnDescription, column: Column) -> Signs:
    """Return the signs of a column: its return's, its own, the government's; none where a number is never missing."""
    own = {**description.missing_signs, **column.missing}
    known = {**SIGNS, **own} if own else {}
    return Signs({sign.casefold(): state for sign, state in known.items()}, frozenset(description.doubtful_signs))


def read_cell(
    text: str | None,
    column: Column,
    signs: Signs,
    is_percent: bool = False,
    is_1904: bool = False,
    order: DateOrder = "undecided",
) -> Reading:
    """Read a cell as its column says; a column of text or names has no value beside its text.

    Args:
        text: The cell as given.
        column: Its description.
        signs: What stands for missing in it.
        is_percent: Whether a spreadsheet shows the number as a percentage.
        is_1904: Whether the workbook counts dates from 1904.
        order: What the column says of dates that could be two days.
    """
    if text is None:
        return EMPTY
    if is_error_text(text) and trimmed_text(text).casefold() not in signs.missing:
        return Reading(None, None, ("C06",))
    if column.is_number:
        return read_number(text, signs, unit=column.unit, is_percent=is_percent)
    if column.type in {"date", "partial_date"}:
        return read_date(text, is_partial=column.type == "partial_date", is_1904=is_1904, order=order)
    if column.type == "financial_year":
        return read_financial_year(text)
    if column.type == "code":
        return read_code(text, column.allowed)
    return _doubts_of_text(text, column.digits)


def read_number(text: str, signs: Signs, unit: str | None = None, is_percent: bool = False) -> Reading:
    """Read a number: its currency, thousands separators, brackets for minus, spaces, per cent and marks."""
    if not is_percent and is_plain_number(text):
        return Reading(text)
    if len(text) <= LONGEST_VALUE and _PLAIN_NUMBER.fullmatch(text):
        return _checked_number(text, (), unit, is_percent)
    trimmed = trimmed_text(text)
    if not trimmed:
        return EMPTY
    unmarked, marks = marks_behind(trimmed)
    state = signs.missing.get(unmarked.casefold())
    if state:
        return Reading(None, state, ("C04",))
    if unmarked in signs.doubtful:
        return Reading(None, "not_reported", ("C15",))
    rules = ["C08"] if trimmed != text else []
    if marks:
        rules.append("C22")
    bare, repairs = _without_dress(unmarked)
    rules.extend(repairs)
    if bare.endswith("%"):
        if unit != "per cent":
            return Reading()
        bare = bare[:-1].rstrip()
        rules.append("C16")
    if _GROUPED.fullmatch(bare.lstrip("-")):
        bare = re.sub("[ ,]", "", bare)
        rules.append("C01")
    if _SCIENTIFIC.fullmatch(bare):
        bare = format(Decimal(bare), "f")
    if not _PLAIN_NUMBER.fullmatch(bare):
        return Reading()
    return _checked_number(bare, tuple(rules), unit, is_percent)


def is_plain_number(text: str) -> bool:
    """Whether a text is a number as it stands, which nearly every cell of a column of numbers is."""
    return len(text) <= DIGITS_KEPT and _PLAIN_NUMBER.fullmatch(text) is not None


def read_date(text: str, is_partial: bool = False, is_1904: bool = False, order: DateOrder = "undecided") -> Reading:
    """Read a date; one that could be two days is read month first where the column is, otherwise day first.

    Args:
        text: The cell as given.
        is_partial: Whether a year, or a year and month, is a date too.
        is_1904: Whether the workbook counts dates from 1904.
        order: What the column says of dates that could be two days.
    """
    trimmed = trimmed_text(text)
    if not trimmed:
        return EMPTY
    spaces = ("C08",) if trimmed != text else ()
    if is_partial and _PARTIAL.fullmatch(trimmed):
        return Reading(trimmed, None, spaces)
    found = written_date(trimmed, is_1904)
    if found is None:
        return Reading()
    value = found.day_first or found.month_first
    if found.is_ambiguous:
        value = found.month_first if order == "month_first" else found.day_first
        rule_id = _OF_TWO_DAYS[order]
    elif found.proves == "month_first" and order != "contradictory":
        rule_id = "C42"
    else:
        rule_id = "C10" if found.is_serial else "C09"
    if not found.has_time:
        return Reading(value, None, spaces if found.is_iso else (rule_id,))
    # That a time was left out tells how the day was read; a doubt about the day is asked about besides.
    doubts = () if rule_id in {"C09", "C10"} else (rule_id,)
    return Reading(value, None, (*(spaces if found.is_iso else ()), *doubts, "C41"))


def first_day(text: str) -> datetime.date | None:
    """First day of a date, month or year however it is written; None where the text is none of them."""
    read = read_date(text, is_partial=True).value
    return datetime.date.fromisoformat((read + "-01-01")[:10]) if read else None


def read_financial_year(text: str) -> Reading:
    """Read a financial year: 2012/13, also as 2012-13 or 2012/2013.

    A year before the forces were formed, or further ahead than any appraisal counts, is a slip and not a year.
    """
    trimmed = trimmed_text(text)
    found = _YEARS.fullmatch(plain(trimmed))
    if not found:
        return Reading()
    start, end = int(found[1]), int(found[2][-2:])
    if end != (start + 1) % 100 or (len(found[2]) == 4 and int(found[2]) != start + 1):
        return Reading()
    if not FIRST_YEAR <= start <= LAST_YEAR:
        return Reading()
    value = f"{start}/{end:02d}"
    if value == text:
        return Reading(value)
    return Reading(value, None, ("C08",) if value == trimmed else ("C17",))


def read_code(text: str, allowed: tuple[str, ...] | None) -> Reading:
    """Read a code: spaces and case apart it must be one of those allowed; any text where a list decides later."""
    trimmed = " ".join(without_invisible(text).split())
    if not trimmed:
        return EMPTY
    spaces = ("C08",) if trimmed != text else ()
    if allowed is None or trimmed in allowed:
        return Reading(trimmed, None, spaces)
    same = next((code for code in allowed if folded(code) == folded(trimmed)), None)
    return Reading(same, None, (*spaces, "C18")) if same else Reading()


def _checked_number(bare: str, rules: tuple[str, ...], unit: str | None, is_percent: bool) -> Reading:
    """A number that was read, with doubts about its digits and its per cent format."""
    if len(bare) > DIGITS_KEPT and len(bare.split(".")[0].lstrip("-0")) > DIGITS_KEPT:
        rules = (*rules, "C14")
    if is_percent and unit == "per cent":
        return Reading(_plain(Decimal(bare) * 100), None, (*rules, "C16"))
    if is_percent:
        rules = (*rules, "C05")
    return Reading(bare, None, rules)


def _doubts_of_text(text: str, digits: int | None) -> Reading:
    """Doubts about a reference that a spreadsheet may have taken for a number."""
    bare = trimmed_text(text)
    if _SCIENTIFIC.fullmatch(bare) or _ROUNDED.fullmatch(bare):
        return Reading(None, None, ("C14",))
    if digits and _DIGITS.fullmatch(bare) and len(bare) < digits:
        return Reading(None, None, ("C13",))
    return EMPTY


def _without_dress(text: str) -> tuple[str, list[str]]:
    """A number without brackets and currency, its minus in front, and the codes of what was taken off."""
    rules: list[str] = []
    minus = ""
    if text.startswith("(") and text.endswith(")"):
        text, minus = text[1:-1].strip(), "-"
        rules.append("C03")
    for _ in range(2):  # -£5 and £-5
        if text.startswith(("-", "\u2212")) and not minus:
            text, minus = text[1:].lstrip(), "-"
        if text.startswith(sign := currency_sign()):
            text = text.removeprefix(sign).lstrip()
            rules.append("C02")
    return minus + text, rules


def trimmed_text(text: str) -> str:
    """Text without invisible characters and with plain spaces, none of them around it."""
    if not text.isascii():
        text = without_invisible(text)
        for space in _SPACES:
            text = text.replace(space, " ")
    text = text.strip()
    return text if len(text) <= LONGEST_VALUE else _UNREADABLE


def _plain(number: Decimal) -> str:
    try:
        return format(number.normalize(), "f")
    except InvalidOperation:
        return format(number, "f")
