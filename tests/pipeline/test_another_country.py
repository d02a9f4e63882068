"""A made-up country of 300 agencies, with a year from July and headings of its own, loads from its own seeds."""

import csv
import datetime
import json
import os
import re
import subprocess
import zipfile

import duckdb
import pytest

from orchestration.returns.description import description_of
from tests.conftest import ICM
from tests.files import register_row, register_sheets, workbook_bytes
from tests.projects import change_rows, change_seed, own_project
from tests.returns import about, spending, table_rows, workforce

AGENCIES = {f"agency-{number:03}": f"Norland Agency {number:03}" for number in range(1, 301)}
# Name and parent of each heading, with the part that the hub has it play, if any.
TREE = {
    "all-functions": ("All functions", "", ""),
    "patrol": ("Patrol", "all-functions", ""),
    "inquiries": ("Inquiries", "all-functions", ""),
    "inquiries/gangs": ("Gangs", "inquiries", "organised_crime"),
    "office": ("Back office", "all-functions", ""),
    "office/vehicles": ("Vehicles", "office", ""),
    "office/people": ("People", "office", "human_resources"),
    "office/money": ("Money", "office", "finance"),
    "office/buying": ("Buying", "office", "procurement"),
    "office/machines": ("Machines", "office", "ict"),
}
HEADINGS = ("Patrol", "Inquiries", "Vehicles", "People")
FTE = [column.name for column in description_of("workforce").tables[-1].columns if column.name.endswith("_fte")]
SENDERS = tuple(AGENCIES.values())[:12]
FACTS = {
    "country_name": "Norland", "currency_sign": "$", "currency_name": "dollars", "area_left_out": "",
    "time_zone": "Pacific/Auckland", **{f"heading_{part}": key for key, (*_, part) in TREE.items() if part},
}  # fmt: skip
# What only England and Wales have: their names and tables, what was printed of them, and their headings of the past.
NOT_OF_THE_COUNTRY = (
    "bodies_outside_the_forces", "poa_heading_mappings", "profile_populations", "published_figures",
    "published_figure_explanations", "published_figures_followed", "heading_comparability_grounds", "benchmarks",
    "known_issues", "national_table_differences", "national_table_exclusions", "national_table_labels",
    "national_table_sums", "control_totals", "collection_rounds", "savings_share_exclusions",
)  # fmt: skip
OF_ENGLAND = re.compile(r"England|Wales|London|British|£|\bpounds\b|\b43 forces|31 March|1 April")


def _replace(project, name, rows):
    def change(old):
        blank = dict.fromkeys(old[0], "")
        old[:] = [{**blank, **row} for row in rows]

    change_rows(project, f"reference/{name}.csv", change)


def _country(folder):
    """A copy of the seeds with the rows of the country."""
    project = own_project(folder)
    _replace(project, "forces", [
        {"force_id": key, "force_name": name, "official_name": f"{name} of Police", "pfa_code": f"N{number:08}",
         "country": "Norland", "home_office_region": f"Region {number % 10}", "acpo_region": f"Region {number % 10}",
         "is_metropolitan": "false", "is_city_of_london": "false"}
        for number, (key, name) in enumerate(AGENCIES.items(), start=1)
    ])  # fmt: skip
    _replace(project, "force_aliases", [
        {"alias": name, "force_id": key, "source": "Made up"} for key, name in AGENCIES.items()
    ])  # fmt: skip
    _replace(project, "poa_headings", [
        {"heading_id": key, "level": 2 if "/" in key else int(bool(parent)), "heading_system": "poa",
         "heading_name": name, "parent_heading_id": parent, "source_status": "defined_here"}
        for key, (name, parent, _) in TREE.items()
    ])  # fmt: skip
    for name in NOT_OF_THE_COUNTRY:
        _replace(project, name, [])
    for fact_id, value in FACTS.items():
        change_seed(project, "reference/country.csv", {"fact_id": fact_id}, value=value)

    def from_july(years):
        for year in years:
            start = int(year["start_year"])
            ends = f"{start + 1}-06-30"
            year.update(starts_on=f"{start}-07-01", ends_on=ends, workforce_as_at=ends)

    def over_all(methods):
        methods[:] = [row for row in methods if row["excludes_london"] == "false"]
        for row in methods:
            row["is_default"] = str(row["method_id"] == "weighted_all").lower()

    def own_words(rows):
        for row in rows:
            for english, own in {"31 March": "30 June", "London": "the capital", "£": "$"}.items():
                row.update({name: text.replace(english, own) for name, text in row.items()})

    change_rows(project, "reference/financial_years.csv", from_july)
    change_rows(project, "reference/average_methods.csv", over_all)
    for name in ("measures", "variation_settings"):
        change_rows(project, f"reference/{name}.csv", own_words)
    rules = project / "seeds" / "quality" / "rules.csv"
    rules.write_text(rules.read_text(encoding="utf-8").replace("£", "$").replace("pounds", "dollars"), encoding="utf-8")
    return project / "seeds"


