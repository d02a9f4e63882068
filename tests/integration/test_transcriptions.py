"""Registers and board kept as text, and the workbooks built from them: the same cells, and a source for every row."""

import csv
import hashlib

import openpyxl
import pytest
import yaml

from orchestration.returns.description import description_of
from orchestration.returns.transcription import TranscriptionError, build_workbook
from orchestration.settings import PROJECT_DIR

PUBLISHED = PROJECT_DIR / "examples" / "published"
TRANSCRIPTIONS = sorted(path for path in (PROJECT_DIR / "examples" / "transcriptions").iterdir() if path.is_dir())
CSV_FILES = [path for folder in TRANSCRIPTIONS for path in sorted(folder.glob("*.csv"))]
NOTES = sorted(PUBLISHED.glob("*.source.yml"))
DOCUMENTS = {
    "getting-together-2009", "policing-in-the-21st-century-2010", "working-together-2013",
    "bch-collaboration-update-2018", "the-hard-yards-2020",
}  # fmt: skip
BOARD = "proposals_and_recommendations_2009_to_2020"
REGISTERS = [folder for folder in TRANSCRIPTIONS if folder.name != BOARD]
SHEETS = {
    "about", "agreements", "parties", "functions", "contributions", "events", "benefits", "costs", "workforce",
    "business_cases", "capabilities", "barriers", "lessons", "statistics",
}  # fmt: skip
# Sheets that the layout has gained since; a transcription may leave them out, and the workbook then has headings only.
GAINED = {"usage", "case_dependencies", "contacts"}


def return_of(folder):
    return "board_decisions" if folder.name == BOARD else "collaboration_register"


def workbook_of(folder):
    return PUBLISHED / f"{return_of(folder)}_{folder.name}.xlsx"


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def sheets():
    """Rows of every sheet of every workbook, read by a library that the project does not write with."""
    found = {}
    for folder in TRANSCRIPTIONS:
        book = openpyxl.load_workbook(workbook_of(folder))
        tables = {table.sheet: table.name for table in description_of(return_of(folder)).forms[0].tables}
        for sheet in book:
            found[folder.name, tables[sheet.title]] = [list(row) for row in sheet.iter_rows(values_only=True)]
    return found


def is_same(cell, text):
    if isinstance(cell, int | float):
        return float(text) == cell
    return (cell or "") == text


def test_there_are_four_registers_each_with_every_sheet(sheets):
    assert len(REGISTERS) == 4
    found = {place for place in sheets if place[0] != BOARD}
    assert found == {(folder.name, name) for folder in REGISTERS for name in SHEETS | GAINED}
    written = {(path.parent.name, path.stem) for path in CSV_FILES}
    assert {(folder.name, name) for folder in REGISTERS for name in SHEETS} <= written
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
        assert ["Return", return_of(path.parent)] in rows
        return
    if not rows:
        return
    document, place = heading.index("Source document"), heading.index("Source place")
    for number, row in enumerate(rows, start=2):
        assert set(row[document].split("; ")) <= DOCUMENTS and row[place].strip(), f"row {number}: {row}"


@pytest.mark.parametrize("folder", TRANSCRIPTIONS, ids=lambda path: path.name)
def test_building_the_workbook_again_gives_the_same_bytes(tmp_path, folder):
    built = build_workbook(folder, tmp_path)
    assert built.name == workbook_of(folder).name
    assert built.read_bytes() == workbook_of(folder).read_bytes()
    note = built.with_name(f"{built.name}.source.yml")
    assert note.read_text(encoding="utf-8") == (PUBLISHED / note.name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ("Item,Value\nReturn,board_decision\n", "the item Return is 'board_decision'; it must be one of"),
        ("Item,Value\nBoard,x\n", "the item Return is ''; it must be one of"),
        (None, "has no about.csv"),
    ],
    ids=["unknown", "missing", "no file"],
)
def test_a_transcription_of_no_known_return_is_refused(tmp_path, about, said):
    (tmp_path / "source.yml").write_text("title: x\n", encoding="utf-8")
    if about is not None:
        (tmp_path / "about.csv").write_text(about, encoding="utf-8")
    with pytest.raises(TranscriptionError, match=said):
        build_workbook(tmp_path, tmp_path)


@pytest.mark.parametrize("note", NOTES, ids=lambda path: path.name.removesuffix(".source.yml"))
def test_a_source_note_belongs_to_its_file(note):
    facts = yaml.safe_load(note.read_text(encoding="utf-8"))
    assert all(facts.get(name) for name in ("title", "publisher", "edition", "licence", "retrieved"))
    file = PUBLISHED / note.name.removesuffix(".source.yml")
    assert facts["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_every_published_file_has_a_source_note():
    files = {path.name for path in PUBLISHED.iterdir() if not path.name.endswith(".source.yml")}
    assert {note.name.removesuffix(".source.yml") for note in NOTES} == files
