"""Sheets that the hub itself writes into workbooks that come back to it.

In scope: how such a sheet is told. Out of scope: writing it (`return_to_sender`), or the sheets of a
template, which the description of each return names.
"""

from __future__ import annotations

from orchestration.readers.sheets import Sheet

FINDINGS_SHEET = "Findings"
OTHER_FINDINGS_SHEET = "Findings of the hub"  # where the sender has a sheet of the first name
FINDINGS_TITLE = "What the hub found in"


def is_findings_sheet(sheet: Sheet) -> bool:
    """Whether a sheet is the list of findings that the hub put into the copy it sent back."""
    if sheet.name not in {FINDINGS_SHEET, OTHER_FINDINGS_SHEET} or not sheet.rows:
        return False
    first = next((cell for cell in sheet.rows[0] if cell), "")
    return first.startswith(FINDINGS_TITLE)
