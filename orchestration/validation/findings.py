"""Findings: what a rule found, where, in the words a submitter reads.

Belongs here: a finding and its sentence. Does not belong here: finding it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from orchestration.validation.catalogue import Catalogue, Rule


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

    @property
    def cell(self) -> str | None:
        """Address of the cell, as C12, or of the row or column alone."""
        if self.row is None and self.column_letter is None:
            return None
        return f"{self.column_letter or ''}{self.row or ''}"

    def finding_id(self, submission_id: str) -> str:
        """Key of the finding within the history of submissions."""
        parts = (submission_id, self.rule_id, self.sheet, self.cell, self.value, self.expected)
        return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:16]

    def sentence(self, rule: Rule, file_name: str) -> str:
        """The rule's sentence with this finding's words in it."""
        return _filled(rule.sentence, self._words(file_name))

    def how_to_fix(self, rule: Rule, file_name: str) -> str:
        """The rule's advice with this finding's words in it."""
        return _filled(rule.how_to_fix, self._words(file_name))

    def _words(self, file_name: str) -> dict[str, str]:
        return {
            "file": file_name,
            "sheet": self.sheet or "",
            "cell": self.cell or "",
            "where": self._where(file_name),
            "column": self.column or "",
            "value": self.value if self.value is not None else "nothing",
            "expected": self.expected or "",
            "detail": self.detail,
        }

    def _where(self, file_name: str) -> str:
        place = f"Sheet '{self.sheet}'" if self.sheet else file_name
        if self.row and self.column_letter:
            return f"{place}, cell {self.cell}"
        if self.row:
            return f"{place}, row {self.row}"
        if self.column_letter:
            return f"{place}, column {self.column_letter}"
        return place


def _filled(template: str, words: dict[str, str]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda match: words[match.group(1)], template)
    return re.sub(r"\s+", " ", filled).strip()


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to a misspelt one, or None if none is near."""
    found = process.extractOne(name, list(known), scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=70)
    return str(found[0]) if found else None


def nearest_sentence(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known name, or nothing."""
    found = nearest(name, known)
    return f"The nearest known name is '{found}'." if found else ""


def worst_severity(findings: Iterable[Finding], catalogue: Catalogue) -> str | None:
    """The worst severity among the findings: reject, query, note, or None."""
    severities = {catalogue[finding.rule_id].severity for finding in findings}
    for severity in ("reject", "query", "note"):
        if severity in severities:
            return severity
    return None
