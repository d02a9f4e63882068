"""A return that is filled in, and the file it becomes.

In scope: what one file of the set holds, its name, and writing it. Out of scope: figures, or defects.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchestration.intake.landing import SOURCE_NOTE_SUFFIX
from orchestration.returns.description import description_of
from orchestration.returns.template import Value, write_template

TEXT_RETURN = "procurement_spend"
REGISTER = "collaboration_register"
COMPLETED_ON = "Completed on"
Rows = Mapping[str, Sequence[Mapping[str, Value]]]


@dataclass(frozen=True)
class FilledReturn:
    """One return of the set.

    Attributes:
        return_id: Which return.
        force_id: Force it is of; None for a register, the file of a board and a set of peer groups.
        force_name: As in the list of forces; the region for a register, the board for its file, the name of a set.
        financial_year: As 2022/23; the last year of the set where it is of no year.
        about: Items of the sheet About.
        rows: By table, rows by column.
        stem: Name of the file without its suffix.
    """

    return_id: str
    force_id: str | None
    force_name: str
    financial_year: str
    about: Mapping[str, str]
    rows: Rows
    stem: str

    @property
    def file_name(self) -> str:
        """Name of the file: text for invoice lines, a workbook for everything else."""
        return f"{self.stem}.csv" if self.return_id == TEXT_RETURN else f"{self.stem}.xlsx"

    @property
    def is_estimate(self) -> bool:
        """Whether it is a budget and not what was spent."""
        return self.about.get("Basis") == "estimate"

    def with_about(self, **items: str) -> FilledReturn:
        """The same return with other items; an underscore stands for a space in the name of an item."""
        return replace(self, about={**self.about, **{name.replace("_", " "): item for name, item in items.items()}})


def force_return(
    return_id: str, force_id: str, force_name: str, financial_year: str, rows: Rows, day_of_june: int, **items: str
) -> FilledReturn:
    """A return of one force, marked as illustrative and completed on a day of the June after the year.

    Further items of the sheet About are given by name; an underscore stands for a space.
    """
    completed_on = datetime.date(int(financial_year[:4]) + 1, 6, day_of_june).isoformat()
    about = {
        "Force": force_name,
        "Financial year": financial_year,
        **{name.replace("_", " "): item for name, item in items.items()},
        "Completed by": "Made up by the hub",
        COMPLETED_ON: completed_on,
        "Illustrative": "yes",
    }
    basis = "_estimate" if items.get("Basis") == "estimate" else ""
    stem = f"{return_id}_{force_id}_{year_in_name(financial_year)}{basis}"
    return FilledReturn(return_id, force_id, force_name, financial_year, about, rows, stem)


def year_in_name(financial_year: str) -> str:
    """A financial year as file names write it: 2022-23."""
    return financial_year.replace("/", "-")


def write_filled(filled: FilledReturn, seeds: Path, path: Path) -> None:
    """Write the return as its sender would; beside one that cannot say so itself, a note that it is made up."""
    if filled.return_id == TEXT_RETURN:
        path.write_bytes(text_of(filled).encode("utf-8"))
        return
    write_template(
        description_of(filled.return_id), filled.about, seeds, path, filled.rows, filled.financial_year,
        with_help=False,
    )  # fmt: skip
    if filled.force_id is None:
        write_source_note(filled, path)


def text_of(filled: FilledReturn) -> str:
    """The invoice lines as the text of a CSV file, which names force and year on every line."""
    table = description_of(filled.return_id).form("lines").tables[0]
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow([column.header for column in table.columns])
    same = {"force_name": filled.about["Force"], "financial_year": filled.financial_year, "illustrative": "yes"}
    for row in filled.rows["lines"]:
        writer.writerow([_text(same.get(column.name, row.get(column.name))) for column in table.columns])
    return content.getvalue()


def write_source_note(filled: FilledReturn, path: Path) -> None:
    """Write the note that marks the file as illustrative; it names its bytes as they are now."""
    title = filled.force_name if filled.return_id != REGISTER else filled.about["Register"]
    note = source_note(title, filled.about["As at"], path.read_bytes())
    path.with_name(path.name + SOURCE_NOTE_SUFFIX).write_text(note, encoding="utf-8")


def source_note(title: str, edition: str, content: bytes) -> str:
    """The note of a file that is made up: its title, its edition and the fingerprint of its bytes."""
    import yaml

    note = {
        "title": title,
        "publisher": "Nobody: made up by the hub to show how the warehouse works",
        "edition": edition,
        "licence": "Made up; no rights are claimed",
        "retrieved": edition,
        "sha256": hashlib.sha256(content).hexdigest(),
        "is_illustrative": True,
    }
    return yaml.safe_dump(note, sort_keys=False, allow_unicode=True, width=110)


def _text(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else str(value)
