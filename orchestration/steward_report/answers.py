"""Answers that came back: explanations that senders wrote in the workbooks that were returned to them.

In scope: the latest of them, for the overview. Out of scope: reading and recording them (`findings.answers`).
"""

from __future__ import annotations

from typing import Any

from orchestration.findings.answers import ROLE
from orchestration.findings.decisions import Decision
from orchestration.returns.description import return_name
from orchestration.steward_report.report import Report, rule_page, sender_page
from orchestration.steward_report.state_labels import format_day

_SHOWN = 50


def answers_received(report: Report) -> dict[str, Any]:
    """The latest answers, and how many there are."""
    found = [each for each in report.decisions if each.kind == "explanation" and each.role == ROLE]
    return {"total": len(found), "shown": [_answer(report, each) for each in found[::-1][:_SHOWN]]}


def _answer(report: Report, decision: Decision) -> dict[str, str]:
    sender = decision.force_id or "national"
    what = [return_name(decision.return_id, decision.variant), decision.financial_year, decision.natural_key]
    return {
        "sender": report.sender_name(sender),
        "link": sender_page(sender),
        "about": ", ".join(filter(None, what)),
        "rule_id": decision.rule_id or "",
        "rule_link": rule_page(decision.rule_id or ""),
        "answer": decision.reason or "",
        "by": decision.decided_by,
        "on": format_day(decision.decided_at),
    }
