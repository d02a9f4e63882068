"""The rule catalogue: every rule once, by its code, and whether it holds.

In scope: reading `seeds/quality/rules.csv`. Out of scope: how a rule is checked (`readers` and `intake` for
F and S codes, `dbt_project/models/checks` for rules across submissions, `expectations/` for the others), or putting a
finding into words (`findings.finding`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

Severity = Literal["reject", "query", "note"]
HOLDS = ("", "file", "row", "branch")


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue.

    Attributes:
        rule_id: Stable code.
        return_id: Return it belongs to, or `all`.
        level: What it looks at: file, sheet, cell, row, return, cross-return, cross-year, cross-submitter.
        severity: reject keeps the submission out, query lets it in with a question, note only tells.
        title: What is wrong, in a few words.
        sentence: What the submitter reads; names in braces are filled in.
        how_to_fix: What the submitter can do.
        tolerance: What may differ, as a number; in the unit of the column where the catalogue names no other.
        checked_by: reader, expectations or dbt.
        valid_from_year: First financial year it holds for; empty for always.
        valid_to_year: Last financial year it holds for; empty for always.
        is_active: Whether the rule is switched on.
        is_switchable: Whether it may be switched off; what cannot be read cannot be let in.
        holds_figures: What an open query holds out of averages and ranks: file, row (its heading), branch
            (its heading and those below it), or empty for nothing. The models read it (`int_doubt__findings`).
        holds_from_factor: Factor from which on it holds; empty where every open query does.
        compared_with: What a rule that holds compares with: year before, or a return; empty for the file alone.
        tolerance_minimum: What may differ besides, in the unit that the catalogue names; empty where nothing is.
        holds_reason: Why an open query holds the figures or does not; empty for rules that are no queries.
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
    valid_from_year: str = ""
    valid_to_year: str = ""
    is_active: bool = True
    is_switchable: bool = True
    holds_figures: str = ""
    holds_from_factor: str = ""
    compared_with: str = ""
    holds_reason: str = ""
    tolerance_minimum: str = ""

    def holds_in(self, financial_year: str | None) -> bool:
        """Whether the rule holds for a return of that year; one of no year is judged by the rules without an end."""
        if not self.is_active:
            return False
        if financial_year is None:
            return not self.valid_to_year
        return self.valid_from_year <= financial_year <= (self.valid_to_year or "9999")

    @property
    def number(self) -> Decimal:
        """The tolerance as a number.

        Raises:
            CatalogueError: If the rule has none.
        """
        if not self.tolerance:
            raise CatalogueError(
                f"Rule {self.rule_id} in seeds/quality/rules.csv has no tolerance; write it with digits only."
            )
        return Decimal(self.tolerance)


class CatalogueError(Exception):
    """A catalogue that does not hold together; the message names the rule and what to do."""


class Catalogue:
    """All rules by code."""

    def __init__(self, rules: dict[str, Rule]) -> None:
        self._rules = rules
        self._holding: dict[str | None, frozenset[str]] = {}

    def __getitem__(self, rule_id: str) -> Rule:
        """The rule of that code.

        Raises:
            KeyError: If the catalogue has no such code.
        """
        if rule_id not in self._rules:
            raise KeyError(f"rule {rule_id} is not in seeds/quality/rules.csv")
        return self._rules[rule_id]

    def holding_in(self, financial_year: str | None) -> frozenset[str]:
        """Codes of the rules that hold for a return of that year."""
        if financial_year not in self._holding:
            self._holding[financial_year] = frozenset(rule.rule_id for rule in self if rule.holds_in(financial_year))
        return self._holding[financial_year]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())


def read_catalogue(seeds: Path) -> Catalogue:
    """The catalogue from the seeds folder.

    Raises:
        CatalogueError: If a rule is switched off that cannot be, or a switch says neither true nor false.
    """
    path = seeds / "quality" / "rules.csv"
    stat = path.stat()
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(8)
def _read(path: Path, _written_at: int, _size: int) -> Catalogue:
    """The catalogue of a file as it is now: every step of a load asks for it."""
    with path.open(encoding="utf-8", newline="") as file:
        rules = {row["rule_id"]: _rule(row) for row in csv.DictReader(file)}
    for rule in rules.values():
        if not rule.is_switchable and (not rule.is_active or rule.valid_from_year or rule.valid_to_year):
            raise CatalogueError(
                f"Rule {rule.rule_id} ({rule.title.lower()}) is switched off in seeds/quality/rules.csv, but it cannot "
                "be: without it the hub does not know what a file holds. Set is_active to true and leave "
                "valid_from_year and valid_to_year empty."
            )
        _check_holding(rule)
    return Catalogue(rules)


def _check_holding(rule: Rule) -> None:
    if rule.holds_figures not in HOLDS:
        raise CatalogueError(
            f"Rule {rule.rule_id} in seeds/quality/rules.csv has '{rule.holds_figures}' as holds_figures; write "
            f"{', '.join(filter(None, HOLDS))}, or leave it blank."
        )
    if rule.holds_figures and rule.severity != "query":
        raise CatalogueError(
            f"Rule {rule.rule_id} in seeds/quality/rules.csv holds figures, but its severity is {rule.severity}; only "
            "a query can. Leave holds_figures blank or make the rule a query."
        )
    if not rule.holds_from_factor:
        return
    try:
        is_factor = Decimal(rule.holds_from_factor) > 1
    except InvalidOperation:
        is_factor = False
    if not is_factor:
        raise CatalogueError(
            f"Rule {rule.rule_id} in seeds/quality/rules.csv has '{rule.holds_from_factor}' as holds_from_factor; "
            "write a number above 1, or leave it blank."
        )


def _rule(row: dict[str, str]) -> Rule:
    for name in ("tolerance_lower", "tolerance", "tolerance_minimum"):
        _check_number(row, name)
    return Rule(
        rule_id=row["rule_id"],
        return_id=row["return_id"],
        level=row["level"],
        severity=cast("Severity", row["severity"]),
        title=row["title"],
        sentence=row["sentence"],
        how_to_fix=row["how_to_fix"],
        tolerance=row["tolerance"],
        checked_by=row["checked_by"],
        valid_from_year=row["valid_from_year"],
        valid_to_year=row["valid_to_year"],
        is_active=_switch(row, "is_active"),
        is_switchable=_switch(row, "is_switchable"),
        holds_figures=row["holds_figures"],
        holds_from_factor=row["holds_from_factor"],
        compared_with=row["compared_with"],
        holds_reason=row["holds_reason"],
        tolerance_minimum=row["tolerance_minimum"],
    )


def _check_number(row: dict[str, str], name: str) -> None:
    try:
        Decimal(row[name] or 0)
    except InvalidOperation:
        raise CatalogueError(
            f"The {name} of rule {row['rule_id']} in seeds/quality/rules.csv is '{row[name]}', which is no number; "
            "write it with digits only."
        ) from None


def _switch(row: dict[str, str], name: str) -> bool:
    if row[name] not in {"true", "false"}:
        raise CatalogueError(
            f"Rule {row['rule_id']} in seeds/quality/rules.csv has '{row[name]}' as {name}; write true or false."
        )
    return row[name] == "true"
