"""The sheet called About: by its items a workbook says what it is.

In scope: finding the items and where they stand. Out of scope: what they mean (`intake.identity`).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.readers.sheets import ReadFile, Sheet, column_letter
from orchestration.returns.description import normalised
from orchestration.returns.plain_text import plain


@dataclass(frozen=True)
class Item:
    """One item as given.

    Attributes:
        value: Its text as `plain` gives it; empty where it is not filled in.
        sheet: Sheet it stands on.
        row: Row, from 1.
        letter: Column of the value.
    """

    value: str
    sheet: str
    row: int
    letter: str


class About:
    """Items of the sheet, by their names in lower case; without items if there is no such sheet."""

    def __init__(self, sheet: Sheet | None) -> None:
        self.sheet_name = sheet.name if sheet else None
        self._items: dict[str, list[Item]] = {}
        for number, row in enumerate(sheet.rows if sheet else [], start=1):
            filled = [(at, plain(cell)) for at, cell in enumerate(row) if cell and plain(cell)]
            if not filled:
                continue
            at, label = filled[0]
            value_at, value = filled[1] if len(filled) > 1 else (at + 1, "")
            item = Item(value, sheet.name if sheet else "", number, column_letter(value_at))
            self._items.setdefault(normalised(label), []).append(item)

    def all(self, name: str) -> list[Item]:
        """Every item of that name."""
        return self._items.get(normalised(name), [])

    def item(self, name: str) -> Item | None:
        """The first item of that name, filled in or not."""
        found = self.all(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """Its value; empty where it is not given."""
        found = self.item(name)
        return found.value if found else ""


def about_of(content: ReadFile) -> About:
    """The sheet About of a workbook."""
    return About(next((sheet for sheet in content.sheets if normalised(sheet.name) == "about"), None))
