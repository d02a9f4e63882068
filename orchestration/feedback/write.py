"""Back to the sender: for each submission with findings a workbook, a CSV and JSON in the folder of its force.

In scope: which files are written, again or not, and which are taken away. Out of scope: what they hold.

What was written stands in an index beside the folders: a submission whose findings are as they were costs nothing, and
only files that the index names are ever removed.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from orchestration.feedback import messages
from orchestration.feedback.findings_files import write_lists
from orchestration.feedback.findings_sheet import write_findings_workbook
from orchestration.feedback.isolated import MarkingChild, MarkingError
from orchestration.feedback.json_report import SCHEMA
from orchestration.feedback.ledger_queries import Returned, findings_of, severity_counts, submissions_to_return
from orchestration.feedback.names import places, workbook_suffix
from orchestration.feedback.page import SHOWN_ON_SHEET, Found, Page
from orchestration.feedback.shown import as_shown
from orchestration.findings.answers import explained_among
from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.finding import Finding
from orchestration.intake.archive import ArchiveDamaged, intact_file
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "feedback"
INDEX = ".written.json"

_log = logging.getLogger("icm.feedback")

_FORM = 2  # raised when the files come to look otherwise, so that all are written anew
_WORKBOOK_END, _CSV_END, _JSON_END = " - to fix", " - findings.csv", " - findings.json"


@dataclass(frozen=True)
class Files:
    """Files of one submission, as paths below the folder, and what they were made from."""

    workbook: str
    csv: str
    json: str
    made_from: str

    @property
    def names(self) -> tuple[str, str, str]:
        """All three."""
        return self.workbook, self.csv, self.json


def write_feedback(settings: Settings) -> list[Path]:
    """Bring the files that go back to the senders up to date; returns all that stand now, by name."""
    folder = settings.reports / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SCHEMA, folder / SCHEMA.name)
    with open_warehouse(settings) as connection:
        submissions = submissions_to_return(connection)
        wanted = _wanted(submissions)
        written = _read_index(folder)
        standing = {key: files for key, files in written.items() if _stands(folder, files, wanted.get(key))}
        _remove(folder, written, {**wanted, **standing})
        # Named before they are written: a load that breaks off here leaves no file that the next does not know of.
        unfinished = {key: replace(files, made_from="") for key, files in wanted.items() if key not in standing}
        _write_index(folder, {**unfinished, **standing})
        with MarkingChild() as child:
            writer = _Writer(settings, connection, child, folder)
            for each in submissions:
                if each.submission_id not in standing:
                    standing[each.submission_id] = writer.write(each, wanted[each.submission_id])
        _write_index(folder, standing)
    return sorted(folder / name for files in standing.values() for name in files.names)


def files_sent_back(settings: Settings) -> dict[str, Files]:
    """Files of each submission that stand in the folder now, by its key."""
    folder = settings.reports / FOLDER
    return {
        key: files
        for key, files in _read_index(folder).items()
        if all((folder / name).is_file() for name in files.names)
    }


class _Writer:
    """Writes the files of one submission after another."""

    def __init__(self, settings: Settings, connection: DuckDBPyConnection, child: MarkingChild, folder: Path) -> None:
        self._archive = settings.archive
        self._only_checked = settings.only_checks
        self._connection = connection
        self._child = child
        self._folder = folder
        self._catalogue = read_catalogue(settings.seeds)
        self._lists = read_reference_lists(settings.seeds)

    def write(self, submission: Returned, files: Files) -> Files:
        """Write all three and return what they are called; each appears whole or not at all."""
        folder = (self._folder / files.workbook).parent
        folder.mkdir(parents=True, exist_ok=True)
        workbook, text, report = (
            folder / f".{submission.submission_id}{end}.partial" for end in (".xlsx", ".csv", ".json")
        )
        listed: list[Found] = []
        every = findings_of(self._connection, submission.submission_id)
        for found in write_lists(submission, every, self._catalogue, text, report):
            if len(listed) < SHOWN_ON_SHEET:
                listed.append(found)
        worst = [as_shown(each, self._catalogue[each.rule_id]) for each in self._explained(submission, listed)]
        counts = severity_counts(self._connection, submission.submission_id)
        opening = messages.opening(submission, self._lists, self._only_checked)
        page = Page(messages.title(submission), opening, counts, tuple(worst))
        if not self._write_workbook(submission, page, workbook):
            files = replace(files, workbook=str(PurePosixPath(files.workbook).with_suffix(".xlsx")))
        for made, name in zip((workbook, text, report), files.names, strict=True):
            made.replace(self._folder / name)
        return files

    def _explained(self, submission: Returned, findings: list[Found]) -> list[Found]:
        """The findings with the explanations given of them, so that nobody is asked a second time."""
        of = Submission(
            submission.submission_id, submission.file_name, submission.return_id, submission.form_id,
            submission.force_id, submission.financial_year, submission.variant, None, submission.version,
            submission.status,
        )  # fmt: skip
        as_found = {
            each.finding_id: Finding(
                each.rule_id, each.sheet, each.row, re.sub(r"\d", "", each.cell or "") or None, each.column,
                each.natural_key, each.value, each.expected,
            )
            for each in findings
        }  # fmt: skip
        explained = explained_among(self._connection, of, list(as_found.values()))
        return [
            replace(each, explanation=said.reason, explained_by=said.decided_by)
            if (said := explained.get(as_found[each.finding_id])) and said.natural_key
            else each
            for each in findings
        ]

    def _write_workbook(self, submission: Returned, page: Page, path: Path) -> bool:
        """Write the workbook; whether it is the sender's own, and not the list alone."""
        reason = messages.why_list_alone(submission.file_name, submission.was_refused)
        if reason is None:
            reason = self._mark(submission, page, path)
        if reason is not None:
            write_findings_workbook(page, path, [reason])
        return reason is None

    def _mark(self, submission: Returned, page: Page, path: Path) -> str | None:
        """Mark the sender's own workbook; why that could not be done, or None."""
        marked = Page(page.title, (*page.lines, messages.how_to_use()), page.counts, page.findings)
        try:
            source = intact_file(self._archive, submission.sha256, Path(submission.file_name).suffix)
            self._child.mark(source, path, marked)
        except (ArchiveDamaged, MarkingError) as error:
            # Why is the hub's concern; the sender is told what to do instead.
            _log.warning("%s (%s) goes back as a list alone: %s", submission.submission_id, submission.file_name, error)
            return messages.NOT_MARKED
        return None


