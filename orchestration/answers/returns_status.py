"""Who has returned what: for each return and financial year the state of every force.

In scope: reading it from the ledger. Out of scope: printing it (`cli`), or the published table
`quality.completeness`, which a test holds against this.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.returns.description import all_descriptions
from orchestration.returns.reference_lists import ReferenceLists, read_reference_lists
from orchestration.settings import Settings
from orchestration.warehouse.holding import reading_ledger
from orchestration.warehouse.ledger import IN_FORCE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STATES = ("missing", "late", "received", "rejected", "accepted_with_queries", "accepted", "superseded")


@dataclass(frozen=True)
class ReturnState:
    """Where one return of one force and year stands.

    Attributes:
        variant: Series within the return, as estimate or outturn; empty where nothing was received.
        state: missing before the due date and late after it, where nothing was received or all was withdrawn; else the
            state of the version in force, or of the last one received where none is.
        version: Latest version received; 0 for none.
        due_on: Date it is due, as ISO; empty where no collection round says one.
        file_name: The file in force, or the last one received.
    """

    return_id: str
    force_id: str
    force_name: str
    financial_year: str
    variant: str
    state: str
    version: int
    due_on: str
    file_name: str


def read_returns_status(settings: Settings, today: datetime.date | None = None) -> list[ReturnState]:
    """One entry per return, financial year and force that existed in it: expected by a round, or received."""
    lists = read_reference_lists(settings.seeds)
    day = today or datetime.datetime.now(datetime.UTC).date()
    with reading_ledger(settings) as connection:
        return returns_status(connection, lists, day) if connection else _states({}, lists, day)


def returns_status(connection: DuckDBPyConnection, lists: ReferenceLists, today: datetime.date) -> list[ReturnState]:
    """The same on a connection that is open."""
    return _states(_received(connection), lists, today)


def _states(
    received: dict[_Key, tuple[str, int, str]], lists: ReferenceLists, today: datetime.date
) -> list[ReturnState]:
    day = today.isoformat()
    found = []
    expected = _series(received, lists)
    others = {(return_id, year, variant) for return_id, _, year, variant in received} - expected
    for return_id, year, variant in sorted(expected | others):
        is_expected = (return_id, year, variant) in expected
        for force in sorted(lists.forces.values(), key=lambda each: each.name):
            line = received.get((return_id, force.force_id, year, variant))
            if line is None and not (is_expected and force.is_in_being(year)):
                continue
            due = lists.due.get((return_id, year), "")
            state, version, name = line or ("late" if due and day > due else "missing", 0, "")
            found.append(ReturnState(return_id, force.force_id, force.name, year, variant, state, version, due, name))
    return found


_Key = tuple[str, str, str, str]


def _series(received: Iterable[_Key], lists: ReferenceLists) -> set[tuple[str, str, str]]:
    """Return, year and series that every force owes: of each year that has a round or that anybody returned."""
    years = {(return_id, year) for return_id, _, year, _ in received} | set(lists.due)
    found: set[tuple[str, str, str]] = set()
    for description in all_descriptions():
        item = description.about_item(description.variant_item or "")
        variants = (item.allowed if item else None) or (description.return_id,)
        found.update(
            (return_id, year, variant)
            for return_id, year in years
            if return_id == description.return_id and description.is_owed
            for variant in variants
        )
    return found


def _received(connection: DuckDBPyConnection) -> dict[_Key, tuple[str, int, str]]:
    """State, latest version and file of each series that was received from a force."""
    rows = connection.execute(
        "SELECT return_id, force_id, financial_year, variant, status, version, file_name FROM ledger.submissions "
        "WHERE force_id IS NOT NULL AND financial_year IS NOT NULL AND status NOT IN ('duplicate', 'withdrawn') "
        "ORDER BY version"
    ).fetchall()
    found: dict[_Key, tuple[str, int, str]] = {}
    for *key, status, version, name in rows:
        series: _Key = (key[0], key[1], key[2], key[3])
        before = found.get(series)
        if before and before[0] in IN_FORCE and status not in IN_FORCE:
            found[series] = (before[0], version, before[2])
        else:
            found[series] = (status, version, name)
    return found
