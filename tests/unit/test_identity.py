"""Which force, year and series a return is of: its own cells decide, and a file name that disagrees is asked about."""

from dataclasses import replace

import pytest

from orchestration.intake.recognition import recognise
from orchestration.readers.sheets import ReadFile, Sheet
from orchestration.returns.reference_lists import Alias, Force, read_reference_lists
from orchestration.settings import PROJECT_DIR

LISTS = read_reference_lists(PROJECT_DIR / "seeds")
NAME = "workforce_kent_2022-23.xlsx"


def recognised(*items, name=NAME, lists=LISTS, return_id="workforce"):
    rows = [["Item", "Value"], ["Return", return_id], *[list(item) for item in items]]
    return recognise(ReadFile([Sheet("About", False, rows)]), name, lists)


def found(*items, **more):
    result = recognised(*items, **more)
    return result.identity, [(finding.rule_id, finding.cell) for finding in result.findings]


KENT, YEAR = ("Force", "Kent"), ("Financial year", "2022/23")


def test_a_workbook_says_what_it_is():
    identity, findings = found(KENT, YEAR, ("Completed on", "2023-06-01"), ("Illustrative", "yes"))
    assert (identity.force_id, identity.financial_year, identity.edition) == ("kent", "2022/23", "2023-06-01")
    assert identity.is_illustrative and findings == []


def test_items_are_found_wherever_they_stand_on_the_sheet():
    rows = [["Workforce return"], [None], [None, "Return", None, "workforce"], [None, "Force", None, "Kent"],
            [None, "Financial year", None, "2022/23"]]  # fmt: skip
    result = recognise(ReadFile([Sheet("ABOUT ", False, rows)]), NAME, LISTS)
    assert (result.identity.force_id, result.findings) == ("kent", ())


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([("Force", "Kent Police"), YEAR], None),
        ([("Force", "A&S"), YEAR], "R01"),
        ([("Force", "Kemt"), YEAR], "R02"),
        ([("Force", "Norfolk and Suffolk"), YEAR], "R03"),
        ([("Force", "South Wales Police / Heddlu De Cymru"), YEAR], "R01"),
        ([("Force", "Police and Crime Commissioner for Kent"), YEAR], "R01"),
        ([("Force", "Norfolk, Norfolk Police & Suffolk"), YEAR], "R03"),
        ([KENT, ("Force", "Essex"), YEAR], "R03"),
        ([KENT, ("Force", "Kent"), YEAR], None),
        ([("Force", None), YEAR], "R16"),
        ([YEAR], "R16"),
        ([KENT], "R17"),
        ([KENT, ("Financial year", "2022")], "R17"),
        ([KENT, ("Financial year", "1922/23")], "R17"),
        ([KENT, ("Financial year", "2022-23")], "C17"),
        ([KENT, YEAR, ("Completed on", "01/06/2023")], "C12"),
        ([KENT, YEAR, ("Completed on", "soon")], "V05"),
        ([KENT, YEAR, ("Illustrative", "perhaps")], "R18"),
        ([KENT, YEAR, ("Illustrative", "No")], None),
    ],
)
def test_each_doubt_about_who_and_when_has_its_code(items, code):
    _, findings = found(*items, name="return.xlsx")
    codes = [rule_id for rule_id, _ in findings if not (code is None and rule_id == "R01")]
    assert codes == ([code] if code else [])


def test_an_unknown_force_is_told_with_cell_and_nearest_name():
    (finding,) = recognised(("Force", "Kemt"), YEAR, name="return.xlsx").findings
    assert (finding.cell, finding.value) == ("B3", "Kemt")
    assert "Kent" in finding.detail


def test_estimate_and_outturn_are_series_of_their_own():
    for basis in ("estimate", "outturn"):
        identity, findings = found(KENT, YEAR, ("Basis", basis), return_id="expenditure", name="x.xlsx")
        assert (identity.variant, findings) == (basis, [])
    identity, findings = found(KENT, YEAR, ("Basis", "outurn"), return_id="expenditure", name="x.xlsx")
    assert findings == [("R18", "B5")]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        (NAME, []),
        ("Kent Police workforce 2022-23.xlsx", []),
        ("workforce_essex_2022-23.xlsx", ["R04"]),
        ("workforce_kent_2021-22.xlsx", ["R05"]),
        ("workforce_west-midlands_2021-22.xlsx", ["R04", "R05"]),
        ("return of 20230601.xlsx", []),
        ("expenditure_kent_2022-23.xlsx", ["F18"]),
    ],
)
def test_a_file_name_that_says_otherwise_is_asked_about_and_the_content_stands(name, codes):
    identity, findings = found(KENT, YEAR, name=name)
    assert [rule_id for rule_id, _ in findings] == codes
    assert (identity.force_id, identity.financial_year) == ("kent", "2022/23")


MERGED = replace(
    LISTS,
    forces={
        **LISTS.forces,
        "kent": Force("kent", "Kent", "", "2020-03-31"),
        "essex": Force("essex", "Essex", "", "2020-03-31"),
        "essex-and-kent": Force("essex-and-kent", "Essex and Kent", "2020-04-01", ""),
    },
    aliases={
        **LISTS.aliases,
        "essex and kent": (Alias("essex-and-kent"),),
        "the garden force": (Alias("kent", "", "2020-03-31"), Alias("essex-and-kent", "2020-04-01", "")),
    },
    successors={"kent": ("essex-and-kent",), "essex": ("essex-and-kent",)},
)


def test_a_force_that_merged_returns_for_the_years_it_was_in_being():
    before, after = ("Financial year", "2019/20"), ("Financial year", "2020/21")
    both = ("Force", "Essex and Kent")
    assert found(KENT, before, name="x.xlsx", lists=MERGED)[1] == []
    assert found(both, after, name="x.xlsx", lists=MERGED)[1] == []
    assert found(both, before, name="x.xlsx", lists=MERGED)[1] == [("R19", "B3")]
    (finding,) = recognised(KENT, after, name="x.xlsx", lists=MERGED).findings
    assert (finding.rule_id, finding.detail) == ("R19", "Its successor is Essex and Kent.")


def test_a_name_means_the_force_that_bore_it_that_year():
    name = ("Force", "The Garden Force")
    for year, force_id in (("2019/20", "kent"), ("2020/21", "essex-and-kent")):
        identity, _ = found(name, ("Financial year", year), name="x.xlsx", lists=MERGED)
        assert identity.force_id == force_id
