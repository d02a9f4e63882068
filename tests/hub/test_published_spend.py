"""Published lists of payments: any sender's headings become the columns of one return, and no cell is lost."""

import json
from decimal import Decimal

import duckdb
import pytest

from orchestration.answers.returns_status import read_returns_status
from orchestration.returns.description import description_of
from orchestration.returns.template import write_template
from orchestration.warehouse.sql_text import literal
from tests.files import text_bytes, workbook_bytes
from tests.published_lists import (
    GENERAL,
    LANCASHIRE,
    NAMELESS,
    PLAIN,
    TOTALLED,
    csv_list,
    day,
    month_rows,
    months,
    workbook,
)
from tests.returns import about
from tests.small_hub import SmallHub

QUERY, GOOD = "accepted_with_queries", "accepted"
YEAR_SUM = Decimal("24989.40")  # 12 times twice 538.44, and 1,000.07 to 1,011.07


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


def whose(hub):
    return hub.ask("SELECT return_id, force_id, financial_year FROM ledger.submissions ORDER BY submission_id DESC")[0]


def amounts(hub):
    rows = hub.ask("SELECT amount_gbp__value FROM raw.published_spend__lines")
    return len(rows), sum(Decimal(amount) for (amount,) in rows if amount)


def codes(hub):
    return {code for (code,) in hub.ask("SELECT DISTINCT rule_id FROM ledger.findings")}


def test_a_year_of_monthly_sheets_is_one_list(hub):
    assert hub.receive(LANCASHIRE, workbook()) == GOOD
    assert whose(hub) == ("published_spend", "lancashire", "2022/23")
    assert amounts(hub) == (36, YEAR_SUM)
    assert codes(hub) == set()
    sheets = hub.ask("SELECT count(DISTINCT _sheet), count(DISTINCT supplier_name) FROM raw.published_spend__lines")
    assert sheets == [(12, 2)]


def test_a_list_that_one_force_publishes_is_owed_by_no_other(hub):
    hub.receive(LANCASHIRE, workbook())
    states = [each for each in read_returns_status(hub.settings) if each.return_id == "published_spend"]
    assert [(each.force_id, each.financial_year, each.state) for each in states] == [("lancashire", "2022/23", GOOD)]


@pytest.mark.parametrize("headings", [PLAIN, TOTALLED, GENERAL, [PLAIN[0], "Date", "TOTAL", "SUPPLIER"]])
@pytest.mark.parametrize("is_text", [False, True])
def test_headings_that_drift_are_the_same_columns(hub, headings, is_text):
    content = csv_list(headings) if is_text else workbook(months(headings))
    name = LANCASHIRE.replace("xlsx", "csv") if is_text else LANCASHIRE
    assert hub.receive(name, content) == GOOD
    assert whose(hub) == ("published_spend", "lancashire", "2022/23")
    assert amounts(hub) == (36, YEAR_SUM)


def test_headings_of_one_sender_stand_for_its_force_and_it_is_asked(hub):
    assert hub.receive(NAMELESS, workbook()) == QUERY
    assert whose(hub)[1] == "lancashire"
    ((_, _, value, sentence),) = hub.findings("R51")
    assert value == "Lancashire" and sentence.startswith(NAMELESS)


def test_headings_that_any_force_may_use_stand_for_none(hub):
    assert hub.receive(NAMELESS, workbook(months(GENERAL))) == "rejected"
    assert codes(hub) == {"R16"}
    assert hub.receive("published_spend_kent_2022-23.xlsx", workbook(months(GENERAL))) == GOOD
    assert whose(hub)[1] == "kent"


def test_the_dates_say_the_year_and_the_name_is_held_to_them(hub):
    assert hub.receive("published_spend_lancashire_2023-24.xlsx", workbook()) == QUERY
    assert whose(hub)[2] == "2022/23" and codes(hub) == {"R05"}


def test_lines_of_two_years_are_of_neither(hub):
    sheets = {**months(places=range(6)), **months(start=2021, places=range(6))}
    assert hub.receive("published_spend_lancashire.xlsx", workbook(sheets)) == "rejected"
    assert [value for _, _, value, _ in hub.findings("R17")] == ["2021/22 and 2022/23"]


def test_months_that_are_missing_are_named(hub):
    assert hub.receive(LANCASHIRE, workbook(months(places=range(10)))) == QUERY
    assert [value for _, _, value, _ in hub.findings("R52")] == ["February 2023 and March 2023"]


