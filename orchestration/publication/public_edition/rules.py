"""What the public edition does with each table and column: `seeds/publication/public_treatments.csv` and its settings.

In scope: reading and checking these rules. Out of scope: applying them (`tables`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# What may be said of a column. A column of which nothing is said is withheld.
OPEN, WITHHELD = "open", "withheld"
SMALL, AVERAGED, COMPARED, SPREAD = "small", "averaged", "compared", "spread"
STATE, STATISTICS_REASON = "state", "statistics_reason"
FULL_AGREEMENT, AGREEMENT_TEXT, SAID_AGAIN = "full_agreement", "agreement_text", "said_again"
TREATMENTS = {
    OPEN, WITHHELD, SMALL, AVERAGED, COMPARED, SPREAD, STATE, STATISTICS_REASON, FULL_AGREEMENT,
    AGREEMENT_TEXT, SAID_AGAIN,
}  # fmt: skip
# What may be said of a table as a whole.
NO_ROWS, EVERY_COLUMN = "no_rows", "*"
NOT_STATED = "No treatment is stated for the column."
_FOLDER = "publication"


@dataclass(frozen=True)
class Treatment:
    """What is done with a column or table, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class PublicRules:
    """The rules of the public edition.

    Attributes:
        columns: Treatment of each column, by table and column; `*` stands for a table without rows.
        settings: Values of the settings, by their ID.
        groups: Worker types of each group that measures count.
        measures: Measure to its groups of workers: numerator and denominator.
    """

    columns: dict[tuple[str, str], Treatment]
    settings: dict[str, str]
    groups: dict[str, frozenset[str]]
    measures: dict[str, tuple[str, str]]

    def treatment(self, table: str, column: str) -> Treatment:
        """What is done with a column: nothing of it is shown unless something else is stated."""
        whole = self.columns.get((table, EVERY_COLUMN))
        return whole or self.columns.get((table, column), Treatment(WITHHELD, NOT_STATED))

    def number(self, setting: str) -> int:
        """A setting that is a whole number."""
        return int(self.settings[setting])

    def words(self, setting: str) -> list[str]:
        """A setting that is a list."""
        return [word for word in self.settings[setting].split(";") if word]


def read_rules(seeds: Path) -> PublicRules:
    """Read the rules from the folder of seeds.

    Raises:
        ValueError: If a treatment is unknown, or stated twice for a column.
    """
    columns: dict[tuple[str, str], Treatment] = {}
    for row in _rows(seeds / _FOLDER / "public_treatments.csv"):
        table, name = row["table_name"], row["treatment"]
        for column in row["columns"].split():
            known = {NO_ROWS} if column == EVERY_COLUMN else TREATMENTS
            if name not in known:
                raise ValueError(
                    f"public_treatments.csv gives {table}.{column} the treatment '{name}'. Use one of "
                    f"{', '.join(sorted(known))}."
                )
            if (table, column) in columns:
                raise ValueError(f"public_treatments.csv states a treatment for {table}.{column} twice. Keep one.")
            columns[table, column] = Treatment(name, row["reason"])
    groups: dict[str, set[str]] = {}
    for row in _rows(seeds / "reference" / "workforce_groups.csv"):
        groups.setdefault(row["workforce_group"], set()).add(row["worker_type"])
    return PublicRules(
        columns=columns,
        settings={row["setting_id"]: row["value"] for row in _rows(seeds / _FOLDER / "public_settings.csv")},
        groups={name: frozenset(types) for name, types in groups.items()},
        measures={
            row["measure_id"]: (row["numerator_group"], row["denominator_group"])
            for row in _rows(seeds / "reference" / "measures.csv")
        },
    )


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
