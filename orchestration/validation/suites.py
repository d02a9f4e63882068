"""Suites of Great Expectations, run on landed rows before anything is accepted.

In scope: putting a suite together, from the description of the return and `expectations/<return>.json`, and running
it. Out of scope: the rules themselves (`validation.described`, the files and the catalogue), putting failures into
findings (`validation.finding_locations`), or the outcome.

The files are reviewed by people: they are read into an ephemeral context, and no run rewrites them.
"""

from __future__ import annotations

import copy
import json
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.findings.catalogue import Catalogue, CatalogueError, Rule
from orchestration.findings.finding import Finding
from orchestration.returns.description import ReturnDescription, Table, description_of
from orchestration.returns.reference_lists import ReferenceLists
from orchestration.validation.by_frame import run_on_frame
from orchestration.validation.cross_sheet import add_across_sheets
from orchestration.validation.described import described_expectations
from orchestration.validation.finding_locations import Check, findings_by_submission, read_places
from orchestration.validation.frames import read_frame
from orchestration.validation.sender_names import allow_names_of_sender
from orchestration.validation.sql_suites import ROWS_FOR_SQL, ROWS_OF_EDITIONS, run_by_sql
from orchestration.validation.unread import Unread, read_unread, without_told
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.validation")


_TOLERANCE = {"$PARAMETER": "tolerance"}


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
        expectation_number: Place of the expectation in the suite's file, from 1.
    """

    table_name: str
    rule_id: str
    outcome: str
    rows_checked: int
    rows_failing: int
    detail: str = ""
    expectation_number: int | None = None


@dataclass(frozen=True)
class Validation:
    """Everything the suite said of one submission."""

    findings: list[Finding]
    results: list[RuleResult]


def read_suite(folder: Path, return_id: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the expectations of a return whose rules are switched on, in whatever years they apply.

    First those that follow from its description, then its own rules from `expectations/<return>.json`; a return without
    such a file has no rules of its own. Each carries its place in the suite (`meta.position`, from 1).

    Raises:
        SuiteError: If the file is not a suite, or gives a rule or table that does not exist.
    """
    description = description_of(return_id)
    described = described_expectations(description, catalogue)
    own = _own_expectations(folder / f"{return_id}.json", description, catalogue)
    active = []
    for position, expectation in enumerate([*described, *own], start=1):
        rule = catalogue[expectation["meta"]["rule"]]
        if rule.is_active:
            placed = {**expectation, "meta": {**expectation["meta"], "position": position}}
            active.append(_with_tolerance(placed, rule, f"{return_id}.json"))
    return active


