"""Checking files before they are sent: the stages receive and validate on a hub that is thrown away afterwards.

In scope: what a file is recognised as and every finding of it alone. Out of scope: what compares it with other returns
or with the previous year, which only a hub that has them can say.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.intake.landing import SOURCE_NOTE_SUFFIX
from orchestration.pipeline.load import receive, validate
from orchestration.settings import Settings
from orchestration.warehouse.holding import holding
from orchestration.warehouse.ledger import IN_FORCE


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
    """

    file_name: str
    return_id: str | None
    force_id: str | None
    financial_year: str | None
    variant: str | None
    would_be_accepted: bool
    findings: tuple[CheckedFinding, ...]


def check_files(paths: Sequence[Path], project: Path) -> list[CheckedFile]:
    """Recognise, read and validate files as a hub does that has received nothing else.

    Args:
        paths: The files, no two of one name; only read. One that a hub ignores by its name has no entry in the answer.
        project: Folder of reference data and suites.
    """
    with tempfile.TemporaryDirectory(prefix="icm-check-") as folder:
        hub = Settings(workspace=Path(folder) / "hub", landing=Path(folder) / "landing", project=project)
        hub.landing.mkdir()
        for path in paths:
            for each in (path, path.with_name(path.name + SOURCE_NOTE_SUFFIX)):
                if each.is_file():
                    shutil.copyfile(each, hub.landing / each.name)
        with holding(hub) as connection:
            receive(hub, connection)
            validate(hub, connection)
            submissions = connection.execute(
                "SELECT submission_id, file_name, return_id, force_id, financial_year, variant, status "
                "FROM ledger.submissions ORDER BY file_name"
            ).fetchall()
            found = connection.execute(
                "SELECT submission_id, rule_id, severity, sheet, cell, sentence, how_to_fix FROM ledger.findings "
                "ORDER BY list_position(['reject', 'query', 'note'], severity), sheet, row_number, cell, finding_id"
            ).fetchall()
    findings: dict[str, list[CheckedFinding]] = {}
    for submission_id, *facts in found:
        findings.setdefault(submission_id, []).append(CheckedFinding(*facts))
    return [
        CheckedFile(
            name, return_id, force_id, year, variant,
            would_be_accepted=status in (*IN_FORCE, "duplicate"),
            findings=tuple(findings.get(submission_id, ())),
        )
        for submission_id, name, return_id, force_id, year, variant, status in submissions
    ]  # fmt: skip
