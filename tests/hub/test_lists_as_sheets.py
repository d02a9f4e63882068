"""A long list is told what a sheet of the same rows is: repeated headings, totals, quotation marks, rows cut off."""

from decimal import Decimal

import duckdb
import pytest

from orchestration.intake import list_rows, small_lists
from orchestration.readers import sheets
from orchestration.returns.description import description_of
from orchestration.warehouse.sql_text import literal
from tests.files import text_bytes, workbook_bytes
from tests.returns import about

NAME = "procurement_spend_kent_2022-23.csv"
COLUMNS = description_of("procurement_spend").form("lines").tables[0].columns
HEADINGS = [column.header for column in COLUMNS]
LINE = {
    "force_name": "Kent", "financial_year": "2022/23", "supplier_name": "Smith", "category": "Fleet",
    "contract_route": "none", "invoice_date": "2022-05-13", "amount_gbp": "10.50",
}  # fmt: skip


def row(number=0, **cells):
    every = {**LINE, "line_id": f"L{number}", **cells}
    return [every.get(column.name) for column in COLUMNS]


def total(label="Total", amount="315.00", at="line_id", **cells):
    """A total as a spreadsheet program leaves it: a label, the sum, and nothing else."""
    given = {at: label, "amount_gbp": amount, **cells}
    return [given.get(column.name) for column in COLUMNS]


LINES = [row(number) for number in range(30)]


def found(hub):
    """Code and cell of every finding that is more than a note, and of notes on totals."""
    return hub.ask(
        "SELECT rule_id, cell FROM ledger.findings WHERE severity <> 'note' OR rule_id = 'R10' ORDER BY row_number"
    )


def fates(hub):
    rows = hub.ask("SELECT rows_data, rows_subtotal, rows_header, rows_blank, rows_quarantined FROM ledger.submissions")
    return rows[-1]


# Headings again


@pytest.mark.parametrize(
    "again",
    [
        HEADINGS,
        ["\ufeff" + HEADINGS[0], *HEADINGS[1:]],
        [text.upper() + " " for text in HEADINGS],
        [HEADINGS[-1], *HEADINGS[:-1]],
        [text.replace("Amount (£)", "Amount") for text in HEADINGS],
    ],
)
def test_months_joined_with_their_headings_are_named_with_the_row(hub, again):
    assert hub.receive(NAME, text_bytes([HEADINGS, *LINES, again, row(31), row(32)])) == "rejected"
    assert found(hub) == [("S15", "32")]
    assert "The rows below (2 rows) were not used" in hub.findings("S15")[0][3]
    assert hub.ask("SELECT force_id, financial_year FROM ledger.submissions") == [("kent", "2022/23")]
    assert sum(fates(hub)) == 34


def test_a_line_that_only_looks_like_headings_is_a_line(hub):
    lines = [*LINES, row(31, supplier_name="Supplier", category="Category Ltd", contract_reference="Amount (£)")]
    assert hub.receive(NAME, text_bytes([HEADINGS, *lines])) == "accepted_with_queries"
    assert found(hub) == [("C24", "D")]  # a supplier called Supplier is a placeholder


def test_one_cell_that_is_a_heading_is_no_number_and_no_heading(hub):
    assert hub.receive(NAME, text_bytes([HEADINGS, *LINES, row(31, amount_gbp="Amount (£)")])) == "rejected"
    assert found(hub) == [("V03", "J32")]


def test_headings_again_in_one_of_many_lists_of_a_load(hub):
    forces = ["Kent", "Essex", "Surrey"]
    for force in forces:
        lines = [row(number, force_name=force) for number in range(5)]
        again = [HEADINGS] if force == "Essex" else []
        path = hub.settings.landing / f"procurement_spend_{force}.csv"
        path.write_bytes(text_bytes([HEADINGS, *lines, *again, row(9, force_name=force)]))
    assert len(forces) <= small_lists.LISTS_TOGETHER
    hub.load()
    states = dict(hub.ask("SELECT force_id, status FROM ledger.submissions"))
    assert states == {"essex": "rejected", "kent": "accepted", "surrey": "accepted"}
    assert found(hub) == [("S15", "7")]


def test_headings_again_in_parquet(hub, tmp_path):
    path = tmp_path / "spend.parquet"
    rows = [*LINES, HEADINGS, row(31)]
    values = ", ".join(
        "(" + ", ".join("NULL" if cell is None else literal(cell) for cell in each) + ")" for each in rows
    )
    names = ", ".join(f'"{heading}"' for heading in HEADINGS)
    duckdb.sql(f"COPY (SELECT * FROM (VALUES {values}) AS t({names})) TO {literal(str(path))} (FORMAT parquet)")
    assert hub.receive(NAME.replace("csv", "parquet"), path.read_bytes()) == "rejected"
    assert found(hub) == [("S15", "32")]


# Totals at the end


