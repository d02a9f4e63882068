"""The made-up national set with its planted defects: every one of them is found, where it is, and nothing else is."""

import csv
import io
import json

import duckdb
import pytest
import python_calamine

from orchestration.findings.catalogue import read_catalogue
from orchestration.settings import PROJECT_DIR
from orchestration.synthetic_data.example_returns import write_example_returns
from orchestration.warehouse.database import open_warehouse
from tests.small_hub import SmallHub

CATALOGUE = read_catalogue(PROJECT_DIR / "seeds")
# Codes of the catalogue that no file of the set can have, and why.
NOT_PLANTED = {
    "F04": "An XLS workbook: nothing that the hub uses writes one.",
    "F17": "A file that cannot be opened: that is a matter of the folder it lies in.",
    "H01": "A rule that could not run: a fault of the hub's own.",
    "H02": "A file that could not be loaded: a fault of the hub's own.",
    "R19": "A force that did not exist in a year: the list of forces has none.",
    "R23": "A file from the place of another force: all files of a set lie in one landing folder.",
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, empty_warehouse):
    """Manifest of a set, and what the hub found in it and in comparing its files."""
    hub = SmallHub(tmp_path_factory.mktemp("planted"), warehouse=empty_warehouse, with_library=True)
    settings = hub.settings
    written = write_example_returns(settings.landing, 12, 2, 7, True, settings)
    hub.receive_all({})
    planted = json.loads(written.manifest.read_text(encoding="utf-8"))
    with open_warehouse(settings) as connection:
        found = connection.execute(
            "SELECT rule_id, file_name, coalesce(sheet, ''), coalesce(cell, ''), sentence FROM ledger.findings"
        ).fetchall()
        submissions = connection.execute(
            "SELECT file_name, status, rows_data + rows_header + rows_title + rows_footnote + rows_subtotal "
            "+ rows_blank + rows_quarantined, is_illustrative FROM ledger.submissions"
        ).fetchall()
    return planted, found, submissions, settings.landing


def pairs(planted):
    return {(each["rule_id"], each["file_name"]) for each in planted}


def test_every_planted_defect_is_found_and_no_other(loaded, capsys):
    planted, found, _, _ = loaded
    wanted, got = pairs(planted), {(rule_id, name) for rule_id, name, *_ in found}
    with capsys.disabled():
        precision, recall = len(wanted & got) / len(got), len(wanted & got) / len(wanted)
        print(f"\n{len(wanted)} planted, {len(got)} found: precision {precision:.0%}, recall {recall:.0%}")
    assert sorted(wanted - got) == [], "planted, but not found"
    assert sorted(got - wanted) == [], "found, but not planted"


def test_each_is_found_in_the_cell_it_was_planted_in(loaded):
    planted, found, _, _ = loaded
    cells = {(rule_id, name, sheet, cell) for rule_id, name, sheet, cell, _ in found}
    located = [each for each in planted if each["cell"]]
    assert len(located) > 20
    for each in located:
        assert (each["rule_id"], each["file_name"], each["sheet"] or "", each["cell"]) in cells, each


def test_every_code_of_the_catalogue_is_planted_or_there_is_a_reason(loaded):
    planted, _, _, _ = loaded
    codes = {each["rule_id"] for each in planted}
    assert {rule.rule_id for rule in CATALOGUE if rule.is_active} - codes == set(NOT_PLANTED)
    assert all(NOT_PLANTED.values())


def rows_in(path):
    """Rows of a file as an independent reader counts them."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "cp1252"
        return len(list(csv.reader(io.StringIO(content.decode(encoding), newline=""))))
    if path.suffix == ".parquet":
        lines = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()
        return 1 + lines[0][0]  # names of columns are a row of headings
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    return sum(len(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names)


def test_every_row_of_every_file_has_one_fate_and_every_file_a_line(loaded):
    planted, _, submissions, landing = loaded
    names = {name for name, *_ in submissions}
    assert names == {path.name for path in landing.iterdir() if not path.name.endswith(".source.yml")}
    assert {each["file_name"] for each in planted} <= names
    counted = 0
    for name, status, rows, _ in submissions:
        if rows == 0:
            assert status in {"rejected", "duplicate"}, name
            continue
        # An error in an otherwise empty last row is a row that this reader alone does not see.
        assert rows == rows_in(landing / name), name
        counted += 1
    assert counted > 100


def test_everything_that_was_read_is_marked_as_made_up(loaded):
    _, _, submissions, _ = loaded
    assert all(made_up for _, status, _, made_up in submissions if status.startswith("accepted"))


def test_every_sentence_names_the_place_and_says_something_to_do(loaded):
    _, found, _, _ = loaded
    for _, name, sheet, cell, sentence in found:
        assert sentence.endswith("."), sentence
        assert not cell or cell in sentence or (sheet and sheet in sentence) or name in sentence, sentence
