"""Formulas for totals in the template: a force sees them, and a file that no program calculated has their results."""

import io

import pytest
from openpyxl import load_workbook

from orchestration.returns.description import description_of
from orchestration.returns.template import write_template
from orchestration.settings import PROJECT_DIR
from tests.small_hub import SmallHub

ABOUT = {"Force": "Kent", "Financial year": "2022/23", "Basis": "outturn"}


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(description_of("expenditure"), ABOUT, PROJECT_DIR / "seeds", path)
    return load_workbook(path)


def saved(workbook):
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def totals(hub):
    return hub.ask(
        "SELECT gross_expenditure_gbp__value, earned_income_gbp__value, net_revenue_expenditure_gbp__value "
        "FROM raw.expenditure__functions WHERE heading_name = 'Local policing'"
    )


def test_every_listed_row_has_a_formula_that_can_be_written_over(workbook):
    sheet = workbook["Expenditure"]
    for row in range(2, sheet.max_row + 1):
        assert sheet.cell(row, 12).value == f'=IF(COUNT(B{row}:K{row})=0,"",SUM(B{row}:K{row}))'
        assert sheet.cell(row, 18).value == f'=IF(COUNT(M{row}:Q{row})=0,"",SUM(M{row}:Q{row}))'
        assert sheet.cell(row, 19).value == f'=IF(COUNT(L{row},R{row})=0,"",SUM(L{row})-SUM(R{row}))'
        assert not sheet.cell(row, 12).protection.locked and not sheet.cell(row, 12).protection.hidden


def test_a_blank_template_has_no_total_of_nil(hub, workbook):
    assert hub.receive("e.xlsx", saved(workbook)) == "accepted"
    assert totals(hub) == [(None, None, None)]
    assert hub.ask("SELECT count(*) FROM ledger.findings") == [(0,)]


def test_totals_of_the_template_are_calculated_where_no_program_did(hub, workbook):
    sheet = workbook["Expenditure"]
    sheet["B2"], sheet["C2"], sheet["G2"], sheet["M2"] = 1000, 250.5, "n/a", 100
    assert hub.receive("e.xlsx", saved(workbook)) == "accepted"
    assert totals(hub) == [("1250.5", "100", "1150.5")]
    assert hub.findings("C07") == []


def test_other_formulas_without_a_result_are_still_rejected(hub, workbook):
    sheet = workbook["Expenditure"]
    sheet["B2"], sheet["C2"], sheet["L2"] = 1000, "=B2*2", "=SUM(B2:K2)"
    assert hub.receive("e.xlsx", saved(workbook)) == "rejected"
    assert {cell for _, cell, *_ in hub.findings("C07")} == {"C2", "L2", "S2"}


def test_a_total_that_was_written_over_is_taken_as_written(hub, workbook):
    sheet = workbook["Expenditure"]
    sheet["B2"], sheet["L2"] = 1000, 5000
    assert hub.receive("e.xlsx", saved(workbook)) == "accepted_with_queries"
    assert totals(hub)[0][0] == "5000" and len(hub.findings("EX01")) == 1
