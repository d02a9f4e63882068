"""The part of the truth about money and parties over time, by agreement, party and year, for JSON.

In scope: laying out what `illustration.truth_of_money` works out, and which register's amounts are used. Out of scope:
the arithmetic.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from orchestration.synthetic_data.registers import Reported
from orchestration.synthetic_data.stays import is_party_on, year_end
from orchestration.synthetic_data.truth_of_money import (
    SavedInYear,
    counts_in,
    leaving,
    net_present_value,
    savings_by_year,
)
from orchestration.synthetic_data.venture_rows import case_id
from orchestration.synthetic_data.ventures import Venture, financial_year

_LIVE = {"live", "in_review"}


@dataclass(frozen=True)
class _Told:
    """A venture with its reports, the one whose amounts are used first."""

    venture: Venture
    reports: Sequence[Reported]

    def amounts_put_in(self) -> dict[tuple[int, str], int]:
        """Year and party to the amount that is used."""
        ids = {force.name: force.force_id for force in self.venture.group}
        found: dict[tuple[int, str], int] = {}
        for report in self.reports:
            for row in report.rows["contributions"]:
                year, amount = int(str(row["financial_year"])[:4]), row["amount_gbp"]
                if isinstance(amount, int):
                    found.setdefault((year, ids[str(row["party_name"])]), amount)
        return found

    def notice_months(self) -> int | None:
        """Notice that is used: the first that is stated."""
        stated = [report.rows["agreements"][0]["notice_months"] for report in self.reports]
        return next((each for each in stated if isinstance(each, int)), None)


def over_time(reports: Mapping[str, Sequence[Reported]]) -> dict[str, Any]:
    """Savings, contributions, parties, cases and leaving of every venture.

    Args:
        reports: Venture to its reports, the one that takes precedence first.
    """
    told = [_Told(found[0].venture, found) for found in reports.values()]
    last_named = _last_named(told)
    saved = {each.venture.key: dict(_saved(each, last_named)) for each in told}
    return {
        "savings": [row for each in told for row in _savings(each.venture, saved[each.venture.key])],
        "put_in": [row for each in told for row in _put_in(each)],
        "silent": [row for each in told for row in _silent(each)],
        "parties": [row for each in told for row in _parties(each.venture)],
        "cases": [row for each in told for row in _cases(each.venture)],
        "leaving": [row for each in told for row in _leaving(each, saved[each.venture.key])],
    }


def _last_named(told: Sequence[_Told]) -> dict[tuple[str, str, str], int]:
    """Programme, party and measure to the last year for which the programme names or knows an amount."""
    last: dict[tuple[str, str, str], int] = {}
    for each in told:
        venture = each.venture
        named = [(party, "forecast", year) for party, levels in venture.forecasts.items() for year in levels]
        named += [(party, "forecast", year) for party, year in venture.too_late]
        named += [(party, "delivered", year) for party, levels in venture.delivered.items() for year in levels]
        named += [
            (party, measure, year)
            for party, amounts in venture.one_offs.items()
            for year in amounts
            for measure in ("forecast", "delivered")
        ]
        # Delivery is known to the last full year before the date of the register that reports it.
        day = each.reports[0].as_at + datetime.timedelta(days=1)
        known = day.year - 1 - (day.month < 4)
        named += [(party, measure, known) for party, measure, _ in list(named) if measure == "delivered"]
        for party, measure, year in named:
            key = (venture.programme, party, measure)
            last[key] = max(year, last.get(key, year))
    return last


def _saved(told: _Told, last_named: Mapping[tuple[str, str, str], int]) -> Iterator[tuple[str, list[SavedInYear]]]:
    venture = told.venture
    appraised_to = [case.year_zero + case.years - 1 for case in venture.cases]
    for force in venture.group:
        party = force.force_id
        if party in venture.forecasts or party in venture.one_offs:
            promised = last_named[venture.programme, party, "forecast"]
            known = last_named[venture.programme, party, "delivered"]
            yield party, savings_by_year(venture, party, max([promised, *appraised_to]), known)


def _savings(venture: Venture, saved: Mapping[str, Sequence[SavedInYear]]) -> Iterator[dict[str, Any]]:
    for party, years in saved.items():
        for each in years:
            yield {
                "venture": venture.key,
                "party": party,
                "financial_year": financial_year(each.year),
                "function": venture.function,
                "recurrence": each.recurrence,
                "is_running": counts_in(each.year, venture.stays_of(party), venture.end),
                "forecast_gbp": each.forecast,
                "delivered_gbp": each.delivered,
            }


def _shares(told: _Told) -> dict[tuple[int, str], Fraction]:
    """Year and party to its share of what all put in, for years in which every party reported."""
    amounts = told.amounts_put_in()
    shares = {}
    for year, party in amounts:
        of_year = {each: amount for (when, each), amount in amounts.items() if when == year}
        if {force.force_id for force in told.venture.parties_in(year)} <= of_year.keys():
            shares[year, party] = Fraction(of_year[party], sum(of_year.values()))
    return shares


def _put_in(told: _Told) -> Iterator[dict[str, Any]]:
    shares = _shares(told)
    for (year, party), amount in told.amounts_put_in().items():
        share = shares.get((year, party))
        yield {
            "venture": told.venture.key,
            "party": party,
            "financial_year": financial_year(year),
            "amount_gbp": amount,
            "share_pct": None if share is None else float(100 * share),
        }


def _silent(told: _Told) -> Iterator[dict[str, Any]]:
    """For each year in which anyone reported: who should have, and who did not."""
    amounts = told.amounts_put_in()
    for year in sorted({year for year, _ in amounts}):
        expected = [force.force_id for force in told.venture.parties_in(year)]
        yield {
            "venture": told.venture.key,
            "financial_year": financial_year(year),
            "parties_expected": len(expected),
            "parties_reported": sum((year, party) in amounts for party in expected),
            "silent": [party for party in expected if (year, party) not in amounts],
        }


def _parties(venture: Venture) -> Iterator[dict[str, Any]]:
    """Parties on each 31 March from the start of the venture to the end of the set."""
    for year in range(venture.start, venture.last_start + 1):
        day = year_end(year)
        yield {
            "venture": venture.key,
            "as_at": day.isoformat(),
            "parties": sorted(_on(venture, day)),
        }


def _on(venture: Venture, day: datetime.date) -> list[str]:
    return [force.force_id for force in venture.group if is_party_on(venture.stays_of(force.force_id), day)]


def _cases(venture: Venture) -> Iterator[dict[str, Any]]:
    for case in venture.cases:
        yield {
            "venture": venture.key,
            "case_id": case_id(venture, case.number),
            "party": case.party,
            "start_year": financial_year(case.year_zero),
            "npv_gbp": _pounds(net_present_value(venture, case)),
            "npv_with_optimism_bias_gbp": _pounds(net_present_value(venture, case, with_bias=True)),
            "saving_stated_gbp": case.saving,
            "saving_of_rows_gbp": case.true_saving if venture.forecasts else None,
        }


def _leaving(told: _Told, saved: Mapping[str, Sequence[SavedInYear]]) -> Iterator[dict[str, Any]]:
    """One row per party of a running venture at the end of the set."""
    venture = told.venture
    if venture.stage not in _LIVE:
        return
    amounts, shares = told.amounts_put_in(), _shares(told)
    alone = {case.party: case.cost_alone for case in venture.cases if case.party}
    for party in _on(venture, year_end(venture.last_start)):
        reported = [year for year, of in amounts if of == party]
        last = max(reported, default=0)
        found = leaving(
            amounts.get((last, party)), shares.get((last, party)), told.notice_months(), venture.exit_rule,
            venture.costs, party, alone.get(party), _recurrent(saved.get(party, [])),
        )  # fmt: skip
        yield {
            "venture": venture.key,
            "party": party,
            "outcome": found.outcome,
            "cost_of_leaving_gbp": _pounds(found.cost),
            "net_yearly_benefit_gbp": found.benefit,
            "years_until_leaving_pays": None if found.years is None else float(found.years),
            "not_known": found.missing,
            "is_cost_alone_below_contribution": found.benefit is not None and found.benefit < 0,
            "has_announced_leaving": any(stay.to_date for stay in venture.stays_of(party)[-1:]),
        }


def _recurrent(saved: Sequence[SavedInYear]) -> int | None:
    """The recurrent saving of the last year known; delivered, otherwise forecast."""
    recurrent = [each for each in saved if each.recurrence == "recurrent"]
    delivered = [each.delivered for each in recurrent if each.delivered is not None]
    forecast = [each.forecast for each in recurrent if each.forecast is not None]
    return next((amounts[-1] for amounts in (delivered, forecast) if amounts), None)


def _pounds(amount: Fraction | None) -> float | None:
    return None if amount is None else round(float(amount), 2)
