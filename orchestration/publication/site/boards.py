"""A pack per heading for the board: question, position, money, collaboration, evidence, caveats, room for the decision.

In scope: what a pack contains, in its order. Out of scope: its facts (`site.board_facts`), its sentences
(`sentences.board`), and making a PDF of it (`publication.board_pdf`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.board_facts import BoardFacts, headings_with_pack, reads_of
from orchestration.publication.site.charts.value_bars import ValueBars
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.page import Files, Page
from orchestration.publication.site.sentences import board as sentences

__all__ = ["board_path", "headings_with_pack", "pages"]

# What fits on four sheets of paper; the other pages of the site have the rest.
_AGREEMENTS_SHOWN, _CASES_SHOWN, _EXPERIENCE_SHOWN, _YEARS_SHOWN, _ISSUES_SHOWN = 12, 8, 3, 6, 3


def board_path(heading_id: str) -> str:
    """Return the path of a heading's board pack."""
    return f"boards/{heading_id}.html"


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """One pack per heading that there is evidence for."""
    facts = BoardFacts(reader)
    for heading_id, heading in headings_with_pack(reader).items():
        yield Page(board_path(heading_id), reads_of(heading_id), partial(_make, facts, heading))


def _make(facts: BoardFacts, heading: Row, _reader: ReleaseReader, frame: Frame) -> Files:
    found = facts.of(heading["heading_id"])
    summary = found["summaries"][0] if found["summaries"] else None
    positions = found["positions"]
    counted = [row for row in positions if row["rank_desc"] is not None]
    others = [row for row in positions if row["rank_desc"] is None]
    bars = ValueBars(
        [row["value"] for row in counted if row["is_in_average"]], summary["average_value"] if summary else None
    )
    name, path = heading["heading_name"], board_path(heading["heading_id"])
    page = frame.render(
        "board",
        path,
        title=f"Board pack: {name}",
        heading=heading,
        question=sentences.question(name),
        standing=sentences.standing(name, summary),
        comparability=sentences.comparability(name, summary),
        collaboration=sentences.collaboration(name, found["coverage"]),
        suggestion=sentences.suggestion(found["candidates"]),
        in_effect=sentences.in_effect(found["decisions"]),
        delivered=sentences.delivered(found["cases"]),
        summary=summary,
        years=found["summaries"][:_YEARS_SHOWN],
        positions=[{**row, "bar": bars.drawn(row["value"])} for row in counted],
        not_counted=[{**row, "why": sentences.not_counted(row)} for row in others],
        agreements=found["agreements"][:_AGREEMENTS_SHOWN],
        more_agreements=len(found["agreements"]) - _AGREEMENTS_SHOWN,
        cases=found["cases"][:_CASES_SHOWN],
        more_cases=len(found["cases"]) - _CASES_SHOWN,
        candidates=found["candidates"],
        evidence=_evidence(found["evidence"], summary),
        decisions=found["decisions"],
        lessons=[row for row in found["experience"] if row["kind"] == "lesson"][:_EXPERIENCE_SHOWN],
        barriers=[row for row in found["experience"] if row["kind"] == "barrier"][:_EXPERIENCE_SHOWN],
        issues=found["issues"][:_ISSUES_SHOWN],
        levels=facts.levels,
    )
    return {path: page}


def _evidence(by_year: list[Row], summary: Row | None) -> str:
    """What the models conclude for the year of the figures; for the latest year if no figure can be compared."""
    of_year = [row for row in by_year if summary and row["financial_year"] == summary["financial_year"]]
    return next((str(row["evidence"]) for row in (of_year or by_year)), "")
