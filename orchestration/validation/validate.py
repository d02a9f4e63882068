"""Validating what was landed, return by return: run the suite, keep findings and results, decide.

In scope: the order of those steps. Out of scope: the steps themselves.
"""

from __future__ import annotations

import datetime
import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from orchestration.findings.answers import record_answers
from orchestration.findings.catalogue import Catalogue, read_catalogue
from orchestration.findings.decisions import Waivers, read_waivers
from orchestration.findings.finding import Finding, applicable_findings
from orchestration.findings.history import Verdict, assign_states, read_submissions, without_state
from orchestration.findings.record import record_findings, recorded_findings
from orchestration.returns.placeholders import Placeholders, read_placeholders
from orchestration.returns.reference_lists import ReferenceLists, read_reference_lists
from orchestration.settings import Settings
from orchestration.validation.batches import batches, rounds
from orchestration.validation.edition_sheets import sheet_findings
from orchestration.validation.garbled_letters import garbled_findings
from orchestration.validation.listed_rows import listed_row_findings
from orchestration.validation.outcome import close_switched_off, decide, reassess_rejected, refresh_waivers
from orchestration.validation.placeholders import placeholder_findings
from orchestration.validation.recheck import renew_findings
from orchestration.validation.suites import Validation, read_suite, validate_together
from orchestration.validation.thresholds import Threshold, Thresholds, read_thresholds
from orchestration.warehouse import ledger
from orchestration.warehouse.database import open_warehouse, transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.validation")


