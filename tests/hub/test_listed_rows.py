"""Rows of the template that are blank, gone or in another unit are found without an earlier year."""

from pathlib import Path

import pytest

from orchestration.returns.description import description_of
from orchestration.returns.poa_list import headings_of_year
from orchestration.settings import PROJECT_DIR
from tests.files import workbook_bytes
from tests.returns import about, expenditure, table_rows, workforce
from tests.small_hub import SmallHub

(SPENT,) = (table for table in description_of("expenditure").tables if table.sums)
LINES, INCOMES = SPENT.sums[0].parts, SPENT.sums[1].parts
LISTED = headings_of_year(Path(PROJECT_DIR / "seeds"), "2022/23")
TOPS = [heading.name for heading in LISTED if heading.level == 1]
FLEET, ICT, TRAINING, ROADS = "Fleet", "ICT", "Training", "Road policing"
PARTS = ["Procurement", FLEET, ICT, TRAINING, "Human resources", "Finance", "Estates"]


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


def row(name, size=1_000_000, lines=10):
    """A row whose amounts add up, `size` in each of some lines."""
    spent = {line: size if number < lines else 0 for number, line in enumerate(LINES)}
    gross = size * lines
    return {
        "heading_name": name, **spent, **dict.fromkeys(INCOMES, 0), "gross_expenditure_gbp": gross,
        "earned_income_gbp": 0, "net_revenue_expenditure_gbp": gross,
    }  # fmt: skip


def whole(**changes):
    """Rows of all level 1 headings and of some parts of one; a change takes the place of the row of that name."""
    names = [*TOPS[: TOPS.index("Support functions") + 1], *PARTS, *TOPS[TOPS.index("Support functions") + 1 :]]
    sizes = {name: 100_000 if name in PARTS else 1_000_000 for name in names}
    rows = [changes.get(name, row(name, sizes[name])) for name in names]
    return [each for each in rows if each is not None]


def found(hub, rule_id):
    return [(cell, value) for _, cell, value, _ in hub.findings(rule_id)]


def row_of(name, rows):
    return [each["heading_name"] for each in rows].index(name) + 2


def test_a_whole_return_is_not_asked_about(hub):
    assert hub.receive("expenditure_kent.xlsx", expenditure(*whole())) == "accepted"


def test_a_heading_without_figures_is_asked_about(hub):
    rows = whole(**{FLEET: {"heading_name": FLEET}, ROADS: {"heading_name": ROADS}})
    assert hub.receive("expenditure_kent.xlsx", expenditure(*rows)) == "accepted_with_queries"
    assert found(hub, "R31") == [(f"A{row_of(name, rows)}", name) for name in (ROADS, FLEET)]


@pytest.mark.parametrize("sign", ["n/a", "..", 0])
def test_one_figure_or_sign_is_enough(hub, sign):
    rows = whole(**{FLEET: {"heading_name": FLEET, "premises_gbp": sign, "gross_expenditure_gbp": sign}})
    hub.receive("expenditure_kent.xlsx", expenditure(*rows))
    assert found(hub, "R31") == []


def test_headings_that_are_not_divided_by_a_force_are_not_asked_about(hub):
    rows = whole(**{name: {"heading_name": name} for name in PARTS})
    assert hub.receive("expenditure_kent.xlsx", expenditure(*rows)) == "accepted"


def test_a_workforce_heading_without_figures_is_asked_about(hub):
    rows = [{"heading_name": name, "police_officer_fte": 100} for name in TOPS[:4]] + [{"heading_name": TOPS[4]}]
    hub.receive("workforce_kent.xlsx", workforce(*rows))
    assert found(hub, "R31") == [("A6", TOPS[4])]


def test_a_heading_that_is_gone_is_asked_about(hub):
    assert hub.receive("expenditure_kent.xlsx", expenditure(*whole(**{ROADS: None}))) == "accepted_with_queries"
    assert found(hub, "R32") == [(None, ROADS)]


def test_a_row_blanked_with_its_heading_is_asked_about_where_it_was(hub):
    rows = whole(**{ICT: {}})
    assert hub.receive("expenditure_kent.xlsx", expenditure(*rows)) == "accepted_with_queries"
    place = row_of(FLEET, [each for each in rows if each]) + 1
    assert found(hub, "R32") == [(str(place), ICT)]


