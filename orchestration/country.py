"""What is true of the hub's country: its name, its money, when its financial years begin, which headings are meant.

In scope: `seeds/reference/country.csv` and the first days of `financial_years.csv`, for the code and, as variables of
dbt, for the models. Out of scope: how a year is written (`intake.values`), and what the models join with years.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from orchestration.settings import PROJECT_DIR, SEEDS_DIR, SettingsError

_MAY_BE_BLANK = {"area_left_out"}
_HEADING = "heading_"
_WORDS = re.compile(r"England and Wales|(?<!City of )London|\bpounds\b|£|\b31 March\b|\b1 April\b")
_PART_OF_A_NUMBER = re.compile(r"[\d\s.,()'\"\\-]")


def _rows(seeds: Path, name: str) -> list[dict[str, str]]:
    with (seeds / "reference" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def facts_of_country(seeds: Path = SEEDS_DIR) -> Mapping[str, str]:
    """Every fact of `country.csv` by its ID.

    Raises:
        SettingsError: If one is missing or cannot be used; the message says which, and what to write.
    """
    path = seeds / "reference" / "country.csv"
    facts = {row["fact_id"]: row["value"].strip() for row in _rows(seeds, "country")}
    for row in _rows(PROJECT_DIR / "seeds", "country"):
        fact_id = row["fact_id"]
        if fact_id not in facts or not (facts[fact_id] or fact_id in _MAY_BE_BLANK):
            raise SettingsError(f"{path}: {fact_id} has no value. It is: {row['description']}")
    sign = facts["currency_sign"]
    if _PART_OF_A_NUMBER.search(sign):
        raise SettingsError(
            f"{path}: currency_sign is '{sign}'. Write a sign or letters, as £ or kr, without digits, spaces, "
            "quotation marks or signs that numbers are written with."
        )
    if facts["time_zone"] not in available_timezones():
        raise SettingsError(
            f"{path}: time_zone is '{facts['time_zone']}', which is not the name of one. Write it as Europe/London."
        )
    headings = {row["heading_id"] for row in _rows(seeds, "poa_headings")}
    for fact_id, value in facts.items():
        if fact_id.startswith(_HEADING) and value not in headings:
            raise SettingsError(
                f"{path}: {fact_id} is '{value}', which is not in poa_headings.csv. Write the ID of the heading that "
                "is meant. If the country has no such heading, add one that no return uses."
            )
    return facts


def currency_sign() -> str:
    """What is written before an amount of money, for example £."""
    return facts_of_country()["currency_sign"]


def currency_name() -> str:
    """What amounts of money are in, for example pounds."""
    return facts_of_country()["currency_name"]


def area_left_out() -> str:
    """Where the forces are that some averages leave out, for example London; empty where there are none."""
    return facts_of_country()["area_left_out"]


def time_zone() -> ZoneInfo:
    """Time that a date without one is in."""
    return ZoneInfo(facts_of_country()["time_zone"])


def in_its_words(text: str, seeds: Path = SEEDS_DIR) -> str:
    """A description of this project, which is written for England and Wales, as a country has it.

    Its name, its money, the area that some averages leave out, and the first and last day of the financial year.
    """
    facts, begins = facts_of_country(seeds), datetime.date(2001, first_month(seeds), 1)
    ends = begins - datetime.timedelta(days=1)
    words = {
        "England and Wales": facts["country_name"],
        "London": facts["area_left_out"] or "the area that is left out",
        "pounds": facts["currency_name"],
        "£": facts["currency_sign"],
        "31 March": f"{ends.day} {ends:%B}",
        "1 April": f"1 {begins:%B}",
    }
    return _WORDS.sub(lambda found: words[found.group()], text)


@cache
def first_month(seeds: Path = SEEDS_DIR) -> int:
    """Month on the first day of which every financial year begins.

    Raises:
        SettingsError: If a year does not begin on the first day of a month, or two years begin in different months.
    """
    path = seeds / "reference" / "financial_years.csv"
    months: dict[int, str] = {}
    for row in _rows(seeds, "financial_years"):
        year, given = row["financial_year"], row["starts_on"]
        try:
            begins = datetime.date.fromisoformat(given)
        except ValueError:
            begins = None
        if begins is None or begins.day != 1 or str(begins.year) != row["start_year"]:
            raise SettingsError(
                f"{path}: starts_on of {year} is '{given}'. Write the first day of a month in {row['start_year']}, as "
                f"{row['start_year']}-04-01."
            )
        months.setdefault(begins.month, year)
    if len(months) != 1:
        listed = " and ".join(f"{year} begins in month {month}" for month, year in list(months.items())[:2])
        raise SettingsError(
            f"{path}: {listed or 'no year is listed'}. Give every year, and let all begin in the same month."
        )
    return next(iter(months))


def year_starts_on(financial_year: str) -> datetime.date:
    """First day of a financial year, as 2022/23."""
    return datetime.date(int(financial_year[:4]), first_month(), 1)


def year_ends_on(financial_year: str) -> datetime.date:
    """Last day of a financial year, as 2022/23."""
    return datetime.date(int(financial_year[:4]) + 1, first_month(), 1) - datetime.timedelta(days=1)


def dbt_variables(seeds: Path) -> dict[str, str | int]:
    """The facts as the models know them: the variables of `dbt_project.yml`, with the values of some seeds."""
    return {"financial_year_first_month": first_month(seeds), **facts_of_country(seeds)}
