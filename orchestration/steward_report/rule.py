"""The pages of the rules: what each says, who fails it now, its trend, and the waivers on it.

In scope: choosing and counting these. Out of scope: how they look, or how a rule is checked.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

from orchestration.returns.description import return_name
from orchestration.steward_report.queries import Grouped, fetch_grouped, fetch_rows
from orchestration.steward_report.report import Report, rule_page, sender_page
from orchestration.steward_report.state_labels import SEVERITIES, anchor

# How the columns of the catalogue are called on the page; a column that is new to the catalogue is shown by its name.
_FACTS = {
    "return_id": "Return", "level": "Level", "tolerance": "Tolerance", "checked_by": "Checked by",
    "contact": "Contact", "valid_from_year": "Valid from", "valid_to_year": "Valid to", "changed_on": "Changed on",
    "holds_figures": "Excludes", "holds_from_factor": "Excludes from factor", "compared_with": "Compared with",
    "holds_reason": "Reason for excluding or not",
    "tolerance_lower": "Lower bound", "tolerance_unit": "Unit of the tolerance", "tolerance_minimum": "Minimum amount",
    "minimum_unit": "Unit of the minimum amount",
}  # fmt: skip
_SAID_ELSEWHERE = {"rule_id", "severity", "title", "sentence", "how_to_fix", "is_active"}
LOADS_SHOWN = 12
FINDINGS_AT_WIDEST = 160

_COUNTS = """
    SELECT rule_id, count(*) FILTER (WHERE state <> 'waived') AS open,
           count(*) FILTER (WHERE state = 'waived') AS waived,
           count(DISTINCT sender_id) FILTER (WHERE state <> 'waived') AS senders
    FROM report_findings GROUP BY rule_id
"""
_SENDERS = """
    SELECT rule_id, sender_id, count(*) FILTER (WHERE state <> 'waived') AS open,
           count(*) FILTER (WHERE state = 'waived') AS waived,
           count(*) FILTER (WHERE state IN ('new', 'back')) AS new, count(DISTINCT submission_id) AS files
    FROM report_findings GROUP BY rule_id, sender_id ORDER BY open DESC, sender_id
"""
_BY_YEAR = """
    SELECT rule_id, financial_year, count(*) AS findings, count(DISTINCT sender_id) AS senders
    FROM report_findings WHERE financial_year IS NOT NULL AND state <> 'waived'
    GROUP BY rule_id, financial_year ORDER BY financial_year DESC
"""
# What each load found by the rule, whatever became of the file since.
_BY_LOAD = """
    SELECT f.rule_id, s.load_id, min(s.received_at) AS received_at, count(*) AS findings,
           count(DISTINCT f.submission_id) AS files
    FROM ledger.findings AS f JOIN report_submissions AS s USING (submission_id)
    GROUP BY f.rule_id, s.load_id
    QUALIFY row_number() OVER (PARTITION BY f.rule_id ORDER BY s.load_id DESC NULLS LAST) <= $shown
    ORDER BY s.load_id DESC NULLS LAST
"""
_CHECKED = """
    SELECT rule_id, sum(rows_checked) AS rows, count(DISTINCT submission_id) AS files,
           count(DISTINCT submission_id) FILTER (WHERE outcome = 'could_not_run') AS broken
    FROM ledger.rule_results JOIN report_submissions USING (submission_id)
    WHERE is_current GROUP BY rule_id
