"""Registers kept as text and the workbooks built from them say the same, cell by cell, and every row has its source."""

import csv
import hashlib

import openpyxl
import pytest
import yaml

from orchestration.returns.transcription import build_register_workbook
from orchestration.settings import PROJECT_DIR

PUBLISHED = PROJECT_DIR / "examples" / "published"
TRANSCRIPTIONS = sorted(path for path in (PROJECT_DIR / "examples" / "transcriptions").iterdir() if path.is_dir())
CSV_FILES = [path for folder in TRANSCRIPTIONS for path in sorted(folder.glob("*.csv"))]
NOTES = sorted(PUBLISHED.glob("*.source.yml"))
DOCUMENTS = {
    "getting-together-2009", "working-together-2013", "bch-collaboration-update-2018", "the-hard-yards-2020",
}  # fmt: skip
SHEETS = {
    "about", "agreements", "parties", "functions", "contributions", "events", "benefits", "costs", "workforce",
    "business_cases", "capabilities", "barriers", "lessons", "statistics",
}  # fmt: skip
# Sheets that the layout has gained since; a transcription may leave them out, and the workbook then has headings only.
GAINED = {"usage", "case_dependencies", "contacts"}


def workbook_of(folder):
    return PUBLISHED / f"collaboration_register_{folder.name}.xlsx"


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def sheets():
    """Rows of every sheet of every workbook, read by a library that the project does not write with."""
    found = {}
    for folder in TRANSCRIPTIONS:
        book = openpyxl.load_workbook(workbook_of(folder))
        for sheet in book:
            name = sheet.title.lower().replace(" ", "_")
            found[folder.name, name] = [list(row) for row in sheet.iter_rows(values_only=True)]
    return found


def is_same(cell, text):
    if isinstance(cell, int | float):
        return float(text) == cell
    return (cell or "") == text


def test_there_are_four_registers_each_with_every_sheet(sheets):
    assert len(TRANSCRIPTIONS) == 4
    assert set(sheets) == {(folder.name, name) for folder in TRANSCRIPTIONS for name in SHEETS | GAINED}
    written = {(path.parent.name, path.stem) for path in CSV_FILES}
    assert {(folder.name, name) for folder in TRANSCRIPTIONS for name in SHEETS} <= written
    assert all(len(sheets[place]) == 1 for place in set(sheets) - written)


@pytest.mark.parametrize("path", CSV_FILES, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_every_cell_of_the_text_stands_in_the_workbook_and_nothing_else(sheets, path):
    text, cells = read_csv(path), sheets[path.parent.name, path.stem]
    assert len(text) == len(cells)
    places = {heading: place for place, heading in enumerate(cells[0])}
    for number, (written, row) in enumerate(zip(text, cells, strict=True), start=1):
        given = dict(zip(text[0], written, strict=True))
        for heading, place in places.items():
            wanted = given.get(heading, "" if number > 1 else heading)
            assert is_same(row[place], wanted), f"row {number}, {heading}: {row[place]!r} where the text has {wanted!r}"
    assert set(text[0]) <= set(places)


@pytest.mark.parametrize("path", CSV_FILES, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_every_row_cites_its_document_and_place(path):
    heading, *rows = read_csv(path)
    if path.stem == "about":
        assert ["Return", "collaboration_register"] in rows
        return
    document, place = heading.index("Source document"), heading.index("Source place")
    for number, row in enumerate(rows, start=2):
        assert set(row[document].split("; ")) <= DOCUMENTS and row[place].strip(), f"row {number}: {row}"


@pytest.mark.parametrize("folder", TRANSCRIPTIONS, ids=lambda path: path.name)
def test_building_the_workbook_again_gives_the_same_bytes(tmp_path, folder):
    built = build_register_workbook(folder, tmp_path)
    assert built.name == workbook_of(folder).name
    assert built.read_bytes() == workbook_of(folder).read_bytes()
    note = built.with_name(f"{built.name}.source.yml")
    assert note.read_text(encoding="utf-8") == (PUBLISHED / note.name).read_text(encoding="utf-8")


@pytest.mark.parametrize("note", NOTES, ids=lambda path: path.name.removesuffix(".source.yml"))
def test_a_source_note_belongs_to_its_file(note):
    facts = yaml.safe_load(note.read_text(encoding="utf-8"))
    assert all(facts.get(name) for name in ("title", "publisher", "edition", "licence", "retrieved"))
    file = PUBLISHED / note.name.removesuffix(".source.yml")
    assert facts["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_every_published_file_has_a_source_note():
    files = {path.name for path in PUBLISHED.iterdir() if not path.name.endswith(".source.yml")}
    assert {note.name.removesuffix(".source.yml") for note in NOTES} == files
