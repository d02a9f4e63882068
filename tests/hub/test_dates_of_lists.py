"""Dates as forces send them: what becomes of the whole file, however long it is and whatever format it comes in."""

import datetime
import time

import duckdb
import pytest

from orchestration.returns.description import description_of
from orchestration.warehouse.sql_text import literal
from tests.files import text_bytes, workbook_bytes
from tests.returns import about, table_rows

COLUMNS = description_of("procurement_spend").form("lines").tables[0].columns
NAME = "procurement_spend_surrey_2022-23.csv"
FIRST_DAY = datetime.date(2022, 4, 1)
# Read either way these lie within 2022/23, so that neither a cell nor the year says which is the day.
UNDECIDED = [f"{day:02d}/{month:02d}/2022" for day in range(4, 13) for month in range(4, 13) if day != month]


def spend(dates, **columns):
    """A long list of 2022/23 with those dates; further columns by name, as lists or one value for all."""
    rows = []
    for number, date in enumerate(dates):
        cells = {
            "force_name": "Surrey", "financial_year": "2022/23", "line_id": f"L{number}", "supplier_name": "Smith",
            "category": "Fleet", "contract_route": "none", "invoice_date": date, "amount_gbp": "5",
        }  # fmt: skip
        cells |= {name: values[number] for name, values in columns.items()}
        rows.append([cells.get(column.name) for column in COLUMNS])
    return text_bytes([[column.header for column in COLUMNS], *rows])


def codes(hub):
    """Code and number of findings."""
    return dict(hub.ask("SELECT rule_id, count(*) FROM ledger.findings GROUP BY 1"))


@pytest.mark.parametrize("lines", [1_000, 12_000])
def test_a_british_list_is_accepted_with_one_note_however_long(hub, lines):
    days = [FIRST_DAY + datetime.timedelta(days=number % 365) for number in range(lines)]
    assert hub.receive(NAME, spend([f"{day:%d/%m/%Y}" for day in days])) == "accepted"
    assert codes(hub) == {"C09": 1}
    values = hub.ask("SELECT invoice_date__value FROM raw.procurement_spend__lines ORDER BY _row")
    assert [value for (value,) in values] == [day.isoformat() for day in days]


@pytest.mark.parametrize("lines", [100, 12_000])
def test_a_list_of_dates_that_could_all_be_two_days_is_turned_away_however_long(hub, lines):
    dates = [UNDECIDED[number % len(UNDECIDED)] for number in range(lines)]
    assert hub.receive(NAME, spend(dates)) == "rejected"
    assert codes(hub) == {"C12": 1, "R20": 1}
    assert hub.findings("R20")[0][2] == "100.0"


@pytest.mark.parametrize(("in_doubt", "status"), [(1_200, "accepted_with_queries"), (1_201, "rejected")])
def test_every_row_in_question_counts_not_only_those_listed(hub, in_doubt, status):
    numbers = ["1234567" if line < in_doubt else "01234567" for line in range(12_000)]
    assert hub.receive(NAME, spend(["2022-05-13"] * 12_000, supplier_number=numbers)) == status
    assert codes(hub)["C13"] == 1_000


def test_rows_outside_the_year_count_in_full(hub):
    dates = ["2022-05-13"] * 80 + ["2021-05-13"] * 20
    assert hub.receive(NAME, spend(dates)) == "rejected"
    ((_, cell, value, sentence),) = hub.findings("C44")
    assert (cell, value) == ("I82", "'2021-05-13'")
    assert "outside the expected period, 1 April 2022 to 31 March 2023. The same applies to 19 more cells" in sentence
    assert hub.findings("R20")[0][2] == "20.0"


@pytest.fixture
def in_new_york(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_timestamp_with_a_zone_is_read_in_british_time_whatever_the_zone_of_the_machine(hub, tmp_path, in_new_york):
    path = tmp_path / "spend.parquet"
    cells = {
        "force_name": "'Surrey'", "financial_year": "'2022/23'", "line_id": "'L' || n", "supplier_name": "'Smith'",
        "category": "'Fleet'", "contract_route": "'none'", "amount_gbp": "5",
        "invoice_date": "TIMESTAMPTZ '2022-05-31 22:59:00+00' + INTERVAL 1 MINUTE * n",
    }  # fmt: skip
    given = ", ".join(f'{cells.get(column.name, "NULL::VARCHAR")} AS "{column.header}"' for column in COLUMNS)
    duckdb.sql(f"COPY (SELECT {given} FROM range(2) t(n)) TO {literal(str(path))} (FORMAT parquet)")
    assert hub.receive(NAME.replace("csv", "parquet"), path.read_bytes()) == "accepted"
    raw = hub.ask("SELECT invoice_date, invoice_date__value FROM raw.procurement_spend__lines ORDER BY _row")
    assert raw == [("2022-05-31 22:59:00Z", "2022-05-31"), ("2022-05-31 23:00:00Z", "2022-06-01")]
    assert codes(hub) == {"C41": 1}


def test_dates_with_a_time_in_cells_of_a_workbook_are_told_once(hub):
    times = [datetime.datetime(2022, 6, 1, 14, 35), "13/06/2022 00:00:00", "2022-05-31T23:00:00Z"]
    line = {"supplier_name": "Smith", "category": "Fleet", "contract_route": "none", "amount_gbp": 5}
    rows = [{**line, "line_id": f"L{number}", "invoice_date": each} for number, each in enumerate(times)]
    sheets = {
        "About": about("procurement_spend", "Surrey"),
        "Lines": table_rows("procurement_spend", "lines", rows),
    }
    assert hub.receive(NAME.replace("csv", "xlsx"), _with_date_formats(sheets)) == "accepted"
    values = hub.ask("SELECT invoice_date__value FROM raw.procurement_spend__lines ORDER BY _row")
    assert values == [("2022-06-01",), ("2022-06-13",), ("2022-06-01",)]
    assert codes(hub) == {"C41": 1}


def _with_date_formats(sheets):
    """A workbook whose date cells are formatted as such; the helper writes them as numbers without."""
    import io

    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets)))
    cell = workbook["Lines"]["G2"]
    cell.value = datetime.datetime(2022, 6, 1, 14, 35)
    cell.number_format = "dd/mm/yyyy hh:mm"
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
