"""Any table of a return says the same in every format: the same text and values, the same findings in the same rows."""

import itertools
import tempfile
from pathlib import Path

import duckdb
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from orchestration.warehouse.sql_text import literal
from tests.files import headings, text_bytes, workbook_bytes
from tests.formats import by_hand_as_xlsb, ods
from tests.old_workbook import xls_bytes
from tests.returns import about
from tests.small_hub import SmallHub

RETURN, YEAR = "procurement_spend", "2022/23"
HEADINGS = headings(RETURN, "lines")
OWN = ("Force", "Financial year", "Illustrative")  # what stands on every line of a list, and on a sheet of a workbook
# What is said of the file itself: the old format; that the values of one list are those of another.
OF_THE_FILE = ("F04",)
NAMES = st.text(
    st.characters(categories=("Ll", "Lu", "Nd", "Sc", "Pd"), max_codepoint=0xFFFF), min_size=1, max_size=10
).filter(lambda text: "_x" not in text)
SUPPLIERS = st.one_of(
    NAMES,
    st.sampled_from(
        ["A Ltd", " A  Ltd ", "REDACTED", "Third party", "Café", "\u200bA Ltd", "#N/A", "nan", "NULL", "0", "-", None]
    ),
)
NUMBERS = st.sampled_from(["01234567", "SC012345", 1234567, "1234567", "#N/A", None])
CATEGORIES = st.sampled_from(["Fuel", "various", "#REF!", "Fuel; oil", 'The "fleet"', None])
ROUTES = st.sampled_from(["national", "Local", " none\u00a0", "n/a", "abroad", "#NAME?", None])
# A reference of more digits than a spreadsheet keeps is left out: only in a workbook can it have lost some.
REFERENCES = st.sampled_from(["00012", "C-1", "unknown", "#VALUE!", "123456789012345", None])
DATES = st.sampled_from(
    ["2022-06-01", "13/06/2022", "06/13/2022", "03/04/2022", "1 June 2022", "20220601", "2022-06-01T14:35:00Z",
     "2022-06-01 14:35", "1/6/62", "2031-06-01", "spring", "..", "[x]", "#REF!", 44713, None]
)  # fmt: skip
AMOUNTS = st.one_of(
    st.decimals(-(10**6), 10**6, places=2).map(float),
    st.sampled_from(
        ["£1,234.50", "(12)", "(£1,234.50)", "..", "n/a", "[c]", "[low]", "[z]", "-", "12 [p]", "5 [e]", "1,23", "12%",
         "about 5", "1.5E+3", "\u2212 8", "\u00a012\u00a0", "1 250.00", "#DIV/0!", "####", "nan", " ", 0, 7, None]
    ),
)  # fmt: skip
KEYS = st.sampled_from(["1", "2", "3", "4", "5", None])
LINES = st.lists(
    st.tuples(KEYS, SUPPLIERS, NUMBERS, CATEGORIES, ROUTES, REFERENCES, DATES, AMOUNTS), min_size=1, max_size=8
)


def as_text(cell):
    """A cell as a text format holds it."""
    return repr(cell).removesuffix(".0") if isinstance(cell, float) else None if cell is None else str(cell)


def as_csv(force, lines):
    """The list as CSV: force and year stand on every line, to the right of what a workbook has."""
    rows = [[as_text(cell) for cell in line] for line in lines]
    return text_bytes([[*HEADINGS, *OWN], *([*row, force, YEAR, None] for row in rows)])


def as_parquet(force, lines):
    names = [*HEADINGS, *OWN]
    rows = [[*map(as_text, line), force, YEAR, None] for line in lines]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "list.parquet"
        columns = ", ".join(f'"{name}" VARCHAR' for name in names)
        connection.execute(f"CREATE TABLE list ({columns})")
        connection.executemany(f"INSERT INTO list VALUES ({', '.join('?' * len(names))})", rows)
        connection.execute(f"COPY list TO {literal(str(path))} (FORMAT parquet)")
        return path.read_bytes()


def in_a_workbook(write):
    return lambda force, lines: write({"About": about(RETURN, force, YEAR), "Lines": [HEADINGS, *map(list, lines)]})


# Each is sent by a force of its own, so that none is a version of another.
WRITERS = {
    "Essex": ("xlsx", in_a_workbook(workbook_bytes)),
    "Surrey": ("xls", in_a_workbook(xls_bytes)),
    "Sussex": ("xlsb", in_a_workbook(by_hand_as_xlsb)),
    "Dorset": ("ods", in_a_workbook(ods)),
    "Norfolk": ("csv", as_csv),
    "Suffolk": ("parquet", as_parquet),
}


def read(hub, force):
    """What was landed of a force's list, what was said of it, and how it ended."""
    of_force = (
        "(SELECT submission_id FROM ledger.submissions WHERE file_name LIKE "
        + literal(f"procurement_spend_{force.lower()}_%")
        + ")"
    )
    left_out = "_submission_id, _sheet, force_name, financial_year, financial_year__value, illustrative"
    columns = f"* EXCLUDE ({left_out}, illustrative__value)"
    rows = hub.ask(
        f"SELECT {columns} FROM raw.procurement_spend__lines WHERE _submission_id = {of_force} ORDER BY _row"
    )
    told = hub.ask(
        "SELECT rule_id, row_number, cell, value_given, expected, severity FROM ledger.findings "
        f"WHERE submission_id = {of_force} AND NOT list_contains(?, rule_id) ORDER BY ALL",
        list(OF_THE_FILE),
    )
    repairs = hub.ask(
        "SELECT row_number, column_name, rule_id, value_given, value_read FROM ledger.repairs "
        f"WHERE submission_id = {of_force} ORDER BY ALL"
    )
    return rows, told, repairs, hub.ask(f"SELECT status FROM ledger.submissions WHERE submission_id = {of_force}")


@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(lines=LINES)
@example(lines=[("1", "A Ltd", None, "Fuel", "none", None, None, cell) for cell in ("1 250.00", "£1,234.50")])
def test_a_table_says_the_same_in_every_format(lines):
    with tempfile.TemporaryDirectory() as folder:
        hub = SmallHub(Path(folder))
        for force, (suffix, write) in WRITERS.items():
            name = f"procurement_spend_{force.lower()}_2022-23.{suffix}"
            (hub.settings.landing / name).write_bytes(write(force, lines))
        hub.load()
        first, *others = ((force, read(hub, force)) for force in WRITERS)
        for (force, got), part in itertools.product(others, range(4)):
            assert got[part] == first[1][part], f"{WRITERS[force][0]} is not as {WRITERS[first[0]][0]}"