def _wanted(submissions: list[Returned]) -> dict[str, Files]:
    """Files of each submission by its key."""
    wanted = {}
    stems = places(submissions)
    for each in submissions:
        stem = stems[each.submission_id]
        made_from = json.dumps([_FORM, stem, asdict(replace(each, last_found_at=None))], sort_keys=True)
        wanted[each.submission_id] = Files(
            f"{stem}{_WORKBOOK_END}{workbook_suffix(each.file_name)}",
            f"{stem}{_CSV_END}",
            f"{stem}{_JSON_END}",
            hashlib.sha256(made_from.encode()).hexdigest(),
        )
    return wanted


def _stands(folder: Path, files: Files, wanted: Files | None) -> bool:
    """Whether files that an earlier load wrote are the ones wanted now."""
    is_same = wanted is not None and files.made_from == wanted.made_from
    return is_same and all((folder / name).is_file() for name in files.names)


def _remove(folder: Path, written: dict[str, Files], wanted: dict[str, Files]) -> None:
    """Take away what an earlier load wrote and this one does not want; other files in the folders stay."""
    keep = {name for files in wanted.values() for name in files.names}
    for name in {name for files in written.values() for name in files.names} - keep:
        (folder / name).unlink(missing_ok=True)
        if (folder / name).parent.is_dir() and not any((folder / name).parent.iterdir()):
            (folder / name).parent.rmdir()


def _read_index(folder: Path) -> dict[str, Files]:
    index = folder / INDEX
    if not index.exists():
        return {}
    return {key: Files(**files) for key, files in json.loads(index.read_text(encoding="utf-8")).items()}


def _write_index(folder: Path, files: dict[str, Files]) -> None:
    partial = folder / f"{INDEX}.partial"
    partial.write_text(json.dumps({key: asdict(each) for key, each in files.items()}, indent=1), encoding="utf-8")
    partial.replace(folder / INDEX)
