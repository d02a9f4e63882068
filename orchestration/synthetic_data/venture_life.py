"""The life and the money of a made-up venture: who leaves when, what it costs and saves, what its cases state.

In scope: drawing them. Out of scope: what they add up to (`illustration.truth_of_money`), the rows of a register
(`illustration.venture_rows`).

Joint ventures take turns, so a small set already has every kind of life, of printed amount, of case and of outcome of
leaving. A year is that in which the financial year begins.
"""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, replace

from orchestration.synthetic_data.sharing import shared
from orchestration.synthetic_data.stays import Stay
from orchestration.synthetic_data.ventures import Case, Cost, Venture

_WITH_MONEY = {"sla", "lead_authority", "joint_venture"}
_LIVE = {"live", "in_review"}
_LEFT, _SILENT = 0.08, 0.05  # share of ventures of other styles that a party left; of years in which a party is silent
_LIVES = ("steady", "announced", "left_and_back", "joins_later", "left", "ended_at_year_end", "steady", "announced",
          "left_and_back", "joins_later", "steady", "ended_within")  # fmt: skip
_NAMED = ("both", "grown", "late", "sparse", "long")
_AMOUNT_IS = ("new_from_year", "in_year")
_CASES = ("by_party", "whole", "by_party", "saving_only", "none")
_EXIT_RULES = ("shared", "terminator_pays", "none_stated")
_YEARS_AHEAD = 12  # of what is announced: well after any day on which the set is loaded
_APPRAISED_AFTER = 5  # years after the last of the set to which every appraisal runs
_LONG_AGO = 17


