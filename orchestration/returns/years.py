"""When the financial years of the hub's country begin and end.

In scope: the days of a year, as `seeds/reference/financial_years.csv` gives them. Out of scope: how a year is written
(`intake.values`), and what the models join with years.
"""

from __future__ import annotations

import csv
import datetime
from functools import cache

from orchestration.settings import SEEDS_DIR, SettingsError


@cache
def first_day() -> tuple[int, int]:
    """Month and day on which every financial year begins: those of the first one that is listed.

    Raises:
        SettingsError: If none is listed, or it has no first day.
    """
    path = SEEDS_DIR / "reference" / "financial_years.csv"
    with path.open(encoding="utf-8", newline="") as file:
        given = next((row["starts_on"] for row in csv.DictReader(file)), "")
    try:
        begins = datetime.date.fromisoformat(given)
    except ValueError as error:
        raise SettingsError(
            f"{path}: starts_on of the first year is '{given}'. Write the first day of the year there, as 2022-04-01."
        ) from error
    return begins.month, begins.day


def year_starts_on(financial_year: str) -> datetime.date:
    """First day of a financial year, as 2022/23."""
    return datetime.date(int(financial_year[:4]), *first_day())


def year_ends_on(financial_year: str) -> datetime.date:
    """Last day of a financial year, as 2022/23."""
    return datetime.date(int(financial_year[:4]) + 1, *first_day()) - datetime.timedelta(days=1)
