"""One page per programme: what it saved by year, whether that agrees with print, its cases, people and agreements.

In scope: every programme that the registers name. Out of scope: arithmetic on savings, which the models do; sums of
what a table shows are made here, so that a reader can add it up.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from orchestration.publication.figures import AGREEING, count_figures
from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site import agreements_money
from orchestration.publication.site.agreement_rows import AgreementRows
from orchestration.publication.site.agreements import agreement_path, programme_path
from orchestration.publication.site.charts.columns import Column, columns
from orchestration.publication.site.codes import as_printed, words
from orchestration.publication.site.codes import title as title_words
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.numbers import listed
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import agreements as agreement_sentences
from orchestration.publication.site.sentences import programmes as sentences

_OF_AGREEMENTS = (
    "marts.agreements", "marts.agreement_parties", "marts.business_cases", "marts.business_case_appraisals",
    "marts.business_case_quality", "marts.retained_resources", "marts.savings", "marts.workforce_in_collaboration",
)  # fmt: skip
_OF_PROGRAMMES = ("marts.programme_savings", "marts.programme_pace")
_WHOLE = ("marts.dim_force", "marts.reconciliation", "marts.published_statistics")
# Years shown in a table of savings by function; earlier ones are in the data.
_YEARS_SHOWN = 8
_COSTS = {
    "change_team_cost_gbp": "Change team",
    "set_up_cost_gbp": "Set-up",
    "running_cost_gbp": "Running",
    "exit_cost_gbp": "Exit",
}
_STATUSES = {
    "exact": "No difference",
    "agrees": "Agrees within rounding",
    "explained": "Differs, for the reason given",
    "mismatch": "Differs without an explanation",
    "not_computed": "Not computed",
}


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """One page per programme that a register names."""
    rows = AgreementRows(reader)
    found = reader.rows("SELECT DISTINCT programme FROM marts.agreements WHERE programme IS NOT NULL ORDER BY ALL")
    for row in found:
        programme = row["programme"]
        reads = (
            *(Reads(table) for table in (*_OF_AGREEMENTS, *_WHOLE)),
            *(Reads(table, "programme", programme) for table in _OF_PROGRAMMES),
        )
        entry = (f"{programme} (programme)", "Agreement", "programme collaboration saved savings by year print")
        yield Page(programme_path(programme), reads, _maker(rows, programme), entry)


def _maker(rows: AgreementRows, programme: str) -> Any:
    def make(reader: ReleaseReader, frame: Frame) -> Files:
        path = programme_path(programme)
        return {path: frame.render("programme", path, **content(reader, rows, programme))}

    return make


def content(reader: ReleaseReader, rows: AgreementRows, programme: str) -> dict[str, Any]:
    """Return everything that the page of a programme shows."""
    found = reader.rows(
        "SELECT * FROM marts.agreements WHERE programme = ? ORDER BY portfolio NULLS FIRST, title, agreement_id",
        programme,
    )
    ids = [row["agreement_id"] for row in found]
    parties = rows.of_all("marts.agreement_parties", ids)
    forces = {row["force_id"] for row in parties if row["force_id"] and not row["has_left"]}
    by_year = reader.rows(
        "SELECT * FROM marts.programme_savings WHERE programme = ? ORDER BY financial_year, party_id", programme
    )
    printed = _reconciliation(reader, programme)
    savings = _savings(rows, ids, by_year)
    cases = agreements_money.cases_of(rows, ids, chosen=False, published=_published_shares(reader, rows, ids))
    what = sentences.what_it_is(programme, len(found), sum(1 for row in found if row["is_live"]), len(forces))
    return {
        "part": "Collaborations",
        "title": programme,
        "styles": ["agreements.css"],
        "sentence": what,
        "saved": savings["sentence"] if savings else _forecast(cases),
        "printed_sentence": printed["sentence"] if printed else "",
        "savings": savings,
        "costs": _costs(rows, by_year),
        "cases": cases,
        "cases_in_all": _in_all(cases),
        "people": _people(rows, ids),
        "retained": _retained(rows, ids),
        "printed": printed,
        "pace": _pace(reader, programme),
        "portfolios": [
            {
                "name": portfolio,
                "agreements": [row | {"path": agreement_path(row["agreement_id"])} for row in group],
            }
            for portfolio, group in groupby(found, key=lambda row: row["portfolio"])
        ],
        "words": words,
        "title_words": title_words,
        "as_printed": as_printed,
    }


def _savings(rows: AgreementRows, ids: list[str], by_year: list[Row]) -> dict[str, Any] | None:
    """Savings that reduce a budget: by year and function, all parties that report added up."""
    reported = [row for row in by_year if row["delivered_gbp"] is not None]
    if not reported:
        return None
    lines = rows.of_all("marts.savings", ids)
    years = agreements_money.saving_years(lines)
    known = [each for each in years if each["reached"] is not None]
    names = [each["year"] for each in known]
    whose = sorted({rows.party_name(row["party_id"]) for row in reported})
    totals = {
        name: {year: _sum(of_year, column) for year, of_year in _by_year(by_year).items()}
        for name, column in (
            ("new", "delivered_gbp"), ("reached", "cumulative_recurrent_gbp"), ("to_date", "total_to_date_gbp"),
        )
    }  # fmt: skip
    last = max(year for year, value in totals["reached"].items() if value is not None)
    said = agreement_sentences.savings_by_year(names, [each["reached"] for each in known])
    reached = totals["reached"][last] or Decimal(0)
    shown = names[-_YEARS_SHOWN:]
    return {
        "sentence": sentences.saved(
            names[0],
            last,
            reached,
            totals["to_date"][last],
            listed(whose) if len(whose) < 5 else f"{len(whose)} parties",
        ),
        "said": said,
        "chart": columns([Column(each["year"], each["carried"], each["new"]) for each in known], None, said),
        "years": years,
        "shown": shown,
        "parties": whose,
        "lines": _by_function(lines, names),
        "totals": totals,
        "all_new": _sum(reported, "delivered_gbp"),
        "notes": list(dict.fromkeys(f"{row['function_name']}: {row['note']}" for row in lines if row["note"])),
    }


def _by_function(lines: list[Row], years: list[str]) -> list[dict[str, Any]]:
    """New savings by function and year, the largest first; a one-off saving is a line of its own."""
    cells: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        name = line["function_name"]
        if line["recurrence"] != "recurrent":
            name += f" ({words(line['recurrence'])})"
        cell = cells.setdefault(name, {})
        if line["new_off_budget_gbp"] is not None:
            cell[line["financial_year"]] = cell.get(line["financial_year"], Decimal(0)) + line["new_off_budget_gbp"]
    made = [
        {"name": name, "cells": cell, "total": sum(cell.values()) if cell else None} for name, cell in cells.items()
    ]
    return sorted(made, key=lambda line: (-(line["total"] or 0), line["name"]))


def _by_year(found: list[Row]) -> dict[str, list[Row]]:
    by_year: dict[str, list[Row]] = {}
    for row in found:
        by_year.setdefault(row["financial_year"], []).append(row)
    return by_year


def _sum(found: list[Row], column: str) -> Decimal | None:
    values = [row[column] for row in found if row[column] is not None]
    return sum(values, Decimal(0)) if values else None


def _costs(rows: AgreementRows, by_year: list[Row]) -> dict[str, Any] | None:
    """Costs spent by year, all parties that report them added up."""
    years = _by_year([row for row in by_year if any(row[column] is not None for column in _COSTS)])
    if not years:
        return None
    lines = []
    for column, name in _COSTS.items():
        cells = {year: _sum(of_year, column) for year, of_year in years.items()}
        known = [value for value in cells.values() if value is not None]
        if known:
            lines.append({"name": name, "cells": cells, "total": sum(known)})
    of = sorted({rows.party_name(row["party_id"]) for each in years.values() for row in each})
    return {"years": list(years)[-_YEARS_SHOWN:], "lines": lines, "of": of}


def _forecast(cases: list[dict[str, Any]]) -> str:
    promised = [each for each in cases if each["forecast"] is not None]
    if not promised:
        return "Neither a forecast nor a delivered saving is reported."
    in_all = _in_all(promised)
    years = {each["budget_year"] for each in promised}
    return sentences.forecast(
        len(promised), years.pop() if len(years) == 1 else None, in_all["forecast"], in_all["pct"]
    )


def _in_all(cases: list[dict[str, Any]]) -> dict[str, Any]:
    forecast = sum((each["forecast"] for each in cases if each["forecast"] is not None), Decimal(0))
    has_budgets = bool(cases) and all(each["budget"] is not None for each in cases)
    budget = sum((each["budget"] for each in cases), Decimal(0)) if has_budgets else None
    share = float(forecast / budget * 100) if budget else None
    delivered = [each["delivered"] for each in cases if each["delivered"] is not None]
    return {"forecast": forecast, "budget": budget, "pct": share, "delivered": sum(delivered) if delivered else None}


def _published_shares(reader: ReleaseReader, rows: AgreementRows, ids: list[str]) -> dict[str, float]:
    """Forecast as a share of the budget as its document publishes it, by case."""
    published = {
        (row["source_document"], row["period"], row["component"]): float(row["value"])
        for row in reader.rows(
            "SELECT * FROM marts.published_statistics WHERE statistic_id = 'business_case_saving_share'"
        )
    }
    cases = rows.of_all("marts.business_cases", ids)
    keys = {row["case_id"]: (row["source_document"], row["budget_year"], row["function_name"]) for row in cases}
    return {case_id: published[key] for case_id, key in keys.items() if key in published}


def _people(rows: AgreementRows, ids: list[str]) -> dict[str, Any] | None:
    """People in collaboration on the last date and basis counted, by function."""
    counted = rows.of_all("marts.workforce_in_collaboration", ids)
    if not counted:
        return None
    as_at = max(row["as_at"] for row in counted)
    latest = [row for row in counted if row["as_at"] == as_at]
    basis = max({row["basis"] for row in latest}, key=lambda basis: sum(row["basis"] == basis for row in latest))
    of_basis = [row for row in latest if row["basis"] == basis]
    types = sorted({row["worker_type"] for row in of_basis})
    functions: dict[str, dict[str, Decimal]] = {}
    for row in of_basis:
        if row["people"] is not None:
            cell = functions.setdefault(row["function_name"], {})
            cell[row["worker_type"]] = cell.get(row["worker_type"], Decimal(0)) + row["people"]
    total = {each: sum((cell.get(each, Decimal(0)) for cell in functions.values()), Decimal(0)) for each in types}
    everybody = sum(total.values(), Decimal(0))
    return {
        "as_at": as_at,
        "basis": "headcount" if basis == "people" else "full-time equivalents",
        "types": types,
        "lines": sorted(
            (
                {
                    "name": name,
                    "cells": cell,
                    "total": sum(cell.values()),
                    "pct": float(sum(cell.values()) / everybody * 100) if everybody else None,
                }
                for name, cell in functions.items()
            ),
            key=lambda line: (-line["total"], line["name"]),
        ),
        "total": total,
        "everybody": everybody,
    }


def _retained(rows: AgreementRows, ids: list[str]) -> list[dict[str, Any]]:
    found = rows.of_all("marts.retained_resources", ids)
    return [
        {
            "year": year,
            "people": (_sum(of_year, "officers") or Decimal(0)) + (_sum(of_year, "staff") or Decimal(0)),
            "cost": _sum(of_year, "cost_gbp"),
        }
        for year, of_year in sorted(_by_year(found).items())
    ]


def _reconciliation(reader: ReleaseReader, programme: str) -> dict[str, Any] | None:
    """Figures of the document that is mainly about the programme, those on savings first; None without one."""
    documents = reader.rows(
        "SELECT source_document FROM marts.agreements GROUP BY source_document "
        "HAVING 2 * count(*) FILTER (WHERE programme = ?) > count(*) ORDER BY count(*) DESC",
        programme,
    )
    for document in documents:
        figures = reader.rows(
            "SELECT * FROM marts.reconciliation WHERE source_document = ? ORDER BY figure_id, component",
            document["source_document"],
        )
        if figures:
            name = words(document["source_document"])
            on_savings = [row for row in figures if "saving" in row["metric"].lower()]
            others = [row for row in figures if row not in on_savings]
            return {
                "document": name,
                "sentence": sentences.agreement_with_print(count_figures(figures), name),
                "parts": [
                    {"name": "Figures on savings", "figures": on_savings},
                    {"name": "Other figures", "figures": others},
                ],
                "statuses": _STATUSES,
                "agreeing": AGREEING,
            }
    return None


def _pace(reader: ReleaseReader, programme: str) -> list[Row]:
    """Years in which anything happened, or in which agreements were live."""
    found = reader.rows("SELECT * FROM marts.programme_pace WHERE programme = ? ORDER BY financial_year", programme)
    counted = ("cases", "approvals", "commenced", "ended", "not_progressed")
    return [row for row in found if any(row[column] for column in counted)]
