"""What registers in force report of each agreement, as far as matching looks at it.

In scope: a report and reading it from the landed tables. Out of scope: comparing reports
(`matching.score`).
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from orchestration.intake.values import first_day
from orchestration.returns.reference_lists import ReferenceLists, folded
from orchestration.warehouse.ledger import IN_FORCE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OUTSIDE = ("not_a_party", "observer")
NOT_STATED = "not_stated"
LEAD, HOST, OTHER = 1, 2, 3


class Terms(NamedTuple):
    """Terms by which reports are kept apart, however alike they are otherwise.

    Attributes:
        start: Start date as printed: a year, a year and month, or a date; None where there is none.
        style: Code of the style.
        legal_basis: Code of the legal basis.
    """

    start: str | None
    style: str
    legal_basis: str


@dataclass(frozen=True)
class Report:
    """One agreement as one register reports it.

    Attributes:
        submission_id: Register.
        agreement_id: Agreement id as the register gives it.
        title: Title in lower case, without signs and without the names of the parties.
        parties: Parties: the id of a force, the folded name of another body.
        functions: Headings of its functions, in lower case; the function's own name where it has no heading.
        start: Start date as printed: a year, a year and month, or a date; None where none is.
        style: Code of the style; `not_stated` where none is given.
        legal_basis: Code of the legal basis; `not_stated` where none is given.
        lead: Lead, as in `parties`; None where none is named.
        reporter: Force that keeps the register; None where no force does.
        leads: Bodies that the register gives as the lead, as in `parties`.
        hosts: Bodies that it gives as a host.
        order: Place of the register: 0 for the one with the latest facts, then the one received last.
        is_illustrative: Whether the register is made up.
        register: Name of the register.
        title_given: Title as given.
        row: Row on the sheet Agreements.
    """

    submission_id: str
    agreement_id: str
    title: str
    parties: frozenset[str]
    functions: frozenset[str]
    start: str | None = None
    style: str = NOT_STATED
    legal_basis: str = NOT_STATED
    lead: str | None = None
    reporter: str | None = None
    leads: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    order: int = 0
    is_illustrative: bool = False
    register: str = ""
    title_given: str = ""
    row: int | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Precedence: the lead's register, the host's, then the latest; smallest first."""
        return (tier(self.reporter, self.leads, self.hosts), self.order)

    @property
    def terms(self) -> Terms:
        """Start date, style and legal basis."""
        return Terms(self.start, self.style, self.legal_basis)


@dataclass(frozen=True)
class Register:
    """A register in force.

    Attributes:
        order: Its place among all of them: 0 for the latest facts; of one date those of the hub, a region or a
            programme come before those of a force, then the one received last.
        name: Its name, or that of its file.
        reporter: Force that keeps it; None where no force does.
        is_illustrative: Whether it is made up.
        as_at: Date of its facts, the first day of the period given; None where it gives none.
    """

    order: int
    name: str
    reporter: str | None
    is_illustrative: bool
    as_at: datetime.date | None


_Key = tuple[str, str]


def read_reports(
    connection: DuckDBPyConnection, lists: ReferenceLists, registers: Mapping[str, Register]
) -> list[Report]:
    """Every agreement of every register in force."""
    parties = _read_parties(connection)
    functions = _read_functions(connection)
    rows = connection.execute(
        "SELECT _submission_id, trim(agreement_id), coalesce(trim(title), ''), nullif(trim(start_date__value), ''), "
        "nullif(trim(lead_force), ''), nullif(trim(host_body), ''), _row, coalesce(style__value, $not_stated), "
        "coalesce(legal_basis__value, $not_stated) "
        "FROM raw.collaboration_register__agreements WHERE trim(agreement_id) <> '' ORDER BY 1, _row",
        {"not_stated": NOT_STATED},
    ).fetchall()
    found = []
    for submission_id, agreement_id, title, start, lead, host, row, style, legal_basis in rows:
        register = registers.get(submission_id)
        if register is None:
            continue
        named = parties[submission_id, agreement_id]
        leads = {lead, *(name for name, role in named if role == "lead")}
        hosts = {host, *(name for name, role in named if role == "host")}
        names = {name for name, role in named if role not in _OUTSIDE} | ({lead} if lead else set())
        found.append(
            Report(
                submission_id, agreement_id, plain_title(title, names),
                frozenset(_body(name, lists) or "" for name in names),
                frozenset(functions[submission_id, agreement_id]), start, style, legal_basis, _body(lead, lists),
                register.reporter, _bodies(leads, lists), _bodies(hosts, lists), register.order,
                register.is_illustrative, register.name, title, row,
            )
        )  # fmt: skip
    return found


