"""The returned workbook has columns to answer in, and loading it back records what was answered."""

import io

import pytest
from openpyxl import load_workbook

from orchestration.feedback.write import write_feedback
from orchestration.findings.answers import explained_among
from orchestration.findings.history import read_submissions
from orchestration.findings.record import recorded_findings
from orchestration.steward_report.write import write_steward_report
from orchestration.warehouse.database import open_warehouse
from tests.returns import expenditure, spending, whole_expenditure, workforce
from tests.small_hub import SmallHub

LOCAL, ROADS = "Local policing", "Road policing"
WHY, WHO = "Paid by the lead force", "J Smith, Finance"
WRONG = spending(LOCAL, gross_expenditure_gbp=5000, net_revenue_expenditure_gbp=4900)


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


def returned(hub):
    """The workbook that goes back, open."""
    write_feedback(hub.settings)
    (path,) = (hub.settings.reports / "feedback").rglob("*to fix*.xlsx")
    return load_workbook(path)


def answered(workbook, rule_id, cell=None, **answers):
    """The bytes of the workbook with an answer beside the finding of a rule."""
    sheet = workbook["Findings"]
    rows = list(sheet.iter_rows())
    headings = next(row for row in rows if row[0].value == "Rule")
    place = {each.value: each.column - 1 for each in headings}
    chosen = [row for row in rows if row[0].value == rule_id and cell in (None, row[place["Cell"]].value)]
    assert chosen, rule_id
    for name, text in answers.items():
        chosen[0][place[name.replace("_", " ")]].value = text
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def decisions(hub):
    return hub.ask(
        "SELECT kind, rule_id, return_id, force_id, financial_year, variant, natural_key, reason, decided_by "
        "FROM ledger.decisions ORDER BY decision_id"
    )


EXPLAINED = ("explanation", "EX01", "expenditure", "kent", "2022/23", "outturn", LOCAL, WHY, WHO)


def test_the_steward_sees_answers_that_came_back_and_not_what_was_decided_otherwise(hub):
    hub.receive("e.xlsx", expenditure(WRONG, spending(ROADS)))
    assert "None in a workbook that was sent back." in write_steward_report(hub.settings).read_text(encoding="utf-8")
    hub.receive("e2.xlsx", answered(returned(hub), "EX01", Your_explanation=WHY, Your_name=WHO))
    page = write_steward_report(hub.settings).read_text(encoding="utf-8")
    answers = page.partition('<h2 id="answers">')[2].partition("</section>")[0]
    assert WHY in answers and WHO in answers and "Kent" in answers and 'href="rule/EX01.html"' in answers
    assert "The latest 1 of 1 answer" in answers


def test_an_explanation_is_recorded_as_the_command_does_and_once(hub):
    hub.receive("e.xlsx", expenditure(WRONG, spending(ROADS)))
    content = answered(returned(hub), "EX01", Your_explanation=WHY, Your_name=WHO)
    assert hub.receive("e2.xlsx", content) == "accepted_with_queries"
    assert decisions(hub) == [EXPLAINED]
    assert "1 explanation was recorded" in hub.findings("S34")[0][3]
    workbook = load_workbook(io.BytesIO(content))
    workbook["About"]["B3"].value = "Kent "
    again = io.BytesIO()
    workbook.save(again)
    hub.receive("e3.xlsx", again.getvalue())
    assert decisions(hub) == [EXPLAINED]


def test_a_workbook_that_was_only_checked_can_be_answered_as_well(hub, tmp_path):
    from orchestration.pipeline.check import check_files

    path = tmp_path / "e.xlsx"
    path.write_bytes(expenditure(WRONG, spending(ROADS)))
    (checked,) = check_files([path], hub.settings.project, lambda _: tmp_path)
    content = answered(load_workbook(checked.marked), "EX01", Your_explanation=WHY, Your_name=WHO)
    path.write_bytes(content)
    (again,) = check_files([path], hub.settings.project)
    assert {"S34", "S32"}.isdisjoint(each.rule_id for each in again.findings), "a check records nothing"
    assert hub.receive("e2.xlsx", content) == "accepted_with_queries"
    assert decisions(hub) == [EXPLAINED]


