"""The dates of a column are read in the order that the column is written in, or the column is asked about, once."""

import datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.intake.large_file_load import land_list
from orchestration.intake.large_file_profile import describe_list, list_form_of
from orchestration.intake.mapping import map_file
from orchestration.readers.sheets import ReadFile, Sheet
from orchestration.returns.description import description_of
from orchestration.warehouse.database import raw_tables
from tests.files import text_bytes
from tests.sent_files import LISTS

SPEND = description_of("procurement_spend")
YEAR = "2022/23"
ASKED = {"C12", "C42", "C43"}
FIRST_DAY = datetime.date(2022, 4, 1)

WAYS = {
    "day_first": (
        "{d:%d/%m/%Y}", "{d.day}/{d.month}/{d:%y}", "{d:%d.%m.%Y}", "{d:%d-%m-%Y} 14:35", "{d:%d/%m/%Y 00:00:00}",
    ),
    "month_first": ("{d:%m/%d/%Y}", "{d.month}/{d.day}/{d:%y}", "{d:%m-%d-%Y}", "{d:%m/%d/%Y %I:%M %p}"),
    "either": ("{d:%Y-%m-%d}", "{d:%d %B %Y}", "{d:%d-%b-%y}", "{d:%Y%m%d}", "{d:%Y-%m-%dT12:00:00Z}", "{d:%Y/%m/%d}"),
}  # fmt: skip

days = st.integers(0, 364).map(lambda number: FIRST_DAY + datetime.timedelta(days=number))


def written(order):
    """Dates of 2022/23 with how each is written; some in a way that leaves no choice."""
    ways = st.sampled_from((*WAYS[order], *WAYS["either"]))
    cell = st.tuples(days, ways).map(lambda each: (each[0].isoformat(), each[1].format(d=each[0])))
    return st.lists(cell, min_size=1, max_size=40)


def sheet_of(texts):
    """Values and findings of a column of a workbook."""
    columns = SPEND.form("workbook").tables[1].columns
    names = [column.name for column in columns]
    rows = [[column.header for column in columns]]
    for number, text in enumerate(texts):
        cells = {
            "line_id": f"L{number}",
            "supplier_name": "S",
            "category": "C",
            "amount_gbp": "5",
            "invoice_date": text,
        }
        rows.append([cells.get(name) for name in names])
    about = Sheet("About", False, [["Item", "Value"], ["Return", "procurement_spend"]])
    mapped = map_file(SPEND, SPEND.form("workbook"), ReadFile([about, Sheet("Lines", False, rows)]), LISTS, YEAR)
    table = next(each for each in mapped.tables if each.table.name == "lines")
    at = table.table.landed_columns.index("invoice_date__value")
    return [values[at] for *_, values in table.rows], mapped.findings


def list_of(texts, folder):
    """Values and findings of a column of a long list."""
    form = SPEND.form("lines")
    columns = form.tables[0].columns
    cells = {"force_name": "Kent", "financial_year": YEAR, "supplier_name": "S", "category": "C", "amount_gbp": "5"}
    rows = [
        [{**cells, "line_id": f"L{number}", "invoice_date": text}.get(column.name) for column in columns]
        for number, text in enumerate(texts)
    ]
    path = folder / "procurement_spend_kent.csv"
    path.write_bytes(text_bytes([[column.header for column in columns], *rows]))
    assert list_form_of(path, "text") == (SPEND, form)
    facts = describe_list(path, "text", SPEND, form, folder / "scratch")
    facts.financial_year = YEAR
    name = SPEND.raw_table(form.tables[0])
    with duckdb.connect() as connection:
        typed = ", ".join(f"{column} {kind}" for column, kind in raw_tables()[name].items())
        connection.execute(f"CREATE SCHEMA raw; CREATE TABLE raw.{name} ({typed})")
        landed = land_list(connection, facts, name, "S000001")
        facts.discard()
        values = connection.execute(f"SELECT invoice_date__value FROM raw.{name} ORDER BY _row").fetchall()
    return [value for (value,) in values], landed.findings


