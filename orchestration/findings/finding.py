"""Findings: what a rule found, where, in the words a submitter reads.

In scope: a finding and its sentence. Out of scope: finding it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from rapidfuzz import fuzz, process

from orchestration.country import currency_sign
from orchestration.findings.amounts import change, full_time_equivalents, number_in, pounds, short_pounds
from orchestration.findings.catalogue import Catalogue, Rule
from orchestration.returns.plain_text import plain

_LONGEST_MISSPELT = 200  # characters; a longer text is no name with a slip in it
_NAMES_COMPARED = 2_000  # known names at most: a sheet can have 16,384 headings
_LONGEST_VALUE = 300  # characters of a value that a sentence repeats

# Rules about something that has no place of its own on a sheet, and the attribute that names it.
_NAMED_BY = {
    "S01": "expected",
    "S05": "expected",
    "S10": "value",
    "S11": "value",
    "R12": "value",
    "R21": "expected",
    "C42": "column",
    "C43": "column",
    "C44": "column",
    "H01": "value",
}
_LONGEST_ROW_NAME = 60
_KEYS_WITHOUT_NAME = frozenset({"sheet", "worker_type"})  # a code, which is no name of a row


@dataclass(frozen=True)
class Finding:
    """One place where a rule does not hold.

    Attributes:
        rule_id: Code of the rule.
        sheet: Sheet; empty for a text file; None when the finding is about the file.
        row: Row on the sheet, from 1.
        column_letter: Letter of the column on the sheet.
        column: Heading of the column.
        natural_key: What tells the row from others, as `name=value` pairs.
        value: Value as given.
        expected: What was expected.
        detail: A further sentence, such as the nearest known name.
        rows: Rows in question: more than one where one finding stands for many cells of a column.
    """

    rule_id: str
    sheet: str | None = None
    row: int | None = None
    column_letter: str | None = None
    column: str | None = None
    natural_key: str | None = None
    value: str | None = None
    expected: str | None = None
    detail: str = ""
    rows: int = 1

    @property
    def cell(self) -> str | None:
        """Address of the cell, as C12, or of the row or column alone."""
        if self.row is None and self.column_letter is None:
            return None
        return f"{self.column_letter or ''}{self.row or ''}"

    @property
    def rule_in_question(self) -> str:
        """Code of the rule; of a rule that could not run, the code of that one."""
        return self.value or "" if self.rule_id == "H01" else self.rule_id

    @property
    def subject(self) -> str:
        """What the finding is about, whatever the row it stands on: its natural key, else a name, else its cell."""
        if self.natural_key:
            return folded_key(self.natural_key)
        named_by = _NAMED_BY.get(self.rule_id)
        return folded_key(str(getattr(self, named_by))) if named_by else self.cell or ""

    @property
    def difference(self) -> str | None:
        """Value less what was expected, as digits; None unless both are numbers, differ, and stand in a row."""
        value, expected = number_in(self.value), number_in(self.expected)
        if self.row is None or value is None or expected is None or value == expected:
            return None
        return f"{value - expected:f}"

    def finding_id(self, submission_id: str) -> str:
        """Key of the finding within the history of submissions."""
        parts = (submission_id, self.rule_id, self.sheet, self.cell, self.value, self.expected)
        return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:16]

    def sentence(self, rule: Rule, file_name: str) -> str:
        """The rule's sentence with this finding's words in it."""
        return _filled(rule.sentence, self._words(rule, file_name))

    def how_to_fix(self, rule: Rule, file_name: str) -> str:
        """The rule's advice with this finding's words in it."""
        return _filled(rule.how_to_fix, self._words(rule, file_name))

    def _words(self, rule: Rule, file_name: str) -> dict[str, str]:
        value, expected = number_in(self.value), number_in(self.expected)
        apart = "" if value is None or expected is None else f"{abs(value - expected):f}"
        return {
            "file": file_name,
            "sheet": self.sheet or "",
            "cell": self.cell or "",
            "where": self._where(file_name),
            "column": self.column or "",
            "value": _shortened(self.value) if self.value is not None else "nothing",
            "expected": self.expected or "",
            "detail": self.detail,
            "short_value": self.value or "",
            "short_expected": self.expected or "",
            "difference": apart,
            "change": change(value, expected),
            "tolerance": rule.tolerance,
            "minimum": rule.tolerance_minimum,
        }

    def _where(self, file_name: str) -> str:
        place = f"Sheet '{self.sheet}'" if self.sheet else file_name
        if self.row and self.column_letter:
            place = f"{place}, cell {self.cell}"
        elif self.row:
            place = f"{place}, row {self.row}"
        elif self.column_letter:
            place = f"{place}, column {self.column_letter}"
        return f"{place} ({self.row_name})" if self.row_name else place

    @property
    def row_name(self) -> str:
        """What the row is called, as Training, where that is short and not the value itself."""
        named = [part.partition("=") for part in (self.natural_key or "").split("; ")]
        if len(named) != 1 or named[0][0] in _KEYS_WITHOUT_NAME:
            return ""
        name = named[0][2].strip()
        is_the_value = name.casefold() == (self.value or "").strip().casefold()
        return "" if is_the_value or len(name) > _LONGEST_ROW_NAME else name


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}..."


def _filled(template: str, words: dict[str, str]) -> str:
    """The template with its names replaced; digits are grouped after the sign of the currency and before FTE."""

    def fill(match: re.Match[str]) -> str:
        pound, name, fte = match.groups()
        text = words[name]
        if not (pound or fte):
            return text
        write = (short_pounds if name.startswith("short_") else pounds) if pound else full_time_equivalents
        number = number_in(text)
        if number is not None:
            return write(number)
        return re.sub(r"\d+(?:\.\d+)?", lambda each: write(Decimal(each.group())), text)

    filled = re.sub(rf"({re.escape(currency_sign())}|£)?\{{(\w+)\}}(?=( FTE\b)?)", fill, template)
    return re.sub(r"\s+", " ", filled).strip()


def folded_key(natural_key: str) -> str:
    """A natural key with case and white space folded, so that its spellings in two versions are one."""
    return re.sub(r"\s*([=;])\s*", r"\1", " ".join(natural_key.split())).casefold()


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to a misspelt one, or None if none is near, or two are equally near."""
    given = plain(name)
    if len(given) > _LONGEST_MISSPELT:
        return None
    names = [name for name in islice(known, _NAMES_COMPARED) if len(name) <= _LONGEST_MISSPELT]
    found = process.extract(given, names, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=70, limit=None)
    best = [known_name for known_name, score, _ in found if score == found[0][1]]
    by_letters = sorted(best, key=lambda each: fuzz.ratio(given, each, processor=str.casefold), reverse=True)
    if len(by_letters) > 1:
        first, second = (fuzz.ratio(given, each, processor=str.casefold) for each in by_letters[:2])
        if first == second:
            return None
    return by_letters[0] if by_letters else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question that offers the nearest known name to who types, or nothing."""
    found = nearest(name, known)
    return f"Did you mean '{found}'?" if found else ""


def nearest_sentence(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known name, or nothing."""
    found = nearest(name, known)
    return f"The nearest known name is '{found}'." if found else ""


def applicable_findings(findings: Iterable[Finding], catalogue: Catalogue, financial_year: str | None) -> list[Finding]:
    """The findings of rules that hold for a return of that year; what is switched off is not recorded."""
    holding = catalogue.holding_in(financial_year)
    return [finding for finding in findings if finding.rule_in_question in holding]


def worst_severity(findings: Iterable[Finding], catalogue: Catalogue) -> str | None:
    """The worst severity among the findings: reject, query, note, or None."""
    severities = {catalogue[finding.rule_id].severity for finding in findings}
    for severity in ("reject", "query", "note"):
        if severity in severities:
            return severity
    return None
