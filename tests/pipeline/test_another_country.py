"""A made-up country of 300 agencies, with a year from July and headings of its own, loads from its own seeds."""

import csv
import datetime
import json
import os
import subprocess

import duckdb
import pytest

from orchestration.returns.description import description_of
from tests.conftest import ICM
from tests.files import workbook_bytes
from tests.projects import change_rows, own_project
from tests.returns import about, expenditure, spending, table_rows, workforce

AGENCIES = {f"agency-{number:03}": f"Norland Agency {number:03}" for number in range(1, 301)}
HEADINGS = ("Patrol", "Inquiries", "Vehicles", "People")
FTE = [column.name for column in description_of("workforce").tables[-1].columns if column.name.endswith("_fte")]
SENDERS = tuple(AGENCIES.values())[:12]
# What only England and Wales have: their names and tables, what was printed of them, and their headings of the past.
NOT_OF_THE_COUNTRY = (
    "bodies_outside_the_43", "poa_heading_mappings", "profile_populations", "published_figures",
    "published_figure_explanations", "published_figures_followed", "heading_comparability_grounds", "benchmarks",
    "known_issues", "national_table_differences", "national_table_exclusions", "national_table_labels",
    "national_table_sums", "control_totals", "collection_rounds", "savings_share_exclusions",
)  # fmt: skip


def _country(folder):
    """A copy of the seeds with the rows of the country."""
    project = own_project(folder)

    def replace(name, rows):
        def change(old):
            blank = dict.fromkeys(old[0], "")
            old[:] = [{**blank, **row} for row in rows]

        change_rows(project, f"reference/{name}.csv", change)

    replace("forces", [
        {"force_id": key, "force_name": name, "official_name": f"{name} of Police", "pfa_code": f"N{number:08}",
         "country": "Norland", "home_office_region": f"Region {number % 10}", "acpo_region": f"Region {number % 10}",
         "is_metropolitan": "false", "is_city_of_london": "false"}
        for number, (key, name) in enumerate(AGENCIES.items(), start=1)
    ])  # fmt: skip
    replace("force_aliases", [
        {"alias": name, "force_id": key, "source": "Made up"} for key, name in AGENCIES.items()
    ])  # fmt: skip
    # Measures of procurement are about one heading, which keeps its ID under any name.
    headings = {
        "all-functions": ("All functions", ""), "patrol": ("Patrol", "all-functions"),
        "inquiries": ("Inquiries", "all-functions"), "support-functions": ("Back office", "all-functions"),
        "support-functions/vehicles": ("Vehicles", "support-functions"),
        "support-functions/people": ("People", "support-functions"),
        "support-functions/procurement": ("Buying", "support-functions"),
    }  # fmt: skip
    replace("poa_headings", [
        {"heading_id": key, "level": 2 if "/" in key else int(bool(parent)), "heading_system": "poa",
         "heading_name": name, "parent_heading_id": parent, "source_status": "defined_here"}
        for key, (name, parent) in headings.items()
    ])  # fmt: skip
    for name in NOT_OF_THE_COUNTRY:
        replace(name, [])

    def from_july(years):
        for year in years:
            start = int(year["start_year"])
            ends = f"{start + 1}-06-30"
            year.update(starts_on=f"{start}-07-01", ends_on=ends, workforce_as_at=ends)

    change_rows(project, "reference/financial_years.csv", from_july)
    return project / "seeds"


def _invoices(force):
    days = (datetime.date(2022, 5, 1), datetime.date(2022, 7, 1), datetime.date(2023, 6, 30))
    lines = [
        {"line_id": f"L{number}", "supplier_name": "A Ltd", "category": "Fuel", "contract_route": "local",
         "invoice_date": day, "amount_gbp": 100}
        for number, day in enumerate(days, start=1)
    ]  # fmt: skip
    lists = {"About": about("procurement_spend", force), "Lines": table_rows("procurement_spend", "lines", lines)}
    return workbook_bytes(lists)


