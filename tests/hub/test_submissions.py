"""What becomes of a submission: versions, duplicates, editions, faults; and where its findings point."""

import io
import zipfile
from dataclasses import replace

import pytest

from orchestration.intake.receive import receive_landed
from tests.files import funding_rows, headings, register_sheets, text_bytes, workbook_bytes
from tests.small_hub import FORCES, agreement, funding, register, workforce_rows


def test_an_unknown_force_is_told_with_place_and_nearest_name(hub):
    assert hub.receive("police_funding_2025_26.csv", funding((1, 0, "Avon and Sumerset"))) == "rejected"
    ((_, cell, value, sentence),) = hub.findings("R02")
    assert (cell, value) == ("A2", "Avon and Sumerset")
    assert "cell A2" in sentence and "nearest known name is 'Avon and Somerset'" in sentence


def test_a_later_version_supersedes_and_a_rejected_one_does_not(hub):
    assert hub.receive("police_funding_a_2025_26.csv", funding()) == "accepted"
    assert hub.receive("police_funding_b_2025_26.csv", funding((1, 1, "oops"))) == "rejected"
    states = dict(hub.ask("SELECT file_name, status FROM ledger.submissions"))
    assert states["police_funding_a_2025_26.csv"] == "accepted"
    reason = hub.ask("SELECT status_reason FROM ledger.submissions WHERE status = 'rejected'")[0][0]
    assert "Version 1 (police_funding_a_2025_26.csv) is still used." in reason
    assert hub.receive("police_funding_c_2025_26.csv", funding((1, 1, "77"))) == "accepted"
    lines = hub.ask("SELECT file_name, status, version, supersedes_submission_id FROM ledger.submissions ORDER BY 1")
    assert lines == [
        ("police_funding_a_2025_26.csv", "superseded", 1, None),
        ("police_funding_b_2025_26.csv", "rejected", 2, None),
        ("police_funding_c_2025_26.csv", "accepted", 3, "S000001"),
    ]


def test_years_do_not_supersede_each_other(hub):
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted"
    assert hub.receive("police_funding_2026_27.csv", funding((1, 1, "5"), year="2026/27")) == "accepted"
    assert hub.ask("SELECT count(*) FROM ledger.submissions WHERE status = 'accepted'") == [(2,)]


def test_an_older_edition_that_arrives_late_does_not_overwrite(hub):
    newer, older = "police-workforce-open-data-2023-07-26.xlsx", "police-workforce-open-data-2022-07-27.xlsx"
    assert hub.receive(newer, workforce_rows(FORCES, 2023)) == "accepted"
    assert hub.receive(older, workforce_rows(FORCES, 2022)) == "superseded"
    assert hub.ask("SELECT status FROM ledger.submissions WHERE file_name = ?", newer) == [("accepted",)]
    assert "2023-07-26 is already current" in hub.findings("R14")[0][3]


def test_the_same_bytes_under_another_name_are_a_duplicate(hub):
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted"
    assert hub.receive("copy_2025_26.csv", funding()) == "duplicate"
    assert hub.ask("SELECT count(*) FROM raw.police_funding__grant_and_precept") == [(43,)]


def test_a_source_note_that_does_not_fit_is_a_query(hub):
    note = "title: T\npublisher: P\nedition: E\nlicence: L\nretrieved: 2026-01-01\nsha256: 'abc'\n"
    (hub.settings.landing / "police_funding_2025_26.csv.source.yml").write_text(note, encoding="utf-8")
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted_with_queries"
    assert len(hub.findings("F14")) == 1
    assert hub.ask("SELECT publisher, licence FROM ledger.submissions") == [("P", "L")]


def test_an_unusable_source_note_does_not_stop_the_file(hub):
    (hub.settings.landing / "police_funding_2025_26.csv.source.yml").write_text("title: [", encoding="utf-8")
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted_with_queries"
    assert len(hub.findings("F16")) == 1


def test_guessed_encoding_is_reported(hub):
    rows = funding_rows(FORCES)
    rows[1][4] = "as published (é)"
    assert hub.receive("police_funding_2025_26.csv", text_bytes(rows, encoding="cp1252")) == "accepted"
    assert len(hub.findings("F08")) == 1


def test_a_rule_that_breaks_is_neither_a_pass_nor_a_failure(hub, monkeypatch):
    def broken_suite(folder, return_id, catalogue):
        return [
            {
                "type": "expect_column_values_to_be_between",
                "kwargs": {"column": "no_such_column", "min_value": 0},
                "meta": {"rule": "V04", "table": "grant_and_precept"},
            }
        ]

    monkeypatch.setattr("orchestration.validation.validate.read_suite", broken_suite)
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted_with_queries"
    assert "Rule V04 could not be run" in hub.findings("H01")[0][3]
    assert hub.ask("SELECT outcome, rows_failing FROM ledger.rule_results") == [("could_not_run", 0)]
    assert hub.findings("V04") == []


