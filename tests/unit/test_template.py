"""The template of a return: what a submitter sees, and that a filled one loads with no finding."""

import csv
import datetime
import shutil

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from orchestration.cli.app import app
from orchestration.returns.description import description_of
from orchestration.returns.poa_list import headings_of_year
from orchestration.returns.template import TemplateError, write_template
from orchestration.settings import PROJECT_DIR
from tests.small_hub import agreement, benefit

SEEDS = PROJECT_DIR / "seeds"
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
            # What is typed below takes the format of its column; neighbours of one format are read as one.
            free = [each for each in sheet.column_dimensions.values() if not each.protection.locked]
            assert sum(each.max - each.min + 1 for each in free) == len(table.columns)
            assert sheet.max_row == 1


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


def test_a_filled_template_of_peer_groups_loads_with_no_finding(tmp_path, hub):
    path = hub.settings.landing / "ours.xlsx"
    done = CliRunner().invoke(app, ["template", "peer_groups", "--out", str(path), "--as-at", "2026-03-31"])
    assert done.exit_code == 0, done.output
    workbook = load_workbook(path)
    about = {"Name of set": "Ours", "Kind": "own", "Published by": "Chief finance officer", "Source": "Own judgement"}
    for item, value in about.items():
        next(row for row in workbook["About"].iter_rows() if row[0].value == item)[1].value = value
    for index, value in enumerate(("Kent", "Essex", "2022/23"), start=1):
        workbook["Peers"].cell(2, index).value = value
    workbook.save(path)
    assert hub.receive(path.name, path.read_bytes()) == "accepted"
    assert hub.ask("SELECT rule_id, sentence FROM ledger.findings") == []
    assert hub.ask("SELECT variant, edition FROM ledger.submissions") == [("Ours", "2026-03-31")]


@pytest.mark.parametrize(
    ("return_id", "words"),
    [("home_office_workforce", "a table that others publish"), ("colours", "No return is called 'colours'")],
)
def test_where_there_is_no_template_a_sentence_says_so(tmp_path, return_id, words):
    done = CliRunner().invoke(app, ["template", return_id, "--out", str(tmp_path / "x.xlsx")])
    assert done.exit_code == 2
    assert words in " ".join(done.output.split())
    assert not (tmp_path / "x.xlsx").exists()


ABOUT = {
    "workforce": {},
    "expenditure": {"Basis": "estimate"},
    "savings_requirement": {"Spending review": "2010"},
    "organised_crime": {"Regional model": "virtual_taskforce"},
    "procurement_spend": {},
}


def force_template(folder, return_id, year="2022/23", seeds=SEEDS, **options):
    path = folder / f"{return_id}_kent_{year.replace('/', '-')}.xlsx"
    about = {"Force": "Kent Police", "Financial year": year, **ABOUT[return_id]}
    write_template(description_of(return_id), about, seeds, path, **options)
    return path


@pytest.mark.parametrize("return_id", ABOUT)
def test_a_force_template_says_whose_it_is_and_locks_what_is_not_to_be_changed(tmp_path, return_id):
    sheet = load_workbook(force_template(tmp_path, return_id))["About"]
    items = {row[0].value: row[1] for row in sheet.iter_rows(min_row=2)}
    assert list(items) == [item.name for item in description_of(return_id).about_items]
    assert items["Return"].value == return_id and items["Return"].protection.locked
    assert items["Force"].value == "Kent"
    assert items["Financial year"].value == "2022/23"
    assert not any(cell.protection.locked for name, cell in items.items() if name != "Return")
    choices = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert choices[items["Force"].coordinate] == "Forces!$A$2:$A$44"
    assert choices[items["Illustrative"].coordinate] == '"yes,no"'


def test_headings_are_listed_locked_and_their_parts_indented(tmp_path):
    workbook = load_workbook(force_template(tmp_path, "expenditure"))
    sheet = workbook["Expenditure"]
    listed = headings_of_year(SEEDS, "2022/23")
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [heading.name for heading in listed]
    assert [int(cell.alignment.indent) for cell in cells] == [heading.level - 1 for heading in listed]
    assert all(cell.protection.locked for cell in cells)
    figures = [cell for row in sheet.iter_rows(min_row=2) for cell in row[1:]]
    assert not any(cell.protection.locked for cell in figures)
    assert {cell.number_format for cell in figures} == {"#,##0.00"}
    names = [heading.name for heading in listed]
    assert names[0] == "Local policing" and {"Central costs", "Human resources", "Fleet", "Joint teams"} <= set(names)
    # A value of no heading, a second spelling, a name recalled from memory, and a heading of earlier years.
    assert not {"Not stated", "Fleet services", "Public protection (whole)", "Contact management units"} & set(names)
    assert [row[0] for row in list(workbook["Headings"].values)[1:]] == names


