"""Expenditure by heading: the national gross expenditure of 2008/09, shared out in pence so that every sum is exact.

In scope: estimate and outturn by heading and line, totals, the part in collaboration. Out of scope: workers
(`illustration.workforce`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from orchestration.returns.description import description_of
from orchestration.returns.template import Value
from orchestration.synthetic_data.headings import Function
from orchestration.synthetic_data.sharing import draws, shared, wobble
from orchestration.synthetic_data.workforce import Counts, Workforce

# Getting Together (HMIC, 2009), footnote 4: gross revenue expenditure of the 43 forces 2008/09, CIPFA estimates; and
# section 1: the share of it that goes through collaborations.
NATIONAL_GROSS_PENCE = 1_408_000_000_000
COLLABORATION_SHARE = 0.095

_PAY = {
    "police_officer_pay_gbp": (("police_officer_fte", 60_000),),
    "police_staff_pay_gbp": (("police_staff_fte", 38_000), ("designated_officer_fte", 36_000)),
    "pcso_pay_gbp": (("pcso_fte", 34_000),),
}
_RATES = {
    "premises_gbp": "premises",
    "transport_gbp": "transport",
    "supplies_and_services_gbp": "supplies",
    "third_party_payments_gbp": "third_party",
    "other_expenditure_gbp": "other",
}
_INCOME_SHARES = {
    "partnership_income_gbp": 0.35,
    "sales_fees_charges_and_rents_gbp": 0.2,
    "special_police_services_gbp": 0.15,
    "reimbursed_income_gbp": 0.3,
}
_PARTS = {each.parts_are: each.parts for each in description_of("expenditure").tables[-1].sums}
# Lines of the return; one that nothing is known of here stays at nil.
LINES, INCOMES = _PARTS["expenditure"], _PARTS["income"]
_OTHER_EMPLOYEE_COSTS = 0.03
_INTEREST_ON_CENTRAL_COSTS = 0.04
_LONDON = {"metropolitan": 1.18, "city-of-london": 1.3}
_MOST_FROM_ESTIMATE = 0.03

Money = dict[str, dict[str, Counts]]


def national_estimate(workforce: Workforce, functions: Sequence[Function], seed: int, financial_year: str) -> Money:
    """Lines and income of every force by level 1 heading, pence; gross expenditure adds up to the national figure."""
    weights = {
        force_id: _weights(force_id, by_heading, functions, seed, financial_year)
        for force_id, by_heading in workforce.items()
    }
    totals = shared(NATIONAL_GROSS_PENCE, [math.fsum(math.fsum(row) for row in rows) for rows in weights.values()])
    money: Money = {}
    for (force_id, rows), total in zip(weights.items(), totals, strict=True):
        pence = iter(shared(total, [weight for row in rows for weight in row]))
        money[force_id] = {}
        for function in functions:
            lines = {line: next(pence) for line in LINES}
            money[force_id][function.heading.heading_id] = {**lines, **_income(force_id, lines, function, seed)}
    return money


def national_outturn(estimate: Money, seed: int, financial_year: str) -> Money:
    """What was spent: every amount a little beside its estimate, never by more than three per cent."""
    outturn: Money = {}
    for force_id, by_heading in estimate.items():
        outturn[force_id] = {}
        for heading_id, amounts in by_heading.items():
            source = draws(seed, "outturn", force_id, heading_id, financial_year)
            outturn[force_id][heading_id] = {
                line: round(pence * wobble(source, _MOST_FROM_ESTIMATE)) for line, pence in amounts.items()
            }
    return outturn


def completed(money: Money, workforce: Workforce, functions: Sequence[Function], seed: int) -> Money:
    """Add totals, the part in collaboration and the level 2 headings to what `money` holds by level 1 heading."""
    full = {
        force_id: {heading_id: _with_totals(amounts) for heading_id, amounts in by_heading.items()}
        for force_id, by_heading in money.items()
    }
    _add_collaboration(full, functions, seed)
    for force_id, by_heading in full.items():
        for function in functions:
            whole = by_heading[function.heading.heading_id]
            for part in function.parts:
                by_heading[part.heading.heading_id] = _part_of(
                    whole,
                    workforce[force_id][function.heading.heading_id],
                    workforce[force_id][part.heading.heading_id],
                )
    return full


def expenditure_rows(by_heading: Mapping[str, Counts], functions: Sequence[Function]) -> list[dict[str, Value]]:
    """Rows of the return for one force, pounds, in the order of the template."""
    headings = [each for function in functions for each in (function.heading, *(p.heading for p in function.parts))]
    return [
        {
            "heading_name": heading.name,
            **{line: pence / 100 for line, pence in by_heading[heading.heading_id].items()},
        }
        for heading in headings
    ]


def gross_of(by_heading: Mapping[str, Counts], functions: Sequence[Function]) -> int:
    """Gross expenditure of a force, pence: the sum over its level 1 headings."""
    return sum(by_heading[each.heading.heading_id]["gross_expenditure_gbp"] for each in functions)


def outside_pay(by_heading: Mapping[str, Counts], functions: Sequence[Function]) -> int:
    """What a force spends on other things than people, pence: the sum over its level 1 headings."""
    return sum(by_heading[each.heading.heading_id][line] for each in functions for line in _RATES)


def _weights(
    force_id: str, by_heading: Mapping[str, Counts], functions: Sequence[Function], seed: int, financial_year: str
) -> list[list[float]]:
    """Weight of every line, by heading, before the national total is shared out."""
    force_pay = math.fsum(_pay(by_heading[function.heading.heading_id]) for function in functions)
    rows = []
    for function in functions:
        heading_id, profile = function.heading.heading_id, function.profile
        counts = by_heading[heading_id]
        # A heading without workers, as central costs, is spent in step with the force as a whole.
        pay = _pay(counts) or force_pay
        has_workers = _pay(counts) > 0
        found = {line: math.fsum(counts[kind] * rate for kind, rate in parts) for line, parts in _PAY.items()}
        found["police_overtime_gbp"] = found["police_officer_pay_gbp"] * profile["overtime"]
        found["other_employee_costs_gbp"] = pay * _OTHER_EMPLOYEE_COSTS if has_workers else 0.0
        found.update({line: pay * profile[rate] for line, rate in _RATES.items()})
        lasting = draws(seed, "money", force_id, heading_id)
        yearly = draws(seed, "money", force_id, heading_id, financial_year)
        london = _LONDON.get(force_id, 1.0)
        rows.append([found.get(line, 0.0) * wobble(lasting, 0.1) * wobble(yearly, 0.015) * london for line in LINES])
    return rows


def _pay(counts: Counts) -> float:
    return math.fsum(counts[kind] * rate for parts in _PAY.values() for kind, rate in parts)


def _income(force_id: str, lines: Counts, function: Function, seed: int) -> Counts:
    gross = sum(lines.values())
    source = draws(seed, "income", force_id, function.heading.heading_id)
    income = {
        kind: round(gross * function.profile["income"] * share * wobble(source, 0.2))
        for kind, share in _INCOME_SHARES.items()
    }
    is_central = function.heading.heading_id == "central-costs"
    known = {**income, "interest_gbp": round(gross * _INTEREST_ON_CENTRAL_COSTS) if is_central else 0}
    return {kind: known.get(kind, 0) for kind in INCOMES}


def _with_totals(amounts: Counts) -> Counts:
    gross = sum(amounts[line] for line in LINES)
    earned = sum(amounts[kind] for kind in INCOMES)
    return {
        **amounts,
        "gross_expenditure_gbp": gross,
        "earned_income_gbp": earned,
        "net_revenue_expenditure_gbp": gross - earned,
    }


def _add_collaboration(money: Money, functions: Sequence[Function], seed: int) -> None:
    """Share the national part in collaboration over forces and headings, more to those where it is common."""
    places = [(force_id, function) for force_id in money for function in functions]
    gross = [money[force_id][function.heading.heading_id]["gross_expenditure_gbp"] for force_id, function in places]
    weights = [
        amount * function.profile["collaboration"] * wobble(draws(seed, "collaboration", force_id), 0.3)
        for (force_id, function), amount in zip(places, gross, strict=True)
    ]
    parts = shared(round(sum(gross) * COLLABORATION_SHARE), weights)
    for (force_id, function), pence in zip(places, parts, strict=True):
        money[force_id][function.heading.heading_id]["in_collaboration_gbp"] = pence


def _part_of(whole: Counts, workers: Counts, own_workers: Counts) -> Counts:
    """Amounts of a part: the share of the heading's amounts that its workers have of the heading's pay."""
    pay, own = _pay(workers), _pay(own_workers)
    share = own / pay if pay else 0.0
    amounts = {line: math.floor(whole[line] * share) for line in (*LINES, *INCOMES)}
    in_collaboration = math.floor(whole["in_collaboration_gbp"] * share)
    return {**_with_totals(amounts), "in_collaboration_gbp": in_collaboration}