@pytest.mark.parametrize(
    ("last", "codes"),
    [
        ([total()], [("R10", "J32")]),
        ([total(amount="£315.00")], [("R10", "J32")]),
        ([total(amount="400.00")], [("R15", "J32")]),
        ([total("TOTAL", at="force_name")], [("R10", "J32")]),
        ([total("Grand total", at="supplier_name", force_name="Kent", financial_year="2022/23")], [("R10", "J32")]),
        ([total("Sub-total"), total("Total")], [("R10", "J32"), ("R10", "J33")]),
        ([[], total("Total:", at="category")], [("R10", "J33")]),
        ([total(), [], ["Source: finance system"]], [("R10", "J32")]),
    ],
)
def test_a_total_at_the_end_is_set_aside_and_checked(hub, last, codes):
    status = "accepted_with_queries" if "R15" in str(codes) else "accepted"
    assert hub.receive(NAME, text_bytes([HEADINGS, *LINES, *last])) == status
    assert found(hub) == codes
    assert fates(hub)[:2] == (30, len(codes))
    ((sum_of_lines,),) = hub.ask("SELECT sum(amount_gbp__value::DECIMAL(18, 2)) FROM raw.procurement_spend__lines")
    assert sum_of_lines == Decimal("315.00")


def test_a_total_is_told_alike_in_a_list_and_in_a_sheet(hub):
    columns = description_of("procurement_spend").form("workbook").tables[1].columns
    rows = [[dict(zip([c.name for c in COLUMNS], each, strict=True)).get(c.name) for c in columns] for each in
            [*LINES, total(amount="400.00")]]  # fmt: skip
    sheet = [[column.header for column in columns], *rows]
    hub.receive("a.xlsx", workbook_bytes({"About": about("procurement_spend"), "Lines": sheet}))
    hub.receive(NAME, text_bytes([HEADINGS, *LINES, total(amount="400.00")]))
    in_sheet, in_list = (each[3].partition(": ")[2] for each in hub.findings("R15"))
    assert (
        in_sheet
        == in_list
        == "the total 'Total' of 400.00 under 'Amount (£)' was excluded. Its parts add up to 315.00."
    )


@pytest.mark.parametrize("supplier", ["Total Produce Ltd", "Summit Hire"])
def test_a_supplier_that_is_called_so_is_a_line(hub, supplier):
    assert hub.receive(NAME, text_bytes([HEADINGS, *LINES, row(31, supplier_name=supplier)])) == "accepted"
    assert fates(hub)[:2] == (31, 0)


def test_a_line_without_supplier_at_the_end_is_no_total(hub):
    assert hub.receive(NAME, text_bytes([HEADINGS, *LINES, row(31, supplier_name=None)])) == "rejected"
    assert found(hub) == [("V01", "D32")]


# An open quotation mark


def broken(line, rows=8_000):
    """A list of many lines, in one of which a quotation mark is opened and not closed."""
    lines = text_bytes([HEADINGS, *(row(number) for number in range(rows))]).decode().split("\r\n")
    lines[line - 1] = lines[line - 1].replace("Smith", '"Smith')
    return lines


@pytest.mark.parametrize("line", [4, 3_002, 7_999])
@pytest.mark.parametrize("read_before", [False, True])
def test_an_open_quotation_mark_is_named_by_the_line_it_was_opened_in(hub, line, read_before):
    if read_before:
        hub.receive("notes.csv", b"a,b\n1,2\n")  # a short file, whose reader sets limits of its own
    assert hub.receive(NAME, "\r\n".join(broken(line)).encode()) == "rejected"
    ((_, _, _, sentence),) = hub.findings("F05")
    assert f"the quotation mark opened in line {line:,} is never closed" in sentence
    assert "field" not in sentence


def test_an_open_mark_that_the_next_one_closes_is_named_by_its_own_line(hub):
    lines = broken(3_002)
    lines[5_000] = lines[5_000].replace("Smith", '"Smith, J"')
    assert hub.receive(NAME, "\r\n".join(lines).encode()) == "rejected"
    ((_, _, _, sentence),) = hub.findings("F05")
    assert "the quotation mark opened in line 3,002 is closed in line 5,001 within a value" in sentence


def test_a_long_value_is_taken_whatever_was_read_before(hub):
    lines = [row(0, supplier_name="x" * 200_000 + "\n"), *(row(number) for number in range(1, 3_000))]
    assert hub.receive(NAME, text_bytes([HEADINGS, *lines])) == "accepted"
    assert fates(hub)[0] == 3_000


# Rows cut off


@pytest.fixture
def last_row(monkeypatch):
    """A spreadsheet whose last row is row 40, so that no test writes a million."""
    for module in (sheets, list_rows, small_lists):
        monkeypatch.setattr(module, "LAST_ROWS", (40,))
    return 40


@pytest.mark.parametrize("lines", [38, 39, 40])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_that_ends_at_the_last_row_of_a_spreadsheet_is_asked_about(hub, last_row, lines, kind):
    every = [row(number) for number in range(lines)]
    if kind == "csv":
        content = text_bytes([HEADINGS, *every])
    else:
        columns = description_of("procurement_spend").form("workbook").tables[1].columns
        named = [dict(zip([column.name for column in COLUMNS], each, strict=True)) for each in every]
        rows = [
            [column.header for column in columns],
            *([each.get(column.name) for column in columns] for each in named),
        ]
        content = workbook_bytes({"About": about("procurement_spend"), "Lines": rows})
    status = hub.receive(NAME.replace("csv", kind), content)
    assert status == ("accepted_with_queries" if lines + 1 == last_row else "accepted")
    assert found(hub) == ([("S31", "40")] if lines + 1 == last_row else [])


def test_the_last_rows_are_those_of_excel():
    assert sheets.LAST_ROWS == (65_536, 1_048_576)
