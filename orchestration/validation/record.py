"""Findings and rule results as rows of the ledger.

Belongs here: writing them, and reading back what was found. Does not belong here: finding them, or what becomes of
them from version to version (`validation.history`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orchestration.returns.description import VALUE_SUFFIX, Column, Table, description_of
from orchestration.validation.catalogue import Catalogue
from orchestration.validation.findings import Finding, folded_key
from orchestration.validation.history import column_of, identity_of, table_of
from orchestration.warehouse.ledger import Submission, in_force_a_year_before, insert_rows, now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A longer return is a list of invoices, which are new every year: no row of it has one of the year before beside it.
ROWS_COMPARED_WITH_LAST_YEAR = 10_000


def finding_rows(
    submission: Submission,
    findings: Iterable[Finding],
    catalogue: Catalogue,
    last_year: Mapping[Finding, str] | None = None,
) -> list[list[Any]]:
    """Rows of `ledger.findings`, each with the sentence its submitter reads; a finding made twice stands once.

    Their states are left open: `validation.history` settles them.
    """
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
            finding.how_to_fix(rule, name), found_at, identity_of(submission, finding), finding.difference,
            (last_year or {}).get(finding), None, None, None,
        ]  # fmt: skip
    return list(rows.values())


def record_findings(
    connection: DuckDBPyConnection, submission: Submission, findings: Sequence[Finding], catalogue: Catalogue
) -> None:
    """Write findings, each with the value of its cell in the year before."""
    last_year = last_year_values(connection, submission, findings)
    insert_rows(connection, "ledger.findings", finding_rows(submission, findings, catalogue, last_year))


def recorded_findings(connection: DuckDBPyConnection, submission_id: str) -> list[Finding]:
    """Findings of a submission that were not closed, read back, their further sentences apart."""
    rows = connection.execute(
        "SELECT rule_id, sheet, row_number, cell, column_name, natural_key, value_given, expected "
        "FROM ledger.findings WHERE submission_id = ? AND state IS DISTINCT FROM 'superseded' ORDER BY finding_id",
        [submission_id],
    ).fetchall()
    return [
        Finding(rule_id, sheet, row, _letter(cell), column, key, value, expected)
        for rule_id, sheet, row, cell, column, key, value, expected in rows
    ]


def _letter(cell: str | None) -> str | None:
    return re.sub(r"\d", "", cell or "") or None


def last_year_values(
    connection: DuckDBPyConnection, submission: Submission, findings: Sequence[Finding]
) -> dict[Finding, str]:
    """What stood in the same cell in the version in force of the year before, where that is known."""
    keyed = [finding for finding in findings if finding.natural_key and finding.column]
    before = in_force_a_year_before(connection, submission, ROWS_COMPARED_WITH_LAST_YEAR) if keyed else None
    cells: dict[str, tuple[Table, dict[str, Column], list[tuple[Finding, str]]]] = {}
    for finding in keyed if before else ():
        table = table_of(submission, finding)
        column = column_of(table, finding.column) if table else None
        if table and column and column.name not in table.natural_key:
            _, columns, located = cells.setdefault(table.name, (table, {}, []))
            columns[column.name] = column
            located.append((finding, column.name))
    found: dict[Finding, str] = {}
    for table, columns, located in cells.values():
        values = _values(connection, submission, table, list(columns.values()), str(before))
        for finding, name in located:
            value = values.get((folded_key(finding.natural_key or ""), name))
            if value is not None:
                found[finding] = value
    return found


def _values(
    connection: DuckDBPyConnection, submission: Submission, table: Table, columns: Sequence[Column], before: str
) -> dict[tuple[str, str], str]:
    """Folded natural key and column to the value, as it was read where it could be."""
    raw_name = description_of(submission.return_id or "").raw_table(table)
    read = [f"coalesce({each.name}{VALUE_SUFFIX}, {each.name})" if each.has_value else each.name for each in columns]
    rows = connection.execute(
        f"SELECT {', '.join((*table.natural_key, *read))} FROM raw.{raw_name} WHERE _submission_id = ?", [before]
    ).fetchall()
    found = {}
    width = len(table.natural_key)
    for row in rows:
        key = folded_key("; ".join(f"{name}={value}" for name, value in zip(table.natural_key, row, strict=False)))
        for column, value in zip(columns, row[width:], strict=True):
            if value is not None:
                found[(key, column.name)] = str(value)
    return found
