"""What of a submission could not be read: columns that are missing, cells with an error or without a result.

In scope: finding them, so that no rule says of them what reading has said. Out of scope: what is said of them
(`intake.mapping`, `intake.table_rows`), or the rules (`validation.suites`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.returns.description import Table
from orchestration.validation.finding_locations import Places
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Cells that reading has told of: an error, a formula without a result.
_CELL_RULES = ("C06", "C07")


@dataclass(frozen=True)
class Unread:
    """What could not be read of some submissions in one table.

    Attributes:
        columns: Submission to the columns that its sheet does not have, although its edition has them, and those that
            reading has told of as a whole.
        cells: Submission and column to the rows of the sheet in which the cell could not be read.
    """

    columns: dict[str, frozenset[str]] = field(default_factory=dict)
    cells: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)

    def lacks(self, submission_id: str, names: Collection[str]) -> bool:
        """Whether a submission has not one of those columns."""
        return not self.columns.get(submission_id, frozenset()).isdisjoint(names)

    def is_told_of(self, submission_id: str, column: str | None, row: int | None) -> bool:
        """Whether reading has said already what is wrong with a cell."""
        return row in self.cells.get((submission_id, column or ""), ())


def read_unread(
    connection: DuckDBPyConnection, submissions: Sequence[Submission], raw_name: str, table: Table, places: Places
) -> Unread:
    """What could not be read of a table.

    Args:
        connection: The private file.
        submissions: Submissions with rows in the table.
        raw_name: Name of the table in schema `raw`.
        table: Its description.
        places: Where each of its columns was found.
    """
    missing = {}
    for submission in submissions:
        key = submission.submission_id
        wanted = {each.name for each in table.columns_in(submission.financial_year) if not each.may_be_absent}
        found = {name for place, _, name in places if place == key}
        lacking = frozenset(wanted - found)
        if lacking and lacking != wanted:
            missing[key] = lacking
    ids = [each.submission_id for each in submissions]
    if table.name == "about":
        missing |= dict.fromkeys(_with_two_forces(connection, ids), frozenset(table.natural_key))
    return Unread(missing, _cells(connection, ids, raw_name))


def _with_two_forces(connection: DuckDBPyConnection, submission_ids: list[str]) -> list[str]:
    """Submissions whose sheet About gives two forces, which reading tells: that an item is there twice says no more."""
    rows = connection.execute(
        "SELECT DISTINCT submission_id FROM ledger.findings WHERE list_contains(?, submission_id) AND rule_id = 'R03'",
        [submission_ids],
    ).fetchall()
    return [str(key) for (key,) in rows]


def without_told(findings: list[Finding], submission_id: str, unread: Unread, places: Places) -> list[Finding]:
    """The findings of a suite, but for those about a cell, or a column of one sheet, of which reading has told."""
    names = {heading: name for (key, _, name), (heading, _) in places.items() if key == submission_id}
    on_sheets = {(sheet, name) for key, sheet, name in places if key == submission_id}
    elsewhere = {name for _, name in on_sheets}
    return [
        finding
        for finding in findings
        if not unread.is_told_of(submission_id, names.get(finding.column or ""), finding.row)
        # A column that another sheet of the list has and this one lacks goes by its own name.
        and not (finding.column in elsewhere - names.keys() and (finding.sheet, finding.column) not in on_sheets)
    ]


def _cells(
    connection: DuckDBPyConnection, submission_ids: list[str], raw_name: str
) -> dict[tuple[str, str], frozenset[int]]:
    rows = connection.execute(
        "SELECT submission_id, places.column_name, row_number FROM ledger.findings JOIN ledger.column_places AS places "
        "USING (submission_id, sheet) WHERE list_contains($keys, submission_id) AND list_contains($rules, rule_id) "
        "AND places.table_name = $table_name AND places.column_letter = regexp_replace(cell, '[0-9]+', '')",
        {"keys": submission_ids, "rules": list(_CELL_RULES), "table_name": raw_name},
    ).fetchall()
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for key, name, row in rows:
        found[key, name].add(row)
    return {place: frozenset(numbers) for place, numbers in found.items()}
