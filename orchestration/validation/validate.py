"""Validating what was landed, return by return: run the suite, keep findings and results, decide.

Belongs here: the order of those steps. Does not belong here: the steps themselves.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import Settings
from orchestration.validation.catalogue import Catalogue, read_catalogue
from orchestration.validation.decisions import Waivers, read_waivers
from orchestration.validation.findings import that_hold
from orchestration.validation.history import Verdict, read_submissions, settle, unsettled
from orchestration.validation.outcome import close_switched_off, decide, reconsider_turned_away, refresh_waivers
from orchestration.validation.recheck import renew_findings
from orchestration.validation.record import record_findings, recorded_findings
from orchestration.validation.suites import Validation, read_suite, validate_together
from orchestration.validation.thresholds import Threshold, read_thresholds
from orchestration.warehouse import ledger
from orchestration.warehouse.database import open_warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.validation")


def validate_return(settings: Settings, return_id: str, today: datetime.date | None = None) -> dict[str, str]:
    """Validate every landed submission of a return and decide on it.

    Before that, submissions in force are brought up to date with the catalogue and the waivers that hold; where files
    that were turned away are read again, so is what reading alone turned away and a steward has waived since.

    Args:
        settings: The hub.
        return_id: Return.
        today: Day that waivers must hold on; the present day where None.

    Returns:
        Submission to the state it was given; empty when nothing was waiting, in which case no suite is loaded.
    """
    outcomes: dict[str, str] = {}
    with open_warehouse(settings) as connection:
        catalogue = read_catalogue(settings.seeds)
        day = today or ledger.now().date()
        waivers = read_waivers(connection, day)
        thresholds = read_thresholds(settings.seeds)
        with _transaction(connection):
            outcomes |= close_switched_off(connection, return_id, catalogue, waivers)
            outcomes |= refresh_waivers(connection, return_id, catalogue, waivers)
            if settings.retry_turned_away:
                reconsider_turned_away(connection, return_id, catalogue, waivers)
        if settings.recheck:
            outcomes |= _recheck(settings, connection, return_id, catalogue, waivers)
        waiting = ledger.pending(connection, return_id)
        turned_away = unsettled(connection, return_id)
        validations = _validated(settings, connection, return_id, waiting, catalogue) if waiting else {}
        # In the order they came: a version is compared with those before it, and a year with the year before.
        for submission in sorted(
            [*waiting, *turned_away], key=lambda each: (each.financial_year or "", each.submission_id)
        ):
            with _transaction(connection):
                if submission.submission_id not in validations:
                    settle(connection, submission, Verdict(waivers.for_submission(submission)))
                    continue
                validation = validations[submission.submission_id]
                outcomes[submission.submission_id] = _conclude(
                    connection, submission, validation, catalogue, waivers, thresholds.of(submission, day)
                )
    return outcomes


def _recheck(
    settings: Settings, connection: DuckDBPyConnection, return_id: str, catalogue: Catalogue, waivers: Waivers
) -> dict[str, str]:
    """Run the suite again on every submission in force."""
    in_force = read_submissions(
        connection,
        "return_id = $return_id AND list_contains($in_force, status)",
        {"return_id": return_id, "in_force": list(ledger.IN_FORCE)},
    )
    validations = _validated(settings, connection, return_id, in_force, catalogue) if in_force else {}
    outcomes = {}
    for submission in in_force:
        validation = validations[submission.submission_id]
        with _transaction(connection):
            outcomes[submission.submission_id] = renew_findings(connection, submission, validation, catalogue, waivers)
            _record_results(connection, submission, validation)
    return outcomes


def _validated(
    settings: Settings,
    connection: DuckDBPyConnection,
    return_id: str,
    waiting: list[ledger.Submission],
    catalogue: Catalogue,
) -> dict[str, Validation]:
    """What the suite says of each submission, by its key; those of one form are looked at together."""
    expectations = read_suite(settings.expectations, return_id, catalogue)
    lists = read_reference_lists(settings.seeds)
    found: dict[str, Validation] = {}
    for form_id in dict.fromkeys(submission.form_id for submission in waiting):
        together = [submission for submission in waiting if submission.form_id == form_id]
        log.info("Checking %s", _names(together))
        found |= validate_together(connection, together, expectations, lists, catalogue)
    return found


def _names(submissions: list[ledger.Submission]) -> str:
    first = submissions[0].file_name
    return first if len(submissions) == 1 else f"{first} and {len(submissions) - 1} more"


def _conclude(
    connection: DuckDBPyConnection,
    submission: ledger.Submission,
    validation: Validation,
    catalogue: Catalogue,
    waivers: Waivers,
    threshold: Threshold | None,
) -> str:
    """Write down what was found, and decide."""
    of_reading = recorded_findings(connection, submission.submission_id)
    record_findings(connection, submission, validation.findings, catalogue)
    _record_results(connection, submission, validation)
    found = that_hold([*of_reading, *validation.findings], catalogue, submission.financial_year)
    return decide(connection, submission, found, catalogue, waivers, threshold)


@contextmanager
def _transaction(connection: DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _record_results(connection: DuckDBPyConnection, submission: ledger.Submission, validation: Validation) -> None:
    checked_at = ledger.now()
    ledger.insert_rows(
        connection,
        "ledger.rule_results",
        [
            [
                submission.submission_id, result.table_name, result.rule_id, result.outcome, result.rows_checked,
                result.rows_failing, result.detail, checked_at,
            ]
            for result in validation.results
        ],
    )  # fmt: skip
