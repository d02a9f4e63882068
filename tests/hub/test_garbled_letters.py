"""Text that was read in the wrong encoding before it was sent: one query per column, whatever the format."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.validation.garbled_letters import _PATTERN, as_written, is_garbled
from tests.hub.test_any_table_any_format import WRITERS
from tests.hub.test_placeholders import spend
from tests.small_hub import SmallHub, register

LETTERS = "àâäáãåçèêëéìîïíñòôöóõøùûüúýÿÀÂÄÁÉÈÊËÎÏÔÖÙÛÜŵŷŴŶ£€°’‘“”–—…™"
SENT = [("1", name, None, "Fuel", "none", None, None, 5) for name in ("A Ltd", "CafÃ© Ltd", "B Ltd", "Price in Â£")]


@pytest.mark.parametrize("force", WRITERS)
def test_garbled_letters_are_one_query_per_column_in_every_format(hub, force):
    suffix, write = WRITERS[force]
    lines = [(str(number), *line[1:]) for number, line in enumerate(SENT)]
    assert hub.receive(f"procurement_spend_{force.lower()}_2022-23.{suffix}", write(force, lines))
    told = hub.ask("SELECT rule_id, cell, value_given, severity FROM ledger.findings WHERE rule_id = 'C46'")
    assert told == [("C46", "B3", "'CafÃ© Ltd'", "query")]
    ((*_, sentence),) = hub.findings("C46")
    assert "It was probably 'Café Ltd'. The same applies to 1 more cell in the column." in sentence


def test_a_list_without_such_letters_is_asked_nothing(hub):
    names = [
        "Café Été",
        "São João Ltda",
        "SÃO PAULO",
        "Ñandú – “Été”",
        "Siop Tŷ Gŵyr",
        "£5 Stores",
        "CHÂTEAU",
        "Å",
        "naïve…",
    ]
    assert hub.receive("procurement_spend.csv", spend(*names)) == "accepted"
    assert hub.findings("C46") == []


def test_a_lost_letter_is_asked_about_without_a_hint(hub):
    hub.receive("procurement_spend.csv", spend("Caf\ufffd Ltd"))
    ((*_, sentence),) = hub.findings("C46")
    assert "probably" not in sentence and "D2" in sentence


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Smith &amp; Sons", "Smith & Sons"),
        ("Caf&eacute;", "Café"),
        ("Kent&#39;s", "Kent's"),
        ("A&#x2019;s", "A’s"),
        ("Caf&Atilde;&copy;", "Café"),
        ("Kent&rsquo;s &ndash; &pound;5", "Kent’s – £5"),
        ("Smith &amp;amp; Sons", "Smith & Sons"),
    ],
)
def test_letters_as_web_pages_write_them_are_asked_about(hub, given, written):
    assert hub.receive("procurement_spend.csv", spend("A Ltd", given)) == "accepted_with_queries"
    ((_, cell, value, sentence),) = hub.findings("C46")
    assert (cell, value) == ("D3", f"'{given}'") and f"It was probably '{written}'." in sentence


@pytest.mark.parametrize("name", ["Marks & Spencer", "A&B;C", "R&D; other", "Q&A (1)", "B&Q plc; Hove", "R&Dept; x"])
def test_an_ampersand_is_asked_nothing(hub, name):
    assert hub.receive("procurement_spend.csv", spend("A Ltd", name)) == "accepted"
    assert hub.findings("C46") == []


def test_a_register_is_asked_about_as_well(tmp_path):
    hub = SmallHub(tmp_path)
    hub.receive("register.xlsx", register(agreements=[_titled("The forceâ€™s unit")]))
    assert "It was probably 'The force’s unit'." in hub.findings("C46")[0][3]


def _titled(title):
    from tests.small_hub import agreement

    return agreement(Title=title)


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850", "cp437"])
@given(text=st.text(st.sampled_from(LETTERS + "abc "), min_size=1, max_size=12))
def test_what_is_read_in_another_encoding_is_told_and_what_is_not_is_left_alone(encoding, text):
    try:
        read = text.encode().decode(encoding)
    except UnicodeDecodeError:
        read = text.encode().decode("latin-1")
    assert is_garbled(read) == (not text.isascii())
    if (written := as_written(read)) and is_garbled(read):
        assert written == text


@given(text=st.text(st.sampled_from(LETTERS + "abc "), max_size=1))
def test_a_letter_alone_is_never_asked_about(text):
    assert not is_garbled(text)


@given(text=st.text(max_size=20))
def test_the_pattern_is_the_same_in_sql(text):
    ((matches,),) = duckdb.execute("SELECT regexp_matches(?, ?)", [text, _PATTERN]).fetchall()
    assert matches == is_garbled(text)


@pytest.mark.parametrize(
    ("encoding", "name"), [("mac-roman", "Café Ltd"), ("mac-roman", "Kent’s"), ("cp850", "Café £5")]
)
def test_text_of_a_mac_or_of_dos_is_asked_about_with_what_was_written(hub, encoding, name):
    plain = spend("A Ltd", name).decode().replace("Amount (£)", "Amount")
    assert hub.receive("procurement_spend.csv", plain.encode(encoding)) == "accepted_with_queries"
    ((*_, sentence),) = hub.findings("C46")
    assert f"It was probably '{name}'." in sentence
