"""The two lists beside the pages, written by DuckDB row by row: every finding that stands, and every file received.

In scope: writing them. Out of scope: the lists that go back to senders (`feedback`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.steward_report.state_labels import SEVERITY_ORDER
from orchestration.warehouse.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FINDINGS = "stewards_list.csv"
FILES = "stewards_files.csv"

_FINDINGS = """
    SELECT r.severity, f.rule_id, f.file_name, s.status, f.sheet, f.cell, f.value_given, f.expected, f.sentence,
           f.how_to_fix, f.submission_id, f.found_at, r.sender_id, r.return_id, r.financial_year, r.variant, r.state,
           f.difference, f.last_year_value, f.natural_key, f.first_found_at
    FROM report_findings AS r JOIN ledger.findings AS f USING (finding_id)
    JOIN report_submissions AS s ON s.submission_id = f.submission_id
"""
# One severity after another, the worst first: a million findings would not be sorted in the memory a load has.
_WORST_FIRST = " UNION ALL ".join(f"{_FINDINGS} WHERE r.severity = {literal(severity)}" for severity in SEVERITY_ORDER)
_FILES = """
    SELECT load_id, submission_id, file_name, sender_id, return_id, financial_year, variant, edition, version, status,
           status_reason, received_at, sha256, rows_data, rows_quarantined, is_in_force, is_current
    FROM report_submissions ORDER BY submission_id
"""


def write_lists(connection: DuckDBPyConnection, folder: Path) -> None:
    """Write both into a folder; each appears whole or not at all."""
    for query, name in ((_WORST_FIRST, FINDINGS), (_FILES, FILES)):
        partial = folder / f".{name}.partial"
        columns = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {query})").fetchall()
        listed = ", ".join(_safe(column) if kind == "VARCHAR" else column for column, kind in columns)
        connection.execute(f"COPY (SELECT {listed} FROM ({query})) TO {literal(str(partial))} (HEADER, DELIMITER ',')")
        partial.replace(folder / name)


def _safe(column: str) -> str:
    """Text that a spreadsheet program does not run, with an apostrophe in front where it would; numbers stay."""
    runs = (
        f"left(ltrim({column}, ' '), 1) IN ('=', '+', '-', '@', chr(9), chr(10), chr(13)) "
        f"AND NOT regexp_full_match({column}, '[+-][0-9][0-9,]*([.][0-9]+)?')"
    )
    return f"CASE WHEN {runs} THEN '''' || {column} ELSE {column} END AS {column}"
