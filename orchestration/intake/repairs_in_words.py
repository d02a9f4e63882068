"""Repairs of cells as findings: what a submitter reads of them.

In scope: one finding for many repairs of a kind, or one for each that leaves a doubt. Out of scope: making
the repairs (`intake.values`), or the list of all of them (`ledger.repairs`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from orchestration.findings.finding import Finding
from orchestration.intake.mapped import Repair
from orchestration.intake.values import DOUBTFUL_REPAIRS

_MISSING_WORDS = {"not_reported": "not reported", "not_provided": "not provided by this force"}


def repair_findings(repairs: Iterable[Repair]) -> list[Finding]:
    """Repairs in words: those that leave a doubt cell by cell, the others once for each column and code."""
    grouped: dict[tuple[str, str, str | None], list[Repair]] = defaultdict(list)
    findings = []
    for repair in repairs:
        if repair.rule_id in DOUBTFUL_REPAIRS:
            findings.append(repair_finding(repair))
        else:
            grouped[(repair.rule_id, repair.column, repair.missing)].append(repair)
    findings.extend(repair_finding(group[0], len(group) - 1) for group in grouped.values())
    return findings


def repair_finding(repair: Repair, more: int = 0) -> Finding:
    """One repair in words, and how many more of its kind the column has."""
    others = f"The same applies to {more:,} more {'cells' if more > 1 else 'cell'} in the column."
    expected = _MISSING_WORDS.get(repair.missing or "", repair.value or "")
    if repair.rule_id == "C13":
        expected = str(next(column.digits for column in repair.table.columns if column.name == repair.column))
    return Finding(
        repair.rule_id, sheet=repair.sheet, row=repair.row, column_letter=repair.letter, column=repair.heading,
        value=f"'{repair.given}'", expected=expected, detail=others if more else "",
    )  # fmt: skip
