"""Writing the steward's report: a site under `reports/steward/`, on each load, whether or not a release follows.

In scope: which pages there are and in what order they are made. Out of scope: what a page says (`matrix`,
`today`, `sender`, `rule`, `arrivals`) or how it looks (`templates/`).
"""

from __future__ import annotations

import datetime
from pathlib import Path

from orchestration.settings import Settings
from orchestration.steward_report import csv_exports
from orchestration.steward_report.actions import list_actions
from orchestration.steward_report.answers import answers_received
from orchestration.steward_report.loads_page import run_context
from orchestration.steward_report.matrix import Block, matrix, registers
from orchestration.steward_report.queries import fetch_rows
from orchestration.steward_report.report import Report, open_report, rule_page, sender_page
from orchestration.steward_report.rule import count_rules, rule_context, rules
from orchestration.steward_report.sender import ask_senders, sender_context, sender_ids
from orchestration.steward_report.site import Site
from orchestration.steward_report.state_labels import FINDINGS, RETURNS, SEVERITIES
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.ledger import IN_FORCE

# The report was one page of this name; who kept the address is led on.
_FORMER_ENTRY = "stewards_list.html"


def write_steward_report(settings: Settings, at: datetime.datetime | None = None) -> Path:
    """Write every page and both lists; the caller holds the warehouse.

    Args:
        settings: The hub.
        at: Time of the report in UTC; now where None.

    Returns:
        The page to begin with.
    """
    settings.reports.mkdir(parents=True, exist_ok=True)
    with open_warehouse(settings) as connection:
        report = open_report(settings, connection, at)
        csv_exports.write_lists(connection, settings.reports)
        run = run_context(report)
        site = Site(
            settings.steward_report.parent,
            written_at=report.written_at,
            findings_list=csv_exports.FINDINGS,
            files_list=csv_exports.FILES,
            severity_words={word.code: word.text for word in SEVERITIES.values()},
            state_words={word.code: word.text for word in FINDINGS.values() if word.code != "fixed"},
            signed_off=RETURNS["signed-off"],
            illustrative=_current_illustrative(report),
        )
        blocks = matrix(report)
        overview = {
            "blocks": blocks,
            "registers": registers(report),
            "needs": list_actions(report, blocks),
            "answers": answers_received(report),
        }
        entry = site.write("index.html", "index", {**overview, "latest": run["latest"], "legend": RETURNS.values()})
        site.write("run.html", "run", run)
        _write_senders(report, site, blocks)
        _write_rules(report, site)
        entry_address = settings.steward_report.relative_to(settings.reports).as_posix()
        site.write_beside(_FORMER_ENTRY, "moved", {"entry": entry_address})
        site.finish()
    return entry


def _current_illustrative(report: Report) -> int:
    """Current submissions that are illustrative."""
    asked = "SELECT count(*) AS files FROM ledger.submissions WHERE is_illustrative AND list_contains($current, status)"
    return int(fetch_rows(report.connection, asked, {"current": list(IN_FORCE)})[0]["files"])


def _write_senders(report: Report, site: Site, blocks: list[Block]) -> None:
    facts = ask_senders(report)
    for sender_id in sender_ids(report, blocks):
        site.write(sender_page(sender_id), "sender", sender_context(report, sender_id, blocks, facts))


def _write_rules(report: Report, site: Site) -> None:
    listed, counts = rules(report), count_rules(report)
    site.write("rule/index.html", "rules", {"rules": listed})
    for rule in listed:
        site.write(rule_page(rule["rule_id"]), "rule", rule_context(report, rule, counts))
