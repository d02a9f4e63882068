"""The rule catalogue: every rule once, by its code.

Belongs here: reading `seeds/quality/rules.csv` and putting a finding into words. Does not belong here: how a rule is
checked (`readers` and `intake` for F and S codes, `expectations/` for the others).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

Severity = Literal["reject", "query", "note"]


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue.

    Attributes:
        rule_id: Stable code.
        return_id: Return it belongs to, or `all`.
        level: What it looks at: file, sheet, cell, row, return.
        severity: reject keeps the submission out, query lets it in with a question, note only tells.
        title: What is wrong, in a few words.
        sentence: What the submitter reads; names in braces are filled in.
        how_to_fix: What the submitter can do.
        tolerance: What may differ, in the unit of the column; in words where the reader applies it.
        checked_by: reader or expectations.
        is_active: Whether the rule is switched on.
    """

    rule_id: str
    return_id: str
    level: str
    severity: Severity
    title: str
    sentence: str
    how_to_fix: str
    tolerance: str
    checked_by: str
    is_active: bool


class Catalogue:
    """All rules by code."""

    def __init__(self, rules: dict[str, Rule]) -> None:
        self._rules = rules

    def __getitem__(self, rule_id: str) -> Rule:
        """The rule of that code.

        Raises:
            KeyError: If the catalogue has no such code.
        """
        if rule_id not in self._rules:
            raise KeyError(f"rule {rule_id} is not in seeds/quality/rules.csv")
        return self._rules[rule_id]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())


def read_catalogue(seeds: Path) -> Catalogue:
    """The catalogue from the seeds folder."""
    with (seeds / "quality" / "rules.csv").open(encoding="utf-8", newline="") as file:
        rules = {
            row["rule_id"]: Rule(
                rule_id=row["rule_id"],
                return_id=row["return_id"],
                level=row["level"],
                severity=cast("Severity", row["severity"]),
                title=row["title"],
                sentence=row["sentence"],
                how_to_fix=row["how_to_fix"],
                tolerance=row["tolerance"],
                checked_by=row["checked_by"],
                is_active=row["is_active"] == "true",
            )
            for row in csv.DictReader(file)
        }
    return Catalogue(rules)
