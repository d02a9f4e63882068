"""What is known of the money of an agreement: savings by year, cases, costs, contributions, net contribution, leaving.

In scope: choosing the figures and adding up what one table shows. Out of scope: carrying savings on, valuing
contributions and appraising cases, which the models do.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from orchestration.publication.release_reader import Row
from orchestration.publication.site.agreement_rows import AgreementRows
from orchestration.publication.site.charts.columns import Column, bullet, columns
from orchestration.publication.site.codes import title as title_words
from orchestration.publication.site.codes import words
from orchestration.publication.site.numbers import percent, pounds
from orchestration.publication.site.sentences import agreements as sentences

# Benefits that reduce a budget, as the models have it, unless they are reinvested.
_OFF_A_BUDGET = {"cashable", "not_stated"}


def content(rows: AgreementRows, agreement_id: str) -> dict[str, Any]:
    """Return what the page of an agreement says of its money."""
    cases = cases_of(rows, [agreement_id], chosen=True)
    savings = saving_years(rows.of("marts.savings", agreement_id))
    reached = [year for year in savings if year["reached"] is not None]
    gone = {row["party_id"] for row in rows.of("marts.agreement_parties", agreement_id) if row["has_left"]}
    paired = _paired([row for row in rows.of("marts.business_cases", agreement_id) if row["party_id"] not in gone])
    year = reached[-1]["year"] if reached else None
    is_approved = bool(cases) and all(case["stage"] == "approved" for case in cases)
    delivered, forecast, pct, told = paired
    parties = [rows.party_name(party, agreement_id) for party in told]
    return {
        "sentence": sentences.saving_reached(year, parties, delivered, forecast, pct, is_approved=is_approved),
        "delivered_share": percent(pct) if pct is not None else "",
        "savings": _savings(rows, agreement_id, savings, forecast if delivered is not None else None),
        "cases": cases,
        "costs": _costs(rows.of("marts.agreement_costs", agreement_id)),
        "contributions": _contributions(rows, agreement_id),
        "net": net_contributions(rows, agreement_id),
        "leaving": _leaving(rows, agreement_id),
    }


def saving_years(lines: list[Row]) -> list[dict[str, Any]]:
    """Return savings that reduce a budget by year, over all lines and parties.

    Of each year: `reached`, the saving in the year; `new`, the part that is new in it (below zero if a saving ended);
    `carried`, the rest, which runs on from earlier years; `forecast`, what was promised for the year. None where no
    line says.
    """
    found = []
    for year, group in groupby(
        sorted(lines, key=lambda row: row["financial_year"]), key=lambda row: row["financial_year"]
    ):
        of_year = list(group)
        reached = _sum(of_year, "off_budget_in_year_gbp")
        new = _sum(of_year, "new_off_budget_gbp") or Decimal(0)
        promised = [row for row in of_year if row["kind"] in _OFF_A_BUDGET and not row["reinvested_in"]]
        found.append(
            {
                "year": year,
                "reached": reached,
                "new": new if reached is not None else None,
                "carried": reached - new if reached is not None else None,
                "forecast": _sum(promised, "forecast_in_year_gbp"),
            }
        )
    return found


def _sum(found: list[Row], column: str) -> Decimal | None:
    values = [row[column] for row in found if row[column] is not None]
    return sum(values, Decimal(0)) if values else None


def _paired(cases: list[Row]) -> tuple[Decimal | None, Decimal | None, float | None, list[str]]:
    """Delivered and forecast of the cases that have both, and whose they are; without any, the forecasts alone."""
    both = [row for row in cases if row["delivered_to_date_gbp"] is not None and row["saving_forecast_gbp"] is not None]
    if not both:
        return None, _sum(cases, "saving_forecast_gbp"), None, []
    delivered, forecast = _sum(both, "delivered_to_date_gbp"), _sum(both, "saving_forecast_gbp")
    share = float(delivered / forecast * 100) if delivered is not None and forecast else None
    return delivered, forecast, share, sorted({row["party_id"] for row in both if row["party_id"] != "all-parties"})


def _savings(
    rows: AgreementRows, agreement_id: str, years: list[dict[str, Any]], case: Decimal | None
) -> dict[str, Any] | None:
    """The columns of saving by year, their table, and what is not known."""
    lines = rows.of("marts.savings", agreement_id)
    known = [each for each in years if each["reached"] is not None]
    parties = sorted(
        {rows.party_name(row["party_id"], agreement_id) for row in lines if row["delivered_gbp"] is not None}
    )
    if not lines:
        return None
    by_year = any(each["forecast"] is not None for each in years)
    made = [Column(each["year"], each["carried"], each["new"], each["forecast"]) for each in known]
    said = sentences.savings_by_year([each["year"] for each in known], [each["reached"] for each in known])
    told = {row["party_id"] for row in lines}
    silent = [
        rows.party_name(row["party_id"], agreement_id)
        for row in rows.of("marts.agreement_parties", agreement_id)
        if row["force_id"] and row["party_id"] not in told and "all-parties" not in told
    ]
    return {
        "said": said,
        "chart": columns(made, None if by_year else case, said) if made else "",
        "years": years,
        "by_year": by_year,
        "parties": parties,
        "reasons": list(dict.fromkeys(row["outcome_reason"] for row in lines if row["outcome_reason"])),
        "silent": sentences.silent_parties(silent, "saving"),
        "other_kinds": sorted({words(row["kind"]) for row in lines if row["kind"] not in _OFF_A_BUDGET}),
    }


def cases_of(
    rows: AgreementRows, agreement_ids: list[str], *, chosen: bool, published: dict[str, float] | None = None
) -> list[dict[str, Any]]:
    """Return the business cases of agreements, with bars on one scale, the largest forecast first.

    Args:
        rows: Rows of the tables.
        agreement_ids: The agreements.
        chosen: Whether the page is about these cases alone, so that their bars have its colour.
        published: Share of the budget as the document of a case publishes it, by case.
    """
    found = rows.of_all("marts.business_cases", agreement_ids)
    found.sort(key=lambda row: -(row["saving_forecast_gbp"] or row["budget_without_collaboration_gbp"] or 0))
    appraisals = {
        row["case_id"]: row
        for row in rows.of_all("marts.business_case_appraisals", agreement_ids)
        if row["scenario"] == "as_stated"
    }
    quality: dict[str, list[Row]] = {}
    for row in rows.of_all("marts.business_case_quality", agreement_ids):
        quality.setdefault(row["case_id"], []).append(row)
    values = [
        row[name] for row in found for name in ("saving_forecast_gbp", "delivered_to_date_gbp") if row[name] is not None
    ]
    most = float(max(values, default=Decimal(0)))
    cases = []
    for row in found:
        delivered, forecast = row["delivered_to_date_gbp"], row["saving_forecast_gbp"]
        share = "" if row["delivered_pct"] is None else f", {percent(row['delivered_pct'])}"
        said = f"Delivered {_or_not(delivered)} of a forecast of {_or_not(forecast)} per year{share}."
        appraisal = appraisals.get(row["case_id"], {})
        elements = quality.get(row["case_id"], [])
        cases.append(
            {
                "function": row["function_name"],
                "agreement": rows.of("marts.agreements", row["agreement_id"])[0],
                "party": rows.party_name(row["party_id"], row["agreement_id"]),
                "stage": row["case_stage"],
                "said": said,
                "bar": bullet(delivered, forecast, most, said, chosen=chosen) if most else "",
                "budget": row["budget_without_collaboration_gbp"],
                "budget_year": row["budget_year"],
                "budget_pct": row["saving_pct_of_budget"],
                "published_pct": (published or {}).get(row["case_id"]),
                "first": row["saving_forecast_original_gbp"],
                "forecast": forecast,
                "delivered": delivered,
                "pct": row["delivered_pct"],
                "reason": row["outcome_reason"],
                "note": row["note"],
                "npv": appraisal.get("npv_gbp"),
                "no_npv": appraisal.get("reason_not_appraised"),
                "elements": ", ".join(each["element_name"] for each in elements if each["state"] == "stated"),
                "lacking": ", ".join(
                    each["element_name"] for each in elements if each["state"] in {"absent", "partly"}
                ),
            }
        )
    return cases


def _or_not(value: Decimal | None) -> str:
    return "not reported" if value is None else pounds(value)


def _costs(found: list[Row]) -> list[dict[str, Any]]:
    """Costs by kind and status, all parties added up, one amount per year."""
    costs = []
    for (kind, status), group in groupby(found, key=lambda row: (row["kind"], row["status"])):
        of_kind = list(group)
        years: dict[str, Decimal] = {}
        for row in of_kind:
            if row["amount_gbp"] is not None:
                years[row["financial_year"]] = years.get(row["financial_year"], Decimal(0)) + row["amount_gbp"]
        costs.append(
            {
                "kind": title_words(kind),
                "status": {"forecast": "forecast", "actual": "spent"}.get(status, "forecast or spent is not stated"),
                "years": sorted(years.items()),
                "total": sum(years.values(), Decimal(0)) if years else None,
                "notes": list(dict.fromkeys(row["note"] for row in of_kind if row["note"])),
            }
        )
    return costs


def _contributions(rows: AgreementRows, agreement_id: str) -> dict[str, Any] | None:
    found = rows.of("marts.agreement_contributions", agreement_id)
    if not found:
        return None
    year = found[0]["financial_year"]
    return {
        "year": year,
        "years": len({row["financial_year"] for row in found}),
        "rows": [
            row | {"party": rows.party_name(row["party_id"], agreement_id), "on": words(row["basis"])}
            for row in found
            if row["financial_year"] == year
        ],
    }


def net_contributions(rows: AgreementRows, agreement_id: str) -> dict[str, Any] | None:
    """Return what each force put in and got out in the latest year for which both are known of any force.

    Without such a year, in the latest year for which either is known.
    """
    found = [row for row in rows.of("variation.net_contribution", agreement_id) if row["force_id"]]
    if not found:
        return None
    compared = [row["financial_year"] for row in found if row["reported_state"] == "reported"]
    year = max(compared or [row["financial_year"] for row in found])
    return {
        "year": year,
        "is_compared": bool(compared),
        "rows": [
            row | {"force": rows.party_name(row["force_id"]), "path": f"forces/{row['force_id']}.html"}
            for row in found
            if row["financial_year"] == year
        ],
    }


def _leaving(rows: AgreementRows, agreement_id: str) -> dict[str, Any]:
    found = rows.of("marts.withdrawal_costs", agreement_id)
    told = [row for row in found if row["cost_of_leaving_gbp"] is not None or row["net_yearly_benefit_gbp"] is not None]
    reasons = list(dict.fromkeys(row["leaving_reason"] for row in found if row["leaving_reason"]))
    return {
        "rows": [
            {
                "force": rows.party_name(row["force_id"]),
                "cost": row["cost_of_leaving_gbp"],
                "basis": words(row["leaving_basis"]),
                "benefit": row["net_yearly_benefit_gbp"],
                "outcome": sentences.leaving(
                    row["leaving_outcome"], row["years_until_leaving_pays"], row["leaving_reason"]
                ),
            }
            for row in told
        ],
        "reasons": reasons,
    }
