"""Repairs of cells as findings: what a submitter reads of them.

In scope: one finding for many repairs of a kind, or one for each that leaves a doubt. Out of scope: making
the repairs (`intake.values`), or the list of all of them (`ledger.repairs`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from orchestration.findings.finding import Finding
from orchestration.intake.mapped import Repair, others_in_words
from orchestration.intake.values import DOUBTFUL_REPAIRS

# Asked once for the column, by what proves both orders in it (`intake.date_columns`), not by the cells in doubt.
_ASKED_ELSEWHERE = "C43"
# The order of the column is proven: its cells are read for certain, and only the column is asked about.
_ABOUT_THE_COLUMN = "C42"
_MISSING_WORDS = {"not_reported": "not reported", "not_provided": "not provided by this force"}


def repair_findings(repairs: Iterable[Repair]) -> list[Finding]:
    """Repairs in words: those that leave a doubt cell by cell, the others once for each column and code."""
    grouped: dict[tuple[str, str, str | None], list[Repair]] = defaultdict(list)
    findings = []
    for repair in repairs:
        if repair.rule_id in DOUBTFUL_REPAIRS:
            findings.append(repair_finding(repair))
        elif repair.rule_id != _ASKED_ELSEWHERE:
            grouped[(repair.rule_id, repair.column, repair.missing)].append(repair)
    findings.extend(repair_finding(group[0], len(group) - 1) for group in grouped.values())
    return findings


def repair_finding(repair: Repair, more: int = 0) -> Finding:
    """One repair in words, and how many more of its kind the column has."""
    expected = _MISSING_WORDS.get(repair.missing or "", repair.value or "")
    if repair.rule_id == "C13":
        expected = str(next(column.digits for column in repair.table.columns if column.name == repair.column))
    given = repair.given.strip() if repair.rule_id == "C06" else f"'{repair.given}'"
    return Finding(
        repair.rule_id, sheet=repair.sheet, row=repair.row, column_letter=repair.letter, column=repair.heading,
        value=given, expected=expected, detail=others_in_words(more),
        rows=1 if repair.rule_id == _ABOUT_THE_COLUMN else more + 1,
    )  # fmt: skip