def test_rows_add_up_for_every_file(hub):
    hub.receive("police_funding_2025_26.csv", funding())
    hub.receive("unknown.csv", text_bytes([["colour"], ["red"], [""]]))
    for file_name, data, other in hub.ask(
        "SELECT file_name, rows_data, rows_header + rows_title + rows_footnote + rows_subtotal + rows_blank "
        "+ rows_quarantined FROM ledger.submissions"
    ):
        lines = (hub.settings.landing / file_name).read_text(encoding="utf-8").count("\n")
        assert data + other == lines


def test_a_cell_of_a_repeated_column_is_named_by_its_own_letter(hub):
    rows = [
        ["Code", "Name", "Geography", "Mid-2023", "Mid-2022"],
        ["E06000001", "Hartlepool", "Unitary Authority", 93, 92],
        ["E06000002", "Middlesbrough", "Unitary Authority", 149, "about 148"],
    ]
    assert hub.receive("population.xlsx", workbook_bytes({"MYE4": rows})) == "rejected"
    ((sheet, cell, value, sentence),) = hub.findings("V03")
    assert (sheet, cell, value) == ("MYE4", "E3", "about 148")
    assert "'Mid-2022' needs a number" in sentence


def test_files_of_one_load_are_checked_together_and_judged_apart(hub):
    other = register_sheets(agreements=[agreement(Stage="oops")])
    other["About"][2][1] = "Another made-up register"
    (hub.settings.landing / "a.xlsx").write_bytes(register())
    (hub.settings.landing / "b.xlsx").write_bytes(workbook_bytes(other))
    assert hub.receive("c_police_funding_2025_26.csv", funding()) == "accepted"
    states = dict(hub.ask("SELECT file_name, status FROM ledger.submissions"))
    assert states == {"a.xlsx": "accepted", "b.xlsx": "rejected", "c_police_funding_2025_26.csv": "accepted"}
    assert hub.findings("R08") == []
    assert [finding[1] for finding in hub.findings("V02")] == ["Q2"]


def test_bytes_that_were_turned_away_are_no_duplicate_when_they_come_again(hub):
    broken = funding((1, 0, "Avon and Sumerset"))
    assert hub.receive("police_funding_2025_26.csv", broken) == "rejected"
    assert hub.receive("police_funding_again_2025_26.csv", broken) == "rejected"


def test_a_file_turned_away_is_read_again_on_request_only(hub, monkeypatch):
    from orchestration.validation import validate

    broken = funding((1, 0, "Avon and Sumerset"))
    assert hub.receive("police_funding_2025_26.csv", broken) == "rejected"
    known = validate.read_reference_lists

    def with_a_name_added(seeds):
        lists = known(seeds)
        names = {**lists.force_by_name, "avon and sumerset": "avon-and-somerset"}
        return replace(lists, force_by_name=names, lists={**lists.lists, "force_names": tuple(names)})

    monkeypatch.setattr(validate, "read_reference_lists", with_a_name_added)
    assert hub.receive("police_funding_2025_26.csv", broken) == "rejected"
    assert hub.receive("police_funding_2025_26.csv", broken, retry=True) == "accepted"
    assert hub.ask("SELECT status FROM ledger.submissions ORDER BY submission_id") == [("superseded",), ("accepted",)]


def workforce_by_openpyxl(value):
    """A workforce table that another library wrote, with that value in cell I3; it stores formulas uncalculated."""
    from openpyxl import Workbook

    names = headings("home_office_workforce", "data")
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Data"
    sheet.append(names)
    for force in FORCES:
        sheet.append([2013, "E23000001", force, "South East", "Male", "Constable", "Police Officer", 10, 9.5])
    sheet["I3"] = value
    workbook.create_sheet("Notes")["A1"] = "#REF!"  # on a sheet without a table: no business of the rules
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


@pytest.mark.parametrize(("value", "rule_id"), [("#N/A", "C06"), ("#DIV/0!", "C06"), ("=1+2", "C07")])
def test_a_cell_whose_figure_is_lost_is_told_and_not_taken_for_empty(hub, value, rule_id):
    assert hub.receive("police-workforce-open-data-2024.xlsx", workforce_by_openpyxl(value)) == "rejected"
    ((sheet, cell, _, _),) = hub.findings(rule_id)
    assert (sheet, cell) == ("Data", "I3")