def both_years(tmp_path, changes):
    """Two years of estimates as files, the second changed."""
    paths = [tmp_path / name for name in ("e1.xlsx", "e2.xlsx")]
    years = (whole_expenditure(year="2021/22"), whole_expenditure(changes))
    for path, content in zip(paths, years, strict=True):
        path.write_bytes(content)
    return paths


def test_an_explanation_of_a_comparison_seen_in_a_check_counts_in_the_first_load(hub, tmp_path):
    from orchestration.pipeline.check import check_files

    paths = both_years(tmp_path, {ROADS: {"supplies_and_services_gbp": 5_500_000}})
    checked = check_files(paths, hub.settings.project, lambda _: tmp_path)[1]
    assert "XY01" in {each.rule_id for each in checked.findings}
    content = answered(load_workbook(checked.marked), "XY01", Your_explanation=WHY, Your_name=WHO)
    hub.receive_all({"e1.xlsx": paths[0].read_bytes(), "e2.xlsx": content})
    explained = (
        "SELECT count(*) FROM ledger.findings AS f JOIN ledger.decisions AS d USING (rule_id) "
        "WHERE rule_id = 'XY01' AND found_at <= decided_at"
    )
    assert hub.ask(explained) == [(1,)]
    with open_warehouse(hub.settings) as connection:
        ((key,),) = connection.execute("SELECT submission_id FROM ledger.findings WHERE rule_id = 'XY01'").fetchall()
        (submission,) = read_submissions(connection, "submission_id = $key", {"key": key})
        found = recorded_findings(connection, [key])[key]
        assert {each.rule_id for each in explained_among(connection, submission, found)} == {"XY01"}
        # The same change found with another value later is not what was explained.
        connection.execute("UPDATE ledger.findings SET value_given = '1', found_at = now() + INTERVAL 1 HOUR")
        found = recorded_findings(connection, [key])[key]
        assert explained_among(connection, submission, found) == {}


def test_queries_that_are_explained_do_not_keep_a_return_out(hub):
    from tests.hub.test_listed_rows import TOPS, row

    rows = [row(name) for name in (*TOPS, "Fleet", "ICT", "Training", "Procurement", "Finance", "Human resources")]
    for each in rows[:6]:
        each["net_revenue_expenditure_gbp"] += 1000
    assert hub.receive("e.xlsx", expenditure(*rows)) == "rejected"
    workbook = returned(hub)
    for number in range(6):
        content = answered(workbook, "EX03", f"S{number + 2}", Your_explanation=WHY, Your_name=WHO)
    assert hub.receive("e2.xlsx", content) == "accepted_with_queries"
    assert len(decisions(hub)) == 6


def test_an_explanation_without_a_name_is_that_of_who_completed_the_return(hub):
    hub.receive("e.xlsx", expenditure(WRONG, Completed_by="Finance, Kent"))
    hub.receive("e2.xlsx", answered(returned(hub), "EX01", Your_explanation=WHY))
    assert [each[-1] for each in decisions(hub)] == ["Finance, Kent"]


def test_an_explanation_of_nobody_is_asked_about(hub):
    hub.receive("e.xlsx", expenditure(WRONG))
    hub.receive("e2.xlsx", answered(returned(hub), "EX01", Your_explanation=WHY))
    assert decisions(hub) == []
    assert "Your name" in hub.findings("S32")[0][3]


@pytest.mark.parametrize("rule_id", ["XX99", "WF01"])
def test_an_answer_to_no_rule_of_the_return_is_asked_about(hub, rule_id):
    hub.receive("e.xlsx", expenditure(WRONG))
    workbook = returned(hub)
    content = answered(workbook, "EX01", Your_explanation=WHY, Your_name=WHO, Rule=rule_id)
    hub.receive("e2.xlsx", content)
    assert decisions(hub) == [] and len(hub.findings("S32")) == 1


def test_a_corrected_value_is_used_and_told(hub):
    assert hub.receive("w.xlsx", workforce({"heading_name": LOCAL, "police_officer_fte": "lots"})) == "rejected"
    content = answered(returned(hub), "V03", Corrected_value="1,204.5", Your_name=WHO)
    assert hub.receive("w2.xlsx", content) == "accepted"
    value = "SELECT police_officer_fte__value FROM raw.workforce__functions ORDER BY _submission_id"
    assert hub.ask(value) == [(None,), ("1204.5",)]
    assert [(cell, given) for _, cell, given, _ in hub.findings("C31")] == [("B2", "'lots'")]


