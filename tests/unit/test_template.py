"""The template of a return: what a submitter sees, and that a filled one loads with no finding."""

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.returns.description import description_of
from tests.small_hub import agreement, benefit

FORM = description_of("collaboration_register").forms[0]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "register.xlsx"
    arguments = [
        "template",
        "collaboration_register",
        "--out",
        str(path),
        "--register",
        "North",
        "--as-at",
        "2026-03-31",
    ]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return path


def test_every_sheet_has_its_headings_and_locks_nothing_but_them(written):
    workbook = load_workbook(written)
    for table in FORM.tables:
        sheet = workbook[table.sheet]
        assert [cell.value for cell in sheet[1]][: len(table.columns)] == [column.header for column in table.columns]
        assert sheet.protection.sheet
        assert all(cell.protection.locked for cell in sheet[1])
        assert all(cell.comment for cell in sheet[1][: len(table.columns)])
        if table.name != "about":
            assert not any(cell.protection.locked for cell in sheet[2][: len(table.columns)])


def test_every_code_and_force_has_a_drop_down(written):
    workbook = load_workbook(written)
    for table in FORM.tables:
        ranges = {
            str(each.sqref).split(":")[0]: each.formula1
            for each in workbook[table.sheet].data_validations.dataValidation
        }
        for index, column in enumerate(table.columns):
            source = ranges.get(f"{chr(ord('A') + index)}2")
            if column.allowed:
                assert source == f'"{",".join(column.allowed)}"'
            elif column.type == "force":
                assert source == "Forces!$A$2:$A$44"


def test_a_sheet_says_what_each_column_means(written):
    rows = list(load_workbook(written)["What the columns mean"].values)[1:]
    assert len(rows) == sum(len(table.columns) for table in FORM.tables)
    assert all(row[5] for row in rows)


def test_a_filled_template_loads_with_no_finding(written, hub):
    workbook = load_workbook(written)
    for item, value in (("Programme", "North"), ("Reporter", "A hub"), ("Source", "Made up")):
        cell = next(row for row in workbook["About"].iter_rows() if row[0].value == item)[1]
        cell.value = value
    for sheet, row in (("Agreements", agreement(Lead_force="Kent")), ("Benefits", benefit())):
        for index, value in enumerate(row, start=1):
            workbook[sheet].cell(2, index).value = value
    path = hub.settings.landing / "whatever it is called.xlsx"
    workbook.save(path)
    assert hub.receive(path.name, path.read_bytes()) == "accepted"
    assert hub.ask("SELECT rule_id, sentence FROM ledger.findings") == []
    assert hub.ask("SELECT variant, edition FROM ledger.submissions") == [("North", "2026-03-31")]


@pytest.mark.parametrize(
    ("return_id", "words"),
    [("home_office_workforce", "a table that others publish"), ("colours", "No return is called colours")],
)
def test_where_there_is_no_template_a_sentence_says_so(tmp_path, return_id, words):
    done = CliRunner().invoke(app, ["template", return_id, "--out", str(tmp_path / "x.xlsx")])
    assert done.exit_code == 2
    assert words in " ".join(done.output.split())
    assert not (tmp_path / "x.xlsx").exists()
