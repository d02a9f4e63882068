"""What the sender reads above the list: whose return it is, what became of it, what to do.

Belongs here: those sentences. Does not belong here: the sentences of findings, which the rule catalogue holds.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from orchestration.return_to_sender.ledger_lists import Returned
from orchestration.return_to_sender.page import LISTED, SHOWN_ON_SHEET
from orchestration.returns.description import all_descriptions
from orchestration.returns.hub_sheets import FINDINGS_TITLE
from orchestration.returns.reference_lists import ReferenceLists

_OUTCOMES = {
    "rejected": "The file was not taken in. Mend what must be mended and send it again.",
    "unrecognised": "The file was not taken in: the hub could not tell which return it is.",
    "accepted_with_queries": "The return was taken in, with questions. Check what is marked: mend it and send the "
    "return again, or tell the hub why it is right.",
    "accepted": "The return was taken in. Nothing need be done; what follows is for information.",
    "received": "The file was received, and the rules of its return have not been applied yet.",
}
_HOW_TO_USE = (
    "Each cell found is coloured and has a comment that says what is wrong; the column Cell of this list leads to it. "
    "You may mend this copy and send it back as it is: this sheet and the colours and comments of the hub do no harm."
)
_LIST_ALONE = "This workbook holds the list alone; mend your own file."
_NO_CELLS = {
    ".csv": "a text file, which has no colours or comments",
    ".tsv": "a text file, which has no colours or comments",
    ".txt": "a text file, which has no colours or comments",
    ".parquet": "a Parquet file, which has no colours or comments",
    ".xls": "a workbook in the old XLS format, which the hub reads and does not write",
    ".xlsb": "an XLSB workbook, which the hub reads and does not write",
    ".ods": "an ODS workbook, which the hub reads and does not write",
}
NOT_MARKED = f"The cells could not be marked in a copy of your workbook. {_LIST_ALONE}"
REFUSED = f"The file was not opened, because of what is found below. {_LIST_ALONE}"


def title(submission: Returned) -> str:
    """First line of the sheet."""
    return f"{FINDINGS_TITLE} {PurePosixPath(submission.file_name).name}"


def opening(submission: Returned, lists: ReferenceLists) -> tuple[str, ...]:
    """Whose return it is and what became of it."""
    titles = {each.return_id: each.title for each in all_descriptions()}
    force = lists.forces.get(submission.force_id or "")
    parts = (
        titles.get(submission.return_id or "", ""),
        force.name if force else "",
        submission.financial_year or "",
        f"version {submission.version}" if submission.version else "",
    )
    whose = ", ".join(part for part in parts if part)
    lines = [*([whose] if whose else []), _OUTCOMES[submission.status]]
    if submission.findings > SHOWN_ON_SHEET:
        lines.append(
            f"The first {SHOWN_ON_SHEET:,} of {submission.findings:,} findings stand here, the worst first; the CSV "
            f"beside this workbook has {'all' if submission.findings <= LISTED else f'the first {LISTED:,}'}."
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
