"""Small files made to stall a load: each gets a sentence, whatever its sender wrote.

What they cost is measured where costs are: `python -m benchmarks hostile`.
"""

import pytest

from tests.returns import workforce
from tests.small_hub import funding

NAME = "police_funding_2025_26.csv"
LAUGHS = "a: &a [lol, lol, lol]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + chr(ord(name) - 1)] * 9)}]\n" for name in "bcdefghi"
)
GOOD = "title: T\npublisher: P\nedition: E\nlicence: L\nretrieved: 2026-01-01\n"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (LAUGHS + "title: *i\n", "line 1 refers to another one"),
        (GOOD + "note: *gone\nsha256: x\n", "line 6 refers to another one"),
        (GOOD + f"note: {'x' * 20_000}\nsha256: x\n", "larger than 16 KB"),
        ("[" * 10_000, "line 1 has more or less than one value"),
        (GOOD + "note: [a, b]\nsha256: x\n", "line 6 has more or less than one value"),
        (GOOD + "note:\n  deep:\n    deeper: x\nsha256: x\n", "line 7 has more or less than one value"),
        ("title: [", "line 1"),
        ("just a text", "line 1 has more or less than one value"),
        ("", "it lacks title, publisher, edition, licence, retrieved, sha256"),
        (GOOD + "colour: red\nsha256: x\n", "it has colour, which no source note has"),
        (GOOD + "sha256: x\nis_illustrative: perhaps\n", "is_illustrative cannot be read"),
    ],
)
def test_a_source_note_is_refused_in_a_sentence_of_the_hub(hub, note, words):
    (hub.settings.landing / f"{NAME}.source.yml").write_text(note, encoding="utf-8")
    status = hub.receive(NAME, funding())
    assert status == "accepted_with_queries"
    ((_, _, _, sentence),) = hub.findings("F16")
    assert words in sentence
    assert not any(word in sentence for word in ("yaml", "pydantic", "expected", "<", "/"))


def test_a_source_note_of_plain_lines_is_read(hub):
    note = "\ufeff# From the publisher\n" + GOOD + "sha256: 'abc'\nnote: >-\n  two\n  lines\nis_illustrative: true\n"
    (hub.settings.landing / f"{NAME}.source.yml").write_text(note, encoding="utf-8")
    hub.receive(NAME, funding())
    assert hub.ask("SELECT publisher, is_illustrative FROM ledger.submissions") == [("P", True)]
    assert hub.findings("F16") == []


SPACES = " " * 32_000


@pytest.mark.parametrize(
    ("items", "rule_id", "cell"),
    [
        ({"force": f"Kent{SPACES}x"}, "R02", "B3"),
        ({"force": f"Kent{', ' * 16_000}x"}, "R02", "B3"),
        ({"force": "Police and Crime Commissioner for " * 900}, "R02", "B3"),
        ({"year": f"2022{SPACES}/23x"}, "R17", "B4"),
        ({"Completed_on": f"1{'-' * 30_000}March"}, "V05", "B5"),
        ({"Completed_on": "9" * 30_000}, "V05", "B5"),
    ],
)
def test_a_long_text_on_the_sheet_about_is_refused(hub, items, rule_id, cell):
    status = hub.receive("return.xlsx", workforce(**items))
    assert status == "rejected"
    ((_, found, _, sentence),) = hub.findings(rule_id)
    assert (found, len(sentence) < 1_500) == (cell, True)


LONG = ["9" * 32_000, "(" * 32_000, "1," * 16_000, f"5{SPACES}x", "12/" * 10_000, "[p]" * 10_000, "#" * 32_000]


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "12e3", "\u0661\u0662", *LONG])
def test_a_long_or_odd_number_is_never_missing(hub, text):
    row = {"heading_name": "Local policing", "police_officer_fte": text, "police_staff_fte": 20}
    status = hub.receive("return.xlsx", workforce(row))
    values = hub.ask("SELECT police_officer_fte__value FROM raw.workforce__functions ORDER BY _submission_id DESC")
    assert status == "rejected" or (status == "accepted_with_queries" and values[0][0] is not None)
