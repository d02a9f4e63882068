"""Editions of published tables: what headings and cells show counts before the name, and an edition never goes back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.intake.content_edition import is_older, named_or_shown
from tests.files import headings, text_bytes, workbook_bytes
from tests.small_hub import FORCES, SmallHub, funding, workforce_rows

ACCEPTED = "accepted_with_queries"  # a lookup of one authority is asked about the forces that it does not have


def lookup(year, number="ObjectId", name="Hartlepool"):
    """A lookup of local authorities as ONS heads it; without a year the headings show none."""
    headings = [f"{area}{year}{kind}" for area in ("LAD", "CSP", "PFA") for kind in ("CD", "NM")]
    return text_bytes(
        [[*headings, number], ["E06000001", name, "E22000027", name, "E23000013", "Cleveland", 1]],
    )


def estimates(first, last):
    years = range(first, last + 1)
    rows = [["Code", "Name", "Geography", *[f"Mid-{year}" for year in years]]]
    rows.append(["E06000001", "Hartlepool", "Unitary Authority", *[92_000 + year for year in years]])
    return workbook_bytes({"MYE4": rows})


def current(hub):
    return hub.ask("SELECT file_name, edition FROM ledger.submissions WHERE status LIKE 'accepted%' ORDER BY 1")


@pytest.mark.parametrize("number", ["FID", "OBJECTID", "ObjectId"])
def test_an_older_lookup_under_any_name_does_not_replace_the_newer_one(hub, number):
    assert hub.receive("lad23-csp23-pfa23-lookup.csv", lookup(23)) == ACCEPTED
    assert hub.receive("lookup-as-downloaded.csv", lookup(16, number)) == "superseded"
    assert hub.receive("lad24-csp24-pfa24.csv", lookup(19, number)) == "superseded"
    assert current(hub) == [("lad23-csp23-pfa23-lookup.csv", "lad23-csp23-pfa23")]
    assert "is lad16-csp16-pfa16, but edition lad23-csp23-pfa23" in hub.findings("R14")[0][3]
    assert [(cell, found) for _, cell, found, _ in hub.findings("S10") + hub.findings("S05")] == []


def test_a_newer_lookup_replaces_the_older_one_whatever_its_name(hub):
    assert hub.receive("lad23-csp23-pfa23-lookup.csv", lookup(23)) == ACCEPTED
    assert hub.receive("lookup.csv", lookup(24, "FID")) == ACCEPTED
    assert hub.receive("lad23-again.csv", lookup(23, name="Hartlepool UA")) == "superseded"
    assert current(hub) == [("lookup.csv", "lad24-csp24-pfa24")]


def test_estimates_are_of_the_last_year_that_they_head(hub):
    assert hub.receive("mye-2011-2023.xlsx", estimates(2011, 2023)) == "accepted"
    assert hub.receive("mye-2011-2025.xlsx", estimates(2012, 2022)) == "superseded"
    assert hub.receive("mye24.xlsx", estimates(2001, 2024)) == "accepted"
    assert current(hub) == [("mye24.xlsx", "2001-2024")]


def test_the_workforce_table_is_of_the_last_31_march_that_it_counts_at(hub):
    assert hub.receive("police-workforce-open-data-2023-07-26.xlsx", workforce_rows(FORCES, 2023)) == "accepted"
    assert hub.receive("police-workforce-open-data-2025-07-24.xlsx", workforce_rows(FORCES, 2022)) == "superseded"
    assert hub.receive("download.xlsx", workforce_rows(FORCES, 2024)) == "accepted"
    assert current(hub) == [("download.xlsx", "2024-03-31")]


def test_a_table_saved_as_text_is_of_the_edition_that_it_shows(hub):
    def as_text(year):
        rows = [[year, "E23", force, "R", "Male", "Constable", "Police Officer", 10, 9.5] for force in FORCES]
        return text_bytes([headings("home_office_workforce", "data"), *rows])

    assert hub.receive("a.xlsx", workforce_rows(FORCES, 2023)) == "accepted"
    assert hub.receive("b.csv", as_text(2022)) == "superseded"
    assert hub.receive("c.csv", as_text(2024)) == "accepted"
    assert current(hub) == [("c.csv", "2024-03-31")]


def test_the_funding_table_is_of_the_year_in_its_heading(hub):
    assert hub.receive("police_funding.csv", funding(year="2024/25")) == "accepted"
    assert hub.receive("police_funding_2025_26.csv", funding((1, 1, "5"), year="2023/24")) == "accepted_with_queries"
    years = "SELECT financial_year FROM ledger.submissions ORDER BY submission_id"
    assert hub.ask(years) == [("2024/25",), ("2023/24",)]
    assert "2025/26" in hub.findings("R05")[0][3]


EDITIONS = st.lists(st.tuples(st.integers(10, 30), st.integers(10, 30)), min_size=2, max_size=3)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=EDITIONS)
def test_an_edition_never_goes_backwards(tmp_path_factory, files):
    hub = SmallHub(tmp_path_factory.mktemp("editions"))
    newest = 0
    for number, (year, named) in enumerate(files):
        hub.receive(f"lad{named}-csp{named}-pfa{named}-{number}.csv", lookup(year, name=f"Hartlepool {number}"))
        newest = max(newest, year)
        ((_, edition),) = current(hub)
        assert edition == f"lad{newest}-csp{newest}-pfa{newest}"


@given(first=st.integers(1990, 2020), length=st.integers(0, 30), other=st.integers(1990, 2020), more=st.integers(1, 30))
def test_spans_of_years_are_ordered_by_their_last_year(first, length, other, more):
    earlier, later = f"{first}-{first + length}", f"{min(other, first + length)}-{first + length + more}"
    assert is_older(earlier, later) and not is_older(later, earlier)


@pytest.mark.parametrize(
    ("named", "shown", "edition"),
    [
        ("2023-07-26", "2023-03-31", "2023-07-26"),
        ("2024-01-31", "2023-03-31", "2024-01-31"),
        ("2025-07-26", "2023-03-31", "2023-03-31"),
        ("2022-07-26", "2023-03-31", "2023-03-31"),
        (None, "2023-03-31", "2023-03-31"),
        ("2023-07-26", None, "2023-07-26"),
        ("lad23-csp23-pfa23", "lad16-csp16-pfa16", "lad16-csp16-pfa16"),
        (None, None, None),
    ],
)
def test_a_name_gives_the_day_of_publication_and_no_more(named, shown, edition):
    assert named_or_shown(named, shown) == edition
