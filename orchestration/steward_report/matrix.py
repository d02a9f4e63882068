"""The matrix: where each return of each force stands, a block a financial year, and the registers and national tables.

In scope: which state a cell has. Out of scope: its word (`words`), or who owes what (`answers.returns_status`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from orchestration.answers.returns_status import ReturnState, returns_status
from orchestration.returns.description import description_of, return_name
from orchestration.steward_report.queries import Row, fetch_rows
from orchestration.steward_report.report import Report, sender_page
from orchestration.steward_report.state_labels import RETURNS, SUBMISSIONS, Word, anchor, short_return_name
from orchestration.warehouse.ledger import IN_FORCE, NOT_ACCEPTED

# The submission in force and the last one, by series; a file received twice says nothing.
_SERIES = """
    WITH signed AS (SELECT DISTINCT submission_id FROM ledger.decisions WHERE kind = 'sign_off'),
    found AS (
        SELECT submission_id, count(*) FILTER (WHERE state <> 'waived' AND severity <> 'note') AS to_answer,
               count(*) FILTER (WHERE state = 'waived') AS waived
        FROM report_findings GROUP BY submission_id
    )
    SELECT s.sender_id, s.return_id, s.financial_year, s.variant, max(s.version) AS version,
           arg_max(s.status, s.version) AS last_status, min(s.received_at) AS first_received_at,
           max(s.received_at) AS last_received_at, arg_max(s.edition, s.version) AS edition,
           arg_max(s.status, s.version) FILTER (WHERE s.is_in_force) AS status_in_force,
           coalesce(sum(found.to_answer), 0) AS to_answer, coalesce(sum(found.waived), 0) AS waived,
           coalesce(bool_or(s.is_in_force AND signed.submission_id IS NOT NULL), false) AS is_signed_off
    FROM report_submissions AS s LEFT JOIN found USING (submission_id) LEFT JOIN signed USING (submission_id)
    WHERE s.status NOT IN ('duplicate', 'withdrawn') AND s.return_id IS NOT NULL
    GROUP BY s.sender_id, s.return_id, s.financial_year, s.variant
    ORDER BY s.return_id, s.financial_year DESC, s.variant
"""

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Cell:
    """Where one return of one force and year stands.

    Attributes:
        word: Its state.
        to_answer: Findings that must be mended or answered.
        version: Latest version received; 0 for none.
        came_late: Whether the first version came after the due date.
        link: The place on the force's page.
    """

    word: Word
    to_answer: int
    version: int
    came_late: bool
    link: str
    sender_id: str
    sender: str
    return_name: str
    financial_year: str
    due_on: str


@dataclass(frozen=True)
class Block:
    """One financial year: a heading a return, a row a force; None where a force was not in being."""

    financial_year: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]

    @property
    def is_collected(self) -> bool:
        """Whether anything of the year was received."""
        return any(cell.version for _, _, cells in self.rows for cell in cells if cell)

    @property
    def outstanding(self) -> int:
        """Returns of the year that were not received."""
        return sum(not cell.version for _, _, cells in self.rows for cell in cells if cell)


def matrix(report: Report) -> list[Block]:
    """Every year in which anything came or is due, the latest first."""
    series = {_key(row): row for row in fetch_rows(report.connection, _SERIES)}
    states = [each for each in returns_status(report.connection, report.lists, report.today) if _is_column(each)]
    cells = {_place(each): _cell(each, series.get(_place(each))) for each in states}
    years = sorted({each.financial_year for each in states}, reverse=True)
    return [_block(report, year, cells) for year in years]


def registers(report: Report) -> list[dict[str, Any]]:
    """Registers and national tables: one row per series."""
    found = []
    for row in fetch_rows(report.connection, _SERIES):
        if row["sender_id"] != "national":
            continue
        status = row["status_in_force"] or row["last_status"]
        found.append(
            {
                "name": return_name(row["return_id"], row["variant"]),
                "period": row["financial_year"] or row["edition"] or "",
                "word": SUBMISSIONS[row["last_status"] if row["last_status"] in NOT_ACCEPTED else status],
                "to_answer": row["to_answer"],
                "version": row["version"] or 0,
                "last_received_at": row["last_received_at"],
                "link": f"{sender_page('national')}#{series_anchor(row)}",
            }
        )
    return found


def series_anchor(row: Row) -> str:
    """Name of the place of a series on its sender's page."""
    return anchor(row["return_id"] or "no-return", row["financial_year"], row["variant"])


def _block(report: Report, year: str, cells: dict[Key, Cell]) -> Block:
    columns = sorted({(key[0], key[3]) for key in cells if key[2] == year})
    force_ids = {key[1] for key in cells if key[2] == year}
    rows = tuple(
        (
            report.sender_name(force_id),
            sender_page(force_id),
            tuple(cells.get((return_id, force_id, year, variant)) for return_id, variant in columns),
        )
        for force_id in sorted(force_ids, key=report.sender_name)
    )
    return Block(year, tuple(short_return_name(*column) for column in columns), rows)


def _is_column(state: ReturnState) -> bool:
    """Whether the series is one that is asked for; a file that does not say its basis stands on the force's page."""
    description = description_of(state.return_id)
    item = description.about_item(description.variant_item or "")
    return item is None or state.variant in (item.allowed or (state.variant,))


def _place(state: ReturnState) -> Key:
    return state.return_id, state.force_id, state.financial_year, state.variant


def _key(row: Row) -> Key:
    return row["return_id"], row["sender_id"], row["financial_year"] or "", row["variant"] or ""


def _cell(state: ReturnState, series: Row | None) -> Cell:
    place = anchor(state.return_id, state.financial_year, state.variant)
    return Cell(
        word=RETURNS[_state(state, series)],
        to_answer=series["to_answer"] if series else 0,
        version=state.version,
        came_late=bool(series and came_late(series["first_received_at"], state.due_on)),
        link=f"{sender_page(state.force_id)}#{place}",
        sender_id=state.force_id,
        sender=state.force_name,
        return_name=return_name(state.return_id, state.variant),
        financial_year=state.financial_year,
        due_on=state.due_on,
    )


def came_late(received_at: datetime.datetime, due_on: str) -> bool:
    """Whether something came after the date it was due."""
    return bool(due_on) and received_at.date().isoformat() > due_on


def _state(state: ReturnState, series: Row | None) -> str:
    if series is None:
        return state.state
    if state.state in NOT_ACCEPTED:
        return "rejected"
    if state.state not in IN_FORCE:
        return "waiting" if state.state == "received" else "superseded"
    if series["last_status"] in NOT_ACCEPTED:
        return "newer-rejected"
    if series["to_answer"]:
        return "in-question"
    if series["is_signed_off"]:
        return "signed-off"
    return "waived" if series["waived"] else "clean"
