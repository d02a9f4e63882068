"""Suites of Great Expectations, run on landed rows before anything is accepted.

Belongs here: reading `expectations/<return>.json` and running it. Does not belong here: the rules themselves (the
suites and the catalogue), putting failures into findings (`validation.located`), or the outcome.

The suites are files that people review: they are read into an ephemeral context, and no run rewrites them.
"""

from __future__ import annotations

import copy
import itertools
import json
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.returns.description import Table, description_of
from orchestration.validation.catalogue import Catalogue
from orchestration.validation.findings import Finding
from orchestration.validation.frames import ReferenceLists, location, read_frame
from orchestration.validation.located import Check, findings_by_submission, read_places
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.validation")


class SuiteError(Exception):
    """A suite file that cannot be used; the message names the file and the place."""


@dataclass(frozen=True)
class RuleResult:
    """What one rule said of one table of one submission.

    Attributes:
        outcome: `passed`, `failed`, or `could_not_run` when the check itself broke.
        rows_checked: Rows looked at.
        rows_failing: Places where the rule does not hold.
        detail: Why it could not run.
    """

    table_name: str
    rule_id: str
    outcome: str
    rows_checked: int
    rows_failing: int
    detail: str = ""


@dataclass(frozen=True)
class Validation:
    """Everything the suite said of one submission."""

    findings: list[Finding]
    results: list[RuleResult]


def read_suite(folder: Path, return_id: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Expectations of a return whose rules are switched on.

    Raises:
        SuiteError: If the file is missing or names a rule or table that does not exist.
    """
    path = folder / f"{return_id}.json"
    if not path.is_file():
        raise SuiteError(f"expectations/{path.name} is missing; every return needs a suite of its name.")
    try:
        expectations: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["expectations"]
    except (ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"expectations/{path.name} is not a suite: {error}") from error
    tables = {table.name for form in description_of(return_id).forms for table in form.tables}
    active = []
    for number, expectation in enumerate(expectations, start=1):
        meta = expectation.get("meta", {})
        if meta.get("table") not in tables:
            raise SuiteError(f"expectations/{path.name}, expectation {number}: no table is called {meta.get('table')}.")
        try:
            rule = catalogue[meta.get("rule")]
        except KeyError as error:
            raise SuiteError(f"expectations/{path.name}, expectation {number}: {error.args[0]}.") from error
        if rule.is_active:
            active.append(expectation)
    return active


def validate_together(
    connection: DuckDBPyConnection,
    submissions: Sequence[Submission],
    expectations: list[dict[str, Any]],
    lists: ReferenceLists,
) -> dict[str, Validation]:
    """Run a return's suite once on all landed submissions of one form.

    Args:
        connection: The private file.
        submissions: Submissions of the same return and form.
        expectations: The suite, as `read_suite` gives it.
        lists: Reference lists that stand in for the names in the suite.

    Returns:
        What the suite said of each submission, by its key.
    """
    first = submissions[0]
    if first.return_id is None or first.form_id is None:
        raise ValueError(f"submission {first.submission_id} was not recognised and cannot be validated")
    description = description_of(first.return_id)
    ids = [submission.submission_id for submission in submissions]
    validations = {submission_id: Validation([], []) for submission_id in ids}
    for table in description.form(first.form_id).tables:
        own = [expectation for expectation in expectations if expectation["meta"]["table"] == table.name]
        frame = read_frame(connection, description, table, ids, lists)
        if not own or frame.empty:
            continue
        raw_name = description.raw_table(table)
        places = read_places(connection, ids, raw_name)
        resolved = _resolved(own, {**lists.lists, **_allowed_codes(table)})
        for batch_ids, chosen in _batches(resolved, ids):
            batch = frame if len(batch_ids) == len(ids) else frame[frame["_submission_id"].isin(batch_ids)]
            for expectation, outcome in zip(chosen, _run(batch, chosen, table), strict=True):
                _add(validations, Check(table, expectation, batch, places, lists), outcome, raw_name)
    return validations


# These look at a table as a whole, so that each submission is a batch of its own.
_WHOLE_TABLE = {"expect_column_distinct_values_to_contain_set"}
_UNIQUE = {"expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"}

_numbers = itertools.count(1)


def _batches(resolved: list[dict[str, Any]], ids: list[str]) -> list[tuple[list[str], list[dict[str, Any]]]]:
    by_row = [each for each in resolved if each["type"] not in _WHOLE_TABLE]
    by_table = [each for each in resolved if each["type"] in _WHOLE_TABLE]
    batches = [(ids, by_row)] if by_row else []
    return batches + [([submission_id], by_table) for submission_id in ids if by_table]


@cache
def _context() -> Any:
    """One context for the process: no project folder, nothing written, no progress bars."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(globally=False)
    return context


def _run(frame: pd.DataFrame, expectations: list[dict[str, Any]], table: Table) -> list[dict[str, Any]]:
    if frame.empty:
        return [{"success": True} for _ in expectations]
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = _context().data_sources.add_pandas(f"landed {next(_numbers)}")
        asset = source.add_dataframe_asset("rows")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        result = batch.validate(
            gx.ExpectationSuite(name="suite", expectations=copy.deepcopy(expectations)),
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": list(location(table))},
        )
    by_number = {entry.expectation_config.meta["number"]: entry.to_json_dict() for entry in result.results}
    return [by_number[expectation["meta"]["number"]] for expectation in expectations]


def _resolved(expectations: list[dict[str, Any]], parameters: dict[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Expectations ready to run: reference lists in place of their names, keys unique within a submission.

    They are numbered, so that results find their way back.
    """
    resolved = copy.deepcopy(expectations)
    for number, expectation in enumerate(resolved):
        expectation["meta"]["number"] = number
        kwargs = expectation["kwargs"]
        for name, value in kwargs.items():
            if isinstance(value, dict) and "$PARAMETER" in value:
                kwargs[name] = list(parameters[value["$PARAMETER"]])
        if expectation["type"] in _UNIQUE:
            columns = kwargs.pop("column_list", None) or [kwargs.pop("column")]
            expectation["type"] = "expect_compound_columns_to_be_unique"
            kwargs.update(column_list=["_submission_id", *columns], ignore_row_if="never")
    return resolved


def _allowed_codes(table: Table) -> dict[str, tuple[str, ...]]:
    return {f"allowed__{table.name}__{column.name}": column.allowed for column in table.columns if column.allowed}


def _add(validations: dict[str, Validation], check: Check, outcome: dict[str, Any], raw_name: str) -> None:
    """Share out one outcome among the submissions of its batch."""
    rule_id = check.expectation["meta"]["rule"]
    broke = _exception(outcome)
    if broke:
        log.error("Rule %s could not run on %s: %s", rule_id, raw_name, broke)
    found = {} if broke or outcome["success"] else findings_by_submission(check, outcome["result"])
    for submission_id, rows in check.frame.groupby("_submission_id").size().items():
        validation = validations[str(submission_id)]
        findings = found.get(str(submission_id), [])
        state = "could_not_run" if broke else "failed" if findings else "passed"
        if broke:
            findings = [Finding("H01", value=rule_id, detail=" ".join(broke.split())[:200])]
        validation.findings.extend(findings)
        failing = 0 if broke else len(findings)
        validation.results.append(RuleResult(raw_name, rule_id, state, int(rows), failing, broke or ""))


def _exception(outcome: dict[str, Any]) -> str | None:
    """Message of a check that broke; the library reports it flat or keyed by metric."""
    info = outcome.get("exception_info") or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message") or "no message")
    return None
