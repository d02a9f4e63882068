"""National tables and registers that the returns of a small hub are compared with."""

from tests.files import headings, register_sheets, workbook_bytes
from tests.hub.test_national_lists import FUNCTIONS, VALUE_FOR_MONEY, text
from tests.small_hub import FORCES


def home_office(officers_by_force):
    names = headings("home_office_workforce", "data")
    rows = [
        [2023, "E23000001", force, "South East", "Male", "Constable", "Police Officer", officers, officers]
        for force, officers in officers_by_force.items()
    ]
    return workbook_bytes({"Data": [names, *rows], "Notes": [["A note"]]})


def national_tables():
    """Lists of cells with one heading of the estimates of 2017/18 and of the officers at 31 March 2017."""
    money = [["2017", "2017/18", "10_NRE", 26, "TOTAL ROAD POLICING", "", force, "5999.999"] for force in FORCES]
    people = [
        [2017, "poa", "Police officer", "Table_F1", 24, "4", "Road Policing", force, "89.5"]
        for force in (*FORCES, "England and Wales")
    ]
    return {"value_for_money.csv": text(VALUE_FOR_MONEY, money), "functions.csv": text(FUNCTIONS, people)}


def named_register(name, *agreements, as_at="2023-03-31", **tables):
    sheets = register_sheets(agreements=list(agreements), **tables)
    items = {"Register": name, "Programme": name, "Reporter": "Somebody", "As at": as_at, "Source": "A source"}
    sheets["About"] = [sheets["About"][0], *[[item, value] for item, value in items.items()]]
    return workbook_bytes(sheets)
