"""Measures of support functions, collaboration, organised crime and procurement, made a second time with pandas.

In scope: these measures, as a table of measure to parts like that of independent_measures. What a hub decides
(categories that better buying can reach, the salaries assumed in 2009) is read from its seeds. Out of scope:
statistics.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import partial

import pandas as pd

from orchestration.settings import PROJECT_DIR
from tests.independent_measures import (
    WHOLE_FORCE,
    Facts,
    exact_total,
    function_workforce,
    net_expenditure,
    per_resident,
    quotient,
    summed,
)

SEEDS = PROJECT_DIR / "seeds" / "reference"
ORGANISED_CRIME = "investigations/serious-and-organised-crime"
PROCUREMENT = "support-functions/procurement"
FUNCTIONS = {"hr": "support-functions/human-resources", "finance": "support-functions/finance"}
LARGEST = 10


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _amounts(rows: pd.DataFrame, heading: str) -> pd.DataFrame:
    """Rows of force, year and amount as a quantity under one heading; without an amount it is not reported."""
    states = rows["amount"].isna().map({True: "not_reported", False: "reported"})
    return rows[["force_id", "financial_year", "amount"]].assign(heading_id=heading, state=states)


def _where_divided(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """A quotient under the headings and in the years in which any force has a denominator."""
    known = below[["heading_id", "financial_year"]].drop_duplicates()
    return quotient(above.merge(known, on=["heading_id", "financial_year"]), below)


# Support functions.


def _posts(facts: Facts, heading: str) -> pd.DataFrame:
    """FTE of every kind of worker under a heading."""
    rows = facts.table(
        "marts.force_workforce_by_heading",
        "force_id, financial_year, heading_id, people, reported_state",
        f"basis = 'fte' AND heading_id = '{heading}'",
    )
    return summed(rows.rename(columns={"people": "amount", "reported_state": "state"}))


def _workforce(facts: Facts, function: str) -> pd.DataFrame:
    """The whole workforce, under the heading of the function."""
    return _posts(facts, WHOLE_FORCE).assign(heading_id=FUNCTIONS[function])


def cost_of_function(facts: Facts, function: str) -> pd.DataFrame:
    """Net revenue expenditure over the workforce."""
    costs = net_expenditure(facts, "outturn")
    return _where_divided(costs[costs["heading_id"] == FUNCTIONS[function]], _workforce(facts, function))


def served_by_post(facts: Facts, function: str) -> pd.DataFrame:
    """Workforce over posts."""
    return _where_divided(_workforce(facts, function), _posts(facts, FUNCTIONS[function]))


def posts_costed(facts: Facts, function: str) -> pd.DataFrame:
    """Posts at the salary assumed in 2009 over the workforce."""
    ((salary,),) = [
        [row["value"]] for row in _seed("benchmarks") if row["benchmark_id"] == f"{function}_average_salary"
    ]
    posts = _posts(facts, FUNCTIONS[function])
    return _where_divided(posts.assign(amount=posts["amount"] * float(salary)), _workforce(facts, function))


# Collaboration.


def _line(facts: Facts, line: str, basis: str) -> pd.DataFrame:
    """A line of expenditure by heading, pounds, with a state of its own."""
    return facts.table(
        "marts.expenditure_lines",
        "force_id, financial_year, heading_id, amount_gbp, reported_state",
        f"basis = '{basis}' AND line = '{line}'",
    ).rename(columns={"amount_gbp": "amount", "reported_state": "state"})


def collaboration_spend(facts: Facts, basis: str) -> pd.DataFrame:
    """What is in collaborations over gross expenditure."""
    return _where_divided(_line(facts, "in_collaboration", basis), _line(facts, "gross_expenditure", basis))


# Shares of functions, and lines over residents.


def line_per_resident(facts: Facts, line: str, basis: str) -> pd.DataFrame:
    """A line over residents."""
    return per_resident(_line(facts, line, basis), facts)


def _of_functions(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the force as a whole and of headings of level 1."""
    upper = {row["heading_id"] for row in _seed("poa_headings") if row["level"] in ("0", "1")}
    return rows[rows["heading_id"].isin(upper)]


