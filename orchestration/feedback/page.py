"""What one sender is told: the findings of one submission, and the words around them.

In scope: their shape, and severities in words. Out of scope: reading them from the ledger (`ledger_lists`),
or how they look in a workbook (`findings_sheet`, `marking`), as CSV or as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SEVERITY_WORDS = {
    "reject": "Must fix",
    "query": "Please check: correct or explain",
    "note": "For information",
}
# The sheet and the comments hold this many of the worst findings of a file, the lists beside it this many: where more
# fail, one cause is behind them, and a list of gigabytes would help nobody. The ledger has them all.
SHOWN_ON_SHEET = 10_000
LISTED = 100_000


@dataclass(frozen=True)
class Found:
    """One finding, as the ledger keeps it.

    Attributes:
        finding_id: Key of the finding.
        rule_id: Code of the rule.
        severity: reject, query or note.
        sheet: Sheet; empty for a text file, None when the finding is about the file.
        cell: Address of the cell as C12, of the row as 12 or of the column as C; None when it has no place.
        row: Row on the sheet, from 1.
        column: Heading of the column.
        natural_key: What tells the row from others.
        value: Value as given.
        expected: What was expected.
        sentence: What is wrong, in words.
        how_to_fix: What to do.
        found_at: When it was found, as ISO in UTC.
        last_year: What stood in the cell in the current version of the previous year; None where nothing is known.
        explanation: Why it is as it is, where somebody has explained it; `explained_by` says who.
    """

    finding_id: str
    rule_id: str
    severity: str
    sheet: str | None
    cell: str | None
    row: int | None
    column: str | None
    natural_key: str | None
    value: str | None
    expected: str | None
    sentence: str
    how_to_fix: str
    found_at: str
    last_year: str | None = None
    explanation: str | None = None
    explained_by: str | None = None


@dataclass(frozen=True)
class Page:
    """What the sheet of findings says.

    Attributes:
        title: First line.
        lines: Lines under it: whose return it is, what became of it, what to do.
        counts: Findings by severity, all of them.
        findings: The worst of them, worst first; no more than `SHOWN_ON_SHEET`.
    """

    title: str
    lines: tuple[str, ...]
    counts: Mapping[str, int]
    findings: tuple[Found, ...]

    def as_plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def page_from_plain(plain: Mapping[str, Any]) -> Page:
    """What `as_plain` gave, back again."""
    findings = tuple(Found(**each) for each in plain["findings"])
    return Page(plain["title"], tuple(plain["lines"]), plain["counts"], findings)
