"""Matching the registers in force, and writing down which report belongs to which agreement.

In scope: the order of the steps, whether there is anything to do, `ledger.registers` and
`ledger.agreement_reports`. Out of scope: which reports are one agreement (`matching.agreements`), or the
questions of doubtful pairs (`matching.queries`).
"""

from __future__ import annotations

import datetime
import hashlib
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.decisions import PAIR, read_waivers
from orchestration.matching.agreements import Decided, Matching, match
from orchestration.matching.queries import RULE, ask_about
from orchestration.matching.reports import Register, read_registers, read_reports
from orchestration.matching.score import read_matching_settings
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse, transaction
from orchestration.warehouse.fingerprint import code_fingerprint
from orchestration.warehouse.ledger import IN_FORCE, insert_rows, now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = (
    "submission_id", "given_agreement_id", "agreement_id", "method", "tier", "score", "matched_submission_id",
    "matched_agreement_id",
)  # fmt: skip
REGISTER_COLUMNS = ("submission_id", "as_at", "reporter_force_id", "precedence")
log = logging.getLogger("icm.matching")


def match_registers(settings: Settings, today: datetime.date | None = None) -> Matching:
    """Match every register in force; write the reports, and a query for each pair in doubt, in one transaction.

    The second of two runs in a row changes nothing.

    Args:
        settings: The hub.
        today: Day that waivers must hold on; the present day where None.
    """
    with open_warehouse(settings) as connection:
        return _match(settings, connection, today or now().date())


def match_if_changed(settings: Settings, today: datetime.date | None = None) -> Matching | None:
    """As `match_registers`; None, and nothing written, where all that matching reads is as the last run left it.

    That is: the registers in force, what stewards said, waivers that hold on the day, the questions asked and their
    states, the seeds and the code.
    """
    with open_warehouse(settings) as connection:
        day = today or now().date()
        if _matched(connection) == _inputs(settings, connection, day):
            return None
        return _match(settings, connection, day)


def _match(settings: Settings, connection: DuckDBPyConnection, today: datetime.date) -> Matching:
    lists = read_reference_lists(settings.seeds)
    registers = read_registers(connection, lists)
    reports = read_reports(connection, lists, registers)
    if len({report.submission_id for report in reports}) > 1:
        log.info("Matching %d agreements of different registers", len(reports))
    found = match(reports, read_matching_settings(settings.seeds), read_decided(connection), _known_ids(connection))
    waivers = read_waivers(connection, today)
    with transaction(connection):
        _write(connection, found, registers)
        ask_about(connection, found.doubts, read_catalogue(settings.seeds), waivers)
        inputs = _inputs(settings, connection, today)
        connection.execute("CREATE OR REPLACE TABLE ledger.matched AS SELECT ? AS inputs", [inputs])
    return found


def _inputs(settings: Settings, connection: DuckDBPyConnection, today: datetime.date) -> str:
    """Fingerprint of all that matching reads on a day, its own questions and their states included."""
    digest = hashlib.sha256(code_fingerprint(settings).encode())
    for query, parameters in (
        (
            "SELECT submission_id FROM ledger.submissions "
            "WHERE return_id = 'collaboration_register' AND list_contains($in_force, status) ORDER BY ALL",
            {"in_force": list(IN_FORCE)},
        ),
        (
            "SELECT decision_id FROM ledger.decisions WHERE kind IN ('same_agreement', 'different_agreements') "
            "OR (kind = 'waiver' AND decided_at::DATE <= $today AND valid_until >= $today) ORDER BY ALL",
            {"today": today},
        ),
        ("SELECT finding_id, state FROM ledger.findings WHERE rule_id = $rule ORDER BY ALL", {"rule": RULE}),
    ):
        digest.update(repr(connection.execute(query, parameters).fetchall()).encode())
    return digest.hexdigest()


def _matched(connection: DuckDBPyConnection) -> str | None:
    """What the last matching read, as `_inputs` said when it ended; None before the first."""
    import duckdb

    try:
        row = connection.execute("SELECT inputs FROM ledger.matched").fetchone()
    except duckdb.CatalogException:
        return None
    return str(row[0]) if row else None


def read_decided(connection: DuckDBPyConnection) -> list[Decided]:
    """What stewards said of pairs of Agreement ids, the oldest first."""
    rows = connection.execute(
        "SELECT natural_key, kind FROM ledger.decisions WHERE kind IN ('same_agreement', 'different_agreements') "
        "ORDER BY decision_id"
    ).fetchall()
    pairs = [(key.split(PAIR), kind == "same_agreement") for key, kind in rows]
    return [Decided(one, other, is_same) for (one, other), is_same in pairs]


def _known_ids(connection: DuckDBPyConnection) -> dict[str, str]:
    rows = connection.execute("SELECT DISTINCT given_agreement_id, agreement_id FROM ledger.agreement_reports")
    return dict(rows.fetchall())


def _write(connection: DuckDBPyConnection, found: Matching, registers: Mapping[str, Register]) -> None:
    rows = [
        [
            each.report.submission_id, each.report.agreement_id, each.agreement_id, each.method, each.tier, each.score,
            each.counterpart.submission_id if each.counterpart else None,
            each.counterpart.agreement_id if each.counterpart else None,
        ]
        for each in found.reports
    ]  # fmt: skip
    connection.execute("DELETE FROM ledger.agreement_reports")
    insert_rows(connection, "ledger.agreement_reports", rows, columns=COLUMNS)
    connection.execute("DELETE FROM ledger.registers")
    ordered = [[submission_id, each.as_at, each.reporter, each.order + 1] for submission_id, each in registers.items()]
    insert_rows(connection, "ledger.registers", ordered, columns=REGISTER_COLUMNS)
