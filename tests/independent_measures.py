"""Numerator and denominator of every measure, made a second time with pandas.

In scope: the measures of workforce, funding and expenditure, as a table of measure to parts. Out of scope:
the statistics made of them (independent_statistics), or SQL beyond reading a published table. It is written from
docs/variation-method.md and the definitions in seeds/reference/measures.csv, not from the models. A heading that goes
by two names is not carried over here: the test sees to it that none is in the set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pandas as pd

KEYS = ["force_id", "financial_year", "heading_id"]
WHOLE_FORCE = "all-functions"
POLICE = ("police_officer", "police_staff", "pcso", "designated_officer", "traffic_warden")
WORKER_TYPES = {
    "officers": ("police_officer",),
    "staff": ("police_staff",),
    "pcsos": ("pcso",),
    "staff_and_designated": ("police_staff", "designated_officer"),
    "workforce": POLICE,
}


@dataclass(frozen=True)
class Facts:
    """Published tables.

    Attributes:
        ask: Query of the published file to rows.
    """

    ask: Callable[[str], list[tuple]]

    def table(self, name: str, columns: str, condition: str = "true") -> pd.DataFrame:
        """Columns of a published table; money as float, which holds the pence of any amount here."""
        rows = self.ask(f"SELECT {columns} FROM {name} WHERE {condition}")
        frame = pd.DataFrame(rows, columns=columns.split(", "))
        for column in frame:
            if frame[column].map(lambda cell: isinstance(cell, Decimal)).any():
                frame[column] = frame[column].astype(float)
        return frame


def financial_year(start: int) -> str:
    """2012 as 2012/13."""
    return f"{start}/{(start + 1) % 100:02}"


def exact_total(amounts: Iterable[float]) -> float:
    """The sum as decimals, so that equal forces stay equal whatever the order of their rows."""
    return float(sum((Decimal(repr(float(amount))) for amount in amounts), Decimal(0)))


def state_of(states: Sequence[str]) -> str:
    """Of a sum: unknown where any part is, and reported where any part of the rest is."""
    if "not_reported" in states:
        return "not_reported"
    return "reported" if "reported" in states else "not_provided"


def summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of several parts with the same keys as one amount and one state."""
    found = []
    for keys, parts in rows.groupby(KEYS):
        state = state_of(list(parts["state"]))
        is_known = state != "not_reported" and parts["amount"].notna().any()
        found.append((*keys, exact_total(parts["amount"].dropna()) if is_known else None, state))
    return pd.DataFrame(found, columns=[*KEYS, "amount", "state"])


