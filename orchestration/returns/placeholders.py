"""Placeholders: what senders write in place of a name that they withhold, do not know, or have several of.

In scope: the reviewed list of them (`seeds/reference/placeholder_names.csv`), telling one. Out of scope: the query that
follows (`validation.placeholders`), and measures, which count none as one name (`int_measures__classified_spend`).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from orchestration.returns.reference_lists import folded

ANY = "any"
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Placeholders:
    """The list.

    Attributes:
        whole: Kind of column to names that are placeholders as they stand.
        words: Kind of column to words that make every name with them a placeholder.
    """

    whole: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]

    def is_placeholder(self, kind: str, text: str) -> bool:
        """Whether a text is a placeholder in a column of that kind: supplier, category or contract.

        A text without a letter or a digit, such as a hyphen, names nothing; neither does zero.
        """
        key = placeholder_key(text)
        if not key.strip("0 "):
            return True
        return any(
            key in self.whole.get(each, ()) or not self.words.get(each, frozenset()).isdisjoint(key.split())
            for each in (kind, ANY)
        )


def placeholder_key(text: str) -> str:
    """A name in small letters without signs; the macro `placeholder_key` does the same in SQL."""
    return _SIGNS.sub(" ", folded(text)).strip()


def read_placeholders(seeds: Path) -> Placeholders:
    """The list from the seeds folder."""
    with (seeds / "reference" / "placeholder_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = {row["column_kind"] for row in rows}
    return Placeholders(*({kind: _keys(rows, kind, match) for kind in kinds} for match in ("whole", "word")))


def _keys(rows: list[dict[str, str]], kind: str, match: str) -> frozenset[str]:
    return frozenset(row["placeholder_key"] for row in rows if (row["column_kind"], row["matches"]) == (kind, match))
