"""What needs the steward today: what is late or rejected, new questions, files of nobody, waivers that end.

In scope: choosing and counting these. Out of scope: how they look.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from orchestration.findings.decisions import Decision
from orchestration.returns.description import return_name
from orchestration.steward_report.matrix import Block, Cell
from orchestration.steward_report.queries import fetch_rows
from orchestration.steward_report.report import Report, rule_page, sender_page
from orchestration.steward_report.state_labels import format_day, pluralise, short_return_name

# A waiver that ends within so many days is told of beforehand.
ENDS_SOON_DAYS = 30
# A list on the first page shows so many lines; the matrix and the page of the loads have them all.
SHOWN = 12

_NEW_QUERIES = """
    SELECT sender_id, count(*) AS queries, count(DISTINCT rule_id) AS rules
    FROM report_findings
    WHERE severity = 'query' AND state IN ('new', 'back')
      AND load_id = (SELECT max(load_id) FROM report_submissions)
    GROUP BY sender_id ORDER BY queries DESC, sender_id
"""
_OF_NOBODY = """
    SELECT file_name, status_reason FROM report_submissions
    WHERE sender_id = 'sender-not-known' AND is_current ORDER BY submission_id DESC
"""
_REJECTED_ELSEWHERE = """
    SELECT sender_id, return_id, variant, financial_year, file_name FROM report_submissions
    WHERE sender_id <> 'sender-not-known' AND is_current AND status IN ('rejected', 'unrecognised')
    ORDER BY sender_id, submission_id
"""
_BROKEN = """
    SELECT f.value_given AS rule_id, count(*) AS files FROM report_findings JOIN ledger.findings AS f USING (finding_id)
    WHERE f.rule_id = 'H01' GROUP BY f.value_given ORDER BY f.value_given
"""


@dataclass(frozen=True)
class Need:
    """One kind of thing that needs the steward.

    Attributes:
        code: Name of its place on the page.
        title: What it is.
        count: How many.
        lines: The first of them: link and words.
        remark: What to do.
        has_more: Whether some stand in no line.
    """

    code: str
    title: str
    count: int
    lines: tuple[tuple[str, str], ...]
    remark: str
    has_more: bool = False


def list_actions(report: Report, blocks: Iterable[Block]) -> list[Need]:
    """Every kind, those with nothing included: a nought is an answer too."""
    late = [
        cell for block in blocks for _, _, cells in block.rows for cell in cells if cell and cell.word.code == "late"
    ]
    rejected = fetch_rows(report.connection, _REJECTED_ELSEWHERE)
    queries = fetch_rows(report.connection, _NEW_QUERIES)
    of_nobody = fetch_rows(report.connection, _OF_NOBODY)
    ending = ending_soon(report)
    broken = fetch_rows(report.connection, _BROKEN)
    return [
        Need("late", "late", len(late), tuple(_late(late)[:SHOWN]), "Remind the force.", len(_late(late)) > SHOWN),
        Need(
            "rejected", "rejected", len(rejected), tuple(_rejected(report, each) for each in rejected[:SHOWN]),
            "Return the marked workbook to the force.", len(rejected) > SHOWN,
        ),
        Need(
            "queries", "new queries", sum(each["queries"] for each in queries),
            tuple(_queries(report, each) for each in queries),
            "Found for the first time in the latest load. Ask the force.",
        ),
        Need(
            "nobody", "from an unknown submitter", len(of_nobody),
            tuple((sender_page("sender-not-known"), each["file_name"]) for each in of_nobody[:SHOWN]),
            "Find out who sent them.", len(of_nobody) > SHOWN,
        ),
        Need(
            "waivers", "waivers expire soon", len(ending), tuple(_ending(report, each) for each in ending[:SHOWN]),
            f"Their findings reopen within {ENDS_SOON_DAYS} days. Renew the waivers, or have the findings fixed.",
            len(ending) > SHOWN,
        ),
        Need(
            "broken", "rules could not run", len(broken),
            tuple(
                (rule_page(each["rule_id"]), f"{each['rule_id']}: {pluralise(each['files'], 'file')}")
                for each in broken[:SHOWN]
            ),
            "Tell the engineer. These files have not been checked against these rules.", len(broken) > SHOWN,
        ),
    ]  # fmt: skip


def ending_soon(report: Report) -> list[Decision]:
    """Waivers that hold today and end within the time above, the next to end first."""
    horizon = report.today + datetime.timedelta(days=ENDS_SOON_DAYS)
    holding = [each for each in report.decisions if each.kind == "waiver" and each.valid_until]
    soon = [each for each in holding if each.valid_until and report.today <= each.valid_until <= horizon]
    return sorted(soon, key=lambda each: (str(each.valid_until), each.decision_id))


def _late(cells: list[Cell]) -> list[tuple[str, str]]:
    """One line per force and year, the force with the most first."""
    late: dict[tuple[str, str, str], int] = {}
    for cell in cells:
        place = (cell.sender_id, cell.sender, cell.financial_year)
        late[place] = late.get(place, 0) + 1
    most_first = sorted(late.items(), key=lambda each: (-each[1], each[0][1]))
    return [
        (sender_page(sender_id), f"{sender}: {pluralise(number, 'return')} for {year}")
        for (sender_id, sender, year), number in most_first
    ]


def _rejected(report: Report, row: dict[str, Any]) -> tuple[str, str]:
    name = short_return_name(row["return_id"] or "file", row["variant"])
    return sender_page(row["sender_id"]), (
        f"{report.sender_name(row['sender_id'])}: {name} {row['financial_year'] or ''} ({row['file_name']})"
    )


def _queries(report: Report, row: dict[str, Any]) -> tuple[str, str]:
    return f"{sender_page(row['sender_id'])}#findings", f"{report.sender_name(row['sender_id'])}: {row['queries']:,}"


def _ending(report: Report, decision: Decision) -> tuple[str, str]:
    sender_id = decision.force_id or "national"
    return f"{sender_page(sender_id)}#decisions", (
        f"{report.sender_name(sender_id)}: {decision.rule_id}, {return_name(decision.return_id, decision.variant)} "
        f"{decision.financial_year or ''}, until {format_day(decision.valid_until)}"
    )
