"""Sentences on a programme: what it is, what it saved, and whether that agrees with print."""

from __future__ import annotations

from decimal import Decimal

from orchestration.publication.figures import Counts, count_agreeing
from orchestration.publication.site.numbers import count, money_in_words, percent


def what_it_is(name: str, agreements: int, live: int, forces: int) -> str:
    """Say how large a programme is."""
    of = f"{count(agreements)} agreement{'' if agreements == 1 else 's'}, {count(live)} of them live"
    inside = f"between {count(forces)} forces" if forces > 1 else f"with {count(forces)} force"
    return f"{name} has {of}, {inside}."


def saved(first: str, last: str, reached: Decimal, to_date: Decimal | None, whose: str) -> str:
    """Say what a programme saved by its last reported year.

    Args:
        first: First year with a saving.
        last: Last year reported.
        reached: Recurrent saving per year reached by then.
        to_date: Everything saved since the first year.
        whose: Parties that report.
    """
    total = f" Since {first} it has saved {money_in_words(to_date)} in all." if to_date is not None else ""
    return f"By {last} its recurrent saving was {money_in_words(reached)} per year ({whose}).{total}"


def forecast(cases: int, year: str | None, amount: Decimal, share: float | None) -> str:
    """Say what the business cases of a programme forecast, where savings by year are not reported."""
    of = f", {percent(share)} of what the functions would have cost without it" if share is not None else ""
    per = f" against {year} budgets" if year else ""
    case = "business case forecasts" if cases == 1 else "business cases forecast"
    return (
        f"Its {count(cases)} {case} a saving of {money_in_words(amount)}{per}{of}. "
        "What was delivered by year is not reported."
    )


def agreement_with_print(counts: Counts, document: str) -> str:
    """Say how many published figures the warehouse agrees with."""
    computed = counts.get("computed", {})
    agreeing, every = count_agreeing(computed), sum(computed.values())
    if not every:
        return f"No figure of {document} is computed again here."
    rest = ""
    if computed.get("explained"):
        rest += f" {count(computed['explained'])} differ by more than rounding, for a reason that is given."
    unknown = computed.get("mismatch", 0) + computed.get("not_computed", 0)
    if unknown:
        rest += f" {count(unknown)} differ without an explanation or cannot be computed."
    figures = f"{count(agreeing)} of {count(every)} figures of {document} that are computed again agree"
    return f"Does it agree with print? {figures}.{rest}"