def test_a_formula_with_its_result_is_a_value(hub):
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write_row(0, 0, headings("home_office_workforce", "data"))
        for number, force in enumerate(FORCES, start=1):
            sheet.write_row(number, 0, [2013, "E23", force, "South East", "Male", "Constable", "Police Officer", 10])
            sheet.write_formula(number, 8, "=H2-1", value=9)
    assert hub.receive("police-workforce-open-data-2024.xlsx", content.getvalue()) == "accepted"
    assert hub.ask("SELECT DISTINCT total_fte FROM raw.home_office_workforce__data") == [("9",)]
    assert hub.findings("C06") == hub.findings("C07") == []


def test_a_file_that_cannot_be_opened_gets_a_line_and_holds_up_no_other(hub, monkeypatch):
    from orchestration.intake import landing

    opened = landing.fingerprint

    def refused(path):
        if path.name == "locked.csv":
            raise PermissionError("no right to read it")
        return opened(path)

    monkeypatch.setattr(landing, "fingerprint", refused)
    (hub.settings.landing / "locked.csv").write_bytes(b"a,b")
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted"
    assert hub.ask("SELECT status FROM ledger.submissions WHERE file_name = 'locked.csv'") == [("rejected",)]
    assert "cannot be opened" in hub.findings("F17")[0][3]


def test_a_fault_of_the_hub_costs_one_file_and_is_told_as_such(hub, monkeypatch):
    from orchestration.intake import reading

    def faulty(content, name, lists):
        if name == "odd.csv":
            raise ZeroDivisionError("division by zero")
        return recognised(content, name, lists)

    recognised = reading.recognise
    monkeypatch.setattr(reading, "recognise", faulty)
    (hub.settings.landing / "odd.csv").write_bytes(b"a,b\n1,2\n")
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted"
    assert hub.ask("SELECT status FROM ledger.submissions WHERE file_name = 'odd.csv'") == [("rejected",)]
    assert "error in the hub, not in the file" in hub.findings("H02")[0][3]


def test_a_file_that_cannot_be_written_down_costs_itself_and_not_its_batch(hub, monkeypatch):
    from orchestration.intake import record

    def faulty(batch, submission_id, recognised, mapped):
        if any("poison" in values for table in mapped.tables for _, _, values in table.rows):
            raise ZeroDivisionError("division by zero")
        add_content(batch, submission_id, recognised, mapped)

    add_content = record.Batch.add_content
    monkeypatch.setattr(record.Batch, "add_content", faulty)
    for year in ("2023_24", "2024_25"):
        content = funding((1, 1, year[:4]), year=year.replace("_", "/"))
        (hub.settings.landing / f"police_funding_{year}.csv").write_bytes(content)
    poisoned = funding((1, 4, "poison"), year="2022/23")
    (hub.settings.landing / "police_funding_2022_23.csv").write_bytes(poisoned)
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted"
    assert hub.ask("SELECT file_name, status, rows_data FROM ledger.submissions ORDER BY 1") == [
        ("police_funding_2022_23.csv", "rejected", 0),
        ("police_funding_2023_24.csv", "accepted", 43),
        ("police_funding_2024_25.csv", "accepted", 43),
        ("police_funding_2025_26.csv", "accepted", 43),
    ]
    assert "error in the hub, not in the file" in hub.findings("H02")[0][3]


def test_a_fault_before_reading_costs_one_file_and_not_the_load(hub, monkeypatch):
    from orchestration.intake import receive

    def faulty(path, name):
        if name == "odd.csv":
            raise OSError("the disk is tired")
        return examine(path, name)

    examine = receive.examine
    monkeypatch.setattr(receive, "examine", faulty)
    (hub.settings.landing / "odd.csv").write_bytes(b"a,b\n1,2\n")
    assert hub.receive("police_funding_2025_26.csv", funding()) == "accepted"
    assert "OSError: the disk is tired" in hub.findings("H02")[0][3]


def test_a_workbook_with_macros_is_read_and_its_macros_are_noted(hub):
    content = io.BytesIO(workforce_rows(FORCES))
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"made up")
    assert hub.receive("police-workforce-open-data-2024.xlsm", content.getvalue()) == "accepted"
    assert len(hub.findings("F11")) == 1


def test_a_file_that_changes_while_it_is_copied_waits_for_the_next_load(hub, monkeypatch):
    from orchestration.intake import archive

    name = "police_funding_2025_26.csv"
    copied = archive.shutil.copyfile

    def copied_after_a_change(source, target):
        source.write_bytes(funding((1, 1, "5")))
        return copied(source, target)

    (hub.settings.landing / name).write_bytes(funding())
    with monkeypatch.context() as changing:
        changing.setattr(archive.shutil, "copyfile", copied_after_a_change)
        receive_landed(hub.settings)
    assert hub.ask("SELECT count(*) FROM ledger.submissions") == [(0,)]
    assert not [path for path in hub.settings.archive.rglob("*") if path.is_file()]
    assert hub.receive(name, funding((1, 1, "5"))) == "accepted"