def quotient(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """One row per numerator; one that was given, with no denominator, is not silence."""
    both = above.merge(below, on=KEYS, how="left", suffixes=("", "_below"))
    state = both["state"].where(both["state"] != "reported", both["state_below"].fillna("not_reported"))
    has_half = both["amount"].notna() & both["amount_below"].isna() & (state != "not_provided")
    state = state.mask(has_half, "denominator_missing")
    return both[KEYS].assign(numerator=both["amount"], denominator=both["amount_below"], state=state)


# The force as a whole, from the open data of the Home Office.


def force_workforce(facts: Facts, group: str) -> pd.DataFrame:
    """FTE at the 31 March that ends the year; unknown without a type of the group that any force reported that day."""
    rows = facts.table("marts.force_workforce", "force_id, as_at, worker_type, fte", "fte IS NOT NULL")
    rows = rows[rows["worker_type"].isin(WORKER_TYPES[group])]
    forces = facts.table("marts.dim_force", "force_id")
    found = []
    for as_at, day in rows.groupby("as_at"):
        types = set(day["worker_type"])
        by_force = dict(list(day.groupby("force_id")))
        for force in forces["force_id"]:
            given = by_force.get(force, day.iloc[:0])
            is_whole = set(given["worker_type"]) == types
            fte = exact_total(given["fte"]) if is_whole else None
            state = "reported" if is_whole else "not_reported"
            found.append((force, financial_year(as_at.year - 1), WHOLE_FORCE, fte, state))
    return pd.DataFrame(found, columns=[*KEYS, "amount", "state"])


def residents(facts: Facts, headings: Iterable[str]) -> pd.DataFrame:
    """Residents at 30 June in the financial year, under each heading."""
    rows = facts.table("marts.force_population", "force_id, mid_year, population").rename(
        columns={"population": "amount"}
    )
    rows = rows.assign(financial_year=rows["mid_year"].map(financial_year), state="reported")
    return rows.merge(pd.Series(sorted(set(headings)), name="heading_id"), how="cross").drop(columns="mid_year")


def per_resident(above: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Over the residents of the year."""
    return quotient(above, residents(facts, above["heading_id"]))


def workforce_per_resident(facts: Facts, group: str) -> pd.DataFrame:
    """FTE over residents; a year without any residents published has no measure."""
    rows = per_resident(force_workforce(facts, group), facts)
    known = rows.loc[rows["denominator"].notna(), "financial_year"]
    return rows[rows["financial_year"].isin(known)]


def workforce_share(facts: Facts, group: str) -> pd.DataFrame:
    """FTE over that of the whole workforce."""
    return quotient(force_workforce(facts, group), force_workforce(facts, "workforce"))


def workforce_change(facts: Facts, group: str) -> pd.DataFrame:
    """FTE less that of the year before, over that of the year before."""
    now = force_workforce(facts, group)
    before = now.assign(financial_year=now["financial_year"].map(lambda year: financial_year(int(year[:4]) + 1)))
    rows = quotient(now, before)
    rows = rows[rows["financial_year"].isin(set(before["financial_year"]))]
    # Without the previous year there is no change to divide: what is missing is the numerator too.
    state = rows["state"].replace("denominator_missing", "not_reported")
    return rows.assign(numerator=rows["numerator"] - rows["denominator"], state=state)


def funding_per_resident(facts: Facts, amount: str, state: str) -> pd.DataFrame:
    """Pounds over residents at the latest mid-year published that is not after the year's own."""
    rows = facts.table("marts.force_funding", f"force_id, financial_year, {amount}, precept_state")
    silent = rows[amount].isna().map({True: "not_reported", False: "reported"})
    rows = rows.assign(heading_id=WHOLE_FORCE, amount=rows[amount], state=rows.get(state, silent))
    people = residents(facts, [WHOLE_FORCE])
    latest = {
        year: max(each for each in people["financial_year"] if each <= year) for year in rows["financial_year"].unique()
    }
    people = pd.concat(
        people[people["financial_year"] == last].assign(financial_year=year) for year, last in latest.items()
    )
    return quotient(rows[[*KEYS, "amount", "state"]], people)


# Functions, from the returns of the forces themselves.


def net_expenditure(facts: Facts, basis: str) -> pd.DataFrame:
    """Net revenue expenditure by heading, pounds."""
    return facts.table(
        "marts.functions_by_poa_heading",
        "force_id, financial_year, heading_id, net_revenue_expenditure_gbp, reported_state",
        f"basis = '{basis}'",
    ).rename(columns={"net_revenue_expenditure_gbp": "amount", "reported_state": "state"})


def function_workforce(facts: Facts, group: str) -> pd.DataFrame:
    """FTE by heading."""
    rows = facts.table(
        "marts.force_workforce_by_heading",
        "force_id, financial_year, heading_id, worker_type, people, reported_state",
        "basis = 'fte'",
    ).rename(columns={"people": "amount", "reported_state": "state"})
    return summed(rows[rows["worker_type"].isin(WORKER_TYPES[group])])


def expenditure_per_resident(facts: Facts, basis: str) -> pd.DataFrame:
    """Pounds over residents."""
    return per_resident(net_expenditure(facts, basis), facts)


def function_workforce_per_resident(facts: Facts, group: str) -> pd.DataFrame:
    """FTE over residents."""
    return per_resident(function_workforce(facts, group), facts)


def cost_per_fte(facts: Facts) -> pd.DataFrame:
    """Pounds over FTE."""
    return quotient(net_expenditure(facts, "outturn"), function_workforce(facts, "workforce"))


MEASURES: dict[str, Callable[[Facts], pd.DataFrame]] = {
    **{f"{group}_per_1000_population": partial(workforce_per_resident, group=group) for group in WORKER_TYPES},
    "police_staff_share_pct": partial(workforce_share, group="staff"),
    "staff_and_designated_share_pct": partial(workforce_share, group="staff_and_designated"),
    **{f"{group}_change_pct": partial(workforce_change, group=group) for group in WORKER_TYPES},
    "grant_per_head": partial(funding_per_resident, amount="formula_grant_gbp", state="of the amount"),
    "precept_per_head": partial(funding_per_resident, amount="precept_gbp", state="precept_state"),
    "nre_per_head": partial(expenditure_per_resident, basis="outturn"),
    "nre_per_head_estimate": partial(expenditure_per_resident, basis="estimate"),
    **{
        f"function_{group}_per_1000_population": partial(function_workforce_per_resident, group=group)
        for group in WORKER_TYPES
    },
    "cost_per_fte": cost_per_fte,
}