def _of_the_whole(parts: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Parts over what the force has under all functions, which is no part of itself."""
    parts = parts[parts["heading_id"] != WHOLE_FORCE]
    of_all = whole[whole["heading_id"] == WHOLE_FORCE].drop(columns="heading_id")
    headings = parts[["force_id", "financial_year", "heading_id"]]
    return quotient(parts, headings.merge(of_all, on=["force_id", "financial_year"]))


def cost_share(facts: Facts, basis: str) -> pd.DataFrame:
    """Net revenue expenditure of a function over that of all functions."""
    costs = _line(facts, "net_revenue_expenditure", basis)
    return _of_the_whole(_of_functions(costs), costs)


def support_cost_share(facts: Facts, function: str, basis: str) -> pd.DataFrame:
    """Net revenue expenditure of a support function over that of all functions."""
    costs = net_expenditure(facts, basis)
    return _of_the_whole(costs[costs["heading_id"] == FUNCTIONS[function]], costs)


def workforce_of_function_share(facts: Facts) -> pd.DataFrame:
    """Workforce of a function over that of all functions."""
    people = function_workforce(facts, "workforce")
    return _of_the_whole(_of_functions(people), people)


def overtime_share(facts: Facts, basis: str) -> pd.DataFrame:
    """Overtime of officers over their salaries, under the same heading."""
    overtime = _of_functions(_line(facts, "police_overtime", basis))
    return quotient(overtime, _line(facts, "police_officer_pay", basis))


# People in collaborations.


def in_collaboration(facts: Facts, worker_types: tuple[str, ...]) -> pd.DataFrame:
    """People in collaborations over those of the force, where all of them are counted in FTE."""
    rows = facts.table(
        "marts.force_collaboration_workforce",
        "force_id, financial_year, worker_type, basis, people_in_collaboration, workforce",
        "area_kind = 'force' AND worker_type IN ('police_officer', 'police_staff')",
    )
    both, found = len(worker_types) > 1, []
    for (force, year), counted in rows.groupby(["force_id", "financial_year"]):
        chosen = counted[counted["worker_type"].isin(worker_types)]
        if chosen.empty and not both:
            continue
        whole = set(chosen["worker_type"]) == set(worker_types) and (chosen["basis"] == "fte").all()
        known = chosen["workforce"].notna().all() and len(chosen)
        above = exact_total(chosen["people_in_collaboration"]) if whole else None
        found.append((force, year, above, exact_total(chosen["workforce"]) if known else None))
    frame = pd.DataFrame(found, columns=["force_id", "financial_year", "above", "below"])
    return _where_divided(
        _amounts(frame.rename(columns={"above": "amount"}), WHOLE_FORCE),
        _amounts(frame.rename(columns={"below": "amount"}), WHOLE_FORCE),
    )


def collaboration_savings(facts: Facts) -> pd.DataFrame:
    """Savings by collaboration over savings required."""
    rows = facts.table(
        "marts.force_savings_requirement",
        "force_id, financial_year, savings_by_collaboration_gbp, savings_required_gbp",
    )
    return _where_divided(
        _amounts(rows.rename(columns={"savings_by_collaboration_gbp": "amount"}), WHOLE_FORCE),
        _amounts(rows.rename(columns={"savings_required_gbp": "amount"}), WHOLE_FORCE),
    )


# Organised crime.


def _organised_crime(facts: Facts, column: str, condition: str = "true") -> pd.DataFrame:
    rows = facts.table("marts.organised_crime_response", f"force_id, financial_year, {column}", condition)
    return _amounts(rows.rename(columns={column: "amount"}), ORGANISED_CRIME)


def organised_crime_share(facts: Facts, above: str, below: str, condition: str = "true") -> pd.DataFrame:
    """One figure of the return over another."""
    return _where_divided(_organised_crime(facts, above, condition), _organised_crime(facts, below, condition))


def organised_crime_cost(facts: Facts) -> pd.DataFrame:
    """Cost over residents."""
    return per_resident(_organised_crime(facts, "cost_gbp"), facts)


# Procurement.


def _spending(facts: Facts) -> pd.DataFrame:
    """Invoices with what the hub says of their category and the name that suppliers are compared by."""
    rows = facts.table(
        "marts.procurement_spend", "force_id, financial_year, supplier_name, category, contract_route, amount_gbp"
    ).rename(columns={"amount_gbp": "amount"})
    decided = {row["category_key"]: row["is_addressable"] for row in _seed("procurement_categories")}
    return rows.assign(
        decided=rows["category"].map(lambda name: decided.get(_key(name), "not decided")),
        supplier=rows["supplier_name"].map(_key),
    )


def _key(name: str) -> str:
    """A name without capital letters and without more than one space at a time."""
    return re.sub(" +", " ", name).strip().lower()


def _of_forces(rows: pd.DataFrame, chosen: pd.Series | None = None) -> pd.DataFrame:
    """Totals by force; a force without such a row has a total of nothing, one with credits alone is unverified."""
    kept = rows if chosen is None else rows.assign(amount=rows["amount"].where(chosen, 0.0))
    totals = kept.groupby(["force_id", "financial_year"])["amount"].agg(exact_total).reset_index()
    found = _amounts(totals, PROCUREMENT)
    return found.assign(state=found["state"].where(found["amount"] >= 0, "unverified"))


def _addressable(rows: pd.DataFrame) -> pd.DataFrame:
    """What better buying can reach; unknown where it comes to nothing and something is not decided on."""
    found = _of_forces(rows, rows["decided"] == "true")
    undecided = _of_forces(rows, rows["decided"] == "not decided")
    unknown = (found["amount"] == 0) & (undecided["amount"] != 0)
    return found.assign(state=found["state"].mask(unknown, "not_reported"), amount=found["amount"].mask(unknown))


def procurement_per_resident(facts: Facts) -> pd.DataFrame:
    """Invoices over residents."""
    return per_resident(_of_forces(_spending(facts)), facts)


def procurement_share(facts: Facts, decided: str) -> pd.DataFrame:
    """Invoices of one kind of category over all."""
    rows = _spending(facts)
    above = _addressable(rows) if decided == "true" else _of_forces(rows, rows["decided"] == decided)
    return _where_divided(above, _of_forces(rows))


def procurement_route(facts: Facts, routes: tuple[str, ...]) -> pd.DataFrame:
    """Addressable invoices through some routes over all addressable ones."""
    rows = _spending(facts)
    through = (rows["decided"] == "true") & rows["contract_route"].isin(routes)
    return _where_divided(_of_forces(rows, through), _addressable(rows))


def procurement_suppliers(facts: Facts, above: Callable[[pd.Series], float]) -> pd.DataFrame:
    """A statistic of the amounts of a force's suppliers over their sum; suppliers in credit apart."""
    by_supplier = _spending(facts).groupby(["force_id", "financial_year", "supplier"])["amount"].agg(exact_total)
    by_force = by_supplier[by_supplier > 0].groupby(["force_id", "financial_year"])
    return _where_divided(
        _amounts(by_force.agg(above).reset_index(), PROCUREMENT),
        _amounts(by_force.agg(exact_total).reset_index(), PROCUREMENT),
    )


def ten_largest(amounts: pd.Series) -> float:
    """Amount of the ten largest suppliers."""
    return exact_total(amounts.nlargest(LARGEST))


def squares(amounts: pd.Series) -> float:
    """Sum of the squares over the sum."""
    return float((amounts**2).sum() / amounts.sum())


def procurement_savings(facts: Facts) -> pd.DataFrame:
    """Savings of the year, of lines that run, over addressable invoices; unknown while one of them is."""
    rows = facts.table(
        "marts.savings",
        "force_id, financial_year, delivered_in_year_gbp",
        f"heading_id = '{PROCUREMENT}' AND is_running",
    ).rename(columns={"delivered_in_year_gbp": "amount"})
    totals = rows.groupby(["force_id", "financial_year"])["amount"].agg(
        lambda amounts: exact_total(amounts) if amounts.notna().all() else None
    )
    return _where_divided(_amounts(totals.reset_index(), PROCUREMENT), _addressable(_spending(facts)))


FUNCTION_MEASURES: dict[str, Callable[[Facts], pd.DataFrame]] = {
    "gross_expenditure_per_head_estimate": partial(line_per_resident, line="gross_expenditure", basis="estimate"),
    "earned_income_per_head_estimate": partial(line_per_resident, line="earned_income", basis="estimate"),
    "nre_share_pct_estimate": partial(cost_share, basis="estimate"),
    **{
        f"{each}_nre_share_pct_estimate": partial(support_cost_share, function=each, basis="estimate")
        for each in FUNCTIONS
    },
    "function_workforce_share_pct": workforce_of_function_share,
    "overtime_pct_of_officer_pay_estimate": partial(overtime_share, basis="estimate"),
    **{f"{each}_cost_per_workforce_fte": partial(cost_of_function, function=each) for each in FUNCTIONS},
    **{f"workforce_per_{each}_post": partial(served_by_post, function=each) for each in FUNCTIONS},
    **{f"{each}_posts_costed_per_workforce_fte": partial(posts_costed, function=each) for each in FUNCTIONS},
    "collaboration_spend_share_pct": partial(collaboration_spend, basis="outturn"),
    "collaboration_spend_share_pct_estimate": partial(collaboration_spend, basis="estimate"),
    "officers_in_collaboration_pct": partial(in_collaboration, worker_types=("police_officer",)),
    "staff_in_collaboration_pct": partial(in_collaboration, worker_types=("police_staff",)),
    "officers_and_staff_in_collaboration_pct": partial(
        in_collaboration, worker_types=("police_officer", "police_staff")
    ),
    "collaboration_savings_share_pct": collaboration_savings,
    "organised_crime_full_response_pct": partial(
        organised_crime_share, above="groups_with_full_response", below="groups_mapped"
    ),
    "organised_crime_functionality_pct": partial(
        organised_crime_share, above="criteria_met", below="criteria_assessed", condition="criteria_assessed > 0"
    ),
    "organised_crime_cost_per_head": organised_crime_cost,
    "procurement_spend_per_head": procurement_per_resident,
    "procurement_addressable_share_pct": partial(procurement_share, decided="true"),
    "procurement_unclassified_share_pct": partial(procurement_share, decided="not decided"),
    "procurement_national_route_pct": partial(procurement_route, routes=("national",)),
    "procurement_regional_route_pct": partial(procurement_route, routes=("regional",)),
    "procurement_national_or_regional_route_pct": partial(procurement_route, routes=("national", "regional")),
    "procurement_ten_largest_suppliers_pct": partial(procurement_suppliers, above=ten_largest),
    "procurement_supplier_concentration": partial(procurement_suppliers, above=squares),
    "procurement_savings_pct_of_addressable": procurement_savings,
}