def test_columns_that_the_return_does_not_have_are_kept_beside_the_line(hub):
    rows = [[*PLAIN, "Column1", "VAT", None], *([*row, None, "12.50", "x"] for row in month_rows(0)[1:])]
    assert hub.receive(LANCASHIRE, workbook({**months(places=range(1, 12)), "Apr 22": rows})) == GOOD
    kept = hub.ask("SELECT DISTINCT other_cells FROM raw.published_spend__lines WHERE _sheet = 'Apr 22'")
    assert [json.loads(text) for (text,) in kept] == [{"VAT": "12.50", "(G)": "x"}]
    told = [(sheet, cell, value) for sheet, cell, value, _ in hub.findings("S51")]
    assert told == [("Apr 22", "F1", "VAT"), ("Apr 22", "G1", "(G)")], "an empty column says nothing"


def test_a_list_of_one_sheet_of_any_name_is_taken(hub):
    headings = [
        "Transaction Number",
        "Date",
        "Expenditure Category",
        "Supplier Name",
        "Supplier Classification",
        "Amount",
    ]
    rows = [[f"T{place}", day(place).isoformat(), "Fuel", "Cedar Ltd", "SME", 600.01] for place in range(12)]
    content = workbook_bytes({"Data to upload": [headings, *rows], "Guidance": [["Read me"]]})
    assert hub.receive("published_spend_dorset_2022-23.xlsx", content) == QUERY
    assert amounts(hub) == (12, Decimal("7200.12"))
    assert codes(hub) == {"S12", "S51"}, "the sheet beside it and the column are told"
    assert hub.ask("SELECT DISTINCT reference FROM raw.published_spend__lines WHERE _row = 2") == [("T0",)]


def test_a_sheet_that_is_there_twice_counts_once(hub):
    again = month_rows(0)
    assert hub.receive(LANCASHIRE, workbook({**months(), "April 2022": again})) == QUERY
    assert amounts(hub) == (36, YEAR_SUM)
    assert [(sheet, value) for sheet, _, value, _ in hub.findings("S52")] == [("April 2022", "3 rows")]
    other = [*again[:-1], ["Computer software", day(0).isoformat(), 9.99, "Birch Systems"]]
    assert hub.receive(LANCASHIRE, workbook({**months(), "April 2022": other})) == GOOD
    assert len(hub.findings("S52")) == 1, "a sheet that differs in one cell is another sheet"


@pytest.mark.parametrize("place", range(4))
def test_a_total_is_no_payment_wherever_its_label_stands(hub, place):
    total = [None] * 4
    total[2] = "2076.95"
    if place != 2:
        total[place] = "TOTAL"
    rows = [*month_rows(0), total]
    assert hub.receive(LANCASHIRE, workbook({**months(places=range(1, 12)), "Apr 22": rows})) == GOOD
    assert amounts(hub) == (36, YEAR_SUM)
    assert codes(hub) == ({"R10"} if place != 2 else {"S06"})
    ((fate, reason),) = hub.ask("SELECT fate, reason FROM raw.other_rows WHERE fate <> 'header'")
    assert fate == ("subtotal" if place != 2 else "footnote") and reason


def test_a_total_that_is_off_by_a_pound_is_asked_about(hub):
    payments = [["Fuel", day(0).isoformat(), 501.01, "Cedar Ltd"]] * 100
    april = [PLAIN, *payments, ["Total", None, 50102.01, None]]
    assert hub.receive(LANCASHIRE, workbook({**months(places=range(1, 12)), "Apr 22": april})) == QUERY
    ((sheet, cell, value, sentence),) = hub.findings("R15")
    assert (sheet, cell, value) == ("Apr 22", "C102", "'Total' of 50,102.01") and "50,101.00" in sentence


def test_a_supplier_called_total_is_a_supplier(hub):
    rows = [*month_rows(0), ["Training", day(0).isoformat(), 501, "Total Fitness Ltd"]]
    assert hub.receive(LANCASHIRE, workbook({**months(places=range(1, 12)), "Apr 22": rows})) == GOOD
    assert amounts(hub) == (37, YEAR_SUM + 501)


def test_a_line_without_a_cell_is_kept_and_asked_about(hub):
    rows = [*month_rows(0), ["Training", day(0).isoformat(), 501, None], ["Training", day(0).isoformat(), None, "Oak"]]
    assert hub.receive(LANCASHIRE, workbook({**months(places=range(1, 12)), "Apr 22": rows})) == QUERY
    assert amounts(hub) == (38, YEAR_SUM + 501)
    assert [(sheet, cell) for sheet, cell, *_ in hub.findings("PL01")] == [("Apr 22", "D5"), ("Apr 22", "C6")]


