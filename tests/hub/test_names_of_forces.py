"""Forces and headings as they are really written, from the file to the ledger: known, or hinted at rightly."""

import pytest

from tests.files import text_bytes, workbook_bytes
from tests.returns import about, table_rows, workforce
from tests.sent_files import SPEND_HEADINGS
from tests.small_hub import FORCES, funding


def spend(*forces):
    lines = [
        [force, "2022/23", f"L{number}", "Smith", "", "Fleet", "local", f"C-{number}", "", 5, ""]
        for number, force in enumerate(forces)
    ]
    return text_bytes([SPEND_HEADINGS, *lines])


NAMES = [
    ("Heddlu Gogledd Cymru", "north-wales"),
    ("Police and Crime Commissioner for Kent", "kent"),
    ("E23000032", "kent"),
    ("Dyfed\u2011Powys", "dyfed-powys"),
    ("Avon and\u200b Somerset", "avon-and-somerset"),
    ("Hampshire & the Isle of Wight", "hampshire"),
]


@pytest.mark.parametrize(("name", "force_id"), NAMES)
def test_a_workbook_and_a_list_know_the_force_by_every_name(hub, name, force_id):
    assert hub.receive("return.xlsx", workforce(force=name)) == "accepted"
    assert hub.receive("lines.csv", spend(name, name)) == "accepted"
    assert hub.ask("SELECT force_id FROM ledger.submissions") == [(force_id,)] * 2


def test_a_wrong_name_has_the_right_hint_and_its_cell(hub):
    assert hub.receive("return.xlsx", workforce(force="Police and Crime Commissioner for Kemt")) == "rejected"
    ((_, cell, _, sentence),) = hub.findings("R02")
    assert cell == "B3" and sentence.endswith("The nearest known name is 'Kent'.")
    assert hub.receive("other.xlsx", workforce(force="Police and Crime Commissioner for Wessex")) == "rejected"
    assert "nearest" not in hub.findings("R02")[1][3]


def test_a_commissioner_in_a_national_table_is_hinted_at_and_not_lost(hub):
    row = 1 + FORCES.index("Kent")
    content = funding((row, 0, "Police and Crime Commissioner for Kent"))
    assert hub.receive("police_funding_2025_26.csv", content) == "rejected"
    assert hub.findings("R02")[0][3].endswith("The nearest known name is 'Kent'.")


def test_invisible_characters_in_headings_names_and_codes_are_left_out(hub):
    rows = table_rows("workforce", "functions", [{"heading_name": "Custody\u200b", "police_officer_fte": "1\u200b0"}])
    rows[0][0] = "\ufeff" + rows[0][0]
    rows[0][1] = rows[0][1].replace("officers", "offi\u00adcers")
    sheets = {"About": about("workforce\u200b"), "Work\u00adforce": rows}
    assert hub.receive("return.xlsx", workbook_bytes(sheets)) == "accepted"
    assert hub.ask("SELECT police_officer_fte__value FROM raw.workforce__functions") == [("10",)]
    assert {rule for (rule,) in hub.ask("SELECT rule_id FROM ledger.findings")} == {"C08"}
