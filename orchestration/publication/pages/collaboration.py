"""The two programmes whose figures the first page sets out: who works in them, what was promised, what was saved.

In scope: reading the collaboration marts and laying them out in rows. Out of scope: arithmetic on savings,
which the marts do; sums of what a table shows are made here, so that a reader can add it up.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from orchestration.publication.pages.release_reader import ReleaseReader, Row

EAST_MIDLANDS = "East Midlands"
EAST_MIDLANDS_AS_AT = "2013-03-31"
EAST_MIDLANDS_BUDGET_YEAR = "2012/13"
BEDFORDSHIRE_CAMBRIDGESHIRE_HERTFORDSHIRE = "Bedfordshire, Cambridgeshire and Hertfordshire"


def east_midlands(reader: ReleaseReader) -> dict[str, Any]:
    """Workforce in collaboration and business cases of the East Midlands in 2013."""
    workforce = reader.rows(
        """
        SELECT function_name, sum(people) FILTER (worker_type = 'police_officer') AS officers,
               sum(people) FILTER (worker_type = 'police_staff') AS staff, sum(people) AS total
        FROM marts.workforce_in_collaboration
        WHERE programme = ? AND as_at = ?::DATE AND basis = 'people'
        GROUP BY agreement_id, function_name ORDER BY total DESC, function_name
        """,
        EAST_MIDLANDS,
        EAST_MIDLANDS_AS_AT,
    )
    in_all = {column: _sum(workforce, column) for column in ("officers", "staff", "total")}
    for row in workforce:
        row["share_pct"] = _share(row["total"], in_all["total"])
    return {
        "as_at": EAST_MIDLANDS_AS_AT,
        "budget_year": EAST_MIDLANDS_BUDGET_YEAR,
        "workforce": workforce,
        "in_all": in_all,
        "region": _region(reader, in_all),
        "retained": _retained(reader),
        **_business_cases(reader),
    }


def _region(reader: ReleaseReader, in_all: dict[str, Decimal]) -> dict[str, Row]:
    """The region's workforce as printed, and the share of it in collaboration."""
    printed = {
        row["component"]: row["value"]
        for row in reader.rows(
            "SELECT component, value FROM marts.published_statistics "
            "WHERE statistic_id = 'em_workforce_total' AND period = ?",
            EAST_MIDLANDS_AS_AT,
        )
    }
    components = {"officers": "police_officer", "staff": "police_staff", "total": "total"}
    return {
        column: {
            "workforce": printed.get(component),
            "share_pct": _share(in_all[column], printed.get(component)),
        }
        for column, component in components.items()
    }


def _retained(reader: ReleaseReader) -> Row:
    return reader.one(
        "SELECT count(*) AS forces, sum(officers) AS officers, sum(staff) AS staff, sum(cost_gbp) AS cost_gbp "
        "FROM marts.retained_resources AS r JOIN marts.agreements AS a USING (agreement_id) "
        "WHERE a.programme = ? AND r.financial_year = ?",
        EAST_MIDLANDS,
        EAST_MIDLANDS_BUDGET_YEAR,
    )


def _business_cases(reader: ReleaseReader) -> dict[str, Any]:
    cases = reader.rows(
        """
        SELECT b.function_name, a.title, b.outcome_reason, b.budget_without_collaboration_gbp AS budget_gbp,
               b.saving_forecast_gbp AS saving_gbp, b.saving_pct_of_budget AS saving_pct, p.value AS printed_pct
        FROM marts.business_cases AS b
        JOIN marts.agreements AS a USING (agreement_id)
        LEFT JOIN marts.published_statistics AS p
          ON p.statistic_id = 'business_case_saving_share' AND p.component = b.function_name
         AND p.period = b.budget_year AND p.source_document = b.source_document
        WHERE a.programme = ? AND b.budget_year = ?
        ORDER BY b.budget_without_collaboration_gbp DESC, b.function_name
        """,
        EAST_MIDLANDS,
        EAST_MIDLANDS_BUDGET_YEAR,
    )
    budget, saving = _sum(cases, "budget_gbp"), _sum(cases, "saving_gbp")
    return {
        "cases": cases,
        "cases_in_all": {"budget_gbp": budget, "saving_gbp": saving, "saving_pct": _share(saving, budget)},
    }


