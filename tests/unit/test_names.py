"""Names as people and programs write them: which force is meant, a hint that is right or absent, what nobody sees."""

import csv
import string

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.finding import Finding, nearest
from orchestration.findings.force_hints import nearest_force
from orchestration.returns.description import normalised
from orchestration.returns.plain_text import LONGEST_COMPARED, plain
from orchestration.returns.reference_lists import folded
from orchestration.settings import PROJECT_DIR
from tests.sent_files import LISTS

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u2060\ufeff"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
ODD = "\u2018\u2019\u201c\u201d\u2044\u2215 \u00a0\u2003\t\n\u2028"


@pytest.mark.parametrize(
    ("written", "force"),
    [
        ("Heddlu Gogledd Cymru", "north-wales"),
        ("Heddlu De Cymru", "south-wales"),
        ("Heddlu Gwent", "gwent"),
        ("Heddlu Dyfed-Powys", "dyfed-powys"),
        ("HEDDLU DYFED POWYS", "dyfed-powys"),
        ("E23000032", "kent"),
        ("w15000001", "north-wales"),
        ("Police and Crime Commissioner for Kent", "kent"),
        ("The Police & Crime Commissioner for the West Midlands", "west-midlands"),
        ("Office of the Police and Crime Commissioner for Avon and Somerset", "avon-and-somerset"),
        ("Police and Crime Commissioner for Devon, Cornwall and the Isles of Scilly", "devon-and-cornwall"),
        ("Police, Fire and Crime Commissioner for North Yorkshire", "north-yorkshire"),
        ("Staffordshire Commissioner for Police, Fire and Rescue and Crime", "staffordshire"),
        ("West Mercia Police and Crime Commissioner's Office", "west-mercia"),
        ("Kent Police and Crime Commissioner (PCC)", "kent"),
        ("Northants PFCC", "northamptonshire"),
        ("OPCC Kent", "kent"),
        ("Kent Police Authority", "kent"),
        ("Chief Constable of Kent Police", "kent"),
        ("Comisiynydd Heddlu a Throseddu Gogledd Cymru", "north-wales"),
        ("Mayor\u2019s Office for Policing and Crime", "metropolitan"),
        ("Dyfed\u2013Powys", "dyfed-powys"),
        ("Hampshire & the Isle of Wight", "hampshire"),
        ("PCC for Avon & Somerset", "avon-and-somerset"),
        ("Devon Cornwall", "devon-and-cornwall"),
        ("Heddlu Gwent Police", "gwent"),
        ("Avon\u200b and Som\u00aderset", "avon-and-somerset"),
        ("\ufeffKent", "kent"),
        ("Kent Police and Crime Panel", None),
        ("Police and Crime Commissioner for Wessex", None),
        ("E23000099", None),
        ("Heddlu", None),
    ],
)
def test_a_force_is_known_by_each_of_its_names(written, force):
    assert LISTS.force_called(written) == force


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Kemt", "Kent"),
        ("Norht Wales", "North Wales"),
        ("Thames Valey Police", "Thames Valley"),
        ("Avon Somersett", "Avon and Somerset"),
        ("Norfoke", "Norfolk"),
        ("Gloucester", "Gloucestershire"),
        ("Herefordshire", None),
        ("Northumberland", None),
        ("Police and Crime Commissioner for Kemt", "Kent"),
        ("Heddlu Gogled Cymru", "North Wales"),
        ("Police and Crime Commissioner for Wessex", None),
        ("East Midlands", None),
        ("East Yorkshire", None),
        ("Norfolk & Suffolk", None),
        ("Yorkshire", None),
        ("Police", None),
        ("British Transport Police", None),
        ("E23000099", None),
        ("Kent" * 100, None),
    ],
)
def test_a_hint_is_right_or_absent(written, hint):
    assert nearest_force(written, LISTS) == hint


