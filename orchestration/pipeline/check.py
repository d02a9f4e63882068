"""Checking files before they are sent: the stages of a load on a hub that is thrown away afterwards.

In scope: what each file is recognised as, every finding of it, and what files of one force say of one another; the
workbook with the findings marked. Out of scope: files that only the hub has.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.feedback.write import FOLDER, files_sent_back, write_feedback
from orchestration.findings.history import IS_STANDING, read_submissions, series_of
from orchestration.intake.landing import SOURCE_NOTE_SUFFIX
from orchestration.pipeline.load import compare, match, receive, validate
from orchestration.settings import Settings
from orchestration.validation.cross_return import TABLES
from orchestration.warehouse.holding import holding
from orchestration.warehouse.ledger import IN_FORCE, NewState, Submission, rows_landed, set_statuses

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class CheckedFinding:
    """One finding: the rule, how grave it is (reject, query or note), where it is and what to do."""

    rule_id: str
    severity: str
    sheet: str | None
    cell: str | None
    sentence: str
    how_to_fix: str


@dataclass(frozen=True)
class CheckedFile:
    """What the hub would make of a file.

    Attributes:
        file_name: Name of the file.
        return_id: Return it is recognised as; None where it is like none. So are force, year and series.
        would_be_accepted: Whether the hub would accept it, if need be with queries.
        findings: The gravest first, in the order of the sheet.
        marked: The workbook that was written with the findings marked in it; None where there is nothing to do.
    """

    file_name: str
    return_id: str | None
    force_id: str | None
    financial_year: str | None
    variant: str | None
    would_be_accepted: bool
    findings: tuple[CheckedFinding, ...]
    marked: Path | None = None


def check_files(
    paths: Sequence[Path], project: Path, marked_folder: Callable[[Path], Path | None] = lambda _: None
) -> list[CheckedFile]:
    """Recognise, read, validate and compare files as a hub does that has received nothing else.

    Args:
        paths: The files, no two of one name; only read. One that a hub ignores by its name has no entry in the answer.
        project: Folder of reference data and suites.
        marked_folder: Folder for the marked workbook of a file; none is written where it gives None.
    """
    with tempfile.TemporaryDirectory(prefix="icm-check-") as folder:
        hub = Settings(
            workspace=Path(folder) / "hub", landing=Path(folder) / "landing", project=project, only_checks=True
        )
        hub.landing.mkdir()
        for path in paths:
            for each in (path, path.with_name(path.name + SOURCE_NOTE_SUFFIX)):
                if each.is_file():
                    shutil.copyfile(each, hub.landing / each.name)
        with holding(hub) as connection:
            receive(hub, connection)
            validate(hub, connection)
            submissions = _submissions(connection)
            if _can_be_compared(submissions):
                _compare_all(hub, connection, submissions)
            findings = _findings(connection)
            folders = {path.name: marked_folder(path) for path in paths}
            marked = _marked_workbooks(hub, submissions, findings, folders)
    return [
        CheckedFile(
            each.file_name, each.return_id, each.force_id, each.financial_year, each.variant,
            would_be_accepted=each.status in (*IN_FORCE, "superseded", "duplicate"),
            findings=tuple(findings.get(each.submission_id, ())),
            marked=marked.get(each.submission_id),
        )
        for each in submissions
    ]  # fmt: skip


def _submissions(connection: DuckDBPyConnection) -> list[Submission]:
    return sorted(read_submissions(connection, "true", {}), key=lambda each: each.file_name)


def _can_be_compared(submissions: Sequence[Submission]) -> bool:
    """Whether two of the files are of one force, or two are registers, so that one may say something of the other."""
    whose = Counter((each.force_id or each.return_id) for each in submissions if each.return_id in TABLES)
    return max(whose.values(), default=0) > 1


def _compare_all(hub: Settings, connection: DuckDBPyConnection, submissions: Sequence[Submission]) -> None:
    """Compare the files as if each were in force, be it rejected: all that can be said comes in one round."""
    rows = rows_landed(connection, submissions)
    latest = {series_of(each): each.submission_id for each in sorted(submissions, key=lambda each: each.submission_id)}
    states = [
        NewState(key := each.submission_id, IN_FORCE[1] if latest[series_of(each)] == key else "superseded", "")
        for each in submissions
        if each.return_id and each.financial_year and rows.get(each.submission_id) and each.status != "duplicate"
    ]
    set_statuses(connection, states)
    match(hub, connection)
    compare(hub, connection)
    set_statuses(connection, [NewState(each.submission_id, each.status, "") for each in submissions])


def _findings(connection: DuckDBPyConnection) -> dict[str, list[CheckedFinding]]:
    found = connection.execute(
        "SELECT submission_id, rule_id, severity, sheet, cell, sentence, how_to_fix FROM ledger.findings "
        f"WHERE {IS_STANDING} "
        "ORDER BY list_position(['reject', 'query', 'note'], severity), sheet, row_number, cell, finding_id"
    ).fetchall()
    findings: dict[str, list[CheckedFinding]] = {}
    for submission_id, *facts in found:
        findings.setdefault(submission_id, []).append(CheckedFinding(*facts))
    return findings


def _marked_workbooks(
    hub: Settings,
    submissions: Sequence[Submission],
    findings: Mapping[str, Sequence[CheckedFinding]],
    folders: Mapping[str, Path | None],
) -> dict[str, Path]:
    """Write the workbook of each file with something to fix or to answer, under a name that is not taken."""
    wanted = {
        each.submission_id: folder
        for each in submissions
        if (folder := folders.get(each.file_name))
        and any(finding.severity != "note" for finding in findings.get(each.submission_id, ()))
    }
    if not wanted:
        return {}
    write_feedback(hub)
    made = files_sent_back(hub)
    marked = {}
    for key, folder in wanted.items():
        if key in made:
            source = hub.reports / FOLDER / made[key].workbook
            marked[key] = _free_place(folder, source.name)
            shutil.copyfile(source, marked[key])
    return marked


def _free_place(folder: Path, name: str) -> Path:
    """A path in a folder that no file has: an earlier workbook may hold answers."""
    path = folder / name
    number = 2
    while path.exists():
        path = folder / f"{Path(name).stem} {number}{Path(name).suffix}"
        number += 1
    return path