def validate_return(settings: Settings, return_id: str, today: datetime.date | None = None) -> dict[str, str]:
    """Validate every landed submission of a return and decide on it.

    What reading rejected is checked as far as its rows were landed, so that its sender hears of everything at once.
    Before that, submissions in force are brought up to date with the catalogue and the waivers that hold; where files
    that were rejected are read again, so is what was rejected for findings that a steward has waived since.

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
        steward = _Steward(settings, connection, return_id, catalogue, waivers, day)
        with transaction(connection):
            outcomes |= close_switched_off(connection, return_id, catalogue, waivers)
            outcomes |= refresh_waivers(connection, return_id, catalogue, waivers)
            if settings.retry_not_accepted:
                reassess_rejected(connection, return_id, catalogue, waivers)
        if settings.recheck and settings.recheck_return in ("", return_id):
            outcomes |= steward.recheck()
        waiting = ledger.pending(connection, return_id)
        not_accepted = without_state(connection, return_id)
        rows = ledger.rows_landed(connection, waiting) | _rows_to_check(connection, not_accepted)
        for batch in batches([*waiting, *not_accepted], rows):
            validations = steward.validations([each for each in batch if each.submission_id in rows])
            for together in rounds(batch):
                outcomes |= steward.decide_batch(together, validations)
    return outcomes


class _Steward:
    """Runs the suite of one return on submissions, writes down what it says, and decides."""

    def __init__(
        self,
        settings: Settings,
        connection: DuckDBPyConnection,
        return_id: str,
        catalogue: Catalogue,
        waivers: Waivers,
        today: datetime.date,
    ) -> None:
        self._settings = settings
        self._connection = connection
        self._return_id = return_id
        self._catalogue = catalogue
        self._waivers = waivers
        self._today = today

    @cached_property
    def _suite(self) -> list[dict[str, Any]]:
        return read_suite(self._settings.expectations, self._return_id, self._catalogue)

    @cached_property
    def _lists(self) -> ReferenceLists:
        return read_reference_lists(self._settings.seeds)

    @cached_property
    def _placeholders(self) -> Placeholders:
        return read_placeholders(self._settings.seeds)

    @cached_property
    def _thresholds(self) -> Thresholds:
        return read_thresholds(self._settings.seeds)

    def recheck(self) -> dict[str, str]:
        """Run the suite again on every submission in force; gives each its state."""
        in_force = read_submissions(
            self._connection,
            "return_id = $return_id AND list_contains($in_force, status) AND $year IN ('', financial_year)",
            {"return_id": self._return_id, "in_force": list(ledger.IN_FORCE), "year": self._settings.recheck_year},
        )
        outcomes: dict[str, str] = {}
        for batch in batches(in_force, ledger.rows_landed(self._connection, in_force)):
            validations = self.validations(batch)
            for submission in batch:
                validation = validations[submission.submission_id]
                with transaction(self._connection):
                    outcomes[submission.submission_id] = renew_findings(
                        self._connection, submission, validation, self._catalogue, self._waivers
                    )
                    _record_results(self._connection, [(submission, validation)])
        return outcomes

    def validations(self, submissions: list[ledger.Submission]) -> dict[str, Validation]:
        """What the suite says of each submission, by its key; those of one form are looked at together."""
        found: dict[str, Validation] = {}
        for form_id in dict.fromkeys(submission.form_id for submission in submissions):
            together = [submission for submission in submissions if submission.form_id == form_id]
            log.info("Checking %s", _names(together))
            found |= validate_together(
                self._connection, together, self._suite, self._lists, self._catalogue, self._settings.only_checks
            )
            of_sheets = sheet_findings(self._connection, together, self._lists)
            of_names = placeholder_findings(self._connection, together, self._placeholders)
            of_letters = garbled_findings(self._connection, together)
            of_rows = listed_row_findings(self._connection, together, self._lists, self._settings.seeds)
            for submission in together:
                key = submission.submission_id
                told = (of_sheets, of_names, of_letters, of_rows)
                findings = [finding for each in told for finding in each.get(key, [])]
                holding = applicable_findings(findings, self._catalogue, submission.financial_year)
                found[key].findings.extend(holding)
        return found

    def decide_batch(self, together: list[ledger.Submission], validations: dict[str, Validation]) -> dict[str, str]:
        """Decide on submissions at once; where that fails one by one, so that what is sound is decided on."""
        try:
            return self._concluded(together, validations)
        except Exception as error:
            if len(together) == 1:
                raise
            log.error("Deciding on %s together failed, so each is decided on alone: %s", _names(together), error)
        outcomes: dict[str, str] = {}
        for submission in together:
            outcomes |= self._concluded([submission], validations)
        return outcomes

    def _concluded(self, together: list[ledger.Submission], validations: dict[str, Validation]) -> dict[str, str]:
        looked_at = [each for each in together if each.submission_id in validations]
        not_accepted = [each for each in together if each.submission_id not in validations]
        with transaction(self._connection):
            assign_states(
                self._connection, [(each, Verdict(self._waivers.for_submission(each))) for each in not_accepted]
            )
            return self._decided([(each, validations[each.submission_id]) for each in looked_at])

    def _decided(self, validated: list[tuple[ledger.Submission, Validation]]) -> dict[str, str]:
        """Write down what was found in submissions, and decide."""
        of_reading = recorded_findings(self._connection, ledger.keys_of(submission for submission, _ in validated))
        record_findings(self._connection, [(each, found.findings) for each, found in validated], self._catalogue)
        _record_results(self._connection, validated)
        told = self._answers([each for each, _ in validated])
        everything = [
            (
                each,
                applicable_findings(
                    [*of_reading[each.submission_id], *found.findings, *told.get(each.submission_id, [])],
                    self._catalogue,
                    each.financial_year,
                ),
            )
            for each, found in validated
        ]
        return decide(self._connection, everything, self._catalogue, self._waivers, self._threshold)

    def _answers(self, submissions: list[ledger.Submission]) -> dict[str, list[Finding]]:
        """Record what senders explained in the workbooks returned to them, and what is told of it."""
        told = record_answers(self._connection, submissions, self._catalogue)
        if self._settings.only_checks:  # nothing is kept, so that nothing was recorded either
            told = {key: [each for each in found if each.rule_id != "S34"] for key, found in told.items()}
        record_findings(
            self._connection, [(each, told.get(each.submission_id, [])) for each in submissions], self._catalogue
        )
        return told

    def _threshold(self, submission: ledger.Submission) -> Threshold | None:
        return self._thresholds.of(submission, self._today)


def _rows_to_check(connection: DuckDBPyConnection, not_accepted: list[ledger.Submission]) -> dict[str, int]:
    """Rows of what reading rejected and could land all the same: it is checked as well, so that all comes at once."""
    readable = [each for each in not_accepted if each.status == "rejected" and each.form_id is not None]
    return {key: rows for key, rows in ledger.rows_landed(connection, readable).items() if rows}


def _names(submissions: list[ledger.Submission]) -> str:
    first = submissions[0].file_name
    return first if len(submissions) == 1 else f"{first} and {len(submissions) - 1} more"


def _record_results(connection: DuckDBPyConnection, validated: list[tuple[ledger.Submission, Validation]]) -> None:
    checked_at = ledger.now()
    ledger.insert_rows(
        connection,
        "ledger.rule_results",
        [
            [
                submission.submission_id, result.table_name, result.rule_id, result.outcome, result.rows_checked,
                result.rows_failing, result.detail, checked_at, result.expectation_number,
            ]
            for submission, validation in validated
            for result in validation.results
        ],
    )  # fmt: skip
