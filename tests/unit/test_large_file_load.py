"""Long lists: a file in, rows of the raw table out, and every line of the file accounted for."""

import csv
import io
from collections import Counter

import duckdb
import pytest

from orchestration.findings.catalogue import read_catalogue
from orchestration.intake.large_file_load import land_list
from orchestration.intake.large_file_profile import describe_list, list_form_of
from orchestration.intake.values import read_cell, signs_of
from orchestration.readers.parquet import examine_parquet
from orchestration.readers.sheets import UnreadableFile
from orchestration.returns.description import description_of
from orchestration.settings import PROJECT_DIR
from orchestration.warehouse.database import raw_tables
from tests.files import text_bytes

SPEND = description_of("procurement_spend")
FORM = SPEND.form("lines")
TABLE = FORM.tables[0]
RAW = SPEND.raw_table(TABLE)
HEADINGS = [column.header for column in TABLE.columns]
NAMES = [column.name for column in TABLE.columns]


@pytest.fixture
def warehouse():
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in raw_tables()[RAW].items())
        connection.execute(f"CREATE SCHEMA raw; CREATE TABLE raw.{RAW} ({columns})")
        connection.begin()
        yield connection


def line(number, **changes):
    cells = {
        "force_name": "Kent", "financial_year": "2024/25", "line_id": f"L{number}", "supplier_name": "Smith & Sons",
        "supplier_number": "01234567", "category": "Fleet", "contract_route": "national",
        "contract_reference": "C-1", "invoice_date": "2024-05-31", "amount_gbp": "12.50", "illustrative": "yes",
    }  # fmt: skip
    return [{**cells, **changes}[name] for name in NAMES]


def land(warehouse, path, kind="text"):
    found = list_form_of(path, kind)
    assert found is not None, "the file was taken for no list"
    facts = describe_list(path, kind, *found, path.parent / "scratch")
    try:
        return land_list(warehouse, facts, RAW, "S000001")
    finally:
        facts.discard()


def land_rows(warehouse, folder, rows, **how):
    return land_bytes(warehouse, folder, text_bytes(rows, **how))


def land_bytes(warehouse, folder, content):
    path = folder / "kent.csv"
    path.write_bytes(content)
    landed = land(warehouse, path)
    assert list((folder / "scratch").iterdir()) == []
    return landed


def ask(warehouse, columns):
    return warehouse.execute(f"SELECT {columns} FROM raw.{RAW} ORDER BY _row").fetchall()


def codes(landed):
    return Counter(finding.rule_id for finding in landed.findings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator_lands_the_same(warehouse, tmp_path, encoding, separator):
    rows = [HEADINGS, line(1, supplier_name="Café £ & Co"), line(2, supplier_name='A "quoted", name; | \t')]
    landed = land_rows(warehouse, tmp_path, rows, separator=separator, encoding=encoding)
    assert landed.findings == [] and landed.rows == 2
    assert ask(warehouse, "_submission_id, _sheet, _row") == [("S000001", "", 2), ("S000001", "", 3)]
    assert [list(row) for row in ask(warehouse, ", ".join(NAMES))] == rows[1:]
    values = ("amount_gbp__value", "invoice_date__value", "contract_route__value", "financial_year__value")
    assert ask(warehouse, ", ".join(values))[0] == ("12.50", "2024-05-31", "national", "2024/25")


def test_every_line_of_an_untidy_file_has_one_fate_and_its_own_number(warehouse, tmp_path):
    rows = [
        ["Procurement spend of Kent"], [], HEADINGS, line(1), line(2, supplier_name="Two\nlines\n\nof text"),
        [""] * 11, [], line(3, category=" "), ["  ", ""], line(4), [], ["Source: the ledger"], ["As at June"], [], [],
    ]  # fmt: skip
    content = text_bytes(rows)
    landed = land_bytes(warehouse, tmp_path, content)
    assert sum(landed.fates.values()) == len(list(csv.reader(io.StringIO(content.decode(), newline=""))))
    assert {fate: count for (_, fate, _), count in landed.fates.items()} == {
        "title": 1, "blank": 7, "header": 1, "data": 4, "footnote": 2,
    }  # fmt: skip
    assert ask(warehouse, "_row, line_id") == [(4, "L1"), (5, "L2"), (8, "L3"), (10, "L4")]
    assert [(each.row, each.fate, each.cells[0]) for each in landed.other_rows] == [
        (1, "title", "Procurement spend of Kent"), (3, "header", "Force"), (12, "footnote", "Source: the ledger"),
        (13, "footnote", "As at June"),
    ]  # fmt: skip
    assert codes(landed) == {"S03": 1, "S06": 1}


def test_columns_may_stand_in_any_order_under_their_other_names(warehouse, tmp_path):
    order = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    headings = [{"Amount (£)": " net amount (£) ", "Line id": "INVOICE LINE"}.get(text, text) for text in HEADINGS]
    landed = land_rows(warehouse, tmp_path, [[row[at] for at in order] for row in (headings, line(1))])
    assert landed.findings == []
    assert list(ask(warehouse, ", ".join(NAMES))[0]) == line(1)
    assert landed.places[NAMES.index("amount_gbp")] == ("amount_gbp", "net amount (£)", "B")


@pytest.mark.parametrize(("heading", "code"), [("Colour", "S10"), ("Force", "S11")])
def test_a_list_with_a_column_too_many_is_landed_to_be_checked(warehouse, tmp_path, heading, code):
    landed = land_rows(warehouse, tmp_path, [[*HEADINGS, heading], [*line(1), "red"]])
    assert codes(landed) == {code: 1} and landed.rows == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([HEADINGS, line(1), [*line(2), "shifted"]], "S18"),
        ([HEADINGS, *[line(number) for number in range(90)], [*line(2), "", "shifted"], line(3)], "S18"),
        ([[*HEADINGS, ""], *[[*line(number), ""] for number in range(90)], [*line(2), "shifted"], line(3)], "S18"),
    ],
)
def test_a_list_whose_headings_or_lines_are_wrong_lands_nothing_and_loses_no_line(warehouse, tmp_path, rows, code):
    landed = land_rows(warehouse, tmp_path, rows)
    assert set(codes(landed)) == {code}
    assert landed.rows == 0 and ask(warehouse, "*") == []
    assert sum(landed.fates.values()) == len(rows)


