"""The facts that measures are made from, read afresh from the files of the made-up set and from its truth.

In scope: what forces return (workforce, expenditure, savings required, organised crime, invoices), people in the units
of ventures, savings in a year, and the open data on workforce and residents. Out of scope: funding, whose states are
decisions of the hub and which is taken from the release; code of the project.
"""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd

from orchestration.settings import PROJECT_DIR
from tests.independent_measures import exact_total

ALL, UNFILED = "all-functions", "not-stated"
WORKERS = {
    "police_officer": "Police officers (FTE)",
    "police_staff": "Police staff (FTE)",
    "pcso": "PCSOs (FTE)",
    "designated_officer": "Designated officers (FTE)",
}
LINES = {
    "gross_expenditure": "Gross expenditure (£)",
    "earned_income": "Earned income (£)",
    "police_officer_pay": "Police officer pay (£)",
    "police_overtime": "Police overtime (£)",
    "in_collaboration": "Of gross: in collaboration (£)",
    "net_revenue_expenditure": "Net revenue expenditure (£)",
}
AMOUNTS = {
    "savings_required_gbp": "Savings required",
    "savings_by_collaboration_gbp": "Of planned: by collaboration",
}
FIGURES = {
    "groups_mapped": "Groups mapped",
    "groups_with_full_response": "Groups with a full operational response",
    "cost_gbp": "Cost of organised crime work (£)",
}
OPEN_WORKERS = {
    "police officer": "police_officer",
    "police staff": "police_staff",
    "police community support officer": "pcso",
    "designated officer": "designated_officer",
}
FROM_RELEASE = ("dim_force", "force_funding")


def facts_of_files(landing: Path, release: Path) -> Callable[[str], list[tuple]]:
    """Ask the facts by the names under which the release publishes them."""
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA marts")
    connection.execute(f"ATTACH '{release}' AS release (READ_ONLY)")
    for name in FROM_RELEASE:
        connection.execute(f"CREATE VIEW marts.{name} AS SELECT * FROM release.marts.{name}")
    lines = pd.DataFrame(_by_heading(landing, "expenditure", "Expenditure", LINES))
    open_workforce = _open_workforce(landing)
    workers = pd.DataFrame(_by_heading(landing, "workforce", "Workforce", WORKERS))
    workers = workers.assign(worker_type=workers["column"], people=workers["amount"], basis="fte")
    tables = {
        "force_workforce_by_heading": workers,
        "force_workforce": open_workforce,
        "force_population": _residents(landing),
        "force_collaboration_workforce": _in_units(landing, open_workforce),
        "expenditure_lines": lines.assign(line=lines["column"], amount_gbp=lines["amount"]),
        "functions_by_poa_heading": lines[lines["column"] == "net_revenue_expenditure"].assign(
            net_revenue_expenditure_gbp=lambda rows: rows["amount"]
        ),
        "force_savings_requirement": pd.DataFrame(_savings_required(landing)),
        "organised_crime_response": pd.DataFrame(_organised_crime(landing)),
        "procurement_spend": pd.concat(_invoices(landing)),
        "savings": _savings(landing),
    }
    for name, rows in tables.items():
        connection.register("rows", rows)
        connection.execute(f"CREATE TABLE marts.{name} AS SELECT * FROM rows")
        connection.unregister("rows")
    return lambda query: connection.execute(query).fetchall()


def _heading_ids() -> dict[str, str]:
    """Name of a level 1 or 2 heading to its id."""
    with (PROJECT_DIR / "seeds" / "reference" / "poa_headings.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["heading_name"]: row["heading_id"] for row in csv.DictReader(file) if row["heading_system"] == "poa"
        }


def _files(landing: Path, return_id: str) -> Iterator[tuple[str, str, str, Path]]:
    """Force, financial year, basis and path, by the name of each file."""
    for path in sorted(landing.glob(f"{return_id}_*")):
        parts = path.stem.removeprefix(f"{return_id}_").split("_")
        if path.suffix in {".xlsx", ".csv"}:
            basis = parts[2] if len(parts) > 2 else "outturn"
            yield parts[0], parts[1].replace("-", "/"), basis, path


def _by_heading(landing: Path, return_id: str, sheet: str, columns: dict[str, str]) -> Iterator[dict]:
    """Figures by heading, their sum over level 1, and nothing for what is filed under no heading."""
    ids = _heading_ids()
    for force, year, basis, path in _files(landing, return_id):
        sheets = pd.read_excel(path, sheet_name=[sheet, "Headings"], engine="calamine")
        levels = sheets["Headings"].set_index("Heading")["Level"]
        rows = sheets[sheet].set_index("POA heading")
        first = rows[[levels[name] == 1 for name in rows.index]]
        for column, header in columns.items():
            of = {"force_id": force, "financial_year": year, "basis": basis, "column": column}
            amounts = {ids[name]: amount for name, amount in rows[header].items()}
            amounts[ALL] = round(first[header].sum(), 2)
            for heading, amount in amounts.items():
                yield {**of, "heading_id": heading, "amount": amount, "reported_state": "reported"}
            yield {**of, "heading_id": UNFILED, "amount": None, "reported_state": "not_reported"}


