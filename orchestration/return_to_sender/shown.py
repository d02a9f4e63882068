"""Findings as their sender sees them in lists: amounts as people write them, and "expected" only where something is.

In scope: the value supplied, what was expected, what stood there a year before, and the row's name. Out of scope: the
sentences, which the catalogue holds, or the lists for programs (`json_report`), which keep digits.
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.findings.amounts import change, number_in, plain_number, pounds
from orchestration.findings.catalogue import Rule
from orchestration.return_to_sender.page import Found

# What these rules compare with is no figure or name that the sender should have given.
_NOTHING_EXPECTED = frozenset(
    {"R07", "R09", "R11", "R13", "R14", "R21", "CR20", "CR21", "CR22", "CR23", "CR24", "CR26"}
)
_PREVIOUS_YEAR = "cross-year"


def as_shown(found: Found, rule: Rule) -> Found:
    """The finding with its values as people write them."""
    is_of_last_year = rule.level == _PREVIOUS_YEAR
    before = found.expected if is_of_last_year else found.last_year
    is_expected = not is_of_last_year and found.severity != "note" and found.rule_id not in _NOTHING_EXPECTED
    return replace(
        found,
        value=_shown(found.value, found),
        expected=_shown(found.expected, found) if is_expected else None,
        last_year=_with_change(found, before) if found.severity != "note" else None,
        natural_key=row_name(found.natural_key),
    )


def row_name(natural_key: str | None) -> str | None:
    """A natural key without the names of its columns: Training, or em-x; Kent; 2014/15."""
    if not natural_key:
        return None
    return "; ".join(part.partition("=")[2].strip() if "=" in part else part for part in natural_key.split("; "))


def _with_change(found: Found, before: str | None) -> str | None:
    shown = _shown(before, found)
    changed = change(number_in(found.value), number_in(before))
    return f"{shown} ({changed})" if shown and changed else shown


def _shown(text: str | None, found: Found) -> str | None:
    """A number with separators, and with a pound sign under a heading in pounds; any other text as it is."""
    number = number_in(text)
    if text is None or number is None or text.strip() != text or (text[:1] == "0" and text[1:2].isdigit()):
        return text
    is_money = "(£)" in (found.column or "") or "£" in text
    if is_money:
        return pounds(number)
    return plain_number(number) if "(" in (found.column or "") else text