def test_a_list_without_a_column_is_landed_to_be_checked(warehouse, tmp_path):
    landed = land_rows(warehouse, tmp_path, [HEADINGS[:-1], line(1)[:-1]])
    assert codes(landed) == {"S05": 1} and landed.rows == 1


def test_lines_too_wide_are_named_by_their_row(warehouse, tmp_path):
    content = text_bytes([HEADINGS, *[line(number) for number in range(100)]]).decode()
    unquoted = content.replace("2024-05-31,12.50", "2024-05-31,£1,234.50", 100).replace(",£1,234", ",12", 98)
    landed = land_bytes(warehouse, tmp_path, unquoted.encode())
    first, second = landed.findings
    assert (first.rule_id, first.row, first.detail) == ("S18", 100, "2 lines are as wide.")
    assert (second.row, second.detail) == (101, "") and "£1,234.50" in second.value


def test_empty_values_beyond_the_headings_do_no_harm(warehouse, tmp_path):
    landed = land_rows(warehouse, tmp_path, [HEADINGS, *[line(n) for n in range(90)], [*line(91), "", ""], line(92)])
    assert (landed.rows, landed.findings) == (92, [])


def test_line_ends_may_be_mixed_and_lines_short(warehouse, tmp_path):
    rows = text_bytes([HEADINGS, line(1), line(2)]).decode().split("\r\n")
    landed = land_bytes(warehouse, tmp_path, f"{rows[0]}\r\n{rows[1]}\n{rows[2]}\r\nKent,2024/25,L3\n".encode())
    assert landed.rows == 3 and ask(warehouse, "_row, line_id, amount_gbp")[2] == (4, "L3", None)


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line(warehouse, tmp_path):
    content = text_bytes([HEADINGS, line(1)]) + b'Kent,2024/25,L2,"Smith\r\nKent,2024/25,L3,Jones\r\n'
    with pytest.raises(UnreadableFile, match="opened in line 3 is never closed") as error:
        land_bytes(warehouse, tmp_path, content)
    assert error.value.rule_id == "F05"


@pytest.mark.parametrize("content", [b"a\x00b,c\r\n", b"\xef\xbb\xbfa,\x81\r\n", b"a,\x81\r\n"])
def test_bytes_that_are_no_text_are_refused(tmp_path, content):
    path = tmp_path / "kent.csv"
    path.write_bytes(text_bytes([HEADINGS]) + content if content[0] == 97 else content)
    with pytest.raises(UnreadableFile) as error:
        describe_list(path, "text", SPEND, FORM, tmp_path / "scratch")
    assert error.value.rule_id == "F02"