def test_codes_of_force_areas_are_those_of_the_list_of_forces():
    with (PROJECT_DIR / "seeds" / "reference" / "forces.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["pfa_code"]: row["force_id"] for row in csv.DictReader(file)}
    assert {code: LISTS.force_named(code) for code in codes} == codes
    assert not set(codes) & set(LISTS.names), "a code is near many other codes and no hint"


@given(name=st.sampled_from(LISTS.names), data=st.data())
def test_what_nobody_sees_makes_no_other_name(name, data):
    text = "".join(
        data.draw(st.sampled_from(["", *INVISIBLE])) + (data.draw(st.sampled_from(DASHES)) if each == "-" else each)
        for each in name
    )
    assert folded(text) == folded(name)
    assert normalised(text) == normalised(name)
    assert LISTS.force_called(text) == LISTS.force_called(name) is not None


@given(name=st.sampled_from(LISTS.names), at=st.integers(0, 40), letter=st.sampled_from(string.ascii_lowercase))
def test_a_hint_for_one_wrong_letter_is_the_force_or_nothing(name, at, letter):
    own = LISTS.forces[LISTS.force_named(name)].name
    words = name.split()
    is_long = all(len(word) >= 5 for word in words)
    wrong = name[: 1 + at] + letter + name[2 + at :]
    if is_long and LISTS.force_called(wrong) is None:
        assert nearest_force(wrong, LISTS) in (own, None)


def test_two_names_equally_near_are_no_hint():
    assert nearest("Custody suite A", ["Custody suite B", "Custody suite C"]) is None
    assert nearest("Custody suit", ["Custody suite", "Road policing"]) == "Custody suite"
    assert nearest("x" * 32_000, ["Custody suite"]) is None


def test_a_text_beyond_any_name_is_cut_and_equals_none():
    text = "Kent" + " " * 32_000 + "x" * 32_000
    assert len(plain(text)) == LONGEST_COMPARED + 1
    assert LISTS.force_called(text) is None
    assert folded("Kent" + " " * 32_000) == "kent"


def test_a_sentence_repeats_a_long_value_in_part_and_writes_no_number_of_gigabytes():
    rule = read_catalogue(PROJECT_DIR / "seeds")["EX01"]
    for value in ("y" * 32_000, "1e999999999", "9" * 32_000):
        finding = Finding("EX01", sheet="Functions", row=2, value=value, expected="1")
        assert len(finding.sentence(rule, "file.xlsx")) < 1_000
        assert finding.difference is None


@given(text=st.text(alphabet="aBé\u00c9'\"/" + INVISIBLE + DASHES + ODD, max_size=30))
def test_names_are_folded_in_sql_as_in_python(text):
    macros = (PROJECT_DIR / "dbt_project" / "macros" / "values.sql").read_text(encoding="utf-8")
    sql = macros.partition("duckdb__name_key(column) -%}")[2].partition("{%- endmacro")[0]
    got = duckdb.execute(f"SELECT {sql.replace('{{ column }}', '$1')}", [text]).fetchall()
    assert got == [(folded(text),)]


@pytest.mark.parametrize(
    ("name", "force_id"),
    [
        ("Heddlu Gogledd Cymru / North Wales Police", "north-wales"),
        ("South Wales Police | Heddlu De Cymru", "south-wales"),
        ("Swyddfa Comisiynydd yr Heddlu a Throseddu Gwent", "gwent"),
        ("Greater Manchester Police (GMP)", "greater-manchester"),
        ("Police and Crime Commissioner (Kent)", "kent"),
        ("PCC for Leicester, Leicestershire and Rutland", "leicestershire"),
        ("County Durham and Darlington Police, Crime and Victims' Commissioner", "durham"),
        ("City of London Corporation", "city-of-london"),
    ],
)
def test_a_force_named_twice_or_by_its_policing_body_is_known(name, force_id):
    assert LISTS.force_called(name, "2022/23") == force_id


@pytest.mark.parametrize(
    "name", ["North Wales Police / South Wales Police", "Kent (Essex)", "Kent / unit", "Kent Police (draft)"]
)
def test_two_forces_or_a_force_and_something_else_are_none(name):
    assert LISTS.force_called(name, "2022/23") is None


def test_a_row_is_called_by_its_name_and_not_by_a_code():
    assert Finding("XY04", natural_key="worker_type=police_officer").row_name == ""
    assert Finding("XY03", natural_key="heading_name=Custody").row_name == "Custody"