def test_a_corrected_total_heading_and_name_are_used(hub):
    content = expenditure(spending("Local polcing"), spending(ROADS, gross_expenditure_gbp=1500))
    hub.receive("e.xlsx", content)
    workbook = returned(hub)
    answered(workbook, "V02", Corrected_value=LOCAL)
    answered(workbook, "EX03", Corrected_value=900)
    assert hub.receive("e2.xlsx", answered(workbook, "EX01", Corrected_value=1000)) == "accepted"


def test_a_cell_that_was_changed_as_well_is_asked_about(hub):
    hub.receive("w.xlsx", workforce({"heading_name": LOCAL, "police_officer_fte": "lots"}))
    workbook = returned(hub)
    workbook["Workforce"]["B2"].value = 12
    content = answered(workbook, "V03", Corrected_value=13)
    assert hub.receive("w2.xlsx", content) == "accepted_with_queries"
    assert "now holds '12'" in hub.findings("C32")[0][3]


def test_a_cell_that_already_holds_the_corrected_value_needs_no_word(hub):
    hub.receive("w.xlsx", workforce({"heading_name": LOCAL, "police_officer_fte": "lots"}))
    workbook = returned(hub)
    workbook["Workforce"]["B2"].value = 13
    assert hub.receive("w2.xlsx", answered(workbook, "V03", Corrected_value="13.0")) == "accepted"
    assert hub.findings("C31") == hub.findings("C32") == []


def test_a_corrected_value_for_no_cell_is_asked_about(hub):
    hub.receive("w.xlsx", workforce({"heading_name": LOCAL, "police_officer_fte": "lots"}))
    content = answered(returned(hub), "V03", Corrected_value=13, Cell="XFD1048576")
    assert hub.receive("w2.xlsx", content) == "rejected"
    assert "does not reach" in hub.findings("C32")[0][3]


def test_last_year_is_not_called_expected_and_amounts_are_written_as_people_do(hub):
    changes = {ROADS: {"supplies_and_services_gbp": 10_640_000}}
    hub.receive_all({"e1.xlsx": whole_expenditure(year="2021/22"), "e2.xlsx": whole_expenditure(changes)})
    sheet = returned(hub)["Findings"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    headings = next(row for row in rows if row[0] == "Rule")
    (found,) = (dict(zip(headings, row, strict=True)) for row in rows if row[0] == "XY01")
    assert found["Row"] == ROADS and found["Expected"] is None
    assert found["Value supplied"] == "£17,140,000" and found["Last year"] == "£6,600,000 (+160%)"
    assert (
        f"({ROADS}): net revenue expenditure is £17.14m against £6.60m in the previous year (+160%)." in found["Error"]
    )
    assert "Changes of up to 50% or £1,000,000 are not queried." in found["What to do"]


def test_what_was_explained_comes_back_with_its_explanation_and_is_not_recorded_twice(hub):
    hub.receive("e.xlsx", expenditure(WRONG, spending(ROADS)))
    hub.receive("e2.xlsx", answered(returned(hub), "EX01", Your_explanation=WHY, Your_name=WHO))
    workbook = returned(hub)
    rows = [[cell.value for cell in row] for row in workbook["Findings"].iter_rows()]
    headings = next(row for row in rows if row[0] == "Rule")
    (found,) = (dict(zip(headings, row, strict=True)) for row in rows if row[0] == "EX01")
    assert (found["Your explanation"], found["Your name"]) == (WHY, WHO)
    workbook["About"]["B3"].value = " Kent"
    content = io.BytesIO()
    workbook.save(content)
    hub.receive("e3.xlsx", content.getvalue())
    assert decisions(hub) == [EXPLAINED]


def test_an_explanation_of_another_value_is_not_shown_with_a_new_one(hub):
    hub.receive("e.xlsx", expenditure(WRONG, spending(ROADS)))
    hub.receive("e2.xlsx", answered(returned(hub), "EX01", Your_explanation=WHY, Your_name=WHO))
    hub.receive("e3.xlsx", expenditure({**WRONG, "gross_expenditure_gbp": 7000}, spending(ROADS)))
    rows = [[cell.value for cell in row] for row in returned(hub)["Findings"].iter_rows()]
    (found,) = (row for row in rows if row[0] == "EX01")
    assert found[-3:] == [None, None, None]