def bedfordshire_cambridgeshire_hertfordshire(reader: ReleaseReader) -> dict[str, Any]:
    """Savings year by year, change-team cost beside them, and forecast against delivered."""
    programme = BEDFORDSHIRE_CAMBRIDGESHIRE_HERTFORDSHIRE
    by_year = reader.rows(
        "SELECT p.*, f.force_name FROM marts.programme_savings AS p LEFT JOIN marts.dim_force AS f USING (force_id) "
        "WHERE p.programme = ? ORDER BY p.party_id, p.financial_year",
        programme,
    )
    lines = reader.rows(
        "SELECT party_id, function_name, recurrence, financial_year, delivered_gbp, note FROM marts.savings "
        "WHERE programme = ? ORDER BY ALL",
        programme,
    )
    return {
        "savings": [_party_savings(party, by_year, lines) for party in _parties(by_year, "delivered_gbp")],
        "change_team": [_change_team(party, by_year) for party in _parties(by_year, "change_team_cost_gbp")],
        "cases": reader.rows(
            "SELECT b.*, a.stage, f.force_name FROM marts.business_cases AS b "
            "JOIN marts.agreements AS a USING (agreement_id) LEFT JOIN marts.dim_force AS f USING (force_id) "
            "WHERE a.programme = ? ORDER BY b.saving_forecast_gbp DESC NULLS LAST, b.function_name",
            programme,
        ),
    }


def _parties(by_year: list[Row], column: str) -> list[str]:
    return sorted({row["party_id"] for row in by_year if row[column] is not None})


def _years_of(party: str, by_year: list[Row]) -> dict[str, Row]:
    return {row["financial_year"]: row for row in by_year if row["party_id"] == party}


def _party_savings(party: str, by_year: list[Row], lines: list[Row]) -> dict[str, Any]:
    """One party's table: a line a function, a column a year, and the three totals beneath."""
    years = _years_of(party, by_year)
    cells: dict[tuple[str, str], dict[str, Decimal]] = {}
    for line in lines:
        if line["party_id"] == party:
            cell = cells.setdefault((line["function_name"], line["recurrence"]), {})
            if line["delivered_gbp"] is not None:
                cell[line["financial_year"]] = line["delivered_gbp"]
    table = [
        {
            "function_name": function if recurrence == "recurrent" else f"{function} ({recurrence.replace('_', '-')})",
            "cells": [cell.get(year) for year in years],
            "total": sum(cell.values()) if cell else None,
        }
        for (function, recurrence), cell in cells.items()
    ]
    return {
        "party": next(row["force_name"] for row in years.values()) or party.replace("-", " "),
        "years": list(years),
        "notes": _first_notes([line for line in lines if line["party_id"] == party]),
        "lines": sorted(table, key=lambda line: (-(line["total"] or 0), line["function_name"])),
        "delivered": [row["delivered_gbp"] for row in years.values()],
        "delivered_total": _sum(list(years.values()), "delivered_gbp"),
        "cumulative": [row["cumulative_recurrent_gbp"] for row in years.values()],
        "to_date": [row["total_to_date_gbp"] for row in years.values()],
    }


def _first_notes(lines: list[Row]) -> list[Row]:
    """The note on each function's first year that has one; later years repeat it."""
    first: dict[str, Row] = {}
    for line in sorted(lines, key=lambda line: (line["function_name"], line["financial_year"])):
        if line["note"]:
            first.setdefault(line["function_name"], line)
    return list(first.values())


def _change_team(party: str, by_year: list[Row]) -> dict[str, Any]:
    years = _years_of(party, by_year)
    return {
        "party": next(row["force_name"] for row in years.values()) or party.replace("-", " "),
        "years": list(years),
        "costs": [row["change_team_cost_gbp"] for row in years.values()],
        "to_date": [row["change_team_cost_to_date_gbp"] for row in years.values()],
    }


def _sum(rows: list[Row], column: str) -> Decimal:
    return sum((row[column] for row in rows if row[column] is not None), Decimal(0))


def _share(part: Decimal | None, whole: Decimal | None) -> float | None:
    return None if part is None or not whole else float(part / whole * 100)