AWKWARD = {
    "amount_gbp": [
        "1234", "1,234", "£5", "(1,234.50)", "-£5", "£-5", " 12 ", "\u00a012", "1\u00a0234", "1e-05", "1.5e+20", "12%",
        "1234567890123456", "-", "..", "N/A", " n/a ", "*", "–", "nil?", "abc", "1,23", "1.234,56", "5-", "()", "0",
        "-£1,234.50", "£1,23", "£-1,234", "1,234,567,890,123,456", "£1234567890123456", "£007",
        "-0.5", "007", "1_000", "+5", ".5", "5.", "inf", "nan", "１２", "0x10", "£", "(5", "\u200b7", "\u22125",
    ],
    "invoice_date": [
        "2013-03-31", "2013-02-30", "31/03/2013", "03/04/2013", "04/04/2013", "03/31/2013", "31.3.13", "1st Mar 2013",
        "31 March 2013", "41364", "2013-4-1", "2013", "2013-04", " 2013-03-31 ", "2013-03-31 00:00:00", "today",
        "2013-03-31T00:00", "0001-01-01", "99999", "31/03/2013 14:35", "2013-03-31T23:30:00Z", "41364.5", "20130331",
    ],
    "financial_year": ["2012/13", "2012-13", "2012/2013", " 2012/13", "1999/00", "2012/14", "2012", "12/13", "2099/00"],
    "contract_route": ["national", "National ", "LOCAL", "none", "None", "nationwide", "re gional", "\u00a0local"],
    "illustrative": ["yes", "Yes", "NO", "maybe"],
    "supplier_number": ["1234567", "01234567", "SC123456", " 1234567", "1.2345678901234568e+18", "123", "é234567"],
    "line_id": ["1E+15", "L1E5", "1234567890123000", "1234567890123456", "\u00a01e5"],
}  # fmt: skip


def test_a_list_is_read_as_a_sheet_is(warehouse, tmp_path):
    given = [(name, text) for name, texts in AWKWARD.items() for text in texts]
    rows = [line(number, **{name: text}) for number, (name, text) in enumerate(given)]
    landed = land_rows(warehouse, tmp_path, [HEADINGS, *rows])
    counts = Counter()
    for row, (name, text) in enumerate(given, start=2):
        column = next(column for column in TABLE.columns if column.name == name)
        reading = read_cell(text, column, signs_of(SPEND, column), order="contradictory")
        value = f"{name}__value" if column.has_value else "NULL"
        missing = f"{name}__missing" if column.is_number else "NULL"
        (stored,) = warehouse.execute(f"SELECT {name}, {value}, {missing} FROM raw.{RAW} WHERE _row = {row}").fetchall()
        assert stored == (text, reading.value if column.has_value else None, reading.missing), (name, text)
        counts.update((name, rule_id) for rule_id in reading.rules)
        listed = {repair.rule_id for repair in landed.repairs if (repair.row, repair.column) == (row, name)}
        assert listed == set(reading.rules), (name, text)
    assert landed.repairs_counts == counts


def test_a_repair_is_told_once_a_column(warehouse, tmp_path):
    rows = [line(n, amount_gbp="£1,234", invoice_date="03/04/2024" if n % 2 else "31/03/2024") for n in range(6)]
    landed = land_rows(warehouse, tmp_path, [HEADINGS, *rows])
    assert codes(landed) == {"C01": 1, "C02": 1, "C09": 1}
    pound = next(finding for finding in landed.findings if finding.rule_id == "C02")
    assert (pound.cell, pound.value, pound.expected) == ("J2", "'£1,234'", "1234")
    assert "5 more cells" in pound.detail


def test_a_cell_in_doubt_is_asked_about_on_its_own(warehouse, tmp_path):
    rows = [line(n, supplier_number="1234567" if n % 2 else "01234567") for n in range(6)]
    landed = land_rows(warehouse, tmp_path, [HEADINGS, *rows])
    doubts = [(finding.cell, finding.expected) for finding in landed.findings if finding.rule_id == "C13"]
    assert doubts == [("E3", "8"), ("E5", "8"), ("E7", "8")]


def test_a_list_says_whose_it_is_and_a_footnote_is_no_force(tmp_path):
    path = tmp_path / "kent.csv"
    rows = [HEADINGS, *[line(n) for n in range(3)], line(3, force_name="Essex", illustrative="no"), ["Source: Kent"]]
    path.write_bytes(text_bytes(rows, encoding="cp1252"))
    assert list_form_of(path, "text") == (SPEND, FORM)
    facts = describe_list(path, "text", SPEND, FORM, tmp_path / "scratch")
    named = (facts.named[name] for name in ("force_name", "financial_year", "illustrative"))
    assert tuple(named) == (("Kent", "Essex"), ("2024/25",), ("yes", "no"))
    assert (facts.encoding, facts.separator, facts.header_row, facts.lines) == ("cp1252", ",", 1, 5)
    assert list(facts.headings) == HEADINGS
    facts.discard()
    path.write_bytes(text_bytes([["Name", "Age"], ["Ann", 3]]))
    assert list_form_of(path, "text") is None


