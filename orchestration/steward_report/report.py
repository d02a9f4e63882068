"""What every page of one report draws on: the ledger, the reference lists, the register of decisions, the day.

In scope: gathering it once. Out of scope: what a page says.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from orchestration.feedback.write import FOLDER as BACK_TO_SENDER
from orchestration.feedback.write import Files, files_sent_back
from orchestration.findings.catalogue import Rule, read_catalogue
from orchestration.findings.decisions import Decision, read_decisions
from orchestration.returns.reference_lists import ReferenceLists, read_reference_lists
from orchestration.settings import Settings
from orchestration.steward_report.tables import NATIONAL, SENDER_NOT_KNOWN, prepare
from orchestration.warehouse.ledger import now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SENDERS_NOT_FORCES = {NATIONAL: "Registers and national tables", SENDER_NOT_KNOWN: "Unknown submitter"}


@dataclass(frozen=True)
class Report:
    """What one report is made from.

    Attributes:
        connection: The private file, with the tables of `tables.prepare` in it.
        rules: Rules of the catalogue by code.
        decisions: The whole register.
        sent_back: Files that went back to the senders, by submission.
        written_at: Time of the report, in UTC.
    """

    settings: Settings
    connection: DuckDBPyConnection
    lists: ReferenceLists
    rules: dict[str, Rule]
    decisions: tuple[Decision, ...]
    sent_back: dict[str, Files]
    written_at: datetime.datetime

    @property
    def today(self) -> datetime.date:
        """Day of the report."""
        return self.written_at.date()

    def sender_name(self, sender_id: str) -> str:
        """A force, or what stands in place of one."""
        force = self.lists.forces.get(sender_id)
        return force.name if force else _SENDERS_NOT_FORCES.get(sender_id, sender_id)

    def links_back(self, submission_id: str) -> dict[str, str]:
        """Workbook, CSV and JSON that went back for a submission, as links from the folder of the reports."""
        files = self.sent_back.get(submission_id)
        if files is None:
            return {}
        named = {"workbook": files.workbook, "CSV": files.csv, "JSON": files.json}
        return {kind: f"{BACK_TO_SENDER}/{quote(name)}" for kind, name in named.items()}


def open_report(settings: Settings, connection: DuckDBPyConnection, at: datetime.datetime | None = None) -> Report:
    """Make the tables of a report and gather the rest.

    Args:
        settings: The hub.
        connection: Its private file.
        at: Time of the report in UTC; now where None.
    """
    prepare(connection)
    return Report(
        settings,
        connection,
        read_reference_lists(settings.seeds),
        {rule.rule_id: rule for rule in read_catalogue(settings.seeds)},
        read_decisions(connection),
        files_sent_back(settings),
        at or now(),
    )


def sender_page(sender_id: str) -> str:
    """Page of a sender, from the folder of the report."""
    return f"{sender_id}.html" if sender_id in _SENDERS_NOT_FORCES else f"force/{quote(sender_id)}.html"


def rule_page(rule_id: str) -> str:
    """Page of a rule, from the folder of the report."""
    return f"rule/{quote(rule_id)}.html"
