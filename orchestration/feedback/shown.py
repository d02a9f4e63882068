"""Findings as their sender sees them in lists: amounts as people write them, and "expected" only where something is.

In scope: the value supplied, what was expected, what stood there a year before, and the row's name. Out of scope: the
sentences, which the catalogue holds, or the lists for programs (`json_report`), which keep digits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.country import currency_sign
from orchestration.feedback.page import Found
from orchestration.findings.amounts import change, number_in, plain_number, pounds
from orchestration.findings.catalogue import Rule

# What these rules compare with is no figure or name that the sender should have given.
_NOTHING_EXPECTED = frozenset(
    {"R07", "R09", "R11", "R13", "R14", "R21", "CR20", "CR21", "CR22", "CR23", "CR24", "CR26"}
)
_PREVIOUS_YEAR = "cross-year"


@dataclass(frozen=True)
class Values:
    """Values of a finding: as supplied, what was expected, what the current version of the year before has."""

    supplied: str | None
    expected: str | None
    last_year: str | None


def values_shown(rule: Rule, column: str | None, values: Values) -> Values:
    """Values of a finding as people write them, "expected" only where something is expected.

    Args:
        rule: Rule of the finding.
        column: Heading of its column.
        values: As the ledger has them.
    """
    is_of_last_year = rule.level == _PREVIOUS_YEAR
    before = values.expected if is_of_last_year else values.last_year
    is_note = rule.severity == "note"
    is_expected = not is_of_last_year and not is_note and rule.rule_id not in _NOTHING_EXPECTED
    return Values(
        text_shown(values.supplied, column),
        text_shown(values.expected, column) if is_expected else None,
        _with_change(values.supplied, before, column) if not is_note else None,
    )


def as_shown(found: Found, rule: Rule) -> Found:
    """The finding with its values as people write them."""
    values = values_shown(rule, found.column, Values(found.value, found.expected, found.last_year))
    return replace(
        found, value=values.supplied, expected=values.expected, last_year=values.last_year,
        natural_key=row_name(found.natural_key),
    )  # fmt: skip


def row_name(natural_key: str | None) -> str | None:
    """A natural key without the names of its columns: Training, or em-x; Kent; 2014/15."""
    if not natural_key:
        return None
    return "; ".join(part.partition("=")[2].strip() if "=" in part else part for part in natural_key.split("; "))


def _with_change(value: str | None, before: str | None, column: str | None) -> str | None:
    shown = text_shown(before, column)
    changed = change(number_in(value), number_in(before))
    return f"{shown} ({changed})" if shown and changed else shown


def text_shown(text: str | None, column: str | None) -> str | None:
    """A number with separators, and with the sign of the currency under a heading of money; any other text as it is."""
    number = number_in(text)
    is_code = text is not None and text[:1] == "0" and text[1:2].isdigit()
    if text is None or number is None or text.strip() != text or is_code:
        return text
    if f"({currency_sign()})" in (column or "") or currency_sign() in text:
        return pounds(number)
    return plain_number(number) if "(" in (column or "") else text
