"""Cells under headings that a table does not have, where they are kept beside the row and not rejected.

In scope: which columns those are, what is said of them, and the text they are kept as. Out of scope: the columns of the
table (`intake.mapping`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping

from orchestration.findings.finding import Finding
from orchestration.intake.headings import Headings
from orchestration.readers.sheets import Row, Sheet, column_letter


def other_columns(sheet: Sheet, headings: Headings, used: Collection[int]) -> dict[int, str]:
    """Columns that hold something below the headings and are not used: position to a name, each name once.

    Args:
        sheet: The sheet.
        headings: Its headings.
        used: Positions of the columns of the table.
    """
    below = sheet.rows[headings.last + 1 :]
    filled = {at for row in below for at, cell in enumerate(row) if at not in used and cell and cell.strip()}
    texts = {at: headings.texts[at] if at < len(headings.texts) else "" for at in sorted(filled)}
    times = Counter(texts.values())
    return {
        at: text if text and times[text] == 1 else f"{text} ({column_letter(at)})".strip()
        for at, text in texts.items()
    }  # fmt: skip


def other_column_findings(sheet: Sheet, headings: Headings, others: Mapping[int, str]) -> list[Finding]:
    """Each of those columns, with the number of its cells."""
    below = sheet.rows[headings.last + 1 :]
    found = []
    for at, name in others.items():
        filled = sum(bool(at < len(row) and (row[at] or "").strip()) for row in below)
        cells = f"{filled:,} cell{'' if filled == 1 else 's'}"
        found.append(
            Finding("S51", sheet.name, headings.last + 1, column_letter(at), value=name, expected=cells)
        )  # fmt: skip
    return found


def kept_text(row: Row, others: Mapping[int, str]) -> str | None:
    """The cells of a row in those columns as JSON, name to text; None where they are empty."""
    cells = {name: row[at] for at, name in others.items() if at < len(row) and (row[at] or "").strip()}
    return json.dumps(cells, ensure_ascii=False) if cells else None
