"""The page of a sender: what it sent, what is wrong with it by cause, what was decided, and how it went over time.

In scope: choosing and counting these for one force, for the registers and national tables, or for files of nobody.
Out of scope: how they look, or the findings themselves (`cause`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from orchestration.findings.decisions import Decision
from orchestration.returns.description import all_descriptions, return_name
from orchestration.steward_report.findings_by_rule import ask_fixed, causes, count_causes, fixed
from orchestration.steward_report.matrix import Block, Cell, came_late, series_anchor
from orchestration.steward_report.queries import Grouped, Row, fetch_grouped, fetch_rows
from orchestration.steward_report.report import Report, rule_page
from orchestration.steward_report.state_labels import SUBMISSIONS

# The page lists so many versions, the latest; files.csv has them all.
VERSIONS_SHOWN = 60

_SENDERS = "SELECT DISTINCT sender_id FROM report_submissions"
_VERSIONS = """
    WITH found AS (
        SELECT submission_id, count(*) FILTER (WHERE severity = 'reject') AS rejects,
               count(*) FILTER (WHERE severity = 'query') AS queries, count(*) FILTER (WHERE severity = 'note') AS notes
        FROM ledger.findings GROUP BY submission_id
    )
    SELECT s.sender_id, s.submission_id, s.file_name, s.return_id, s.financial_year, s.variant, s.edition, s.version,
           s.status, s.status_reason, s.received_at, s.load_id, s.is_current, s.is_in_force, s.is_illustrative,
           coalesce(found.rejects, 0) AS rejects, coalesce(found.queries, 0) AS queries,
           coalesce(found.notes, 0) AS notes, count(*) OVER (PARTITION BY s.sender_id) AS total
    FROM report_submissions AS s LEFT JOIN found USING (submission_id)
    QUALIFY row_number() OVER (PARTITION BY s.sender_id ORDER BY s.submission_id DESC) <= $shown
    ORDER BY s.submission_id DESC
"""
_CURRENT = """
    SELECT s.sender_id, s.submission_id, s.file_name, s.return_id, s.financial_year, s.variant, s.edition, s.version,
           s.status, s.status_reason, s.received_at, s.is_in_force, s.rows_data, s.rows_quarantined,
           count(r.finding_id) FILTER (WHERE r.state <> 'waived' AND r.severity = 'reject') AS rejects,
           count(r.finding_id) FILTER (WHERE r.state <> 'waived' AND r.severity = 'query') AS queries,
           count(r.finding_id) FILTER (WHERE r.state = 'waived') AS waived
    FROM (
        SELECT * FROM report_submissions WHERE is_current
        QUALIFY row_number() OVER (PARTITION BY sender_id ORDER BY submission_id DESC) <= $shown
    ) AS s LEFT JOIN report_findings AS r USING (submission_id)
    GROUP BY ALL
    ORDER BY s.financial_year DESC NULLS LAST, s.return_id NULLS LAST, s.variant, s.version DESC