@dataclass(frozen=True)
class _Turn:
    """Place among the joint ventures of a set: decides which of the kinds above a venture is of."""

    number: int

    def of(self, kinds: tuple[str | None, ...], every: int = 1) -> str | None:
        return kinds[self.number // every % len(kinds)]


def with_life(drawn: Venture, turn: int | None, source: random.Random, is_planted: bool) -> Venture:
    """The venture with what happens to its parties, and its money.

    Args:
        drawn: The venture.
        turn: Place among joint ventures; None for one of another style.
        source: Draws.
        is_planted: Whether cases that differ from their rows, amounts after an end, and blanks are planted.
    """
    lived = _with_parties(drawn, turn, source)
    if drawn.style not in _WITH_MONEY or (lived.stage not in _LIVE and turn is None) or lived.stage == "approved":
        return lived
    paid = _with_shares(lived, turn, source)
    return paid if turn is None else _with_savings(paid, _Turn(turn), source, is_planted)


def _with_parties(drawn: Venture, turn: int | None, source: random.Random) -> Venture:
    last, leaver = drawn.last_start, drawn.group[-1]
    kind = _LIVES[turn % len(_LIVES)] if turn is not None else "steady"
    may_be_left = len(drawn.group) > 2 and drawn.style != "handshake" and drawn.stage in _LIVE
    if turn is None and may_be_left and source.random() < _LEFT:
        kind = "left"
    if kind.startswith("ended") or drawn.stage == "ended":
        end = datetime.date(last - 1, 3, 31) if kind == "ended_at_year_end" else datetime.date(last - 1, 9, 30)
        return replace(drawn, stage="ended", end=end, start=min(drawn.start, last - 4))
    if not may_be_left or kind == "steady":
        return drawn
    stays: tuple[Stay, ...]
    if kind == "left":
        stays = (Stay(to_date=datetime.date(last, 3, 31)),)
        return replace(drawn, left=leaver, stays={leaver.force_id: stays})
    if kind == "announced":
        stays = (Stay(to_date=datetime.date(last + _YEARS_AHEAD, 3, 31)),)
    elif kind == "joins_later":
        stays = (Stay(from_date=datetime.date(last + _YEARS_AHEAD, 4, 1)),)
    else:
        gone, back = datetime.date(last - 3, 4, 1), datetime.date(last - 1, 4, 1)
        stays = (Stay(to_date=gone), Stay(from_date=back))
        drawn = replace(drawn, start=min(drawn.start, last - 5))
    return replace(drawn, stays={leaver.force_id: stays})


def _with_shares(drawn: Venture, turn: int | None, source: random.Random) -> Venture:
    """Cost of a year and what each party puts in; in some years one party does not report."""
    weights = {force.force_id: source.randint(10, 40) for force in drawn.group}
    shares, silent = {}, set()
    for year in drawn.years:
        parties = [force.force_id for force in drawn.parties_in(year)]
        parts = shared(10_000, [weights[each] for each in parties])
        shares[year] = dict(zip(parties, parts, strict=True))
        is_silent = source.random() < _SILENT if turn is None else turn % 5 == 3
        # The lead reports for all; a second party is always there.
        if is_silent and drawn.lead is None and len(parties) > 1:
            silent.add((year, parties[1]))
    ids = [force.force_id for force in drawn.parties_in(drawn.last_start)] if drawn.end is None else []
    people = {each: (source.randint(1, 12), source.randint(1, 20)) for each in ids} if turn is not None else {}
    return replace(
        drawn, shares=shares, cost=source.randint(100, 3000) * 1000, silent=frozenset(silent), people=people,
        usage={each: source.randint(5, 400) for each in ids},
    )  # fmt: skip


def _with_savings(drawn: Venture, turn: _Turn, source: random.Random, is_planted: bool) -> Venture:
    last, named = drawn.last_start, turn.of(_NAMED)
    if named == "long" and drawn.end is None:
        drawn = replace(drawn, start=last - _LONG_AGO - 1)
    has_left = drawn.left is not None or any(len(stays) > 1 for stays in drawn.stays.values())
    case = turn.of(("by_party", "none") if has_left else _CASES)
    # A blank draws a note, so a clean set has none.
    amount_is = turn.of((*_AMOUNT_IS, None) if is_planted else _AMOUNT_IS, every=2)
    is_ramp = case == "none" or (case == "by_party" and turn.number % 2 == 1)
    notice = None if turn.number % 3 == 1 else drawn.notice_months
    drawn = replace(drawn, amount_is=amount_is, notice_months=notice, exit_rule=_EXIT_RULES[turn.number // 2 % 3])
    forecasts: dict[str, dict[int, int]] = {}
    delivered: dict[str, dict[int, int]] = {}
    one_offs: dict[str, dict[int, tuple[int, int]]] = {}
    final: dict[str, int] = {}
    for place, force in enumerate(drawn.group):
        party, years = force.force_id, _named_years(drawn, force.force_id, named or "both")
        if not years or case == "saving_only":
            continue
        final[party] = source.randint(5, 120) * 1000
        if (place + turn.number) % 3 == 2:
            promised = source.randint(10, 60) * 1000
            one_offs[party] = {min(years[0], last): (promised, promised - source.randint(0, 4) * 1000)}
        # One party in a while has nothing but a one-off: that is no yearly benefit.
        if party in one_offs and (place + turn.number) % 9 == 2:
            del final[party]
            continue
        steps = [final[party] * (number + 1) // len(years) for number in range(len(years))]
        forecasts[party] = dict(zip(years, steps if is_ramp else [final[party]] * len(years), strict=True))
        delivered[party] = _delivered(forecasts[party], last, amount_is == "in_year", source)
    drawn = replace(drawn, forecasts=forecasts, delivered=delivered, one_offs=one_offs)
    if is_planted and drawn.end and drawn.stage == "ended" and forecasts:
        party = min(forecasts)
        drawn = replace(drawn, too_late={(party, last): final[party]})
    return _with_cases(drawn, turn, case or "none", final, is_ramp, source, is_planted)


def _named_years(drawn: Venture, party: str, pattern: str) -> list[int]:
    """Years in which the register names an amount of a party: none before it joins, after it left, or in between."""
    last = drawn.last_start
    if drawn.end:
        return [drawn.years[-1]] if pattern in {"sparse", "late"} else list(drawn.years)
    stays = drawn.stays_of(party)
    if stays[0].from_date:
        return []
    if len(stays) > 1:
        return [last - 4] if pattern in {"sparse", "both"} else [last - 4, last - 1, last]
    if party == (drawn.left.force_id if drawn.left else None):
        return [last - 1]
    return {
        "both": [last - 1, last],
        "grown": [last - 2, last - 1, last],
        "late": [last - 1, last, last + 2],
        "sparse": [last - 2],
        "long": [last - _LONG_AGO, last],
    }[pattern]


def _delivered(forecast: dict[int, int], last: int, may_fall: bool, source: random.Random) -> dict[int, int]:
    """Levels that were reached, up to the last year of the set."""
    reached: dict[int, int] = {}
    for year, level in forecast.items():
        if year <= last:
            drawn = round(level * source.uniform(0.6, 1.05) / 1000) * 1000
            reached[year] = drawn if may_fall else max([drawn, *reached.values()])
    return reached


def _with_cases(
    drawn: Venture, turn: _Turn, kind: str, final: dict[str, int], is_ramp: bool, source: random.Random,
    is_planted: bool,
) -> Venture:  # fmt: skip
    """Business cases, what they expect it to cost, and what leaving costs."""
    last, year_zero = drawn.last_start, drawn.start - 1
    is_approved = turn.number % 4 != 3
    if not is_approved:
        year_zero = drawn.years[-1]
    years = last + _APPRAISED_AFTER + 1 - year_zero
    capital = None if turn.number % 10 == 3 else drawn.cost // 4
    bias = (None, 10, 24)[turn.number // 2 % 3]
    costs: list[Cost] = []
    cases: list[Case] = []
    in_year = {year: [force.force_id for force in drawn.parties_in(year)] for year in drawn.years}
    members = [force.force_id for force in drawn.group if any(force.force_id in each for each in in_year.values())]
    if kind in {"whole", "saving_only"}:
        saving = None if is_ramp else sum(final.values()) if final else source.randint(20, 200) * 1000
        stated = saving * 2 if saving and final and is_planted and turn.number % 4 == 1 else saving
        alone = drawn.cost + (saving or 0)
        cases.append(Case(1, None, year_zero, is_approved, years, stated, saving, alone, capital, bias))
    if kind == "by_party":
        paid = {
            party: amount
            for year in drawn.years
            for party, amount in zip(in_year[year], shared(drawn.cost, list(drawn.shares[year].values())), strict=True)
        }
        for place, party in enumerate(members):
            own = None if is_ramp else final.get(party)
            cost_alone = (paid[party] * 2, paid[party] // 2, None, paid[party])[(place + turn.number // 2) % 4]
            share = capital // len(members) if capital is not None else None
            cases.append(
                Case(place + 1, party, year_zero, is_approved, years, own, own, cost_alone, share, bias)
            )  # fmt: skip
    if cases and turn.number % 10 != 3 and kind != "saving_only":
        for party in members:
            costs.append(Cost(party, year_zero, "set_up", source.randint(5, 50) * 1000, "forecast"))
            if turn.number % 2 == 0:
                costs.append(Cost(party, drawn.start, "running", source.randint(1, 9) * 1000, "forecast"))
    return replace(drawn, cases=tuple(cases), costs=(*costs, *_exits(drawn, turn, members, source)))


def _exits(drawn: Venture, turn: _Turn, members: list[str], source: random.Random) -> list[Cost]:
    """What leaving costs: of those who leave or may, or of the whole agreement, or nothing that is stated."""
    year = drawn.years[-1]
    if turn.number % 4 == 2:
        return [Cost(None, year, "exit", source.randint(50, 90) * 1000, "forecast")]
    leaver = drawn.left.force_id if drawn.left else None
    chosen = [party for place, party in enumerate(members) if (place + turn.number) % 3 == 0 or party == leaver]
    return [Cost(party, year, "exit", source.randint(10, 49) * 1000, "forecast") for party in chosen]