def test_an_official_heading_is_listed_in_its_own_years_only(tmp_path):
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS / "reference", seeds / "reference")
    with (seeds / "reference" / "poa_headings.csv").open("a", encoding="utf-8", newline="") as file:
        row = [
            "local-policing/beats",
            2,
            "poa",
            "Beats",
            "local-policing",
            "2020/21",
            "2021/22",
            "official",
            "A list",
            "",
        ]
        csv.writer(file).writerow(row)
    for year, is_listed in (("2019/20", False), ("2020/21", True), ("2021/22", True), ("2022/23", False)):
        sheet = load_workbook(force_template(tmp_path, "workforce", year, seeds))["Workforce"]
        names = [row[0].value for row in sheet.iter_rows(min_row=2)]
        assert ("Beats" in names) == is_listed
        assert not is_listed or names.index("Beats") == names.index("Dealing with the public") - 1


@pytest.mark.parametrize(("year", "has_volunteers"), [("2017/18", False), ("2018/19", True)])
def test_a_template_has_the_columns_of_its_year(tmp_path, year, has_volunteers):
    workbook = load_workbook(force_template(tmp_path, "workforce", year))
    heading = "Police support volunteers (people)"
    assert (heading in [cell.value for cell in workbook["Workforce"][1]]) == has_volunteers
    assert (heading in [row[1] for row in workbook["What the columns mean"].values]) == has_volunteers


def test_numbers_are_bounded_and_the_signs_for_missing_allowed(tmp_path):
    sheet = load_workbook(force_template(tmp_path, "workforce"))["Workforce"]
    bounds = {str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation}
    assert "A2" not in bounds
    assert bounds["B2"].formula1 == 'OR(AND(ISNUMBER(B2),B2>=0),B2="..",B2="n/a")'
    assert "ROUND(C2,0)" in bounds["C2"].formula1
    assert all(each.type == "custom" and each.error for each in bounds.values())


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    first = force_template(tmp_path / "a", "expenditure").read_bytes()
    assert force_template(tmp_path / "b", "expenditure").read_bytes() == first


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"Force": "Wessex"}, "No force is called Wessex"),
        ({"Financial year": "2022"}, "write it as 2012/13"),
        ({"Financial year": "2022/24"}, "write it as 2012/13"),
        ({"Basis": "guess"}, "one of: estimate, outturn"),
        ({"Colour": "blue"}, "has no item called Colour"),
    ],
)
def test_what_cannot_stand_on_the_template_is_refused_in_words(tmp_path, about, words):
    with pytest.raises(TemplateError, match=words):
        write_template(description_of("expenditure"), about, SEEDS, tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


def test_given_rows_are_filled_in_where_they_are_listed_and_others_follow(tmp_path):
    rows = {
        "functions": [
            {"heading_name": "Road policing", "police_officer_fte": 12.5, "police_officer_headcount": 13},
            {"heading_name": "A heading of our own", "police_officer_fte": 1.0},
        ]
    }
    sheet = load_workbook(force_template(tmp_path, "workforce", rows=rows))["Workforce"]
    names = [row[0].value for row in sheet.iter_rows()]
    assert [cell.value for cell in sheet[names.index("Road policing") + 1]][1:3] == [12.5, 13]
    assert sheet.cell(len(names), 1).value == "A heading of our own"
    assert sheet.cell(len(names), 2).value == 1


FILLED = {
    "workforce": {"Workforce": {"B": 10.5, "C": 11}},
    "expenditure": {"Expenditure": {"B": 1234.5}},
    "savings_requirement": {"Savings": {"B": 1000}},
    "organised_crime": {
        "Response": {"B": 5, "C": datetime.date(2023, 3, 31)},
        "Functionality": {"B": "met"},
    },
    "procurement_spend": {
        "Lines": {
            "A": "L1", "B": "A Ltd", "C": "00000012", "D": "Fuel", "E": "none", "G": datetime.date(2022, 5, 4),
            "H": 9.5,
        }
    },
}  # fmt: skip


def test_filled_force_templates_load_with_no_finding(tmp_path, hub):
    for return_id, sheets in FILLED.items():
        path = force_template(tmp_path, return_id)
        workbook = load_workbook(path)
        for name, cells in sheets.items():
            sheet = workbook[name]
            for row in range(2, max(sheet.max_row, 2) + 1):
                is_part = sheet.cell(row, 1).alignment.indent > 0  # of the heading above it
                for letter, value in cells.items():
                    sheet[f"{letter}{row}"].value = 0 if is_part else value
        workbook.save(hub.settings.landing / path.name)
    last = hub.settings.landing / "workforce_kent_2022-23.xlsx"
    assert hub.receive(last.name, last.read_bytes()) == "accepted"
    assert hub.ask("SELECT rule_id, sentence FROM ledger.findings") == []
    assert hub.ask("SELECT DISTINCT status, force_id, financial_year FROM ledger.submissions") == [
        ("accepted", "kent", "2022/23")
    ]