"""


def rules(report: Report) -> list[dict[str, Any]]:
    """Every rule of the catalogue in its order, with how often it fails; then rules that only findings know."""
    catalogue = {row["rule_id"]: row for row in _seed(report, "rules.csv")}
    counts = {row["rule_id"]: row for row in fetch_rows(report.connection, _COUNTS)}
    gone = {rule_id: _gone(rule_id) for rule_id in counts if rule_id not in catalogue}
    nothing = {"open": 0, "waived": 0, "senders": 0}
    return [
        {
            **row,
            **{name: counts.get(rule_id, nothing)[name] for name in nothing},
            "word": SEVERITIES[row["severity"]],
            "is_on": row["is_active"] == "true",
            "return_name": "Every return" if row["return_id"] == "all" else return_name(row["return_id"]),
            "link": rule_page(rule_id),
        }
        for rule_id, row in {**catalogue, **gone}.items()
    ]


@dataclass(frozen=True)
class RuleCounts:
    """What is counted of every rule at once, by its code."""

    failing: Grouped
    by_year: Grouped
    by_load: Grouped
    checked: Grouped
    changes: Grouped


def count_rules(report: Report) -> RuleCounts:
    """Counts for the pages of all rules."""
    return RuleCounts(
        fetch_grouped(report.connection, "rule_id", _SENDERS),
        fetch_grouped(report.connection, "rule_id", _BY_YEAR),
        fetch_grouped(report.connection, "rule_id", _BY_LOAD, {"shown": LOADS_SHOWN}),
        fetch_grouped(report.connection, "rule_id", _CHECKED),
        _changes(report),
    )


def rule_context(report: Report, rule: dict[str, Any], counts: RuleCounts) -> dict[str, Any]:
    """Everything that the page of a rule says, given its entry of `rules`."""
    rule_id = rule["rule_id"]
    made = {"open", "waived", "senders", "word", "is_on", "return_name", "link"}
    named = {name: _FACTS.get(name, name.replace("_", " ").capitalize()) for name in rule}
    by_load = counts.by_load.get(rule_id, [])
    most = max((row["findings"] for row in by_load), default=1)
    return {
        "rule": rule,
        "facts": [
            (named[name], rule["return_name"] if name == "return_id" else value)
            for name, value in rule.items()
            if name not in _SAID_ELSEWHERE | made and value
        ],
        "checked": counts.checked.get(rule_id, [{"files": 0}])[0],
        "failing": [
            {
                **row,
                "name": report.sender_name(row["sender_id"]),
                "link": f"{sender_page(row['sender_id'])}#{anchor('rule', rule_id)}",
            }
            for row in counts.failing.get(rule_id, [])
        ],
        "by_year": counts.by_year.get(rule_id, []),
        "changes": counts.changes.get(rule_id, []),
        # R20 alone is judged by them.
        "thresholds": _thresholds(report) if rule_id == "R20" else [],
        "by_load": [{**row, "bar": max(2, FINDINGS_AT_WIDEST * row["findings"] // most)} for row in by_load],
        "widest_bar": FINDINGS_AT_WIDEST,
        "decisions": [
            {
                "decision": each,
                "name": report.sender_name(each.force_id or "national"),
                "about": f"{return_name(each.return_id, each.variant)} {each.financial_year or ''}".strip(),
                "is_over": each.valid_until is not None and each.valid_until < report.today,
            }
            for each in reversed(report.decisions)
            if each.rule_id == rule_id
        ],
    }


def _changes(report: Report) -> Grouped:
    """What was changed of each rule in the catalogue, the latest first."""
    changes: Grouped = {}
    for row in sorted(_seed(report, "rule_changes.csv"), key=lambda each: each["changed_on"], reverse=True):
        changes.setdefault(row["rule_id"], []).append(row)
    return changes


def _thresholds(report: Report) -> list[dict[str, Any]]:
    return [{**row, "return_name": return_name(row["return_id"])} for row in _seed(report, "thresholds.csv")]


def _seed(report: Report, name: str) -> list[dict[str, str]]:
    with (report.settings.seeds / "quality" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _gone(rule_id: str) -> dict[str, str]:
    """A rule that findings of earlier loads name and the catalogue no longer has."""
    return {
        "rule_id": rule_id, "return_id": "all", "severity": "note", "is_active": "false", "sentence": "",
        "how_to_fix": "", "title": "A rule that is no longer in the catalogue",
    }  # fmt: skip
