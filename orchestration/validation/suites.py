"""Suites of Great Expectations, run on landed rows before anything is accepted.

Belongs here: reading `expectations/<return>.json`, running it, and turning what failed into findings with sheet, cell
and value. Does not belong here: the rules themselves (the suites and the catalogue) or the outcome.

The suites are files that people review: they are read into an ephemeral context, and no run rewrites them.
"""

from __future__ import annotations

import copy
import itertools
import json
import logging
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.intake import ledger
from orchestration.returns.description import ReturnDescription, Table, description_of
from orchestration.validation.catalogue import Catalogue
from orchestration.validation.findings import Finding, nearest_sentence
from orchestration.validation.frames import LOCATION, ReferenceLists, read_frame

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


def validate_submission(
    connection: DuckDBPyConnection,
    submission: ledger.Submission,
    expectations: list[dict[str, Any]],
    lists: ReferenceLists,
) -> Validation:
    """Run a return's suite on one landed submission."""
    if submission.return_id is None or submission.form_id is None:
        raise ValueError(f"submission {submission.submission_id} was not recognised and cannot be validated")
    description = description_of(submission.return_id)
    validation = Validation([], [])
    for table in description.form(submission.form_id).tables:
        own = [expectation for expectation in expectations if expectation["meta"]["table"] == table.name]
        frame = read_frame(connection, description, table, submission.submission_id, lists)
        if not own or frame.empty:
            continue
        places = _places(connection, submission.submission_id, description.raw_table(table))
        parameters = {**lists.lists, **_allowed_codes(table)}
        outcomes = _run(frame, _with_parameters(own, parameters))
        for expectation, outcome in zip(own, outcomes, strict=True):
            check = _Check(description, table, expectation, frame, places, lists)
            _add(validation, check, outcome)
    return validation


@dataclass(frozen=True)
class _Check:
    description: ReturnDescription
    table: Table
    expectation: dict[str, Any]
    frame: pd.DataFrame
    places: dict[str, tuple[str, str]]
    lists: ReferenceLists


_numbers = itertools.count(1)


