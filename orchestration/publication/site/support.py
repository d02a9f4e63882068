"""Levels of support: what the rules point to, what the board decided, and what came of recommendations.

In scope: choosing and ordering the rows of the page. Out of scope: the rules themselves, which the models apply, and
the evidence of one function in full, which its board pack has (`site.boards`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.boards import board_path, headings_with_pack
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page, Reads
from orchestration.publication.site.sentences import support as sentences

PATH = "support.html"
READS = (
    Reads("variation.level_of_support_candidates"), Reads("variation.level_of_support_triggers"),
    Reads("variation.level_of_support_evidence"), Reads("marts.level_of_support_decisions"),
    Reads("marts.recommendations"), Reads("marts.agreements"), Reads("marts.dim_poa_heading"),
)  # fmt: skip


def pages(_reader: ReleaseReader) -> Iterable[Page]:
    """The page of the levels of support."""
    yield Page(
        PATH, READS, _make, ("Levels of support", "Page", "board decisions recommendations mandate inspect encourage")
    )


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    return {PATH: frame.render("support", PATH, title="Levels of support", **support(reader))}


def support(reader: ReleaseReader) -> dict[str, Any]:
    """Functions that a rule points to, decisions of the board, and recommendations by document."""
    packs = headings_with_pack(reader)
    functions = _functions(reader)
    for each in functions:
        each["pack"] = board_path(each["heading_id"]) if each["heading_id"] in packs else ""
    decisions = reader.rows(
        "SELECT d.*, h.heading_name, a.title FROM marts.level_of_support_decisions AS d "
        "LEFT JOIN marts.dim_poa_heading AS h USING (heading_id) "
        "LEFT JOIN marts.agreements AS a ON a.agreement_id = d.agreement_id "
        "ORDER BY d.decided_on DESC, d.decision_id"
    )
    recommended = _recommendations(reader)
    return {
        "lead": sentences.lead(functions, decisions),
        "functions": functions,
        "decisions": decisions,
        "documents": recommended,
        "recommendations_said": sentences.recommendations(
            [row for document in recommended for row in document["rows"]], len(recommended)
        ),
    }


def _functions(reader: ReleaseReader) -> list[Row]:
    """Functions that a rule points to, the highest level first, then the largest sum above the average."""
    candidates = reader.rows(
        """
        WITH counted AS (
            SELECT heading_id, financial_year, rule_id, count(*) AS facts
            FROM variation.level_of_support_triggers GROUP BY ALL
        )
        SELECT c.heading_id, c.financial_year, c.rule_name, c.suggested_level, c.suggested_level_name, c.sentence,
               c.source, e.heading_name, e.opportunity_gbp, e.forces_collaborating, e.forces_expected, e.level_name,
               e.decided_on, t.facts
        FROM variation.level_of_support_candidates AS c
        JOIN variation.level_of_support_evidence AS e USING (heading_id, financial_year)
        LEFT JOIN counted AS t USING (heading_id, financial_year, rule_id)
        ORDER BY max(c.suggested_level) OVER (PARTITION BY c.heading_id) DESC, e.opportunity_gbp DESC NULLS LAST,
                 c.heading_id, c.suggested_level DESC, c.rule_id
        """
    )
    functions = []
    for _, group in groupby(candidates, key=lambda row: row["heading_id"]):
        rules = list(group)
        functions.append({**rules[0], "rules": rules})
    return functions


def _recommendations(reader: ReleaseReader) -> list[dict[str, Any]]:
    rows = reader.rows(
        "SELECT * FROM marts.recommendations ORDER BY min(recommendation_id) OVER (PARTITION BY source_document), "
        "source_document, replace(source_place, 'paragraphs', 'paragraph'), recommendation_id"
    )
    return [
        {"title": title, "rows": list(group)} for title, group in groupby(rows, key=lambda row: row["document_title"])
    ]