def _workbook(**sheets):
    """A workbook with the headings that the country's templates have."""

    def own(cell):
        return cell.replace("£", "$") if isinstance(cell, str) else cell

    return workbook_bytes({name: [[own(cell) for cell in row] for row in rows] for name, rows in sheets.items()})


def _invoices(force):
    days = (datetime.date(2022, 5, 1), datetime.date(2022, 7, 1), datetime.date(2023, 6, 30))
    lines = [
        {"line_id": f"L{number}", "supplier_name": "A Ltd", "category": "Fuel", "contract_route": "local",
         "invoice_date": day, "amount_gbp": "$1,100.50"}
        for number, day in enumerate(days, start=1)
    ]  # fmt: skip
    return _workbook(About=about("procurement_spend", force), Lines=table_rows("procurement_spend", "lines", lines))


def _gangs(force):
    figures = {
        "Groups mapped": 10,
        "Groups with a full operational response": 5,
        "Cost of organised crime work (£)": 700,
    }
    rows = [{"figure_name": name, "figure": figure} for name, figure in figures.items()]
    assessed = [{"criterion": "Threats and risks identified", "assessment": "met"}]
    return _workbook(
        About=about("organised_crime", force, Regional_model="virtual_taskforce"),
        Response=table_rows("organised_crime", "response", rows),
        Functionality=table_rows("organised_crime", "functionality", assessed),
    )


def _register():
    """Units that end, and cases that are approved, on the last day of a financial year or the day beside it."""
    two = SENDERS[:2]
    units = {"early": "2023-06-29", "whole": "2023-06-30", "next": "2023-07-01"}
    approved = {"old": "2022-06-30", "new": "2022-07-01"}
    every = (*units, *approved)

    def rows(name, *given):
        return [register_row(name, **{"source_document": "made-up", **row}) for row in given]

    sheets = register_sheets(
        about=[["Return", "collaboration_register"], ["Register", "Units"], ["Programme", "Units"],
               ["As at", "2024-07-31"]],
        agreements=rows("agreements", *[
            {"agreement_id": key, "title": key.title(), "programme": "Units", "style": "sla", "legal_basis": "s22A",
             "scale": "bilateral", "stage": "ended" if key in units else "live", "start_date": "2021-07-01",
             "end_date": units.get(key), "stage_reason": "finished" if key in units else None}
            for key in every
        ]),
        parties=rows("parties", *[
            {"agreement_id": key, "party_name": name, "party_type": "force", "role": "partner"}
            for key in every for name in two
        ]),
        functions=rows("functions", *[
            {"agreement_id": key, "function_name": "Computers", "heading_name": "Machines"} for key in every
        ]),
        benefits=rows("benefits", *[
            {"agreement_id": key, "party_name": two[0], "financial_year": "2021/22", "function_name": "Computers",
             "kind": "cashable", "recurrence": "recurrent", "delivered_gbp": 100}
            for key in units
        ]),
        events=rows("events", *[
            {"agreement_id": key, "sequence": 1, "event": "approved", "event_date": day}
            for key, day in approved.items()
        ]),
        business_cases=rows("business_cases", *[
            {"case_id": key, "agreement_id": key, "party_name": two[0], "function_name": "Computers",
             "case_stage": "approved", "approved_date": day, "saving_forecast_gbp": 50}
            for key, day in approved.items()
        ]),
    )  # fmt: skip
    return _workbook(**sheets)