def test_a_finding_names_the_heading_and_letter_of_its_own_sheet(hub):
    turned = [[row[3], row[0], row[1], row[2]] for row in month_rows(3, TOTALLED)]
    turned[2][3] = "about 500"
    assert (
        hub.receive(LANCASHIRE, workbook({**months(places=[0, 1, 2, *range(4, 12)]), "Jul 22": turned})) == "rejected"
    )
    ((sheet, cell, value, sentence),) = hub.findings("V03")
    assert (sheet, cell, value) == ("Jul 22", "D3", "about 500") and "'TOTAL'" in sentence


def test_a_sheet_without_a_needed_heading_is_turned_away_with_the_heading(hub):
    rows = [[*PLAIN[:2], "Sum", "SUPPLIER FINAL"], *month_rows(0)[1:]]
    assert hub.receive(LANCASHIRE, workbook({**months(places=range(1, 12)), "Apr 22": rows})) == "rejected"
    ((sheet, _, _, sentence),) = hub.findings("S05")
    assert sheet == "Apr 22" and "'Total Invoice Amount'" in sentence


def test_a_list_may_name_itself_on_a_sheet_about(hub):
    sheet = about("published_spend", force="Lancashire", year="2022/23")
    assert hub.receive("list.xlsx", workbook(About=sheet)) == GOOD
    assert whose(hub) == ("published_spend", "lancashire", "2022/23") and amounts(hub) == (36, YEAR_SUM)


def test_a_corrected_list_replaces_the_first_and_names_the_cells_that_changed(hub):
    hub.receive(LANCASHIRE, workbook())
    corrected = months()
    corrected["Mar 23"][3][2] = 1.01
    assert hub.receive(LANCASHIRE, workbook(corrected)) == GOOD
    assert hub.ask("SELECT cell, previous_value, new_value FROM ledger.value_changes") == [("C4", "1011.07", "1.01")]


def test_a_text_with_a_comma_too_many_is_turned_away(hub):
    content = csv_list() + b"Fuel,2023-03-14,1,234.50,Cedar Ltd\n"
    assert hub.receive(LANCASHIRE.replace("xlsx", "csv"), content) == "rejected"
    assert "S18" in codes(hub)


def test_a_list_with_more_columns_as_text(hub):
    rows = [[*GENERAL, "Body Name"], *([*row, "Kent Police"] for place in range(12) for row in month_rows(place)[1:])]
    assert hub.receive("spend_over_500_kent_2022-23.csv", text_bytes(rows)) == GOOD
    assert whose(hub) == ("published_spend", "kent", "2022/23") and amounts(hub) == (36, YEAR_SUM)
    assert codes(hub) == {"S51"}


def parquet_list(tmp_path, headings, **kinds):
    """The lines of a year as Parquet, all of them text but for the columns given with a type."""
    path = tmp_path / "list.parquet"
    rows = [row for place in range(12) for row in month_rows(place, headings)[1:]]
    cells = ", ".join(
        f'CAST(c{at} AS {kinds.get(f"c{at}", "VARCHAR")}) AS "{text}"' for at, text in enumerate(headings)
    )
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE lines (c0 VARCHAR, c1 VARCHAR, c2 VARCHAR, c3 VARCHAR)")
        connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?)", [[str(cell) for cell in row] for row in rows])
        connection.execute(f"COPY (SELECT {cells} FROM lines) TO {literal(str(path))} (FORMAT parquet)")
    return path.read_bytes()


@pytest.mark.parametrize("headings", [PLAIN, GENERAL])
@pytest.mark.parametrize("kinds", [{}, {"c1": "DATE", "c2": "DECIMAL(18, 2)"}, {"c1": "TIMESTAMP", "c2": "DOUBLE"}])
def test_a_list_in_parquet_is_taken_as_the_same_in_csv(hub, tmp_path, headings, kinds):
    assert hub.receive(LANCASHIRE.replace("xlsx", "parquet"), parquet_list(tmp_path, headings, **kinds)) == GOOD
    assert whose(hub) == ("published_spend", "lancashire", "2022/23")
    assert amounts(hub) == (36, YEAR_SUM)
    assert codes(hub) == set()
    assert hub.receive(LANCASHIRE.replace("xlsx", "csv"), csv_list(headings)) == GOOD
    assert hub.ask("SELECT count(*) FROM ledger.value_changes") == [(0,)]


def test_money_in_short_floats_is_asked_about_in_such_a_list(hub, tmp_path):
    content = parquet_list(tmp_path, GENERAL, c2="FLOAT")
    assert hub.receive("published_spend_kent_2022-23.parquet", content) == QUERY
    assert codes(hub) == {"C25"}


def test_records_in_such_a_list_are_turned_away(hub, tmp_path):
    lists = 'SELECT 1 AS "Amount", [1] AS "Supplier", \'Fuel\' AS "Category", DATE \'2022-04-14\' AS "Payment date"'
    path = tmp_path / "records.parquet"
    duckdb.sql(f"COPY ({lists}) TO {literal(str(path))} (FORMAT parquet)")
    content = path.read_bytes()
    assert hub.receive("published_spend_kent_2022-23.parquet", content) == "rejected"
    assert "S27" in codes(hub)


