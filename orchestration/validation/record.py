"""Findings and rule results as rows of the ledger.

Belongs here: writing them, and reading back what reading a file found. Does not belong here: finding them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from orchestration.validation.catalogue import Catalogue
from orchestration.validation.findings import Finding
from orchestration.warehouse.ledger import Submission, insert_rows, now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def finding_rows(submission: Submission, findings: Iterable[Finding], catalogue: Catalogue) -> list[list[Any]]:
    """Rows of `ledger.findings`, each with the sentence its submitter reads; a finding made twice stands once."""
    rows = {}
    found_at = now()
    for finding in findings:
        rule = catalogue[finding.rule_id]
        key = finding.finding_id(submission.submission_id)
        name = submission.file_name
        rows[key] = [
            key, rule.rule_id, submission.submission_id, submission.return_id, submission.force_id,
            submission.financial_year, name, finding.sheet, finding.cell, finding.row, finding.column,
            finding.natural_key, finding.value, finding.expected, rule.severity, finding.sentence(rule, name),
            finding.how_to_fix(rule, name), found_at,
        ]  # fmt: skip
    return list(rows.values())


def record_findings(
    connection: DuckDBPyConnection, submission: Submission, findings: Iterable[Finding], catalogue: Catalogue
) -> None:
    """Write findings."""
    insert_rows(connection, "ledger.findings", finding_rows(submission, findings, catalogue))


def reader_findings(connection: DuckDBPyConnection, submission_id: str) -> list[Finding]:
    """Findings that reading the file left, by rule alone: enough to decide on the outcome."""
    rows = connection.execute(
        "SELECT rule_id, sheet, row_number, value_given FROM ledger.findings "
        "WHERE submission_id = ? AND rule_id SIMILAR TO '[CFSR][0-9]+' ORDER BY finding_id",
        [submission_id],
    ).fetchall()
    return [Finding(rule_id, sheet=sheet, row=row, value=value) for rule_id, sheet, row, value in rows]
