"""Published figures compared with what the warehouse computes, figures of 2009 since, and sums of printed tables.

In scope: choosing and ordering the figures. Out of scope: computing or judging them, which the models do.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from orchestration.publication.figures import AS_PRINTED, COMPUTED, CROSS_CHECKED, count_agreeing, count_figures
from orchestration.publication.pages.release_reader import ReleaseReader

# In the order a reader wants to see them: what needs attention first.
STATUSES = {
    "mismatch": "differs and has not been explained",
    "not_computed": "not computed by the warehouse",
    "explained": "differs by more than rounding, for the reason given",
    "agrees": "agrees within the rounding of the published figure",
    "exact": "no difference",
}


def reconciliation(reader: ReleaseReader) -> dict[str, Any]:
    """Every published figure by document, and how many of those that are computed have each status."""
    figures = reader.rows(
        "SELECT * FROM marts.reconciliation ORDER BY min(figure_id) OVER (PARTITION BY source_document), "
        "source_document, figure_id, component"
    )
    by_basis = count_figures(figures)
    computed = by_basis.get(COMPUTED, {})
    return {
        "since": figures_since(reader),
        "sums": table_sums(reader),
        "figures": figures,
        "counts": {status: computed[status] for status in STATUSES if status in computed},
        "computed": sum(computed.values()),
        "agreeing": count_agreeing(computed),
        "cross_checked": sum(by_basis.get(CROSS_CHECKED, {}).values()),
        "as_printed": sum(by_basis.get(AS_PRINTED, {}).values()),
        "meanings": STATUSES,
        "documents": [
            {"source_document": document, "figures": list(group)}
            for document, group in groupby(figures, key=lambda figure: figure["source_document"])
        ],
    }


def figures_since(reader: ReleaseReader) -> dict[str, Any]:
    """Return the figures that national tables follow: the years, and per series the printed value and those since."""
    rows = reader.rows("SELECT * FROM marts.published_figures_since ORDER BY figure_id, series, financial_year")
    series = []
    for _, group in groupby(rows, key=lambda row: (row["figure_id"], row["series"])):
        of_series = list(group)
        values = {row["financial_year"]: row["warehouse_value"] for row in of_series}
        series.append({**of_series[0], "values": values})
    return {"years": sorted({row["financial_year"] for row in rows}), "series": series}


def table_sums(reader: ReleaseReader) -> list[dict[str, Any]]:
    """Return each check of printed sums: its years, the tables that agree in every force, and those that do not."""
    rows = reader.rows("SELECT * FROM marts.national_table_checks ORDER BY statement, financial_year, item")
    checks = []
    for statement, group in groupby(rows, key=lambda row: row["statement"]):
        of_check = list(group)
        years = [row["financial_year"] for row in of_check]
        checks.append(
            {
                "statement": statement,
                "years": years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}",
                "tables": len(of_check),
                "agreeing": sum(row["status"] == "agrees" for row in of_check),
                "differing": [row for row in of_check if row["status"] != "agrees"],
            }
        )
    return checks