@cache
def _context() -> Any:
    """One context for the process: no project folder, nothing written, no progress bars."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(globally=False)
    return context


def _run(frame: pd.DataFrame, expectations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = _context().data_sources.add_pandas(f"landed {next(_numbers)}")
        asset = source.add_dataframe_asset("rows")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        suite = gx.ExpectationSuite(name="suite", expectations=expectations)
        result = batch.validate(
            suite,
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": list(LOCATION)},
        )
    by_number = {entry.expectation_config.meta["number"]: entry.to_json_dict() for entry in result.results}
    return [by_number[number] for number in range(len(expectations))]


def _with_parameters(
    expectations: list[dict[str, Any]], parameters: dict[str, tuple[str, ...]]
) -> list[dict[str, Any]]:
    """Expectations with reference lists in place of their names, numbered so that results find their way back."""
    resolved = copy.deepcopy(expectations)
    for number, expectation in enumerate(resolved):
        expectation["meta"]["number"] = number
        for name, value in expectation["kwargs"].items():
            if isinstance(value, dict) and "$PARAMETER" in value:
                expectation["kwargs"][name] = list(parameters[value["$PARAMETER"]])
    return resolved


def _allowed_codes(table: Table) -> dict[str, tuple[str, ...]]:
    return {f"allowed__{table.name}__{column.name}": column.allowed for column in table.columns if column.allowed}


def _places(connection: DuckDBPyConnection, submission_id: str, raw_name: str) -> dict[str, tuple[str, str]]:
    rows = connection.execute(
        "SELECT column_name, heading, column_letter FROM ledger.column_places "
        "WHERE submission_id = ? AND table_name = ?",
        [submission_id, raw_name],
    ).fetchall()
    return {name: (heading, letter) for name, heading, letter in rows}


def _add(validation: Validation, check: _Check, outcome: dict[str, Any]) -> None:
    raw_name = check.description.raw_table(check.table)
    rule_id = check.expectation["meta"]["rule"]
    rows = len(check.frame)
    broke = _exception(outcome)
    if broke:
        log.error("Rule %s could not run on %s: %s", rule_id, raw_name, broke)
        validation.results.append(RuleResult(raw_name, rule_id, "could_not_run", rows, 0, broke))
        validation.findings.append(Finding("H01", value=rule_id, detail=" ".join(broke.split())[:200]))
        return
    findings = [] if outcome["success"] else list(_findings(check, outcome["result"]))
    validation.findings.extend(findings)
    validation.results.append(
        RuleResult(raw_name, rule_id, "passed" if outcome["success"] else "failed", rows, len(findings))
    )


def _exception(outcome: dict[str, Any]) -> str | None:
    """Message of a check that broke; the library reports it flat or keyed by metric."""
    info = outcome.get("exception_info") or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message") or "no message")
    return None


def _findings(check: _Check, result: dict[str, Any]) -> list[Finding]:
    rule_id = check.expectation["meta"]["rule"]
    places = result.get("unexpected_index_list")
    if places is None:
        return _missing_forces(check, rule_id)
    rows = check.frame.set_index(list(LOCATION))
    return [_finding(check, rule_id, place, rows) for place in places]


def _missing_forces(check: _Check, rule_id: str) -> list[Finding]:
    """A table-level rule has no rows to point at: it names the forces that are not there."""
    present = set(check.frame[check.expectation["kwargs"]["column"]].dropna())
    wanted = check.lists.force_ids
    sheet = str(check.frame["_sheet"].iloc[0]) or None
    return [
        Finding(rule_id, sheet=sheet, value=force, expected=f"{len(wanted)} forces")
        for force in wanted
        if force not in present
    ]


def _finding(check: _Check, rule_id: str, place: dict[str, Any], rows: pd.DataFrame) -> Finding:
    column = _column(check.expectation["kwargs"])
    row = rows.loc[tuple(place[name] for name in LOCATION)]
    if row.ndim > 1:
        # A repeated column gives several landed rows for one sheet row; the finding names the first that fails.
        row = row.iloc[0]
    key = "; ".join(f"{name}={_as_text(row, name)}" for name in check.table.natural_key)
    heading, letter = check.places.get(column or "", (column or "", None))
    value = key if rule_id == "R08" else _as_text(row, column) if column else None
    return Finding(
        rule_id,
        sheet=place["_sheet"],
        row=int(place["_row"]),
        column_letter=letter,
        column=heading or None,
        natural_key=key,
        value=value,
        expected=_expected(check, column),
        detail=_detail(check, rule_id, column, value),
    )


def _column(kwargs: dict[str, Any]) -> str | None:
    """Name of the landed column that a check looks at, without the suffix of its typed twin."""
    name = kwargs.get("column") or kwargs.get("column_B")
    return name.split("__")[0] if isinstance(name, str) else None


def _as_text(row: pd.Series, name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)


def _expected(check: _Check, column: str | None) -> str | None:
    described = next((each for each in check.table.columns if each.name == column), None)
    kwargs = check.expectation["kwargs"]
    if check.expectation["meta"]["rule"] == "R08":
        return ", ".join(check.table.natural_key)
    if described and described.allowed:
        return ", ".join(described.allowed)
    low, high = kwargs.get("min_value"), kwargs.get("max_value")
    if low is not None and high is not None:
        return f"between {low:g} and {high:g}"
    if low is not None:
        return f"at least {low:g}"
    return f"at most {high:g}" if high is not None else None


def _detail(check: _Check, rule_id: str, column: str | None, value: str | None) -> str:
    if value is None:
        return ""
    if rule_id == "R02":
        return nearest_sentence(value, check.lists.names)
    described = next((each for each in check.table.columns if each.name == column), None)
    if rule_id == "V02" and described and described.allowed:
        return nearest_sentence(value, described.allowed)
    return ""
