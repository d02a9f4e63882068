"""Layouts of senders: a small file of data makes another force's export readable, by sender and years."""

import json
import shutil

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestration.intake import recognition
from orchestration.intake.mapping import map_file
from orchestration.intake.recognition import Recognised, recognise
from orchestration.readers.sheets import ReadFile, Sheet
from orchestration.returns.description import RETURNS_DIR, DescriptionError, all_descriptions
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.returns.sender_layouts import read_senders
from orchestration.settings import PROJECT_DIR
from tests.published_lists import NAMES, day

LISTS = read_reference_lists(PROJECT_DIR / "seeds")
KENT = {"category": ["Spend type"], "paid_on": ["Paid"], "supplier_name": ["Paid to"], "amount_gbp": ["Gross"]}
LATER = {**KENT, "amount_gbp": ["Net of VAT"]}
HEADINGS = ["Spend type", "Paid", "Paid to", "Gross", "Net of VAT"]


def descriptions(folder, **senders):
    """The returns of the hub, with further senders of published spend."""
    shutil.copy(RETURNS_DIR / "published_spend.yml", folder)
    (folder / "senders" / "published_spend").mkdir(parents=True)
    for name, layouts in senders.items():
        content = {"sender": name, "source": "A test.", "layouts": layouts}
        path = folder / "senders" / "published_spend" / f"{name.replace('_', '-')}.yml"
        path.write_text(yaml.safe_dump({**content, "sender": name.replace("_", "-")}), encoding="utf-8")
    return all_descriptions(folder)


def file_of(headings, start=2022, amounts=("600", "500")):
    def rows(place):
        return [headings, ["Fuel", day(place, start).isoformat(), "Cedar Ltd", *amounts][: len(headings)]]

    return ReadFile([Sheet(name, False, rows(place)) for place, name in enumerate(NAMES)], kind="xlsx")


def read(monkeypatch, known, content, name="list.xlsx"):
    monkeypatch.setattr(recognition, "all_descriptions", lambda: known)
    found = recognise(content, name, LISTS)
    assert isinstance(found, Recognised), found
    return found, map_file(found.description, found.form, content, LISTS, found.identity.financial_year)


def amounts_of(mapped):
    return {
        values[table.table.landed_columns.index("amount_gbp__value")]
        for table in mapped.tables
        for _, _, values in table.rows
    }


def test_a_file_of_data_makes_another_export_readable(tmp_path, monkeypatch):
    known = descriptions(tmp_path, kent=[{"from_year": "2010/11", "headings": KENT}])
    found, mapped = read(monkeypatch, known, file_of(HEADINGS[:4]))
    assert (found.identity.force_id, found.identity.financial_year) == ("kent", "2022/23")
    assert [each.rule_id for each in (*found.findings, *mapped.findings)] == ["R51"]
    assert amounts_of(mapped) == {"600"}


def test_the_layout_of_the_years_in_the_file_is_used(tmp_path, monkeypatch):
    old = {"from_year": "2010/11", "until_year": "2019/20", "headings": KENT}
    known = descriptions(tmp_path, kent=[old, {"from_year": "2020/21", "headings": LATER}])
    for start, amount in ((2019, "600"), (2020, "500")):
        found, mapped = read(monkeypatch, known, file_of(HEADINGS, start))
        assert amounts_of(mapped) == {amount}, found.form.form_id


def test_headings_of_two_senders_need_a_name(tmp_path, monkeypatch):
    layouts = [{"from_year": "2010/11", "headings": KENT}]
    known = descriptions(tmp_path, kent=layouts, west_mercia=layouts)
    found, _ = read(monkeypatch, known, file_of(HEADINGS[:4]))
    assert found.identity.force_id is None and [each.rule_id for each in found.findings] == ["R16"]
    found, _ = read(monkeypatch, known, file_of(HEADINGS[:4]), "spend_west_mercia.xlsx")
    assert found.identity.force_id == found.form.sender == "west-mercia" and not found.findings


@pytest.mark.parametrize(
    ("layouts", "said"),
    [
        ([{"from_year": "2010/11", "headings": {"colour": ["Red"]}}], "column that is not there: colour"),
        ([{"headings": KENT}], r"senders/published_spend/kent\.yml is not a valid layout"),
        ([{"from_year": "2010/11", "headings": KENT, "color": 1}], "Extra inputs"),
    ],
)
def test_a_layout_that_does_not_hold_together_is_refused(tmp_path, layouts, said):
    with pytest.raises(DescriptionError, match=said):
        descriptions(tmp_path, kent=layouts)


def test_every_sender_is_a_force():
    senders = [sender.sender for folder in (RETURNS_DIR / "senders").iterdir() for sender in read_senders(folder)]
    assert senders and set(senders) <= set(LISTS.forces)


COLUMNS = {
    "category": ["Expenditure Category", "* Expenditure Category", "expenditure category"],
    "paid_on": ["Date", "* Date", " DATE "],
    "amount_gbp": ["Total Invoice Amount", "TOTAL", "* Total Invoice Amount", "*TOTAL"],
    "supplier_name": ["SUPPLIER FINAL", "* SUPPLIER FINAL", "SUPPLIER"],
    "further": ["Column1", "VAT", None],
}
PAYMENT = st.tuples(
    st.sampled_from(["Fuel", "Rents - General", "Total Quality Ltd"]),
    st.decimals(-99_999, 99_999, places=2).map(str),
    st.sampled_from(["Cedar Ltd", "THIRD PARTY", "Total Fitness Ltd"]),
    st.sampled_from([None, "x"]),
)


@st.composite
def sheets_of_months(draw):
    """Sheets with their payments: headings, order of columns, titles and further columns differ from month to month."""
    sheets, payments = [], []
    for place in draw(st.lists(st.integers(0, 11), min_size=1, max_size=12, unique=True)):
        order = draw(st.permutations(list(COLUMNS)))
        headings = {name: draw(st.sampled_from(texts)) for name, texts in COLUMNS.items()}
        rows = [["Payments over £500"]] * draw(st.integers(0, 2)) + [[headings[name] for name in order]]
        for category, amount, supplier, further in draw(st.lists(PAYMENT, min_size=1, max_size=6)):
            cells = {"category": category, "paid_on": day(place).isoformat(), "amount_gbp": amount}
            cells |= {"supplier_name": supplier, "further": further}
            rows.append([cells[name] for name in order])
            payments.append((NAMES[place], category, amount, supplier, further))
        sheets.append(Sheet(NAMES[place], False, rows))
    return sheets, payments


@given(sheets_of_months())
def test_every_payment_is_landed_once_whatever_the_headings_of_its_month(drawn):
    sheets, payments = drawn
    found = recognise(ReadFile(sheets, kind="xlsx"), "published_spend_lancashire_2022-23.xlsx", LISTS)
    assert isinstance(found, Recognised)
    mapped = map_file(found.description, found.form, ReadFile(sheets, kind="xlsx"), LISTS, "2022/23")
    landed = []
    for table in mapped.tables:
        at = {name: index for index, name in enumerate(table.table.landed_columns)}
        for _, _, row in table.rows:
            further = next(iter(json.loads(row[at["other_cells"]] or "{}").values()), None)
            texts = (row[at[name]] for name in ("category", "amount_gbp", "supplier_name"))
            landed.append((table.sheet, *texts, further))
    repeated = [each for each in mapped.findings if each.rule_id == "S52"]
    assert sorted(landed, key=str) == sorted(payments, key=str) and not repeated
    rows = sum(len(sheet.rows) for sheet in sheets)
    assert sum(mapped.fates.values()) == rows, "every row has a fate"