def parquet(path, select):
    duckdb.sql(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def test_parquet_lands_by_name_whatever_its_types(warehouse, tmp_path):
    path = parquet(
        tmp_path / "kent.parquet",
        """SELECT (100 * i)::DOUBLE AS "Amount (£)", DATE '2024-05-31' AS "Invoice date", 'Kent' AS "Force",
        '2024/25' AS "financial year", i AS "Line id", 'Smith' AS "Supplier", NULL::VARCHAR AS "Company number",
        '' AS "Category", 'Local' AS "Contract route", 'C'::BLOB AS "Contract reference", 'no' AS "Illustrative"
        FROM range(1, 4) t(i)""",
    )
    landed = land(warehouse, path, "parquet")
    assert landed.rows == 3 and {fate: n for (_, fate, _), n in landed.fates.items()} == {"data": 3, "header": 1}
    assert codes(landed) == {"C18": 1}
    assert ask(warehouse, "_row, line_id, category, amount_gbp, amount_gbp__value, contract_route__value")[0] == (
        2, "1", None, "100", "100", "local",
    )  # fmt: skip
    assert ask(warehouse, "invoice_date, contract_reference, supplier_number")[2] == ("2024-05-31", "C", None)


CATALOGUE = read_catalogue(PROJECT_DIR / "seeds")
PARQUET_LINE = {
    "Force": "'Kent'", "Financial year": "'2024/25'", "Line id": "'L' || i", "Supplier": "'Smith'",
    "Company number": "NULL::VARCHAR", "Category": "'Fleet'", "Contract route": "'local'",
    "Contract reference": "'C-1'", "Invoice date": "DATE '2024-05-31'", "Amount (£)": "(1000000 * i)::DOUBLE",
    "Illustrative": "'no'",
}  # fmt: skip


def parquet_lines(folder, **kinds):
    """A list of three lines with a column of another kind, by its heading with _ for a space."""
    cells = PARQUET_LINE | {name.replace("_", " "): cell for name, cell in kinds.items()}
    selected = ", ".join(f'{cell} AS "{name}"' for name, cell in cells.items())
    return parquet(folder / "spend.parquet", f"SELECT {selected} FROM range(1, 4) t(i)")


@pytest.mark.parametrize(
    ("kinds", "code", "place"),
    [
        ({"Supplier": "{'name': 'A Ltd', 'id': i}"}, "S27", "column D: 'Supplier' contains records of several values"),
        ({"Supplier": "['A Ltd', 'B Ltd']"}, "S27", "column D: 'Supplier' contains lists of values"),
        ({"Supplier": "MAP {'name': 'A Ltd'}"}, "S27", "column D: 'Supplier' contains records"),
        ({"Amount (£)": "(1000000 * i)::FLOAT"}, "C25", "column J: 'Amount (£)' is stored as 32-bit"),
        ({}, None, ""),
        ({"Amount (£)": "(1000000 * i)::DECIMAL(18, 2)"}, None, ""),
        ({"Supplier": "'Smith'::BLOB"}, None, ""),
    ],
)
def test_kinds_of_parquet_columns_that_hold_no_single_or_no_exact_values(warehouse, tmp_path, kinds, code, place):
    path = parquet_lines(tmp_path, **kinds)
    facts = describe_list(path, "parquet", *list_form_of(path, "parquet"), tmp_path)
    assert [finding.rule_id for finding in facts.findings] == ([code] if code else [])
    assert facts.is_landable is (code != "S27")
    for finding in facts.findings:
        assert place in finding.sentence(CATALOGUE[code], path.name)


@pytest.mark.parametrize(
    ("kinds", "place"),
    [
        ({"Supplier": r"'\xFF\xFEabc'::BLOB"}, "'Supplier' (column D)"),
        ({"Category": r"'Caf\xE9'::BLOB", "Illustrative": r"'\xFF'::BLOB"},
         "'Category' (column F) and 'Illustrative' (column K)"),
    ],
)  # fmt: skip
def test_text_that_is_not_utf_8_is_refused_with_its_columns(tmp_path, kinds, place):
    with pytest.raises(UnreadableFile) as refused:
        list_form_of(parquet_lines(tmp_path, **kinds), "parquet")
    assert (refused.value.rule_id, refused.value.detail) == ("F20", place)


def test_a_damaged_or_greedy_parquet_file_ends_its_reader_only(tmp_path):
    path = parquet(tmp_path / "x.parquet", "SELECT repeat('x', 50) || i AS a FROM range(20000) t(i)")
    facts = examine_parquet(path)
    assert (facts.columns, facts.rows) == ((("a", "VARCHAR"),), 20000)
    content = bytearray(path.read_bytes())
    content[2000:2400] = bytes(400)
    (tmp_path / "damaged.parquet").write_bytes(content)
    with pytest.raises(UnreadableFile, match="damaged") as error:
        examine_parquet(tmp_path / "damaged.parquet")
    assert error.value.rule_id == "F05"
    with pytest.raises(UnreadableFile) as error:
        examine_parquet(path, memory_limit=64 * 1024**2)
    assert error.value.rule_id == "F13"
