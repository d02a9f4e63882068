"""What the made-up ventures save, cost and yield in each year, from the facts they were made of.

In scope: savings by year, what was put in, parties on each 31 March, net present value, cost of leaving. Out of scope:
drawing the facts (`illustration.venture_life`), and how a hub works any of it out from the rows of a register.

It is written from docs/benefits-over-time.md in plain Python. A year is that in which the financial year begins.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from orchestration.synthetic_data.stays import Stay, is_party_of_year, year_end
from orchestration.synthetic_data.ventures import Case, Cost, Venture

# Discount rates of HM Treasury's Green Book: up to which year of the appraisal, and per cent.
_RATES = ((30, Fraction("3.5")), (75, Fraction("3.0")), (125, Fraction("2.5")))


@dataclass(frozen=True)
class SavedInYear:
    """What a party saves in a year, pounds; None where nothing is claimed of the year."""

    year: int
    recurrence: str
    forecast: int | None
    delivered: int | None


@dataclass(frozen=True)
class Leaving:
    """What leaving would cost a party and whether it pays.

    Attributes:
        outcome: after_years, never or not_known.
        cost: Cost of leaving, pounds; None if not known.
        benefit: What staying yields per year, pounds; None if not known.
        years: Years until leaving pays; None if it never does or is not known.
        missing: What is not known: contribution, saving, cost of leaving; empty otherwise.
    """

    outcome: str
    cost: Fraction | None
    benefit: int | None
    years: Fraction | None
    missing: str


def level_in(levels: Mapping[int, int], year: int) -> int | None:
    """The recurrent level of a year: that of the last year named up to it; None before the first."""
    named = [each for each in levels if each <= year]
    return levels[max(named)] if named else None


def counts_in(year: int, stays: Sequence[Stay], end: datetime.date | None) -> bool:
    """Whether savings of a year count: the agreement had not ended, and the party had not left, before its 31 March."""
    return (end is None or end >= year_end(year)) and is_party_of_year(stays, year)


def saved(
    levels: Mapping[int, int], years: Iterable[int], stays: Sequence[Stay], end: datetime.date | None
) -> dict[int, int | None]:
    """A recurrent saving by year: its level while it counts, nothing after, None before it is named."""
    return {
        year: None if level is None else level if counts_in(year, stays, end) else 0
        for year in years
        for level in (level_in(levels, year),)
    }


def discount_factor(year_number: int) -> Fraction:
    """What a pound of a year of an appraisal is worth in year 0."""
    factor, begun = Fraction(1), 0
    for last, rate in _RATES:
        years = max(0, min(year_number, last) - begun)
        factor /= (1 + rate / 100) ** years
        begun = last
    return factor


def present_value(flows: Iterable[Fraction | int]) -> Fraction:
    """Value in year 0 of yearly amounts, the first of year 0."""
    return sum((amount * discount_factor(number) for number, amount in enumerate(flows)), Fraction(0))


def savings_by_year(venture: Venture, party: str, forecast_to: int, delivered_to: int) -> list[SavedInYear]:
    """What a party saves in each year from the first that is named, as far as anything is claimed."""
    stays, found = venture.stays_of(party), []
    levels, reached = venture.forecasts.get(party, {}), venture.delivered.get(party, {})
    if levels or reached:
        years = range(min((*levels, *reached)), max(forecast_to, delivered_to) + 1)
        promised, got = (saved(each, years, stays, venture.end) for each in (levels, reached))
        found = [
            SavedInYear(
                year,
                "recurrent",
                promised[year] if year <= forecast_to else None,
                got[year] if year <= delivered_to else None,
            )
            for year in years
        ]
    found.extend(
        SavedInYear(year, "one_off", *(amounts if counts_in(year, stays, venture.end) else (0, 0)))
        for year, amounts in venture.one_offs.get(party, {}).items()
    )
    return found


def flows_of(venture: Venture, case: Case) -> tuple[list[int], list[int], list[int]] | None:
    """Benefits, costs, and the costs that optimism bias applies to, for each year of the appraisal of a case.

    None if no cost is stated, or no benefit.
    """
    years = range(case.year_zero, case.year_zero + case.years)
    parties = [force.force_id for force in venture.group] if case.party is None else [case.party]
    end = _end_for(venture, case.party)
    benefits = [sum(_forecast(venture, party, year) for party in parties) for year in years]
    if not any(venture.forecasts.get(party) or venture.one_offs.get(party) for party in parties):
        if case.saving is None:
            return None
        benefits = [
            case.saving if year > case.year_zero and (end is None or end >= year_end(year)) else 0 for year in years
        ]
    costs = [cost for cost in venture.costs if cost.party in {case.party, *parties} and cost.status == "forecast"]
    if case.capital is None and not any(cost.kind != "exit" or _exit_year(venture, cost) is not None for cost in costs):
        return None
    capital = {case.year_zero: case.capital or 0}
    biased = [capital.get(year, 0) + _sum(costs, "set_up", year) for year in years]
    others = [
        _running(costs, year, end) + sum(cost.amount for cost in costs if _exit_year(venture, cost) == year)
        for year in years
    ]
    return benefits, [sum(each) for each in zip(biased, others, strict=True)], biased


def net_present_value(venture: Venture, case: Case, with_bias: bool = False) -> Fraction | None:
    """Net present value of a case, pounds; None if it cannot be worked out."""
    flows = flows_of(venture, case)
    if flows is None or (with_bias and case.bias_pct is None):
        return None
    added = Fraction(case.bias_pct or 0, 100) if with_bias else Fraction(0)
    return present_value(
        benefit - cost - added * biased for benefit, cost, biased in zip(*flows, strict=True)
    )  # fmt: skip


def leaving(
    contribution: int | None, share: Fraction | None, notice_months: int | None, exit_rule: str,
    costs: Sequence[Cost], party: str, cost_alone: int | None, recurrent: int | None,
) -> Leaving:  # fmt: skip
    """What leaving would cost a party, and after how many years it pays.

    Args:
        contribution: What it puts in per year, pounds.
        share: Its share of what all put in, from 0 to 1; None if it is not known.
        notice_months: Notice it must give.
        exit_rule: Who bears the cost of leaving.
        costs: Costs of the agreement.
        party: The party.
        cost_alone: What it would pay per year without the agreement, pounds.
        recurrent: What it saves per year, one-offs apart, pounds.
    """
    exits = [cost for cost in costs if cost.kind == "exit"]
    own = [cost.amount for cost in exits if cost.party == party]
    whole = [cost.amount for cost in exits if cost.party is None]
    cost: Fraction | None = None
    if own:
        cost = Fraction(sum(own))
    elif whole and exit_rule == "terminator_pays":
        cost = Fraction(sum(whole))
    elif whole and exit_rule == "shared" and share is not None:
        cost = sum(whole) * share
    elif contribution is not None and notice_months is not None:
        cost = Fraction(contribution * notice_months, 12)
    benefit = cost_alone - contribution if cost_alone is not None and contribution is not None else recurrent
    if benefit is None:
        return Leaving("not_known", cost, None, None, "contribution" if cost_alone is not None else "saving")
    if benefit >= 0:
        return Leaving("never", cost, benefit, None, "")
    if cost is None:
        return Leaving("not_known", None, benefit, None, "cost of leaving")
    return Leaving("after_years", cost, benefit, cost / -benefit, "")


def _forecast(venture: Venture, party: str, year: int) -> int:
    stays = venture.stays_of(party)
    if not counts_in(year, stays, venture.end):
        return 0
    return (level_in(venture.forecasts.get(party, {}), year) or 0) + venture.one_offs.get(party, {}).get(year, (0, 0))[
        0
    ]


def _end_for(venture: Venture, party: str | None) -> datetime.date | None:
    """The day on which it is over for a party, or for all."""
    left = venture.stays_of(party)[-1].to_date if party else None
    return min((day for day in (left, venture.end) if day), default=None)


def _exit_year(venture: Venture, cost: Cost) -> int | None:
    """The year in which an exit is paid: that of the end or of the leaving, whichever year the register names."""
    end = _end_for(venture, cost.party) if cost.kind == "exit" else None
    return None if end is None else end.year - (end.month < 4)


def _running(costs: Sequence[Cost], year: int, end: datetime.date | None) -> int:
    stated = {cost.year for cost in costs if cost.kind == "running"}
    if not stated or year in stated:
        return _sum(costs, "running", year)
    is_running = year > max(stated) and (end is None or end >= year_end(year))
    return _sum(costs, "running", max(stated)) if is_running else 0


def _sum(costs: Sequence[Cost], kind: str, year: int) -> int:
    return sum(cost.amount for cost in costs if (cost.kind, cost.year) == (kind, year))