"""
# Registers and files of nobody may be many; a force has few files that count.
_CURRENT_SHOWN = 300
_WIDEST_BAR = 120


def sender_ids(report: Report, blocks: list[Block]) -> list[str]:
    """Everyone who has a page: forces that sent or owe something, and the two that are no force."""
    found = {row["sender_id"] for row in fetch_rows(report.connection, _SENDERS)}
    owing = {cell.sender_id for block in blocks for _, _, cells in block.rows for cell in cells if cell}
    return sorted(found | owing | {"national", "sender-not-known"})


@dataclass(frozen=True)
class SenderFacts:
    """What is asked of every sender at once, by its name."""

    current: Grouped
    versions: Grouped
    counts: Grouped
    fixed: Grouped


def ask_senders(report: Report) -> SenderFacts:
    """Facts for the pages of all senders; only the findings they show are asked for page by page."""
    return SenderFacts(
        fetch_grouped(report.connection, "sender_id", _CURRENT, {"shown": _CURRENT_SHOWN}),
        fetch_grouped(report.connection, "sender_id", _VERSIONS, {"shown": VERSIONS_SHOWN}),
        count_causes(report),
        ask_fixed(report),
    )


def sender_context(report: Report, sender_id: str, blocks: list[Block], facts: SenderFacts) -> dict[str, Any]:
    """Everything that the page of a sender says."""
    cells = {
        cell.link.partition("#")[2]: cell
        for block in blocks
        for _, _, row in block.rows
        for cell in row
        if cell and cell.sender_id == sender_id
    }
    current, versions = facts.current.get(sender_id, []), facts.versions.get(sender_id, [])
    decisions = [each for each in report.decisions if (each.force_id or "national") == sender_id]
    found = causes(report, sender_id, facts.counts.get(sender_id, []), decisions)
    listed = [finding for cause in found for finding in cause["shown"]]
    return {
        "sender_id": sender_id,
        "name": report.sender_name(sender_id),
        "is_force": sender_id in report.lists.forces,
        "sent": [*_owing(cells, current), *_sent(report, cells, current)],
        "causes": found,
        "returns_listed": sorted({finding["name"] for finding in listed}),
        "years_listed": sorted({finding["period"] for finding in listed if finding["period"]}, reverse=True),
        "fixed": fixed(facts.fixed.get(sender_id, [])),
        "versions": [_version(each) for each in versions],
        "versions_total": versions[0]["total"] if versions else 0,
        "widest_bar": _WIDEST_BAR,
        "decisions": [_decision(each) for each in reversed(decisions)],
        "contacts": _contacts(current, cells),
        "has_illustrative": any(each["is_illustrative"] for each in versions),
    }


def _owing(cells: dict[str, Cell], current: list[Row]) -> list[dict[str, Any]]:
    """Returns that are due, or will be, and did not come."""
    sent = {series_anchor(row) for row in current}
    return [
        {
            "anchor": place,
            "name": cell.return_name,
            "period": cell.financial_year,
            "word": cell.word,
            "due": cell.due_on,
        }
        for place, cell in cells.items()
        if not cell.version and place not in sent
    ]


def _sent(report: Report, cells: dict[str, Cell], current: list[Row]) -> list[dict[str, Any]]:
    """Files that count, with where the return stands; a series has two while a newer file was rejected."""
    signed = {each.submission_id for each in report.decisions if each.kind == "sign_off"}
    rows_at = Counter(series_anchor(row) for row in current)
    places: set[str] = set()
    found = []
    for row in current:
        place = series_anchor(row)
        cell = cells.get(place)
        due = cell.due_on if cell else ""
        found.append(
            {
                **row,
                "anchor": None if place in places else place,
                "name": return_name(row["return_id"], row["variant"]) or "Not recognised",
                "period": row["financial_year"] or row["edition"] or "",
                "word": cell.word if cell and rows_at[place] == 1 else SUBMISSIONS[row["status"]],
                "due": due,
                "is_late": came_late(row["received_at"], due),
                "is_signed_off": row["submission_id"] in signed and not (cell and cell.word.code == "signed-off"),
                "links": report.links_back(row["submission_id"]),
            }
        )
        places.add(place)
    return found


def _version(row: Row) -> dict[str, Any]:
    total = row["rejects"] + row["queries"]
    return {
        **row,
        "name": return_name(row["return_id"], row["variant"]) or "Not recognised",
        "period": row["financial_year"] or row["edition"] or "",
        "word": SUBMISSIONS[row["status"]],
        "bar": min(_WIDEST_BAR, total * 4 if total < 20 else 80 + total // 50),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision,
        "kind": decision.kind.replace("_", "-"),
        "about": " ".join(
            part for part in (return_name(decision.return_id, decision.variant), decision.financial_year or "") if part
        ),
        "rule_link": rule_page(decision.rule_id) if decision.rule_id else "",
    }


def _contacts(current: list[Row], cells: dict[str, Cell]) -> list[tuple[str, str]]:
    """Who answers for each return that the sender sent or owes."""
    asked_for = {row["return_id"] for row in current} | ({"all"} if cells else set())
    return [
        (each.title, each.contact)
        for each in all_descriptions()
        if each.return_id in asked_for or ("all" in asked_for and each.per_force)
    ]