def plain_title(title: str, names: Iterable[str]) -> str:
    """A title in lower case without signs and without the names of the parties."""
    plain = _words(title)
    for name in sorted(map(_words, names), key=len, reverse=True):
        plain = re.sub(rf"\b{re.escape(name)}\b", " ", plain) if name else plain
    return " ".join(plain.split())


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^0-9a-z]+", " ", text.casefold()).split())


def _body(name: str | None, lists: ReferenceLists) -> str | None:
    return (lists.force_named(name) or folded(name)) if name else None


def _bodies(names: Iterable[str | None], lists: ReferenceLists) -> frozenset[str]:
    return frozenset(body for body in (_body(name, lists) for name in names) if body)


def tier(reporter: str | None, leads: Set[str], hosts: Set[str]) -> int:
    """1 where the register is kept by the force that leads the agreement, 2 by one that hosts it, otherwise 3."""
    if reporter is None:
        return OTHER
    return LEAD if reporter in leads else HOST if reporter in hosts else OTHER


def read_registers(connection: DuckDBPyConnection, lists: ReferenceLists) -> dict[str, Register]:
    """Registers in force by submission, the one that takes precedence first: the latest by date, never by text."""
    rows = connection.execute(
        """
        WITH items AS (
            SELECT _submission_id, max(CASE WHEN lower(trim(item)) = 'register' THEN trim(value) END) AS name,
                   max(CASE WHEN lower(trim(item)) = 'reporter' THEN trim(value) END) AS reporter
            FROM raw.collaboration_register__about GROUP BY 1
        )
        SELECT submission_id, coalesce(name, file_name), reporter, coalesce(is_illustrative, false), edition
        FROM ledger.submissions LEFT JOIN items ON submission_id = _submission_id
        WHERE return_id = 'collaboration_register' AND list_contains(?, status)
        ORDER BY received_at DESC NULLS LAST, submission_id
        """,
        [list(IN_FORCE)],
    ).fetchall()
    found = [
        (submission_id, name, lists.force_named(reporter) if reporter else None, is_made_up, first_day(edition or ""))
        for submission_id, name, reporter, is_made_up, edition in rows
    ]
    found.sort(key=lambda each: (-(each[4] or datetime.date.min).toordinal(), each[2] is not None))
    return {
        submission_id: Register(order, name, reporter, is_illustrative, as_at)
        for order, (submission_id, name, reporter, is_illustrative, as_at) in enumerate(found)
    }


def _read_parties(connection: DuckDBPyConnection) -> dict[_Key, set[tuple[str, str]]]:
    rows = connection.execute(
        "SELECT _submission_id, trim(agreement_id), trim(party_name), coalesce(role__value, '') "
        "FROM raw.collaboration_register__parties WHERE trim(party_name) <> ''"
    ).fetchall()
    found: dict[_Key, set[tuple[str, str]]] = defaultdict(set)
    for submission_id, agreement_id, name, role in rows:
        found[submission_id, agreement_id].add((name, role))
    return found


def _read_functions(connection: DuckDBPyConnection) -> dict[_Key, set[str]]:
    rows = connection.execute(
        "SELECT _submission_id, trim(agreement_id), coalesce(nullif(trim(heading_name), ''), trim(function_name)) "
        "AS function FROM raw.collaboration_register__functions WHERE function <> ''"
    ).fetchall()
    found: dict[_Key, set[str]] = defaultdict(set)
    for submission_id, agreement_id, function in rows:
        found[submission_id, agreement_id].add(folded(function))
    return found