def _icm(seeds, *arguments):
    return subprocess.run(
        [ICM, *map(str, arguments)],
        env={**os.environ, "ICM_SEEDS": str(seeds)}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _load(seeds, workspace, landing):
    return _icm(seeds, "load", "--landing", landing, "--workspace", workspace, "--json")


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
        fte, cost = 10 + number, 1_000_000 + 1_000 * number
        # The heading above two others has as much as both.
        times = {**dict.fromkeys(HEADINGS, 1), "Back office": 2}
        people = [
            {"heading_name": name, **dict.fromkeys(FTE, 0), "police_officer_fte": many * fte}
            for name, many in times.items()
        ]
        money = [spending(name, gross=many * cost, income=0) for name, many in times.items()]
        costs = table_rows("expenditure", "functions", money)
        files = {
            "workforce": workforce(*people, force=force),
            "expenditure": _workbook(About=about("expenditure", force, Basis="outturn"), Expenditure=costs),
            "organised_crime": _gangs(force),
        }
        for name, content in files.items():
            (landing / f"{name}_{number}.xlsx").write_bytes(content)
    (landing / "invoices.xlsx").write_bytes(_invoices(SENDERS[0]))
    (landing / "register.xlsx").write_bytes(_register())
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
    average = sum(1_000_000 + 1_000 * number for number in range(1, 13)) / sum(10 + number for number in range(1, 13))
    keys = ("all-functions", "inquiries", "office", "office/people", "office/vehicles", "patrol")
    assert found == [(key, 12, 300, round(average, 6)) for key in keys]
    ends = _ask(release, "SELECT ends_on FROM marts.dim_financial_year WHERE financial_year = '2022/23'")
    assert ends == [(datetime.date(2023, 6, 30),)]


def test_measures_of_a_function_are_of_the_heading_that_the_country_has_for_it(workspace):
    found = _ask(
        workspace / "current" / "icm_marts.duckdb",
        "SELECT DISTINCT family, heading_id FROM variation.force_position "
        "JOIN variation.dim_measure USING (measure_id) WHERE value IS NOT NULL "
        "AND family IN ('organised_crime', 'procurement', 'support_function') ORDER BY ALL",
    )
    assert found == [
        ("organised_crime", "inquiries/gangs"),
        ("procurement", "office/buying"),
        ("support_function", "office/people"),
    ]
    shared = _ask(
        workspace / "current" / "icm_marts.duckdb",
        "SELECT DISTINCT force_id, member_names FROM variation.partner_groups WHERE kind = 'shared_systems' "
        "ORDER BY ALL",
    )
    assert shared == [("agency-001", SENDERS[1]), ("agency-002", SENDERS[0])]


def test_savings_and_cases_fall_into_years_from_july(workspace):
    release = workspace / "current" / "icm_marts.duckdb"
    running = _ask(
        release,
        "SELECT agreement_id, list(financial_year ORDER BY financial_year) FROM marts.savings "
        "WHERE delivered_in_year_gbp > 0 GROUP BY ALL ORDER BY ALL",
    )
    assert running == [
        ("early", ["2021/22"]), ("next", ["2021/22", "2022/23"]), ("whole", ["2021/22", "2022/23"]),
    ]  # fmt: skip
    first = _ask(
        release, "SELECT case_id, min(financial_year) FROM marts.business_case_cash_flows GROUP BY ALL ORDER BY ALL"
    )
    assert first == [("new", "2022/23"), ("old", "2021/22")]
    pace = _ask(release, "SELECT financial_year, approvals FROM marts.programme_pace WHERE approvals > 0 ORDER BY ALL")
    assert pace == [("2021/22", 1), ("2022/23", 1)]


def test_pages_speak_of_the_country_alone(workspace):
    pages = sorted((workspace / "current").rglob("*.html"))
    texts = {
        path: re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")).replace("City of London", "") for path in pages
    }
    said = {path.name: found.group() for path, text in texts.items() if (found := OF_ENGLAND.search(text))}
    assert len(pages) > 300 and said == {}
    assert "$" in texts[workspace / "current" / "functions.html"]
    dictionary = _ask(
        workspace / "current" / "icm_marts.duckdb",
        "SELECT table_name, column_name, description FROM release.data_dictionary",
    )
    assert [row for row in dictionary if OF_ENGLAND.search(row[2].replace("City of London", ""))] == []


def test_a_template_is_in_the_money_of_the_country(seeds, tmp_path):
    file = tmp_path / "expenditure.xlsx"
    _icm(
        seeds,
        "template",
        "expenditure",
        "--force",
        SENDERS[0],
        "--year",
        "2022/23",
        "--basis",
        "outturn",
        "--out",
        file,
    )
    with zipfile.ZipFile(file) as workbook:
        texts = workbook.read("xl/sharedStrings.xml").decode()
    assert "Gross expenditure ($)" in texts and not OF_ENGLAND.search(texts)


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


YEARS, COUNTRY = "reference/financial_years.csv", "reference/country.csv"


@pytest.mark.parametrize(
    ("seed", "where", "change", "sentence"),
    [
        (YEARS, {"financial_year": "2022/23"}, {"starts_on": "July"}, "starts_on of 2022/23 is 'July'"),
        (YEARS, {"financial_year": "2022/23"}, {"starts_on": "2022-04-06"}, "Write the first day of a month in 2022"),
        (YEARS, {"financial_year": "2022/23"}, {"starts_on": "2022-07-01"}, "2022/23 begins in month 7"),
        (COUNTRY, {"fact_id": "currency_name"}, {"value": ""}, "currency_name has no value"),
        (COUNTRY, {"fact_id": "currency_sign"}, {"value": "1,"}, "currency_sign is '1,'"),
        (COUNTRY, {"fact_id": "time_zone"}, {"value": "Norland"}, "time_zone is 'Norland'"),
        (COUNTRY, {"fact_id": "heading_ict"}, {"value": "machines"}, "'machines', which is not in poa_headings.csv"),
    ],
)
def test_a_fact_that_cannot_be_used_is_refused_in_a_sentence(tmp_path, seed, where, change, sentence):
    project = own_project(tmp_path)
    change_seed(project, seed, where, **change)
    done = _load(project / "seeds", tmp_path / "hub", tmp_path)
    assert done.returncode == 2 and sentence in " ".join(done.stderr.split())
    assert not (tmp_path / "hub").exists()
