"""What a long list says does not depend on its encoding, its separator, or whether it is text or Parquet."""

import codecs

import pytest

from tests.files import text_bytes
from tests.small_hub import SmallHub
from tests.spend_lists import SPEND, SPEND_VALUES, spend_parquet, spend_rows

MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"]
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """The hub that took in the same list in every encoding, with every separator, and as Parquet."""
    hub = SmallHub(tmp_path_factory.mktemp("lists"))
    made = {
        f"{encoding} {name}.csv": MARKS.get(encoding, b"") + text_bytes(spend_rows(), separator, encoding)
        for encoding in ENCODINGS
        for name, separator in SEPARATORS.items()
    }
    for name, amounts in {"text": "VARCHAR", "decimal": "DECIMAL(18, 2)", "double": "DOUBLE"}.items():
        made[f"{name}.parquet"] = spend_parquet(hub.settings.workspace, amounts)
    for name, content in made.items():
        (hub.settings.landing / name).write_bytes(content)
    hub.load()
    return hub, list(made)


def landed_columns(hub, file_name, columns):
    names = ", ".join(columns)
    of_file = "_submission_id = (SELECT submission_id FROM ledger.submissions WHERE file_name = ?)"
    return hub.ask(f"SELECT {names} FROM raw.procurement_spend__lines WHERE {of_file} ORDER BY _row", file_name)


def test_a_list_gives_the_same_values_in_every_encoding_and_as_parquet(lists):
    hub, names = lists
    wanted = list(zip(*SPEND_VALUES.values(), strict=True))
    for name in (each for each in names if each != "double.parquet"):  # which keeps no noughts at the end
        assert landed_columns(hub, name, [f"{column}__value" for column in SPEND_VALUES]) == wanted, name


def test_a_list_keeps_its_text_and_its_row_numbers_in_every_encoding(lists):
    hub, names = lists
    wanted = [(number, *row) for number, row in enumerate(spend_rows()[1:], start=2)]
    for name in (each for each in names if each not in {"decimal.parquet", "double.parquet"}):
        assert landed_columns(hub, name, ["_row", *SPEND]) == wanted, name


def test_lists_that_say_the_same_replace_each_other_without_a_change(lists):
    hub, names = lists
    states = "SELECT status, force_id, financial_year, count(*) FROM ledger.submissions GROUP BY ALL ORDER BY 4"
    later = len(names) - 1
    assert hub.ask(states) == [("accepted", "kent", "2022/23", 1), ("superseded", "kent", "2022/23", later)]
    changes = "SELECT column_name, previous_value, new_value FROM ledger.value_changes"
    assert hub.ask(changes) == []
