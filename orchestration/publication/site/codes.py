"""Codes of the tables as the pages write them, and figures as their sources printed them.

In scope: one code or figure as text. Out of scope: numbers of the release (`site.numbers`).
"""

from __future__ import annotations

from decimal import Decimal

from orchestration.publication.site.numbers import fixed

# Codes whose plain words are not the code with spaces.
_WORDS = {
    "suppressed": "withheld: a small number, or what would show one",
    "not_provided": "not provided by this force",
    "denominator_missing": "reported, but its denominator is missing",
    "ons_population": "ONS population",
    "home_office_functions": "Home Office workforce by function",
    "home_office_workforce": "Home Office workforce",
    "home-office-workforce-by-function": "Police workforce by function (Home Office, 2012 to 2017)",
    "pcso": "PCSOs",
    "pcso_pay": "PCSO pay",
    "value_for_money_poa": "HMICFRS value for money data",
    "bch-collaboration-update-2018": "Bedfordshire, Cambridgeshire and Hertfordshire collaboration update (2018)",
    "getting-together-2009": "Getting Together (HMIC, 2009)",
    "policing-in-the-21st-century-2010": "Policing in the 21st Century, chapter 4 (Home Office, 2010)",
    "the-hard-yards-2020": "The Hard Yards (HMICFRS, 2020)",
    "working-together-2013": "Working Together (HMIC, 2013)",
}


def as_printed(value: Decimal | None) -> str:
    """A value kept with four decimals, without trailing zeros.

    >>> as_printed(Decimal("9.5000"))
    '9.5'
    """
    text = "" if value is None else fixed(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(code: str | None) -> str:
    """A code in words, as they stand inside a sentence."""
    if code is None:
        return ""
    return _WORDS.get(code, code.replace("_", " ").replace("-", " "))


def title(code: str | None) -> str:
    """A code in words, as they stand at the head of a row."""
    text = words(code)
    return text[:1].upper() + text[1:]
