"""Dates on the sheet About: read as dates however they are written, compared as dates, and never guessed."""

import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from orchestration.matching.match import match_registers
from orchestration.returns.description import all_descriptions
from orchestration.returns.template import TemplateError, write_template
from orchestration.settings import PROJECT_DIR
from tests import peer_cases
from tests.board_cases import board
from tests.files import register_row, register_sheets, workbook_bytes
from tests.returns import workforce
from tests.small_hub import AGREEMENT


def register(as_at, reporter="The hub", name="South East", **changes):
    about = [["Return", "collaboration_register"], ["Register", name], ["Programme", "Made up"],
             ["Reporter", reporter], ["As at", as_at], ["Source", "A paper"]]  # fmt: skip
    parties = [
        register_row("parties", agreement_id="em-x", party_name=party, party_type="force", role="partner")
        for party in ("Kent", "Essex")
    ]
    rows = [register_row("agreements", **{**AGREEMENT, **changes})]
    return workbook_bytes(register_sheets(about=about, agreements=rows, parties=parties))


FILES = {"board": lambda as_at: board(as_at=as_at), "register": register,
         "peers": lambda as_at: peer_cases.peers_file(As_at=as_at)}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("31/03/2026", "30/06/2026", "accepted"),
        ("30/06/2026", "31/03/2026", "superseded"),
        ("31 March 2013", "2014-03-31", "accepted"),
        ("2014-03-31", "31/03/2013", "superseded"),
        (datetime.date(2026, 3, 31), "30 June 2026", "accepted"),
        ("2026-03", "2026-03-31", "accepted"),
    ],
)
def test_a_later_date_replaces_an_earlier_one_however_written(hub, kind, first, second, outcome):
    hub.receive("a.xlsx", FILES[kind](first))
    assert hub.receive("b.xlsx", FILES[kind](second)) == outcome
    assert len(hub.findings("R14")) == (outcome == "superseded")


@pytest.mark.parametrize("kind", FILES)
def test_a_date_that_cannot_be_read_is_a_finding_at_its_cell(hub, kind):
    assert hub.receive("a.xlsx", FILES[kind]("sometime in June")) == "rejected"
    ((sheet, cell, value, _),) = hub.findings("V05")
    assert (sheet, cell[0], value) == ("About", "B", "sometime in June")
    assert hub.receive("b.xlsx", FILES[kind]("30 June 2026")) == "accepted"
    assert len(hub.findings("V05")) == 1


@pytest.mark.parametrize("kind", FILES)
def test_a_date_that_is_not_given_is_asked_for_once(hub, kind):
    assert hub.receive("a.xlsx", FILES[kind]("")) == "rejected"
    asked = [(rule, cell) for rule in ("V01", "V05", "PG01") for _, cell, *_ in hub.findings(rule)]
    assert len(asked) == 1 and asked[0][1][0] == "B"


def test_a_board_file_without_the_item_is_asked_for_its_date(hub):
    book = load_workbook(BytesIO(board()))
    book["About"].delete_rows(4)
    content = BytesIO()
    book.save(content)
    assert hub.receive("a.xlsx", content.getvalue()) == "rejected"
    ((sheet, cell, _, sentence),) = hub.findings("V05")
    assert (sheet, cell) == ("About", None) and "'As at' needs a date" in sentence


def test_a_date_that_may_be_two_days_is_asked_about(hub):
    assert hub.receive("a.xlsx", board(as_at="03/04/2026")) == "accepted_with_queries"
    assert hub.findings("C12")[0][:3] == ("About", "B4", "03/04/2026")
    assert hub.ask("SELECT edition FROM ledger.submissions") == [("2026-04-03",)]


def test_an_edition_recorded_as_text_is_compared_as_a_date(hub):
    hub.receive("a.xlsx", board(as_at="2026-03-31"))
    with hub._open() as connection:
        connection.execute("UPDATE ledger.submissions SET edition = '31/03/2026'")
    assert hub.receive("b.xlsx", board(as_at="2025-12-31")) == "superseded"
    assert hub.receive("c.xlsx", board(as_at="2026-06-30")) == "accepted"


