"""What the sender reads above the list: whose return it is, what became of it, what to do.

In scope: those sentences. Out of scope: the sentences of findings, which the rule catalogue holds.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from orchestration.feedback.ledger_queries import Returned
from orchestration.feedback.page import LISTED, SHOWN_ON_SHEET
from orchestration.returns.description import all_descriptions
from orchestration.returns.hub_sheets import FINDINGS_TITLE
from orchestration.returns.reference_lists import ReferenceLists

_OUTCOMES = {
    "rejected": "The file was rejected. Fix the errors marked below and send it again.",
    "unrecognised": "The file was not accepted: the hub could not tell which return it is.",
    "accepted_with_queries": "The return was accepted, with queries. Check the marked cells. Correct them and send "
    "the return again, or tell the hub why they are right.",
    "accepted": "The return was accepted. You do not need to do anything. The notes below are for information.",
    "received": "The file was received, and the rules of its return have not been applied yet.",
}
_CHECKED = {
    "rejected": "The hub would reject this file. Fix the errors marked below, then check it again or send it.",
    "unrecognised": "The hub would not accept this file: it cannot tell which return it is.",
    "accepted_with_queries": "The hub would accept this file, with queries. Check the marked cells. Correct them, or "
    "explain below why they are right, then send the file.",
    "accepted": "The hub would accept this file. The notes below are for information.",
}
_HOW_TO_USE = (
    "Each cell with a finding is coloured and has a comment that explains the error. The Cell column of this list "
    "links to it. You can correct this copy and send it back; the hub ignores its own marks. To answer here instead, "
    "fill in the last three columns: your explanation if the figure is right, or the corrected value, and your name. "
    "The hub records the explanation, and uses the corrected value for the cell."
)
_LIST_ALONE = "This workbook contains only the list. Correct your own file."
_NO_CELLS = {
    ".csv": "a text file, which has no colours or comments",
    ".tsv": "a text file, which has no colours or comments",
    ".txt": "a text file, which has no colours or comments",
    ".parquet": "a Parquet file, which has no colours or comments",
    ".xls": "a workbook in the old XLS format, which the hub can read but not write",
    ".xlsb": "an XLSB workbook, which the hub can read but not write",
    ".ods": "an ODS workbook, which the hub can read but not write",
}
NOT_MARKED = f"The cells could not be marked in a copy of your workbook. {_LIST_ALONE}"
REFUSED = f"The file was not opened, for the reason below. {_LIST_ALONE}"


def title(submission: Returned) -> str:
    """First line of the sheet."""
    return f"{FINDINGS_TITLE} {PurePosixPath(submission.file_name).name}"


def opening(submission: Returned, lists: ReferenceLists, only_checked: bool = False) -> tuple[str, ...]:
    """Whose return it is and what became of it, or would become of it where it was only checked."""
    titles = {each.return_id: each.title for each in all_descriptions()}
    force = lists.forces.get(submission.force_id or "")
    parts = (
        titles.get(submission.return_id or "", ""),
        force.name if force else "",
        submission.financial_year or "",
        f"version {submission.version}" if submission.version and not only_checked else "",
    )
    whose = ", ".join(part for part in parts if part)
    outcomes = _OUTCOMES | _CHECKED if only_checked else _OUTCOMES
    lines = [*([whose] if whose else []), outcomes[submission.status]]
    if submission.findings > SHOWN_ON_SHEET:
        lines.append(
            f"The first {SHOWN_ON_SHEET:,} of {submission.findings:,} findings are listed here, worst first. The CSV "
            f"file with this workbook has {'all' if submission.findings <= LISTED else f'the first {LISTED:,}'}."
        )
    return tuple(lines)


def how_to_use() -> str:
    """The line of a workbook in which cells are marked."""
    return _HOW_TO_USE


def why_list_alone(file_name: str, was_refused: bool) -> str | None:
    """Why there is only a list, or None where the cells can be marked."""
    if was_refused:
        return REFUSED
    reason = _NO_CELLS.get(PurePosixPath(file_name).suffix.lower())
    return f"Your file is {reason}. {_LIST_ALONE}" if reason else None
