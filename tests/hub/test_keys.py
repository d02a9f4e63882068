"""Keys that cannot be read or are blank: the cell is told for what it is, and no row repeats another by it."""

import pytest

from tests.files import text_bytes
from tests.returns import workforce
from tests.small_hub import agreement, benefit, register

KNOWN = {"heading_name": "Local policing", "police_officer_fte": 1}


def codes(hub):
    return sorted(hub.ask("SELECT rule_id, cell FROM ledger.findings WHERE severity = 'reject'"))


def test_headings_that_the_hub_does_not_know_do_not_repeat_each_other(hub):
    names = ["Cyber unit", "Drones", "Drones", "Horses"]
    rows = [{"heading_name": name, "police_officer_fte": number} for number, name in enumerate(names)]
    assert hub.receive("a.xlsx", workforce(KNOWN, *rows)) == "rejected"
    assert codes(hub) == [("V02", "A3"), ("V02", "A4"), ("V02", "A5"), ("V02", "A6")]


def test_two_spellings_of_a_known_heading_still_repeat_each_other(hub):
    rows = [KNOWN, {**KNOWN, "heading_name": "LOCAL  policing", "police_officer_fte": 2}]
    assert hub.receive("a.xlsx", workforce(*rows)) == "rejected"
    assert codes(hub) == [("R08", "A2"), ("R08", "A3")]


def spend(*line_ids, lines=0):
    """A long list with those line ids, and as many further lines as it takes to be checked by SQL."""
    from orchestration.returns.description import description_of

    columns = description_of("procurement_spend").form("lines").tables[0].columns
    cells = {"force_name": "Kent", "financial_year": "2022/23", "supplier_name": "S", "category": "C", "amount_gbp": 5}
    ids = [*line_ids, *(f"further {number}" for number in range(lines))]
    rows = [
        [{**cells, "contract_route": "none", "line_id": each, "supplier_number": f"{number:08d}"}.get(column.name)
         for column in columns]
        for number, each in enumerate(ids)
    ]  # fmt: skip
    return text_bytes([[column.header for column in columns], *rows])


@pytest.mark.parametrize("lines", [0, 50_000])
def test_lines_without_an_id_do_not_repeat_each_other(hub, lines):
    assert hub.receive("procurement_spend_kent.csv", spend("", "", "  ", "L1", "L1", lines=lines)) == "rejected"
    assert codes(hub) == [("R08", "C5"), ("R08", "C6"), ("V01", "C2"), ("V01", "C3"), ("V01", "C4")]


def test_a_blank_part_that_may_be_blank_is_part_of_the_key(hub):
    twice = [benefit(), benefit()]
    for row in twice:
        row[1] = None  # the party of a benefit need not be given
    hub.receive("a.xlsx", register(agreements=[agreement()], benefits=twice))
    assert [code for code, _ in codes(hub)] == ["R08", "R08"]


def test_years_that_cannot_be_read_do_not_make_two_rows_one(hub):
    hub.receive("a.xlsx", register(agreements=[agreement()], benefits=[benefit("2014/16"), benefit("2014/16")]))
    assert {code for code, _ in codes(hub)} == {"V06"}


def test_a_blank_key_is_told_without_a_name_for_its_row(hub):
    assert hub.receive("procurement_spend.csv", spend("", "L2")) == "rejected"
    ((*_, sentence),) = hub.findings("V01")
    assert "cell C2 is empty" in sentence and "None" not in sentence


@pytest.mark.parametrize("lines", [0, 50_000])
def test_what_nobody_sees_in_a_key_does_not_make_it_another(hub, lines):
    ids = ("L1", "\u00a0L1", "L\u200b1", "l1", "L 1")
    assert hub.receive("procurement_spend_kent.csv", spend(*ids, lines=lines)) == "rejected"
    assert codes(hub) == [("R08", "C2"), ("R08", "C3"), ("R08", "C4")]
