"""Placeholders in place of names, in the landed rows of a submission: one query per column.

In scope: counting the rows and finding the first (C24). Out of scope: the list of placeholders
(`returns.placeholders`), other rules.

A placeholder is no fault of its row, and such rows may be many: they do not count towards rows with open queries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.intake.error_texts import is_error_text
from orchestration.returns.description import Column, Table, description_of
from orchestration.returns.placeholders import Placeholders
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RULES = frozenset({"C24"})
NAMED = 3  # placeholders that a sentence repeats
_LONGEST = 100  # bytes of a text that may be one
_TEXTS_AT_ONCE = 10_000


def placeholder_findings(
    connection: DuckDBPyConnection, submissions: Iterable[Submission], placeholders: Placeholders
) -> dict[str, list[Finding]]:
    """C24 by submission, for columns of names where the description says what they name.

    Args:
        connection: The private file.
        submissions: Submissions of one return, their rows landed.
        placeholders: The list.
    """
    found: dict[str, list[Finding]] = {}
    for submission in submissions:
        description = description_of(submission.return_id or "")
        for table in description.form(submission.form_id or "").tables:
            for column in (each for each in table.columns if each.names):
                raw_name = description.raw_table(table)
                finding = _of_column(connection, submission, raw_name, table, column, placeholders)
                if finding:
                    found.setdefault(submission.submission_id, []).append(finding)
    return found


def _of_column(
    connection: DuckDBPyConnection,
    submission: Submission,
    raw_name: str,
    table: Table,
    column: Column,
    placeholders: Placeholders,
) -> Finding | None:
    kind = column.names or ""
    texts = connection.execute(
        f"SELECT {column.name}, count(*), min(_row), min_by(_sheet, _row) FROM raw.{raw_name} "
        f"WHERE _submission_id = ? AND {column.name} <> '' AND strlen({column.name}) <= {_LONGEST} GROUP BY 1",
        [submission.submission_id],
    )
    met: list[tuple[int, int, str, str]] = []
    while rows := texts.fetchmany(_TEXTS_AT_ONCE):
        met += [
            (first, count, text, sheet)
            for text, count, first, sheet in rows
            if placeholders.is_placeholder(kind, text) and not is_error_text(text)  # an error is told by C06
        ]
    if not met:
        return None
    met.sort()
    heading, letter = _place(connection, submission, raw_name, column)
    count = sum(each[1] for each in met)
    texts_met = list(dict.fromkeys(" ".join(text.split()) for _, _, text, _ in met))
    more = f" and {len(texts_met) - NAMED} more" if len(texts_met) > NAMED else ""
    return Finding(
        "C24", sheet=met[0][3], column_letter=letter, column=heading,
        value=", ".join(f"'{text}'" for text in texts_met[:NAMED]) + more,
        expected=f"{count:,} {'row' if count == 1 else 'rows'}", detail=f"The first is in row {met[0][0]:,}.",
    )  # fmt: skip


def _place(
    connection: DuckDBPyConnection, submission: Submission, raw_name: str, column: Column
) -> tuple[str, str | None]:
    """Heading and letter of the column in the file."""
    rows = connection.execute(
        "SELECT heading, column_letter FROM ledger.column_places "
        "WHERE submission_id = ? AND table_name = ? AND column_name = ?",
        [submission.submission_id, raw_name, column.name],
    ).fetchall()
    return rows[0] if rows else (column.header, None)