def _load(seeds, workspace, landing):
    return subprocess.run(
        [ICM, "load", "--landing", str(landing), "--workspace", str(workspace), "--json"],
        env={**os.environ, "ICM_SEEDS": str(seeds)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    return _country(tmp_path_factory.mktemp("norland"))


@pytest.fixture(scope="module")
def workspace(seeds, tmp_path_factory):
    """The hub of the country with returns of twelve agencies; the load has published a release."""
    folder = tmp_path_factory.mktemp("hub")
    landing = folder / "landing"
    landing.mkdir()
    for number, force in enumerate(SENDERS, start=1):
        people = [
            {"heading_name": name, **dict.fromkeys(FTE, 0), "police_officer_fte": 10 + number} for name in HEADINGS
        ]
        money = [spending(name, gross=1_000_000 + 1_000 * number, income=0) for name in HEADINGS]
        (landing / f"workforce_{number}.xlsx").write_bytes(workforce(*people, force=force))
        (landing / f"expenditure_{number}.xlsx").write_bytes(expenditure(*money, force=force))
    (landing / "invoices.xlsx").write_bytes(_invoices(SENDERS[0]))
    done = _load(seeds, folder / "hub", landing)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["problems"] == []
    return folder / "hub"


def _ask(file, query):
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_figures_are_of_the_countrys_forces_headings_and_days(workspace):
    release = workspace / "current" / "icm_marts.duckdb"
    assert _ask(release, "SELECT count(*), min(force_name) FROM marts.dim_force") == [(300, SENDERS[0])]
    found = _ask(
        release,
        "SELECT heading_id, forces_reporting, forces_expected, round(average_value, 6) FROM variation.national_summary "
        "JOIN variation.dim_average_method USING (average_method) WHERE is_default AND measure_id = 'cost_per_fte' "
        "AND financial_year = '2022/23' AND forces_reporting > 0 ORDER BY ALL",
    )
    expected = sum((1_000_000 + 1_000 * number) / (10 + number) for number in range(1, 13)) / 12
    keys = ("inquiries", "patrol", "support-functions/people", "support-functions/vehicles")
    assert found == [(key, 12, 300, round(expected, 6)) for key in keys]
    ends = _ask(release, "SELECT ends_on FROM marts.dim_financial_year WHERE financial_year = '2022/23'")
    assert ends == [(datetime.date(2023, 6, 30),)]


def test_a_day_before_july_is_outside_the_year(workspace):
    found = _ask(
        workspace / "warehouse.duckdb",
        "SELECT cell, sentence FROM ledger.findings WHERE rule_id = 'C44' ORDER BY cell",
    )
    assert len(found) == 1
    assert "1 July 2022 to 30 June 2023" in found[0][1]


def test_seeds_that_the_models_cannot_read_are_refused_in_a_sentence(tmp_path):
    broken = own_project(tmp_path / "broken") / "seeds"
    (broken / "reference" / "forces.csv").unlink()
    done = _load(broken, tmp_path / "hub", tmp_path)
    assert done.returncode == 2 and "there is no reference/forces.csv" in " ".join(done.stderr.split())
    with (broken / "reference" / "forces.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["force_id", "name"])
    done = _load(broken, tmp_path / "hub", tmp_path)
    assert done.returncode == 2 and "are not those of the hub" in " ".join(done.stderr.split())
    assert not (tmp_path / "hub").exists()


def test_years_without_a_first_day_are_refused_in_a_sentence(tmp_path):
    project = own_project(tmp_path)
    change_rows(project, "reference/financial_years.csv", lambda years: years[0].update(starts_on="July"))
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "invoices.xlsx").write_bytes(_invoices("Kent"))
    done = _load(project / "seeds", tmp_path / "hub", tmp_path / "landing")
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode != 0 and "starts_on of the first year is 'July'" in said and "Traceback" not in said