def precedence(hub):
    match_registers(hub.settings)
    rows = hub.ask(
        "SELECT file_name FROM ledger.registers JOIN ledger.submissions USING (submission_id) ORDER BY precedence"
    )
    return [name for (name,) in rows]


def test_registers_take_precedence_by_date_then_a_region_before_a_force_then_by_receipt(hub):
    hub.receive("old.xlsx", register("31/12/2025", name="Old"))
    hub.receive("region.xlsx", register("30/06/2026", name="Region"))
    hub.receive("force.xlsx", register("2026-06-30", "Kent Police", name="Force"))
    hub.receive("newest.xlsx", register("1 July 2026", "Essex", name="Newest"))
    assert precedence(hub) == ["newest.xlsx", "region.xlsx", "force.xlsx", "old.xlsx"]
    assert hub.ask("SELECT as_at, reporter_force_id FROM ledger.registers ORDER BY precedence") == [
        (datetime.date(2026, 7, 1), "essex"), (datetime.date(2026, 6, 30), None),
        (datetime.date(2026, 6, 30), "kent"), (datetime.date(2025, 12, 31), None),
    ]  # fmt: skip


def test_the_leads_register_is_known_whichever_register_names_the_lead(hub):
    hub.receive("region.xlsx", register("2026-06-30", name="Region", lead_force="Kent", host_body="Essex Police"))
    hub.receive("kent.xlsx", register("2025-06-30", "Kent Police", name="Kent"))
    hub.receive("essex.xlsx", register("2025-06-30", "Essex", name="Essex"))
    hub.receive("surrey.xlsx", register("2025-06-30", "Surrey", name="Surrey"))
    match_registers(hub.settings)
    tiers = hub.ask(
        "SELECT file_name, tier FROM ledger.agreement_reports JOIN ledger.submissions USING (submission_id) ORDER BY 1"
    )
    assert tiers == [("essex.xlsx", 2), ("kent.xlsx", 1), ("region.xlsx", 3), ("surrey.xlsx", 3)]


DATED = [
    pytest.param(description, item.name, id=f"{description.return_id}-{item.name}")
    for description in all_descriptions()
    for item in description.about_items
    if item.type in ("date", "partial_date")
]


@pytest.mark.parametrize(("description", "name"), DATED)
def test_a_template_gives_a_date_a_date_cell(tmp_path, description, name):
    path = tmp_path / "template.xlsx"
    about = {"Force": "Kent", "Financial year": "2025/26"} if description.per_force else {}
    about |= {item.name: item.allowed[0] for item in description.about_items if item.allowed and item.required}
    write_template(description, {**about, name: "2026-03-31"}, PROJECT_DIR / "seeds", path)
    sheet = load_workbook(BytesIO(path.read_bytes()))["About"]
    cell = next(row[1] for row in sheet.iter_rows(min_row=2) if row[0].value == name)
    assert cell.is_date and cell.value == datetime.datetime(2026, 3, 31)
    kinds = {str(each.sqref): each.type for each in sheet.data_validations.dataValidation}
    assert kinds[cell.coordinate] == "date"
    with pytest.raises(TemplateError, match="sometime in June"):
        write_template(description, {**about, name: "sometime in June"}, PROJECT_DIR / "seeds", path)


@pytest.mark.parametrize(("date", "is_asked"), [("2062-06-01", True), ("01/06/62", True), ("2023-06-01", False)])
def test_a_date_to_come_is_asked_about_because_no_later_version_could_replace_it(hub, date, is_asked):
    status = hub.receive("a.xlsx", workforce({"heading_name": "Local policing"}, Completed_on=date))
    assert (status == "accepted_with_queries") is is_asked
    assert [each[1] for each in hub.findings("C44")] == (["B5"] if is_asked else [])