def test_a_list_that_only_its_name_tells_says_which_headings_are_missing(hub):
    content = workbook_bytes({"Apr": [["Category", "When", "Paid", "Who"], ["Fuel", "2022-04-01", 501, "Cedar Ltd"]]})
    assert hub.receive("published_spend_kent_2022-23.xlsx", content) == "rejected"
    assert whose(hub) == ("published_spend", "kent", "2022/23")
    assert codes(hub) == {"S05", "S51"}


def test_a_template_that_nobody_filled_in_has_no_rows(hub, tmp_path):
    path = tmp_path / "template.xlsx"
    items = {"Force": "Kent", "Financial year": "2022/23"}
    write_template(description_of("published_spend"), items, hub.settings.seeds, path)
    assert hub.receive("published_spend_kent.xlsx", path.read_bytes()) == "rejected"
    assert codes(hub) == {"S14"}


def test_sixty_thousand_lines_say_what_sixty_do(hub):
    rows = [
        ["Fuel", day(number % 12).isoformat(), 501.01, None if number == 9 else "Cedar"] for number in range(60_000)
    ]
    assert hub.receive("published_spend_kent_2022-23.csv", text_bytes([GENERAL, *rows])) == QUERY
    assert amounts(hub) == (60_000, Decimal("30060600.00"))
    assert [cell for _, cell, *_ in hub.findings("PL01")] == ["D11"]


DRIFTED = [
    ["EXPENDITURE CATEGORY", "PAYMENT DATE", "Total Invoice Amount", "* SUPPLIER FINAL"],
    ["Spend category", "Trans date", "Net Amount £", "Supplier / Payee"],
    ["Merchant category", "Date paid", "Amount (GBP) [note 1]", "Merchant name"],
]


@pytest.mark.parametrize("headings", DRIFTED)
def test_headings_of_other_senders_are_the_same_columns(hub, headings):
    assert hub.receive("published_spend_kent_2022-23.csv", csv_list(headings)) == GOOD
    assert amounts(hub) == (36, YEAR_SUM) and not {"S05", "S51"} & codes(hub)
    assert hub.ask("SELECT DISTINCT force_id FROM ledger.submissions") == [("kent",)]


def test_of_two_columns_for_one_thing_the_commoner_counts_and_two_amounts_are_asked_about(hub):
    row = ["Fuel", "Diesel", "13/04/2022", "A Ltd", 600, 500]
    two = ["Description", "Category", "Date", "Supplier", "VAT", "Amount"]
    assert hub.receive("published_spend_kent_2022-23.csv", text_bytes([two, row])) == QUERY
    assert hub.ask("SELECT category, other_cells FROM raw.published_spend__lines") == [
        ("Diesel", '{"Description": "Fuel", "VAT": "600"}')
    ]
    two[4] = "Net amount"
    assert hub.receive("published_spend_kent_2022-23.csv", text_bytes([two, row])) == "rejected"
    ((*_, sentence),) = hub.findings("S11")
    assert "is headed 'Amount', but another column on this sheet, headed 'Net amount'" in sentence
    assert not [each for each in hub.findings("S51") if "'Amount'" in each[3]]


def test_the_months_of_a_list_written_month_first_are_those_it_is_read_with(hub):
    def listed(days):
        return text_bytes([PLAIN, *[["Fuel", each, 600, "A Ltd"] for each in days]])

    ambiguous = [f"{month:02}/05/{2022 if month > 3 else 2023}" for month in range(1, 13)]
    assert hub.receive("published_spend_kent.csv", listed([*ambiguous, "04/30/2022"])) == QUERY
    assert whose(hub)[2] == "2022/23" and hub.findings("R52") == [] and len(hub.findings("C42")) == 1
    assert hub.receive("published_spend_essex.csv", listed(["04/30/2022", *["03/04/2023"] * 10])) == QUERY
    assert whose(hub)[2] == "2022/23"  # and not April 2023, as it would be day first
    assert "May 2022" in hub.findings("R52")[0][3] and "March 2023" not in hub.findings("R52")[0][3]


def test_a_column_that_one_month_lacks_is_told_once_and_not_for_each_of_its_rows(hub):
    sheets = months(GENERAL)
    sheets["May 22"][0] = ["Category", "Payment date", "Cost", "Supplier"]
    assert hub.receive("published_spend_kent_2022-23.xlsx", workbook(sheets)) == "rejected"
    assert [sheet for sheet, *_ in hub.findings("S05")] == ["May 22"] and hub.findings("PL01") == []
