"""Published figures compared with what the warehouse computes, figures of 2009 since, and sums of printed tables.

In scope: choosing, grouping and ordering the figures. Out of scope: computing or judging them, which the models do.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from orchestration.publication.figures import COMPUTED, count_figures
from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import reconciliation as sentences

PATH = "reconciliation.html"
READS = (
    Reads("marts.reconciliation"), Reads("marts.published_figures_since"), Reads("marts.national_table_checks"),
)  # fmt: skip


def pages(_reader: ReleaseReader) -> Iterable[Page]:
    """The page of the figures in print."""
    yield Page(PATH, READS, _make, ("Reconciliation", "Page", "published figures print agree inspectorate documents"))


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    return {PATH: frame.render("reconciliation", PATH, title="Reconciliation with print", **reconciliation(reader))}


def reconciliation(reader: ReleaseReader) -> dict[str, Any]:
    """Every published figure by document, with what agrees in it."""
    figures = reader.rows(
        "SELECT * FROM marts.reconciliation ORDER BY min(figure_id) OVER (PARTITION BY source_document), "
        "source_document, figure_id, component"
    )
    documents = []
    for document, group in groupby(figures, key=lambda figure: figure["source_document"]):
        of_document = list(group)
        for figure in of_document:
            figure["in_words"], figure["tone"] = sentences.status(figure)
        documents.append(
            {"id": document, "figures": of_document, "said": sentences.document(count_figures(of_document))}
        )
    counts = count_figures(figures)
    return {
        "lead": sentences.lead(counts),
        "statuses": sentences.meanings(counts.get(COMPUTED, {})),
        "others": sentences.others(counts),
        "documents": documents,
        "since": figures_since(reader),
        "sums": table_sums(reader),
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
