"""What a return says does not depend on the program or the format that wrote it."""

import datetime

import pytest

from tests.formats import FORMATS, in_every_format
from tests.returns import about, table_rows
from tests.small_hub import SmallHub

DAY, LEAP_DAY = datetime.date(2023, 3, 31), datetime.date(2020, 2, 29)

# Column to its cells: what is given, the value read and, for numbers, which kind of missing it is.
WORKFORCE = {
    "heading_name": [("Local policing", "Local policing"), ("  road  POLICING ", "road POLICING")],
    "police_officer_fte": [("1,234", "1234", None), (1234.5678, "1234.5678", None)],
    "police_officer_headcount": [(1250, "1250", None), ("1 240", "1240", None)],
    "police_staff_fte": [("£5", "5", None), ("£1,234.50", "1234.50", None)],
    "police_staff_headcount": [("..", None, "not_reported"), ("N/A", None, "not_provided")],
    "pcso_fte": [("n/a", None, "not_provided"), (" 7.25", "7.25", None)],
    "pcso_headcount": [("\u00a012\u00a0", "12", None), ("[x]", None, "not_reported")],
    "designated_officer_fte": [(0.1, "0.1", None), ("0", "0", None)],
    "designated_officer_headcount": [("-", None, "not_reported"), (" ", None, None)],
    "special_constable_headcount": [(None, None, None), ("1,234,567", "1234567", None)],
    "police_support_volunteer_headcount": [(0, "0", None), (33, "33", None)],
}
# Only amounts may be negative: brackets in a workforce return would turn it away.
SPENDING = {
    "heading_name": [("Local policing", "Local policing")],
    "police_officer_pay_gbp": [("(12)", "-12", None)],
    "police_overtime_gbp": [("(£1,234.50)", "-1234.50", None)],
    "police_staff_pay_gbp": [("-£5", "-5", None)],
    "pcso_pay_gbp": [(-7.25, "-7.25", None)],
    "premises_gbp": [(1234567890.12, "1234567890.12", None)],
    "transport_gbp": [("\u2212 8", "-8", None)],
    "supplies_and_services_gbp": [("1.5E+3", "1500", None)],
}
RESPONSE = {
    "figure_name": [
        ("groups MAPPED", "Groups mapped"),
        ("Groups with a full operational response ", "Groups with a full operational response"),
        ("Cost of organised crime work (£)", "Cost of organised crime work (£)"),
    ],
    "figure": [(2042, "2042", None), ("1,017", "1017", None), ("£1,250,000.50", "1250000.50", None)],
    "as_at": [(DAY, "2023-03-31"), ("31 March 2023", "2023-03-31"), (LEAP_DAY, "2020-02-29")],
}
FUNCTIONALITY = {
    "criterion": [
        ("Threats and risks identified", "Threats and risks identified"),
        ("threats and risks assessed", "Threats and risks assessed"),
    ],
    "assessment": [("Met", "met"), ("partly_met\u00a0", "partly_met")],
}
TABLES = {
    ("workforce", "functions"): ("Workforce", WORKFORCE),
    ("expenditure", "functions"): ("Expenditure", SPENDING),
    ("organised_crime", "response"): ("Response", RESPONSE),
    ("organised_crime", "functionality"): ("Functionality", FUNCTIONALITY),
}
ABOUT = {
    "workforce": {"Completed_on": "31/05/2023", "Completed_by": "Zoë\u00a0O’Neill"},
    "expenditure": {"Completed_on": "31 May 2023", "Basis": "Outturn"},
    "organised_crime": {"Completed_on": datetime.date(2023, 5, 31), "Regional_model": "virtual_taskforce"},
}
# The dash of the workforce return is asked about.
STATUSES = {"expenditure": "accepted", "organised_crime": "accepted", "workforce": "accepted_with_queries"}


def sheets_of(return_id):
    """The sheets of a return as a person fills them in."""
    sheets = {"About": about(return_id, " Kent", "2022-23", **ABOUT[return_id])}
    for (owner, table), (sheet, columns) in TABLES.items():
        if owner == return_id:
            rows = zip(*columns.values(), strict=True)
            given = [dict(zip(columns, (cell[0] for cell in row), strict=True)) for row in rows]
            sheets[sheet] = table_rows(return_id, table, given)
    return sheets


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Format to return to the bytes of the file."""
    return in_every_format({return_id: sheets_of(return_id) for return_id in ABOUT}, tmp_path_factory.mktemp("formats"))


@pytest.fixture(scope="module")
def hub_of(files, tmp_path_factory):
    """The hub that took in the three returns in one format."""
    hubs = {}

    def hub_with(name):
        if name not in hubs:
            hub = hubs[name] = SmallHub(tmp_path_factory.mktemp("hub"))
            for return_id, content in files[name].items():
                (hub.settings.landing / f"{return_id}_kent_2022_23.{name.split()[1]}").write_bytes(content)
            hub.load()
        return hubs[name]

    return hub_with


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_values_and_kinds_of_missing(hub_of, name):
    hub = hub_of(name)
    for (return_id, table), (_, columns) in TABLES.items():
        for column, cells in columns.items():
            names = ", ".join(column + suffix for suffix in ("__value", "__missing")[: len(cells[0]) - 1])
            read = hub.ask(f"SELECT {names} FROM raw.{return_id}__{table} ORDER BY _row")
            assert read == [cell[1:] for cell in cells], f"{return_id}: {column}"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_ends_in_the_same_state(hub_of, name):
    columns = "return_id, status, force_id, financial_year, edition, is_illustrative"
    assert hub_of(name).ask(f"SELECT {columns} FROM ledger.submissions ORDER BY ALL") == [
        (return_id, STATUSES[return_id], "kent", "2022/23", "2023-05-31", False) for return_id in STATUSES
    ]


@pytest.mark.parametrize("name", FORMATS[1:])
def test_every_format_tells_the_same_repairs_and_findings(hub_of, name):
    repairs = "SELECT * EXCLUDE (submission_id) FROM ledger.repairs ORDER BY ALL"
    # What is said of the file itself differs: the old format, macros.
    findings = (
        "SELECT return_id, rule_id, sheet, cell, value_given, expected FROM ledger.findings "
        "WHERE rule_id NOT IN ('F04', 'F11') ORDER BY ALL"
    )
    for query in (repairs, findings):
        told = hub_of(name).ask(query)
        assert told == hub_of(FORMATS[0]).ask(query)
        assert told
