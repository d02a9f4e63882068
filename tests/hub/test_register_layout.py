"""A register in the layout before it grew is taken as it is; a column that every register must have is asked for."""

from orchestration.returns.description import description_of
from tests.files import register_row, register_sheets, workbook_bytes
from tests.small_hub import AGREEMENT

TABLES = description_of("collaboration_register").forms[0].tables
ROWS = {
    "agreements": [register_row("agreements", **AGREEMENT, host_body="Kent", notice_months=12, exit_rule="shared")],
    "usage": [
        register_row(
            "usage",
            agreement_id="em-x",
            party_name="Kent",
            financial_year="2014/15",
            usage_measure="calls",
            quantity=12,
        )
    ],
}


def earlier_layout():
    """The same register without the sheets and columns that were added since."""
    sheets = register_sheets(**ROWS)
    for table in TABLES:
        if table.may_be_absent:
            del sheets[table.sheet]
            continue
        kept = [index for index, column in enumerate(table.columns) if not column.may_be_absent]
        sheets[table.sheet] = [[row[index] for index in kept] for row in sheets[table.sheet] if len(row) > max(kept)]
    sheets["About"] = register_sheets()["About"]
    return workbook_bytes(sheets)


def test_the_grown_layout_lands_in_full(hub):
    assert hub.receive("register.xlsx", workbook_bytes(register_sheets(**ROWS))) == "accepted"
    asked = "SELECT host_body, notice_months__value, exit_rule__value FROM raw.collaboration_register__agreements"
    assert hub.ask(asked) == [("Kent", "12", "shared")]
    assert hub.ask("SELECT quantity__value FROM raw.collaboration_register__usage") == [("12",)]


def test_a_register_in_the_earlier_layout_is_taken_with_blanks(hub):
    assert hub.receive("register.xlsx", earlier_layout()) == "accepted"
    assert hub.ask("SELECT rule_id FROM ledger.findings") == []
    asked = "SELECT title, host_body, notice_months__value FROM raw.collaboration_register__agreements"
    assert hub.ask(asked) == [("X", None, None)]
    assert hub.ask("SELECT count(*) FROM raw.collaboration_register__usage") == [(0,)]


def test_a_heading_that_is_unknown_is_still_asked_about(hub):
    sheets = register_sheets(**ROWS)
    sheets["Agreements"][0][10] = "Hoste"
    assert hub.receive("register.xlsx", workbook_bytes(sheets)) == "rejected"
    assert [finding[1:3] for finding in hub.findings("S10")] == [("K1", "Hoste")]
