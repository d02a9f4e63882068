"""Sheets that the hub itself writes into workbooks that come back to it, and what their senders answer there.

In scope: how such a sheet is told, its headings, and reading the answers. Out of scope: writing it
(`feedback`), what becomes of an answer (`intake.corrections`, `findings.answers`), or the sheets of a template,
which the description of each return names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.readers.sheets import Row, Sheet

FINDINGS_SHEET = "Findings"
OTHER_FINDINGS_SHEET = "Findings of the hub"  # where the sender has a sheet of the first name
FINDINGS_TITLE = "What the hub found in"

# Headings of the list that an answer is read by, and those that the sender fills in.
RULE, SHEET, CELL, ROW, SUPPLIED = "Rule", "Sheet", "Cell", "Row", "Value supplied"
EXPLANATION, CORRECTED, NAME = "Your explanation", "Corrected value", "Your name"
ANSWERED = (EXPLANATION, CORRECTED, NAME)
LONGEST_ANSWER = 2_000  # characters that are kept


@dataclass(frozen=True)
class Answer:
    """What a sender wrote beside a finding.

    Attributes:
        row: Row of the answer on the sheet of findings, from 1.
        rule_id: Rule of the finding.
        sheet: Sheet of the finding; empty where it is about the file.
        cell: Its cell, as C12, or a row or column alone; empty where it has no place.
        key: What tells its row from others, as the list shows it; empty where there is nothing.
        supplied: The value supplied, as the list shows it.
        explanation: Why the figure is right; empty where none was written.
        corrected: What the cell should hold; empty where nothing was written.
        name: Who answers; empty where nothing was written.
    """

    row: int
    rule_id: str
    sheet: str
    cell: str
    key: str
    supplied: str
    explanation: str
    corrected: str
    name: str


def is_findings_sheet(sheet: Sheet) -> bool:
    """Whether a sheet is the list of findings that the hub put into the copy it sent back."""
    if sheet.name not in {FINDINGS_SHEET, OTHER_FINDINGS_SHEET} or not sheet.rows:
        return False
    first = next((cell for cell in sheet.rows[0] if cell), "")
    return first.startswith(FINDINGS_TITLE)


def answers_in(rows: Iterable[tuple[int, Row]]) -> list[Answer]:
    """The answers on a sheet of findings.

    Args:
        rows: Its rows from the top, each with its number; rows that hold nothing may be left out.
    """
    places: dict[str, int] = {}
    found = []
    for number, row in rows:
        texts = [(cell or "").strip() for cell in row]
        if not places:
            if RULE in texts and EXPLANATION in texts:
                places = {text: at for at, text in enumerate(texts) if text}
            continue
        cells = {name: texts[at][:LONGEST_ANSWER] if at < len(texts) else "" for name, at in places.items()}
        if cells.get(RULE) and (cells.get(EXPLANATION) or cells.get(CORRECTED)):
            names = (RULE, SHEET, CELL, ROW, SUPPLIED, EXPLANATION, CORRECTED, NAME)
            found.append(Answer(number, *(cells.get(name, "") for name in names)))
    return found
