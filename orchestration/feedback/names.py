"""Where what goes back to a sender lies, and what it is called.

In scope: folders and file names. Out of scope: writing the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from orchestration.feedback.ledger_queries import Returned
from orchestration.returns.description import all_descriptions

UNKNOWN_SENDER = "sender-not-known"

_LONGEST_STEM = 120  # a file name may have 255 bytes, and a letter up to four
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def places(submissions: Iterable[Returned]) -> dict[str, str]:
    """Folder and stem of the files of each submission by its key, with `/` between them, no two the same.

    The folder is the force, or the return where it is not one of forces (a register, a published table). A file
    that does not say which force it is from, or says two, stands apart for a steward to decide: a folder that is sent
    whole must hold one sender's files.
    """
    per_force = {each.return_id for each in all_descriptions() if each.per_force}
    taken: set[str] = set()
    found = {}
    for each in submissions:
        whole_return = each.return_id if each.return_id not in per_force else None
        known_force = None if each.is_doubtful else each.force_id
        folder = known_force or whole_return or UNKNOWN_SENDER
        place = f"{folder}/{_stem(each.file_name)}"
        if place.casefold() in taken:
            place = f"{place} ({each.submission_id})"
        taken.add(place.casefold())
        found[each.submission_id] = place
    return found


def workbook_suffix(file_name: str) -> str:
    """Suffix of the workbook that goes back: one with macros keeps its own, or no program would open it."""
    return ".xlsm" if PurePosixPath(file_name).suffix.lower() == ".xlsm" else ".xlsx"


def _stem(file_name: str) -> str:
    stem = _NOT_IN_A_NAME.sub(" ", PurePosixPath(file_name).stem).strip(" .")[:_LONGEST_STEM].strip(" .")
    return stem or "file"