def test_a_misspelt_heading_is_not_called_gone(hub):
    hub.receive("expenditure_kent.xlsx", expenditure(*whole(**{ROADS: row("Road polcing")})))
    assert found(hub, "V02") and found(hub, "R32") == []


def test_a_return_of_some_headings_is_not_asked_for_the_others(hub):
    assert hub.receive("expenditure_kent.xlsx", expenditure(row(ROADS), row(TOPS[0]))) == "accepted"


def test_a_row_in_thousands_is_asked_about(hub):
    rows = whole(**{FLEET: row(FLEET, 100), ROADS: row(ROADS, 1_000)})
    assert hub.receive("expenditure_kent.xlsx", expenditure(*rows)) == "accepted_with_queries"
    assert found(hub, "R33") == [(f"L{row_of(ROADS, rows)}", "10000"), (f"L{row_of(FLEET, rows)}", "1000")]
    sentence = hub.findings("R33")[0][3]
    assert "£10,000" in sentence and "about £10.00m" in sentence


@pytest.mark.parametrize("small", [row(FLEET, 20_000), row(FLEET, 500, lines=1), row(FLEET, 0)])
def test_a_small_heading_is_not_asked_about(hub, small):
    assert hub.receive("expenditure_kent.xlsx", expenditure(*whole(**{FLEET: small}))) == "accepted"


def test_a_return_in_thousands_is_asked_about_once(hub):
    rows = whole(**{name: row(name, 1_000) for name in TOPS}, **{name: row(name, 100) for name in PARTS})
    assert hub.receive("expenditure_kent.xlsx", expenditure(*rows)) == "accepted_with_queries"
    assert len(found(hub, "R34")) == 1 and found(hub, "R33") == []


def test_fourteen_mistakes_of_a_newcomer_come_back_in_one_round(hub):
    rows = whole()
    places = {each["heading_name"]: number for number, each in enumerate(rows)}
    rows[places[FLEET]]["police_staff_pay_gbp"] = "1.2m"
    rows[places[ICT]]["gross_expenditure_gbp"] += 90_000
    rows[places["Finance"]]["partnership_income_gbp"] = -5_324
    rows[places[TRAINING]]["net_revenue_expenditure_gbp"] -= 123_456
    rows[places["Human resources"]] = {"heading_name": "Human resources"}
    rows[places["Estates"]]["heading_name"] = "Estates & facilities"
    rows[places[ROADS]] = row(ROADS, 2_000)
    rows[places["Intelligence"]]["premises_gbp"] = "n/a"
    rows[places["Public protection"]]["transport_gbp"] = "#DIV/0!"
    rows[places[TOPS[0]]]["in_collaboration_gbp"] = 20_000_000
    rows += [dict(rows[places["Procurement"]]), {**row("Total", 12_345), "gross_expenditure_gbp": 12_345}]
    table = table_rows("expenditure", "functions", rows)
    table = [[*cells, "Notes" if number == 0 else "see email"] for number, cells in enumerate(table)]
    sheets = {"About": about("expenditure", Basis="outturn", Completed_on="yesterday"), "Expenditure": table}
    assert hub.receive("expenditure_kent.xlsx", workbook_bytes(sheets)) == "rejected"
    at = {name: number + 2 for name, number in places.items()}
    wanted = {
        ("V03", f"D{at[FLEET]}"), ("EX01", f"L{at[ICT]}"), ("EX06", f"M{at['Finance']}"),
        ("EX03", f"S{at[TRAINING]}"), ("R31", f"A{at['Human resources']}"), ("V02", f"A{at['Estates']}"),
        ("R09", str(len(rows))), ("R33", f"L{at[ROADS]}"), ("EX01", f"L{at['Intelligence']}"),
        ("EX04", f"T{at[TOPS[0]]}"), ("R15", f"B{len(rows) + 1}"),
        ("S10", "U1"), ("V05", "B6"),
    }  # fmt: skip
    found = set(hub.ask("SELECT rule_id, cell FROM ledger.findings WHERE severity <> 'note'"))
    assert wanted <= found
    error = {(rule_id, cell) for rule_id, cell in found if cell == f"H{at['Public protection']}"}
    assert len(error) == 1
    wanted |= error
    assert {rule_id for rule_id, _ in found - wanted} <= {"EX01", "EX02", "EX03", "EX05", "R20"}