def _own_expectations(path: Path, description: ReturnDescription, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Rules of a return that say more than its description does, each of a known rule and table."""
    if not path.is_file():
        return []
    try:
        expectations: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["expectations"]
    except (ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"expectations/{path.name} is not a suite: {error}") from error
    tables = {table.name for form in description.forms for table in form.tables}
    for number, expectation in enumerate(expectations, start=1):
        meta = expectation.get("meta", {})
        if meta.get("table") not in tables:
            raise SuiteError(f"expectations/{path.name}, expectation {number}: no table is called {meta.get('table')}.")
        try:
            catalogue[meta.get("rule")]
        except KeyError as error:
            raise SuiteError(f"expectations/{path.name}, expectation {number}: {error.args[0]}.") from error
    return expectations


def _with_tolerance(expectation: dict[str, Any], rule: Rule, file_name: str) -> dict[str, Any]:
    """The expectation with what the catalogue lets differ, where it asks for it."""
    kwargs = dict(expectation["kwargs"])
    for name, value in kwargs.items():
        if value == _TOLERANCE:
            try:
                kwargs[name] = float(rule.number)
            except CatalogueError as error:
                raise SuiteError(f"expectations/{file_name} asks for a tolerance. {error}") from error
    return {**expectation, "kwargs": kwargs}


def validate_together(
    connection: DuckDBPyConnection,
    submissions: Sequence[Submission],
    expectations: list[dict[str, Any]],
    lists: ReferenceLists,
    catalogue: Catalogue,
    without_library: bool = False,
) -> dict[str, Validation]:
    """Run a return's suite once on all landed submissions of one form.

    Args:
        connection: The private file.
        submissions: Submissions of the same return and form.
        expectations: The suite, as `read_suite` gives it.
        lists: Reference lists that stand in for the names in the suite.
        catalogue: Says for which years a rule holds; of other years it says nothing.
        without_library: Whether the rules are run without Great Expectations, which takes seconds to start.

    Returns:
        What the suite said of each submission, by its key.
    """
    first = submissions[0]
    if first.return_id is None or first.form_id is None:
        raise ValueError(f"submission {first.submission_id} was not recognised and cannot be validated")
    description = description_of(first.return_id)
    ids = [submission.submission_id for submission in submissions]
    by_id = {submission.submission_id: submission for submission in submissions}
    years = {submission.submission_id: submission.financial_year for submission in submissions}
    validations = {submission_id: Validation([], []) for submission_id in ids}
    tables = {table.name: table for table in description.form(first.form_id).tables}
    run = run_on_frame if without_library else _run
    most_rows = ROWS_OF_EDITIONS if description.edition_sheets else ROWS_FOR_SQL

    def held(rows: dict[str, int], expectation: dict[str, Any], unread: Unread) -> dict[str, int]:
        rule, named = catalogue[expectation["meta"]["rule"]], _columns_of(expectation)
        holding = {key: count for key, count in rows.items() if rule.holds_in(by_id[key].financial_year)}
        return {key: count for key, count in holding.items() if not unread.lacks(key, named)}

    @cache
    def others(name: str) -> pd.DataFrame:
        return read_frame(connection, description, tables[name], ids, lists)

    for table in tables.values():
        own = [expectation for expectation in expectations if _is_about(expectation, table, description)]
        rows = _row_counts(connection, description.raw_table(table), ids)
        if not own or not rows:
            continue
        raw_name = description.raw_table(table)
        places = read_places(connection, ids, raw_name)
        unread = read_unread(connection, [by_id[key] for key in rows], raw_name, table, places)
        found_before = {key: len(validations[key].findings) for key in rows}
        resolved = ready_to_run(own, table, lists)
        form = description.form(first.form_id)
        allow_names_of_sender(connection, description, form, table, ids, resolved, lists)
        if sum(rows.values()) > most_rows and not table.has_comparisons:
            for batch_ids, chosen in _batches(resolved, ids):
                found = run_by_sql(connection, raw_name, table, batch_ids, chosen, lists)
                for expectation, each in zip(chosen, found, strict=True):
                    check = Check(table, expectation, each.frame, places, lists, years)
                    looked_at = held(each.rows, expectation, unread)
                    _add(validations, check, each.outcome, raw_name, looked_at, each.failing)
            continue
        frame = read_frame(connection, description, table, ids, lists, unread)
        named = {rows_elsewhere.table for rows_elsewhere in table.rows_elsewhere}
        add_across_sheets(frame, table, {name: others(name) for name in named})
        for batch_ids, chosen in _batches(resolved, ids):
            batch = frame if len(batch_ids) == len(ids) else frame[frame["_submission_id"].isin(batch_ids)]
            looked_at = {submission_id: rows[submission_id] for submission_id in batch_ids if submission_id in rows}
            for expectation, outcome in zip(chosen, run(batch, chosen), strict=True):
                check = Check(table, expectation, batch, places, lists, years)
                _add(validations, check, outcome, raw_name, held(looked_at, expectation, unread))
        for key, before in found_before.items():
            findings = validations[key].findings
            findings[before:] = without_told(findings[before:], key, unread, places)
    return validations


def _columns_of(expectation: dict[str, Any]) -> set[str]:
    """Columns of the table that an expectation looks at, without the suffixes of what is derived from them."""
    kwargs = expectation["kwargs"]
    named = [kwargs.get("column"), kwargs.get("column_A"), kwargs.get("column_B"), *kwargs.get("column_list", [])]
    return {name.split("__")[0] for name in named if isinstance(name, str)}


def _is_about(expectation: dict[str, Any], table: Table, description: ReturnDescription) -> bool:
    """Whether an expectation looks at this table; two forms may hold it, one of them with more columns."""
    columns = _columns_of(expectation)
    same = [each for form in description.forms for each in form.tables if each.name == table.name]
    only_elsewhere = {name for each in same for name in each.column_names} - {*table.column_names}
    return expectation["meta"]["table"] == table.name and not columns & only_elsewhere


# These look at a table as a whole, so that each submission is a batch of its own.
_WHOLE_TABLE = {"expect_column_distinct_values_to_contain_set"}
_UNIQUE = {"expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"}


def _batches(resolved: list[dict[str, Any]], ids: list[str]) -> list[tuple[list[str], list[dict[str, Any]]]]:
    by_row = [each for each in resolved if each["type"] not in _WHOLE_TABLE]
    by_table = [each for each in resolved if each["type"] in _WHOLE_TABLE]
    batches = [(ids, by_row)] if by_row else []
    return batches + [([submission_id], by_table) for submission_id in ids if by_table]


@cache
def _rows_asset() -> Any:
    """One context and one place for rows in the process: no project folder, nothing written, no progress bars.

    A context writes its whole configuration out for each place that is added to it.
    """
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(globally=False)
    return (
        context.data_sources.add_pandas("landed")
        .add_dataframe_asset("rows")
        .add_batch_definition_whole_dataframe("all")
    )


# These judge values: a column without one has nothing that could fail, which the library takes 12 ms to say.
_OF_VALUES = {
    "expect_column_values_to_be_between", "expect_column_values_to_be_in_set", "expect_column_values_to_be_null",
    "expect_column_values_to_match_regex", "expect_column_values_to_not_match_regex",
}  # fmt: skip


def _run(frame: pd.DataFrame, expectations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run expectations that are ready to run; those about values of a column without any pass."""
    empty = set(frame.columns[frame.isna().all()])
    asked = [each for each in expectations if each["type"] not in _OF_VALUES or each["kwargs"]["column"] not in empty]
    by_number = _run_by_library(frame, asked) if asked and not frame.empty else {}
    return [by_number.get(expectation["meta"]["number"], {"success": True}) for expectation in expectations]


def _run_by_library(frame: pd.DataFrame, expectations: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """What Great Expectations says of each, by its number."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        batch = _rows_asset().get_batch({"dataframe": frame})
        result = batch.validate(
            gx.ExpectationSuite(name="suite", expectations=copy.deepcopy(expectations)),
            # Rows by their place in the frame: to look up columns of each takes the library minutes where all fail.
            result_format={"result_format": "COMPLETE"},
        )
    return {entry.expectation_config.meta["number"]: entry.to_json_dict() for entry in result.results}


def ready_to_run(expectations: list[dict[str, Any]], table: Table, lists: ReferenceLists) -> list[dict[str, Any]]:
    """Expectations of a table with reference lists in place of their names, and keys unique within a submission.

    They are numbered, so that results find their way back.
    """
    parameters = {**lists.lists, **_allowed_codes(table)}
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
            kwargs.update(column_list=["_submission_id", *columns], ignore_row_if="any_value_is_missing")
    return resolved


def _allowed_codes(table: Table) -> dict[str, tuple[str, ...]]:
    return {f"allowed__{table.name}__{column.name}": column.allowed for column in table.columns if column.allowed}


def _add(
    validations: dict[str, Validation],
    check: Check,
    outcome: dict[str, Any],
    raw_name: str,
    rows: dict[str, int],
    failing: dict[str, int] | None = None,
) -> None:
    """Share out one outcome among the submissions of its batch, whose rows were counted.

    `failing` counts the rows that fail where not all of them are named one by one.
    """
    rule_id = check.expectation["meta"]["rule"]
    broke = _exception(outcome)
    if broke:
        log.error("Rule %s could not run on %s: %s", rule_id, raw_name, broke)
    found = {} if broke or outcome["success"] else findings_by_submission(check, outcome["result"])
    for submission_id, looked_at in rows.items():
        validation = validations[submission_id]
        findings = found.get(submission_id, [])
        state = "could_not_run" if broke else "failed" if findings else "passed"
        count = max(len(findings), (failing or {}).get(submission_id, 0))
        if count > len(findings):
            validation.findings.append(_more_fail(findings[0], count, len(findings)))
        if broke:
            findings = [Finding("H01", value=rule_id, detail=" ".join(broke.split())[:200])]
        validation.findings.extend(findings)
        position = check.expectation["meta"].get("position")
        validation.results.append(
            RuleResult(raw_name, rule_id, state, looked_at, 0 if broke else count, broke or "", position)
        )


def _more_fail(first: Finding, count: int, listed: int) -> Finding:
    """A note that a rule fails on more rows than are listed one by one."""
    return Finding(
        "R21", sheet=first.sheet, column_letter=first.column_letter, column=first.column, value=f"{count:,}",
        expected=first.rule_id, detail=f"The first {listed:,} of them are listed.",
    )  # fmt: skip


def _row_counts(connection: DuckDBPyConnection, raw_name: str, submission_ids: list[str]) -> dict[str, int]:
    """Landed rows by submission, in the order of the submissions."""
    rows = connection.execute(
        f"SELECT _submission_id, count(*) FROM raw.{raw_name} WHERE list_contains(?, _submission_id) GROUP BY 1 "
        "ORDER BY 1",
        [submission_ids],
    ).fetchall()
    return {str(submission_id): int(count) for submission_id, count in rows}


def _exception(outcome: dict[str, Any]) -> str | None:
    """Message of a check that broke; the library reports it flat or keyed by metric."""
    info = outcome.get("exception_info") or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message") or "no message")
    return None
