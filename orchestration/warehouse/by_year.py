"""Tables whose rows of a year follow from the rows of that year: only years behind which something differs are made.

In scope: which years these are, and what is written down to tell next time. Out of scope: writing the rows
(`warehouse.relations`), or when a table is built at all (`warehouse.runner`).

A model says so of itself (`rows_of_a_year_from` in its meta), and `tests/integration/test_by_year.py` holds it to that:
with every other year taken out of the tables behind it, it gives the same rows of the year.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

YEAR = "financial_year"
# What a model may say, and how many years before a year its rows are made from as well.
SAYINGS = {"that year": 0, "that year and the one before": 1}

_A_YEAR = re.compile(r"\d{4}/\d{2}")

# Fingerprint of an input: one, or one for each year. Rows without a year stand under "".
Inputs = Mapping[str, str | dict[str, str]]


def years_to_make(before: str | None, now: Inputs, years_before: int) -> frozenset[str] | None:
    """Years of a table whose rows may differ from those that stand.

    Args:
        before: What `as_text` said of the inputs when the table was built.
        now: Its inputs as they are.
        years_before: How many earlier years its rows of a year are made from as well.

    Returns:
        Years as `2012/13`; None where all have to be made: something without a year differs, or every year, or nothing
        was written down.
    """
    known: Inputs = json.loads(before) if before else {}
    if known.keys() != now.keys():
        return None
    differing: set[str] = set()
    years: set[str] = set()
    for name, given in now.items():
        was = known[name]
        if isinstance(given, dict) and isinstance(was, dict):
            years |= given.keys()
            differing |= {year for year in given.keys() | was.keys() if given.get(year) != was.get(year)}
        elif given != was:
            return None
    if not all(map(_A_YEAR.fullmatch, differing)):
        return None
    made = {later(year, number) for year in differing for number in range(years_before + 1)}
    return frozenset(made) if made and not years <= made else None


def with_years_before(years: Iterable[str], years_before: int) -> frozenset[str]:
    """Those years and the ones before them that their rows are made from."""
    return frozenset(later(year, -number) for year in years for number in range(years_before + 1))


def later(year: str, number: int) -> str:
    """The financial year that begins so many years after another: `2013/14` is one later than `2012/13`."""
    start = int(year[:4]) + number
    return f"{start}/{(start + 1) % 100:02}"


def as_text(inputs: Inputs) -> str:
    """The inputs of a table, to be kept with it."""
    return json.dumps(inputs, sort_keys=True)
