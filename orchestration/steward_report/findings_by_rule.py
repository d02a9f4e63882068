"""Findings of one sender by their cause, worst first: what is wrong, where, since when, and what was decided of it.

In scope: the findings that a page shows, and those that were fixed. Out of scope: which findings stand open
(`tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestration.feedback.shown import Values, text_shown, values_shown
from orchestration.findings.decisions import Decision
from orchestration.findings.finding import Finding
from orchestration.returns.description import return_name
from orchestration.steward_report.queries import Grouped, Row, fetch_grouped, fetch_rows
from orchestration.steward_report.report import Report, rule_page
from orchestration.steward_report.state_labels import FINDINGS, SEVERITIES, SEVERITY_ORDER, anchor
from orchestration.warehouse.ledger import Submission

# A text longer than this is a list or a slip; the marked workbook and the lists have it whole.
LONGEST_TEXT = 300
FIXED_SHOWN = 100

_COUNTS = """
    SELECT sender_id, rule_id, severity, count(*) AS findings, count(*) FILTER (WHERE state = 'waived') AS waived,
           count(*) FILTER (WHERE state IN ('new', 'back')) AS new
    FROM report_findings GROUP BY sender_id, rule_id, severity
"""
_FINDINGS = """
    SELECT * FROM report_shown WHERE sender_id = $sender_id
    ORDER BY financial_year DESC NULLS LAST, return_id, submission_id, place
"""
_FIXED = """
    SELECT r.sender_id, f.rule_id, f.return_id, f.financial_year, r.variant, f.sheet, f.cell, f.value_given, f.sentence,
           f.first_found_at, r.fixed_by, r.total
    FROM (
        SELECT *, count(*) OVER (PARTITION BY sender_id) AS total,
               row_number() OVER (PARTITION BY sender_id ORDER BY fixed_by DESC, rule_id, finding_id) AS place
        FROM report_fixed
    ) AS r JOIN ledger.findings AS f USING (finding_id)
    WHERE r.place <= $shown
    ORDER BY r.place
"""


def count_causes(report: Report) -> Grouped:
    """How often each rule fails, by sender."""
    return fetch_grouped(report.connection, "sender_id", _COUNTS)


def ask_fixed(report: Report) -> Grouped:
    """What the latest versions put right, by sender, no more than is shown."""
    return fetch_grouped(report.connection, "sender_id", _FIXED, {"shown": FIXED_SHOWN})


def causes(
    report: Report, sender_id: str, counts: Sequence[Row], decisions: Sequence[Decision]
) -> list[dict[str, Any]]:
    """One entry per rule that fails: the worst first, those that are waived as a whole after them, notes last.

    Args:
        report: The report.
        sender_id: Whose findings.
        counts: What `count_causes` says of the sender.
        decisions: Decisions about the sender's returns.
    """
    shown: dict[str, list[dict[str, Any]]] = {}
    for row in fetch_rows(report.connection, _FINDINGS, {"sender_id": sender_id}) if counts else []:
        shown.setdefault(row["rule_id"], []).append(_finding(report, row, decisions))
    found = []
    for row in counts:
        findings = shown.get(row["rule_id"], [])
        fixes = {finding["how_to_fix"] for finding in findings}
        rule = report.rules.get(row["rule_id"])
        found.append(
            {
                **row,
                "title": rule.title if rule else "A rule that is no longer in the catalogue",
                "word": SEVERITIES[row["severity"]],
                "anchor": anchor("rule", row["rule_id"]),
                "rule_link": rule_page(row["rule_id"]),
                "shown": findings,
                "more": row["findings"] - len(findings),
                "fix": fixes.pop() if len(fixes) == 1 else "",
            }
        )
    return sorted(found, key=_worst_first)


def fixed(rows: Sequence[Row]) -> dict[str, Any]:
    """What the latest versions put right, of what `ask_fixed` says of a sender."""
    return {
        "total": rows[0]["total"] if rows else 0,
        "shown": [
            {**row, "name": return_name(row["return_id"], row["variant"]), "rule_link": rule_page(row["rule_id"])}
            for row in rows
        ],
    }


def _worst_first(cause: dict[str, Any]) -> tuple[bool, bool, int, int, str]:
    is_note = cause["severity"] == "note"
    is_waived = cause["waived"] == cause["findings"]
    return is_note, is_waived, SEVERITY_ORDER.index(cause["severity"]), -cause["findings"], cause["rule_id"]


def _finding(report: Report, row: Row, decisions: Sequence[Decision]) -> dict[str, Any]:
    said = [each for each in decisions if each.covers(_submission(row), _as_decided(row))]
    waivers = [each for each in said if each.kind == "waiver" and (each.valid_until or report.today) >= report.today]
    rule, values = report.rules.get(row["rule_id"]), Values(row["value_given"], row["expected"], row["last_year_value"])
    if rule:
        values = values_shown(rule, row["column_name"], values)
    return {
        **row,
        "value_given": _short(values.supplied),
        "expected": _short(values.expected),
        "last_year_value": _short(values.last_year),
        "difference": text_shown(row["difference"], row["column_name"]),
        "sentence": _short(row["sentence"]),
        "name": return_name(row["return_id"], row["variant"]) or "Not recognised",
        "period": row["financial_year"] or "",
        "word": FINDINGS[row["state"]],
        "waiver": waivers[-1] if waivers and row["state"] == "waived" else None,
        "explanations": [each for each in said if each.kind == "explanation"],
        "links": report.links_back(row["submission_id"]),
    }


def _short(text: str | None) -> str:
    return text or "" if len(text or "") <= LONGEST_TEXT else f"{(text or '')[:LONGEST_TEXT]} …"


def _submission(row: Row) -> Submission:
    return Submission(
        row["submission_id"], row["file_name"], row["return_id"], None, row["force_id"], row["financial_year"],
        row["variant"], None, None, "",
    )  # fmt: skip


def _as_decided(row: Row) -> Finding:
    """As much of a finding as a decision looks at."""
    return Finding(row["rule_id"], natural_key=row["natural_key"] or row["cell"], value=row["value_given"])
