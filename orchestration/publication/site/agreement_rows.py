"""Rows of the tables on agreements, each table read once for every page that shows part of it.

In scope: which tables they are, and their rows by agreement. Out of scope: what a page shows of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.page import Reads

# Of the submissions, those of registers: a workbook of a force that was received does not touch an agreement's page.
REGISTERS = Reads("quality.submissions", "return_id", "collaboration_register")
# Table and the order of its rows; every one has a column agreement_id.
TABLES = {
    "marts.agreements": "agreement_id",
    "marts.agreement_contacts": "contact_post",
    "marts.agreement_contributions": "financial_year DESC, party_id, basis",
    "marts.agreement_costs": "kind, status, financial_year, party_id",
    "marts.agreement_discrepancies": "table_name, row_key, column_name, submission_id_set_aside",
    "marts.agreement_events": "sequence",
    "marts.agreement_functions": "function_name",
    "marts.agreement_non_parties": "party_name",
    "marts.agreement_parties": "role <> 'lead', role <> 'host', party_type <> 'force', party_name",
    "marts.agreement_stages": "span",
    "marts.agreement_usage": "financial_year DESC, usage_measure, party_id",
    "marts.barriers": "theme_group, theme, barrier_id",
    "marts.business_case_appraisals": "case_id, scenario",
    "marts.business_case_quality": "case_id, sort_order",
    "marts.business_cases": "saving_forecast_gbp DESC NULLS LAST, case_id",
    "marts.lessons": "theme_group, theme, lesson_id",
    "marts.retained_resources": "financial_year DESC, party_id",
    "marts.savings": "party_id, function_name, kind, recurrence, financial_year",
    "marts.unit_capabilities": "capability",
    "marts.withdrawal_costs": "force_id",
    "marts.workforce_in_collaboration": "as_at DESC, function_name, party_id, worker_type, basis",
    "quality.agreement_reports": "submission_id, given_agreement_id",
    "variation.net_contribution": "financial_year DESC, force_id",
}


class AgreementRows:
    """Answers what the tables say of an agreement; a table is read when the first page asks for it."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader
        self._read: dict[str, dict[str, list[Row]]] = {}

    def of(self, table: str, agreement_id: str) -> list[Row]:
        """Rows of an agreement, in the order of `TABLES`."""
        if table not in self._read:
            by_agreement: dict[str, list[Row]] = {}
            for row in self._reader.rows(f"SELECT * FROM {table} ORDER BY agreement_id, {TABLES[table]}"):
                by_agreement.setdefault(row["agreement_id"], []).append(row)
            self._read[table] = by_agreement
        return self._read[table].get(agreement_id, [])

    def of_all(self, table: str, agreement_ids: Iterable[str]) -> list[Row]:
        """Rows of several agreements."""
        return [row for agreement_id in agreement_ids for row in self.of(table, agreement_id)]

    @cached_property
    def force_names(self) -> dict[str, str]:
        """Name of each force."""
        return {row["force_id"]: row["force_name"] for row in self._reader.rows("SELECT * FROM marts.dim_force")}

    @cached_property
    def agreements_of_force(self) -> dict[str, list[str]]:
        """Agreements that each force is party to, observers and parties that have left excluded."""
        found: dict[str, list[str]] = {}
        rows = self._reader.rows(
            "SELECT DISTINCT force_id, agreement_id FROM marts.agreement_parties "
            "WHERE force_id IS NOT NULL AND role <> 'observer' AND NOT has_left ORDER BY ALL"
        )
        for row in rows:
            found.setdefault(row["force_id"], []).append(row["agreement_id"])
        return found

    @cached_property
    def heading_names(self) -> dict[str, str]:
        """Name of each heading."""
        rows = self._reader.rows("SELECT heading_id, heading_name FROM marts.dim_poa_heading")
        return {row["heading_id"]: row["heading_name"] for row in rows}

    @cached_property
    def submissions(self) -> dict[str, Row]:
        """Submissions of registers by ID."""
        rows = self._reader.rows("SELECT * FROM quality.submissions WHERE return_id = ?", REGISTERS.value)
        return {row["submission_id"]: row for row in rows}

    def party_name(self, party_id: str, agreement_id: str = "") -> str:
        """Name of a body for readers: of a force from the list of forces, otherwise as the register writes it."""
        if party_id == "all-parties":
            return "All parties together"
        if party_id in self.force_names:
            return self.force_names[party_id]
        named = (
            row["party_name"] for row in self.of("marts.agreement_parties", agreement_id) if row["party_id"] == party_id
        )
        return next(named, party_id.replace("-", " ").capitalize())