def _savings_required(landing: Path) -> Iterator[dict]:
    for force, year, _, path in _files(landing, "savings_requirement"):
        given = pd.read_excel(path, sheet_name="Savings", engine="calamine").set_index("Amount").iloc[:, 0]
        yield {"force_id": force, "financial_year": year} | {column: given[name] for column, name in AMOUNTS.items()}


def _organised_crime(landing: Path) -> Iterator[dict]:
    for force, year, _, path in _files(landing, "organised_crime"):
        sheets = pd.read_excel(path, sheet_name=["Response", "Functionality"], engine="calamine")
        given = sheets["Response"].set_index("Figure")["Value"]
        assessed = sheets["Functionality"]["Assessment"]
        yield {
            "force_id": force,
            "financial_year": year,
            **{column: given[name] for column, name in FIGURES.items()},
            "criteria_assessed": len(assessed),
            "criteria_met": (assessed == "met").sum(),
        }


def _invoices(landing: Path) -> Iterator[pd.DataFrame]:
    columns = {
        "Supplier": "supplier_name", "Category": "category", "Contract route": "contract_route",
        "Amount (£)": "amount_gbp",
    }  # fmt: skip
    for force, year, _, path in _files(landing, "procurement_spend"):
        lines = pd.read_csv(path, keep_default_na=False)[list(columns)].rename(columns=columns)
        yield lines.assign(force_id=force, financial_year=year)


def _forces(column: str) -> dict[str, str]:
    """Name or code of a force to its id."""
    with (PROJECT_DIR / "seeds" / "reference" / "forces.csv").open(encoding="utf-8", newline="") as file:
        return {row[column]: row["force_id"] for row in csv.DictReader(file)}


def _open_workforce(landing: Path) -> pd.DataFrame:
    """FTE at each 31 March, summed over sex and rank, from the open data of the Home Office."""
    (path,) = landing.glob("police-workforce-open-data-*.ods")
    rows = pd.read_excel(path, sheet_name="Data", engine="calamine").rename(columns={"Total (FTE)": "fte"})
    rows = rows.assign(
        force_id=rows["Geo code"].map(_forces("pfa_code")),
        as_at=[datetime.date(year, 3, 31) for year in rows["As at 31 March..."]],
        worker_type=rows["Worker type"].str.lower().map(OPEN_WORKERS),
    ).dropna(subset=["worker_type"])
    return rows.groupby(["force_id", "as_at", "worker_type"])["fte"].agg(exact_total).reset_index()


def _residents(landing: Path) -> pd.DataFrame:
    """Residents of each force's local authorities, from the estimates of the Office for National Statistics."""
    (lookup,), (estimates,) = landing.glob("lad23-csp23-*.csv"), landing.glob("lad23-mid-year-*.xlsx")
    areas = pd.read_csv(lookup, encoding="utf-8-sig")[["LAD23CD", "PFA23CD"]].drop_duplicates()
    people = pd.read_excel(estimates, sheet_name="MYE5", engine="calamine", header=7).merge(
        areas, left_on="Code", right_on="LAD23CD"
    )
    found = []
    for column in people.filter(like="Estimated Population"):
        totals = people.groupby(people["PFA23CD"].map(_forces("pfa_code")))[column].sum()
        found += [(force, int(column[-4:]), total) for force, total in totals.items()]
    return pd.DataFrame(found, columns=["force_id", "mid_year", "population"])


def _in_units(landing: Path, workforce: pd.DataFrame) -> pd.DataFrame:
    """People in units beside the open workforce, by the registers of the regions, which list every venture once."""
    paths = [path for path in landing.glob("collaboration_register_*.xlsx") if "_force-" not in path.name]
    rows = pd.concat(pd.read_excel(path, sheet_name="Workforce", engine="calamine") for path in paths)
    rows = rows.assign(
        force_id=rows["Force"].map(_forces("force_name")),
        worker_type=rows["Worker type"],
        as_at=[datetime.date.fromisoformat(str(day)[:10]) for day in rows["As at"]],
    )
    keys = ["force_id", "worker_type", "as_at"]
    people = rows.groupby(keys)["Number"].sum().rename("people_in_collaboration").reset_index()
    years = [f"{day.year - 1}/{day.year % 100:02}" for day in people["as_at"]]
    return people.assign(financial_year=years, basis="fte", area_kind="force").merge(
        workforce.rename(columns={"fte": "workforce"}), on=keys
    )


def _savings(landing: Path) -> pd.DataFrame:
    """What the ventures of the set save in each year, by the truth written beside it."""
    truth = json.loads(landing.with_name(f"{landing.name}.truth.json").read_text(encoding="utf-8"))
    ids = _heading_ids()
    return pd.DataFrame(
        {
            "force_id": row["party"],
            "financial_year": row["financial_year"],
            "heading_id": ids[row["function"]],
            "delivered_in_year_gbp": row["delivered_gbp"],
            "is_running": row["is_running"],
        }
        for row in truth["over_time"]["savings"]
    )
