"""What goes back to a sender: its own workbook, marked and otherwise as it was; the list as CSV and JSON."""

import csv
import io
import json
import zipfile

import jsonschema
import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from orchestration.feedback.isolated import MarkingChild, MarkingError
from orchestration.feedback.json_report import SCHEMA
from orchestration.feedback.page import Found, Page
from orchestration.feedback.write import write_feedback
from orchestration.returns.description import description_of
from orchestration.returns.template import write_template
from orchestration.settings import PROJECT_DIR
from tests.edge_case_files import converted
from tests.files import workbook_bytes
from tests.returns import workforce
from tests.small_hub import SmallHub, funding

RED, BLUE = "00FFB3A1", "00CFE3F5"
BAD = {"heading_name": "Local policing", "police_officer_fte": "lots", "police_staff_fte": 20}


def folder(hub):
    return hub.settings.reports / "feedback"


def text_of(workbook):
    """Every text of a workbook, of cells and of comments."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows(max_row=2000, max_col=50):
            for cell in row:
                yield str(cell.value or "")
                yield cell.comment.text if cell.comment else ""


def looks(cell):
    """What a cell holds and how it is shown, apart from its ground."""
    style = (cell.number_format, cell.protection.locked, repr(cell.font), repr(cell.border), repr(cell.alignment))
    return cell.value, cell.data_type, *style


def filled_in(path, force="kent"):
    """A template of the hub as a force fills it in: a number that is none, a formula, a remark, a lock."""
    rows = [BAD, {"heading_name": "Road policing", "police_officer_fte": 12.5}]
    about = {"Force": force, "Financial year": "2022/23"}
    write_template(description_of("workforce"), about, PROJECT_DIR / "seeds", path, {"functions": rows})
    workbook = openpyxl.load_workbook(path)
    workbook["Workforce"]["B2"].comment = Comment("Counted twice, we think", "Kent")
    workbook["Forces"]["D9"] = "=1+1"
    workbook["Forces"]["D10"] = "=not a formula"
    workbook["Forces"]["D10"].data_type = "s"
    workbook.save(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    """A hub that sent a marked workbook back, what it was made from, and the copy."""
    workspace = tmp_path_factory.mktemp("returned")
    hub = SmallHub(workspace)
    given = filled_in(workspace / "filled.xlsx")
    assert hub.receive("kent.xlsx", given) == "rejected"
    write_feedback(hub.settings)
    return hub, openpyxl.load_workbook(io.BytesIO(given)), folder(hub) / "kent" / "kent - to fix.xlsx"


def test_the_failing_cell_is_coloured_and_says_why_under_the_senders_own_remark(returned):
    _, _, path = returned
    cell = openpyxl.load_workbook(path)["Workforce"]["B2"]
    assert cell.value == "lots"
    assert cell.fill.fgColor.rgb == RED
    assert cell.comment.text.startswith("Counted twice, we think\n\nFrom the ICM hub:")
    for words in ("Must fix (rule V03)", "contains 'lots'", "What to do: Enter the number"):
        assert words in cell.comment.text


def test_the_list_stands_first_and_leads_to_the_cell(returned):
    _, _, path = returned
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    assert sheet.title == "Findings" and workbook.active is sheet
    assert [each.title for each in workbook.worksheets if each.sheet_view.tabSelected] == ["Findings"]
    assert "What the hub found in kent.xlsx" in sheet["A1"].value
    rows = list(sheet.iter_rows())
    texts = [[cell.value for cell in row] for row in rows]
    assert [
        "Rule", "Severity", "Sheet", "Cell", "Row", "Value supplied", "Expected", "Last year", "Error", "What to do",
        "Your explanation", "Corrected value", "Your name",
    ] in texts  # fmt: skip
    line = next(row for row in rows if row[0].value == "V03")
    assert [cell.value for cell in line[1:6]] == ["Must fix", "Workforce", "B2", "Local policing", "lots"]
    assert line[3].hyperlink.location == "'Workforce'!B2"
    assert any("Kent, 2022/23, version 1" in str(cell) for row in texts for cell in row)
    assert any("was rejected" in str(cell) for row in texts for cell in row)


def test_everything_else_is_as_the_force_sent_it(returned):
    _, before, path = returned
    after = openpyxl.load_workbook(path)
    assert after.sheetnames == ["Findings", *before.sheetnames]
    for sheet in before.worksheets:
        copy = after[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                same = copy[cell.coordinate]
                assert looks(same) == looks(cell)
                if cell.coordinate != "B2" or sheet.title != "Workforce":
                    assert repr(same.fill) == repr(cell.fill)
                    assert (same.comment and same.comment.text) == (cell.comment and cell.comment.text)
        assert copy.protection.sheet == sheet.protection.sheet
        assert copy.freeze_panes == sheet.freeze_panes
        assert {key: each.width for key, each in copy.column_dimensions.items()} == {
            key: each.width for key, each in sheet.column_dimensions.items()
        }
        assert [(str(each.sqref), each.type, each.formula1) for each in copy.data_validations.dataValidation] == [
            (str(each.sqref), each.type, each.formula1) for each in sheet.data_validations.dataValidation
        ]
    assert after["Forces"]["D9"].data_type == "f" and after["Forces"]["D10"].data_type == "s"


def test_libreoffice_opens_the_copy(returned, tmp_path):
    _, _, path = returned
    (again,) = converted([path], "xlsx", tmp_path)
    workbook = openpyxl.load_workbook(again, data_only=True)
    assert workbook["Workforce"]["B2"].fill.fgColor.rgb[2:] == RED[2:]
    assert "rule V03" in workbook["Workforce"]["B2"].comment.text
    assert workbook["Forces"]["D9"].value == 2


def test_json_is_valid_and_in_the_published_structure(returned):
    hub, _, _ = returned
    report = json.loads((folder(hub) / "kent" / "kent - findings.json").read_text(encoding="utf-8"))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(report, schema)
    found = next(each for each in report if each["rule"]["expression"] == "V03")
    assert (found["type"], found["value"], found["rule"]["severity"]) == ("validation", "0", "error")
    assert found["data"]["target"][0][:3] == ["workforce", "2022/23", "kent"]
    assert (found["finding"]["cell"], found["finding"]["value_given"]) == ("B2", "lots")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{**found, "value": "1"}], schema)


def test_what_goes_to_one_force_holds_nothing_of_another(hub):
    for force in ("Kent", "Surrey"):
        hub.receive(f"{force}.xlsx", workforce({**BAD, "police_officer_fte": f"secret of {force}"}, force=force))
    write_feedback(hub.settings)
    for force, other in (("kent", "surrey"), ("surrey", "kent")):
        files = sorted((folder(hub) / force).iterdir())
        assert len(files) == 3
        texts = [path.read_text(encoding="utf-8") for path in files if path.suffix != ".xlsx"]
        workbook = next(path for path in files if path.suffix == ".xlsx")
        texts += text_of(openpyxl.load_workbook(workbook))
        with zipfile.ZipFile(workbook) as parts:
            texts += [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        assert any(f"secret of {force}" in text.casefold() for text in texts)
        assert not any(other in text.casefold() for text in texts)
        assert not any(str(hub.settings.workspace) in text for text in texts)


def test_a_file_whose_sender_is_in_doubt_is_put_into_no_forces_folder(hub):
    hub.receive("workforce_surrey_2022-23.xlsx", workforce(BAD, force="Kent"))
    write_feedback(hub.settings)
    assert {path.name for path in folder(hub).iterdir() if path.is_dir()} == {"sender-not-known"}


def test_a_text_file_gets_the_list_alone_and_no_formula_runs(hub):
    hub.receive("police_funding_2025_26.csv", funding((1, 1, '=cmd|"/c calc"'), (2, 1, "about 5")))
    write_feedback(hub.settings)
    place = folder(hub) / "police_funding"
    workbook = openpyxl.load_workbook(place / "police_funding_2025_26 - to fix.xlsx")
    assert workbook.sheetnames == ["Findings"]
    texts = list(text_of(workbook))
    assert any("a text file, which has no colours" in text for text in texts)
    assert all(cell.data_type != "f" for row in workbook.active.iter_rows() for cell in row)
    with (place / "police_funding_2025_26 - findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Cell"] for row in rows if row["Rule"] == "V03"] == ["B2", "B3"]
    assert rows[0]["Value supplied"] == '\'=cmd|"/c calc"'


def test_files_are_written_again_only_when_findings_change_and_go_when_they_are_gone(hub):
    hub.receive("kent.xlsx", workforce(BAD))
    written = write_feedback(hub.settings)
    stamps = [path.stat().st_mtime_ns for path in written]
    (folder(hub) / "kent" / "our letter.txt").write_text("kept", encoding="utf-8")
    assert write_feedback(hub.settings) == written
    assert [path.stat().st_mtime_ns for path in written] == stamps
    written[0].unlink()
    assert write_feedback(hub.settings) == written and written[0].exists()
    assert hub.receive("kent.xlsx", workforce(force="Kent")) == "accepted"
    assert write_feedback(hub.settings) == []
    assert [path.name for path in (folder(hub) / "kent").iterdir()] == ["our letter.txt"]


def test_what_was_waived_is_not_asked_of_the_sender(hub):
    hub.receive("kent.xlsx", workforce({**BAD, "police_officer_fte": "1,234"}))
    assert write_feedback(hub.settings)
    hub.ask("UPDATE ledger.findings SET state = 'waived'")
    assert write_feedback(hub.settings) == []


def test_a_copy_that_was_mended_comes_back_without_the_marks_of_the_round_before(returned):
    hub, _, path = returned
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Workforce"]
    sheet["B2"], sheet["B3"] = 10, "many"
    content = io.BytesIO()
    workbook.save(content)
    assert hub.receive("kent again.xlsx", content.getvalue()) == "rejected"
    written = write_feedback(hub.settings)
    assert [path.name for path in written if path.suffix == ".xlsx"] == ["kent again - to fix.xlsx"]
    again = openpyxl.load_workbook(written[-1])
    assert again.sheetnames == workbook.sheetnames
    assert again["Workforce"]["B2"].comment.text == "Counted twice, we think"
    assert again["Workforce"]["B2"].fill.fill_type is None
    assert again["Workforce"]["B3"].fill.fgColor.rgb == RED


def test_a_mended_copy_may_come_back_as_it_is(hub):
    hub.receive("kent.xlsx", workforce({"heading_name": "Local policing", "police_officer_fte": "lots"}))
    (path,) = [each for each in write_feedback(hub.settings) if each.suffix == ".xlsx"]
    workbook = openpyxl.load_workbook(path)
    workbook["Workforce"]["B2"] = 10
    content = io.BytesIO()
    workbook.save(content)
    assert hub.receive("kent again.xlsx", content.getvalue()) == "accepted"
    assert hub.ask("SELECT DISTINCT fate FROM ledger.row_fates WHERE sheet = 'Findings' AND fate <> 'blank'") == [
        ("footnote",)
    ]


def test_no_more_than_500_comments_stand_on_a_sheet_and_the_list_says_so(hub):
    rows = [{"heading_name": "Local policing", "police_officer_fte": f"about {number}"} for number in range(520)]
    hub.receive("kent.xlsx", workforce(*rows))
    write_feedback(hub.settings)
    workbook = openpyxl.load_workbook(folder(hub) / "kent" / "kent - to fix.xlsx")
    marked = [cell for row in workbook["Workforce"].iter_rows() for cell in row if cell.fill.fill_type]
    assert len(marked) >= 520
    assert sum(cell.comment is not None for cell in marked) == 500
    assert any("500 cells have a comment" in text for text in text_of(workbook))


def test_a_list_that_is_cut_says_how_many_are_left_out(hub, monkeypatch):
    for module in ("ledger_queries", "findings_files", "messages"):
        monkeypatch.setattr(f"orchestration.feedback.{module}.LISTED", 3)
    monkeypatch.setattr("orchestration.feedback.messages.SHOWN_ON_SHEET", 2)
    hub.receive("kent.xlsx", workforce(*[{**BAD, "police_officer_fte": f"about {number}"} for number in range(5)]))
    total = hub.ask("SELECT count(*) FROM ledger.findings")[0][0]
    text, report, workbook = write_feedback(hub.settings)
    assert f"{total - 3} more findings are not listed." in text.read_text(encoding="utf-8-sig")
    entries = json.loads(report.read_text(encoding="utf-8"))
    jsonschema.validate(entries, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [each["type"] for each in entries] == ["validation"] * 3 + ["aggregation"]
    assert entries[-1]["value"] == str(total - 3)
    assert any("The first 2 of" in each for each in text_of(openpyxl.load_workbook(workbook)))


def test_a_workbook_with_macros_keeps_them_and_none_is_run(hub):
    with zipfile.ZipFile(io.BytesIO(workforce(BAD))) as parts:
        given = {name: parts.read(name) for name in parts.namelist()}
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro_kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    binary = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    types = given["[Content_Types].xml"].replace(kind, macro_kind)
    given["[Content_Types].xml"] = types.replace(b"<Override ", binary + b"<Override ", 1)
    given["xl/vbaProject.bin"] = b"not really a macro"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        for name, part in given.items():
            parts.writestr(name, part)
    assert hub.receive("kent.xlsm", content.getvalue()) == "rejected"
    write_feedback(hub.settings)
    path = folder(hub) / "kent" / "kent - to fix.xlsm"
    with zipfile.ZipFile(path) as parts:
        assert parts.read("xl/vbaProject.bin") == b"not really a macro"
        assert macro_kind in parts.read("[Content_Types].xml")
    assert openpyxl.load_workbook(path)["Workforce"]["B2"].fill.fgColor.rgb == RED


def test_a_refused_file_is_never_opened(hub):
    assert hub.receive("kent.xlsm", workbook_bytes({"x": [["y"]]})[:900]) in {"rejected", "unrecognised"}
    (path, *_) = [path for path in write_feedback(hub.settings) if path.suffix == ".xlsx"]
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Findings"]
    assert any("was not opened" in text for text in text_of(workbook))


def test_a_workbook_that_ends_the_child_costs_only_itself(tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    (tmp_path / "sound.xlsx").write_bytes(workforce())
    page = Page("What the hub found in it", (), {}, ())
    with MarkingChild() as child:
        with pytest.raises(MarkingError, match="BadZipFile"):
            child.mark(tmp_path / "broken.xlsx", tmp_path / "out.xlsx", page)
        child.mark(tmp_path / "sound.xlsx", tmp_path / "out.xlsx", page)
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames[0] == "Findings"
    with MarkingChild(time_limit=0.01) as hurried, pytest.raises(MarkingError, match=r"longer than 0\.01 seconds"):
        hurried.mark(tmp_path / "sound.xlsx", tmp_path / "out.xlsx", page)


def test_what_is_only_for_information_says_so(hub):
    assert hub.receive("kent.xlsx", workforce({**BAD, "police_officer_fte": "1,234"})) == "accepted"
    write_feedback(hub.settings)
    path = folder(hub) / "kent" / "kent - to fix.xlsx"
    workbook = openpyxl.load_workbook(path)
    cell = workbook["Workforce"]["B2"]
    assert cell.fill.fgColor.rgb == BLUE and "For information (rule C01)" in cell.comment.text
    assert any("You do not need to do anything." in text for text in text_of(workbook))


def test_what_a_copy_would_lose_is_kept_or_named(tmp_path):
    """A number that is no date in a column of dates, the size of a note, a drop-down of newer Excel, a text box."""
    with xlsxwriter.Workbook(tmp_path / "plain.xlsx") as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write_number("A1", 20130401, workbook.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_comment("A1", "a remark", {"width": 300, "height": 120})
        sheet.merge_range("B2:C3", "merged")
        sheet.write("XFD1048576", "far away")
        sheet.insert_textbox("E5", "a box")
    rule = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        b'<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        b'<x14:dataValidation type="list" allowBlank="1" xr:uid="{1}"><x14:formula1><xm:f>Other!$A$1:$A$3</xm:f>'
        b"</x14:formula1><xm:sqref>D2:D9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as parts, zipfile.ZipFile(tmp_path / "given.xlsx", "w") as made:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</worksheet>", rule + b"</worksheet>").replace(
                    b"<worksheet ",
                    b'<worksheet xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" ',
                )
            made.writestr(name, part)
    found = [
        Found(str(number), "V03", "reject", "Data", cell, 1, None, None, "x", None, "wrong", "mend it", "")
        for number, cell in enumerate(("C3", "1048576", "D"))
    ]
    with MarkingChild() as child:
        child.mark(tmp_path / "given.xlsx", tmp_path / "out.xlsx", Page("What the hub found in it", (), {}, (*found,)))
    workbook = openpyxl.load_workbook(tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        assert b"<v>20130401</v>" in parts.read("xl/worksheets/sheet2.xml")
        notes = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".vml"))
    assert b"width:300px" in notes and b"height:120px" in notes
    (choice,) = workbook["Data"].data_validations.dataValidation
    assert (str(choice.sqref), choice.type, choice.formula1) == ("D2:D9", "list", "Other!$A$1:$A$3")
    marked = {cell for cell in ("B2", "XFD1048576", "D1") if workbook["Data"][cell].fill.fgColor.rgb == RED}
    assert marked == {"B2", "XFD1048576", "D1"}, "under a merged cell, first of a row, first of a column"
    assert any("may omit or change: text boxes and shapes." in text for text in text_of(workbook))
