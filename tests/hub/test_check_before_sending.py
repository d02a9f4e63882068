"""`icm check`: the whole of a file's findings before it is sent, without a hub, with the marked workbook as result."""

import json
import subprocess
import sys

from openpyxl import load_workbook

from tests.files import workbook_bytes
from tests.returns import HEADINGS, about, expenditure, spending, table_rows, whole_expenditure, whole_workforce

ROADS = "Road policing"


def icm_check(*arguments, cwd):
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def checked(*paths, cwd):
    answer = icm_check(*paths, "--json", cwd=cwd)
    assert not answer.stderr, answer.stderr
    return {each["file_name"]: each for each in json.loads(answer.stdout)}


def codes(facts):
    return {finding["rule_id"] for finding in facts["findings"]}


def wrong_everywhere():
    """A workbook with a mistake of each layer."""
    rows = [
        spending("Local policing", gross_expenditure_gbp=5000), spending("Road polcing"),
        spending("Intelligence", premises_gbp="1.2m"), spending("Investigations", in_collaboration_gbp=10**9),
    ]  # fmt: skip
    table = table_rows("expenditure", "functions", rows)
    table = [[*row, "Notes" if number == 0 else None] for number, row in enumerate(table)]
    return workbook_bytes(
        {"About": about("expenditure", Basis="outturn", Completed_on="yesterday"), "Expenditure": table}
    )


def test_every_layer_comes_back_with_a_marked_workbook(tmp_path):
    path = tmp_path / "expenditure_kent.xlsx"
    path.write_bytes(wrong_everywhere())
    facts = checked(path, cwd=tmp_path)["expenditure_kent.xlsx"]
    assert {"S10", "V05", "EX01", "V02", "V03", "EX04"} <= codes(facts)
    marked = tmp_path / "expenditure_kent - to fix.xlsx"
    assert facts["marked"] == str(marked)
    workbook = load_workbook(marked)
    assert workbook.sheetnames[0] == "Findings" and workbook["Expenditure"]["G4"].comment
    assert "The hub would reject this file" in str(workbook["Findings"]["A3"].value)
    assert {each.name for each in tmp_path.iterdir()} == {path.name, marked.name}


def test_a_sound_file_gets_no_workbook(tmp_path):
    path = tmp_path / "expenditure_kent.xlsx"
    path.write_bytes(expenditure(spending("Local policing")))
    answer = icm_check(path, cwd=tmp_path)
    assert answer.returncode == 0 and "The hub would accept this file" in answer.stdout
    assert list(tmp_path.iterdir()) == [path]


def test_no_workbook_is_overwritten_and_a_folder_can_be_given(tmp_path):
    path = tmp_path / "expenditure_kent.xlsx"
    path.write_bytes(wrong_everywhere())
    answered = tmp_path / "expenditure_kent - to fix.xlsx"
    answered.write_bytes(b"answers")
    icm_check(path, cwd=tmp_path)
    assert answered.read_bytes() == b"answers"
    assert (tmp_path / "expenditure_kent - to fix 2.xlsx").is_file()
    icm_check(path, "--out", tmp_path / "marked", cwd=tmp_path)
    assert (tmp_path / "marked" / "expenditure_kent - to fix.xlsx").is_file()
    (tmp_path / "other").mkdir()
    icm_check(path, "--no-workbook", "--out", tmp_path / "other", cwd=tmp_path)
    assert list((tmp_path / "other").iterdir()) == []


def test_files_of_one_force_are_compared_although_one_would_be_rejected(tmp_path):
    files = {
        "e1.xlsx": whole_expenditure(year="2021/22"),
        "e2.xlsx": whole_expenditure({ROADS: {"supplies_and_services_gbp": 5_500_000}}, Completed_on="yesterday"),
        "w2.xlsx": whole_workforce({ROADS: {"police_officer_fte": 2, "police_staff_fte": 20}}),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    facts = checked(*(tmp_path / name for name in files), "--no-workbook", cwd=tmp_path)
    assert {"V05", "XY01", "XR01"} <= codes(facts["e2.xlsx"])
    assert [each["would_be_accepted"] for each in facts.values()] == [True, False, True]


def test_a_rejected_return_in_thousands_is_compared_with_the_year_before(tmp_path):
    small = {"police_officer_pay_gbp": 5_000, "police_staff_pay_gbp": 1_500, "supplies_and_services_gbp": 100}
    (tmp_path / "e1.xlsx").write_bytes(whole_expenditure(year="2021/22"))
    (tmp_path / "e2.xlsx").write_bytes(whole_expenditure(dict.fromkeys(HEADINGS, small), Completed_on="yesterday"))
    facts = checked(tmp_path / "e1.xlsx", tmp_path / "e2.xlsx", "--no-workbook", cwd=tmp_path)
    assert {"V05", "R11"} <= codes(facts["e2.xlsx"])