@pytest.fixture(scope="module", params=["sheet", "list"])
def read(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    return sheet_of if request.param == "sheet" else lambda texts: list_of(texts, folder)


FIFTHS = [datetime.date(2022, month, 5) for month in range(4, 10)]
LATER = [f"{day}/05/2022" for day in range(13, 19)]


def test_dates_that_a_spreadsheet_exchanged_are_asked_about_once(read):
    texts = [*LATER, *(day.isoformat() for day in FIFTHS)]
    values, findings = read(texts)
    assert asked(findings) == [] and values[6:] == texts[6:]
    ((cell, rows, value),) = [(each.cell[1:], each.rows, each.value) for each in findings if each.rule_id == "C45"]
    assert (cell, rows, value) == ("8", 5, "'2022-04-05'")  # 5 May is the same either way


@pytest.mark.parametrize(
    "texts",
    [
        [*LATER, *(day.isoformat() for day in FIFTHS), "2022-05-13"],  # a date after the twelfth
        [*LATER, "05/04/2022", *(day.isoformat() for day in FIFTHS)],  # text up to the twelfth
        [*LATER, *(day.isoformat() for day in FIFTHS[:4])],  # few dates
        [*LATER[:4], *(day.isoformat() for day in FIFTHS)],  # few texts
    ],
)
def test_other_mixtures_of_dates_and_text_are_not(read, texts):
    assert not [each for each in read(texts)[1] if each.rule_id == "C45"]


def asked(findings):
    """Code, cell and rows in question of what is asked about the column."""
    return [(each.rule_id, each.cell[1:], each.rows) for each in findings if each.rule_id in {*ASKED, "C44"}]


@settings(max_examples=60, deadline=None)
@given(cells=written("day_first"))
def test_a_column_written_day_first_comes_back_or_is_asked_about_once(read, cells):
    values, findings = read([text for _, text in cells])
    assert values == [day for day, _ in cells]  # also where nothing proves the order and it is asked about
    assert len(asked(findings)) <= 1
    if any(int(day[8:]) > 12 and text[4] not in "-/" for day, text in cells if "/" in text):
        assert asked(findings) == []


@settings(max_examples=60, deadline=None)
@given(cells=written("month_first"))
def test_a_column_written_month_first_is_asked_about_unless_nothing_in_it_could_be_two_days(read, cells):
    values, findings = read([text for _, text in cells])
    codes = [code for code, *_ in asked(findings) if code != "C44"]
    assert len(codes) <= 1
    if codes != ["C12"]:
        assert values == [day for day, _ in cells]
    if not codes:
        assert not any(text in (way.format(d=datetime.date.fromisoformat(day)) for way in WAYS["month_first"])
                       and day[5:7] != day[8:] for day, text in cells)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(first=written("day_first"), second=written("month_first"), seed=st.randoms())
def test_a_column_that_proves_both_orders_is_one_question_with_both_examples(read, first, second, seed):
    cells = [*first, *second, ("2022-05-13", "13/05/2022"), ("2022-05-14", "05/14/2022")]
    seed.shuffle(cells)
    values, findings = read([text for _, text in cells])
    (question,) = [each for each in findings if each.rule_id in ASKED]
    assert question.rule_id == "C43"
    month, day = question.value.strip("'"), question.expected.split("'")[1]
    row = int(question.expected.rpartition("cell ")[2][1:])
    assert cells[question.row - 2][1] == month and cells[row - 2][1] == day
    proven = {"13/05/2022", "05/14/2022", month, day}
    assert all(value == day for value, (day, text) in zip(values, cells, strict=True) if text in proven)


@pytest.mark.parametrize(
    ("texts", "values", "questions"),
    [
        # Only the year of the return tells: 5 January lies in 2022/23, 1 May 2023 does not; and the other way round.
        (["05/01/2023", "04/05/2022"], ["2023-01-05", "2022-05-04"], []),
        (["01/05/2023", "04/05/2022"], ["2023-01-05", "2022-04-05"], [("C42", "2", 1)]),
        # The year says both, or nothing: asked about once, day first meanwhile.
        (["05/01/2023", "01/05/2023"], ["2023-01-05", "2023-05-01"], [("C12", "2", 2), ("C44", "3", 1)]),
        (["04/05/2022", "06/07/2022"], ["2022-05-04", "2022-07-06"], [("C12", "2", 2)]),
        # A proof outweighs the year.
        (["13/05/2022", "01/05/2023"], ["2022-05-13", "2023-05-01"], [("C44", "3", 1)]),
        # Every cell outside the period counts; the first is named.
        (["01/06/62", "2022-03-31", "0202-05-13"], ["2062-06-01", "2022-03-31", "0202-05-13"],
         [("C12", "2", 1), ("C44", "2", 3)]),
        (["2022-04-01", "2023-03-31"], ["2022-04-01", "2023-03-31"], []),
        (["13/05/2022", "05/13/2022"], ["2022-05-13", "2022-05-13"], [("C43", "3", 1)]),
    ],
)  # fmt: skip
def test_what_a_column_says_of_its_dates(read, texts, values, questions):
    found, findings = read(texts)
    assert found == values
    assert sorted(asked(findings)) == questions
