"""The made-up national set with its planted defects: every one of them is found, where it is, and nothing else is."""

import csv
import io
import json
from collections import Counter

import duckdb
import pytest
import python_calamine

from orchestration.intake.receive import receive_landed
from orchestration.returns.description import all_descriptions
from orchestration.settings import Settings
from orchestration.synthetic_data.example_returns import write_example_returns
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Manifest of a set, and what the hub found in it."""
    workspace = tmp_path_factory.mktemp("planted")
    settings = Settings(workspace=workspace, landing=workspace / "landing")
    written = write_example_returns(settings.landing, 12, 2, 7, True, settings)
    receive_landed(settings)
    for description in all_descriptions():
        validate_return(settings, description.return_id)
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


def test_nearly_every_code_that_reading_can_give_is_planted(loaded):
    planted, _, _, _ = loaded
    codes = {each["rule_id"] for each in planted}
    assert len(codes) >= 65
    for letter, at_least in (("F", 12), ("S", 14), ("C", 16), ("R", 15), ("V", 6)):
        assert Counter(code[0] for code in codes)[letter] >= at_least, letter


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
