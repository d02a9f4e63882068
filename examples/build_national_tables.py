"""Build the national tables of `examples/published/` from the publishers' cells, reshaped to one value per row.

In scope: the value for money data of HMIC and HMICFRS, the Home Office workforce by function; their source notes.
Out of scope: reading the publishers' own files, which the hub does (`orchestration/returns/*.yml`).

Usage: python examples/build_national_tables.py FOLDER [--out examples/published], where FOLDER has the files named in
`VALUE_FOR_MONEY`, `FIRST_EDITION`, `FUNCTIONS_OLD` and `FUNCTIONS_POA` (CSV, packed with gzip or not).

Values are as published, rounded to six decimals: digits beyond them are noise of the spreadsheets. Nothing is
corrected, and two things are left out: blocks that are stacked below the first block of a sheet, and the line 'Staff'
of the 2015 split, a block heading that is filled with zeros. Two cells that the cells of 2014 give as 0 are what the
publisher's sheet shows: an error.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import yaml

VALUE_FOR_MONEY = "hmic_vfm_poa_{edition}_long.csv"
FIRST_EDITION = "procurement_supplies_services_2009_10.csv"
FUNCTIONS_OLD = "home_office_functions_2012_2015_old_framework_long.csv"
FUNCTIONS_POA = "home_office_functions_2015_2017_long.csv"

# The cells leave out the numbers and the comma of the publisher's sheet names.
NUMBERED_SHEETS = (
    "1_Total_non-staff_costs", "2_Total_income", "3_Funding", "4_Officers_FTE", "5_Staff_FTE", "6_PCSO_FTE",
    "7_Total_workforce_FTE", "8_GRE", "9_Earned_Income", "10_NRE", "11_Officer_cost", "12_Officer_salary",
    "13_Officer_overtime", "14_Other_staff_cost", "15_PCSO_cost", "16_Other_employee_costs", "17_Split_of_NRE,_staff",
)  # fmt: skip
NUMBERED_SINCE = 2016
SPLIT, SPLIT_AS_GIVEN = "Split_of_NRE,_staff", "Split_of_NRE-_staff"
FIRST_ROW_OF_STAFF = 18  # of the sheet that splits expenditure by front line
LONGEST_GAP = 3  # rows without figures within a block
WORKER_TYPES = ("Police officer", "Police staff", "PCSO")
OLD_SHEETS = {
    "hosb0912-supptabs": ("Officers Functions", "Staff Functions", "PCSO Functions"),
    "police-workforce-supptabs-mar13": ("1__Officers_Functions", "2__Staff_Functions", "3__PCSO_Functions"),
    "police-workforce-supptabs-mar14": ("S_Table_1", "S_Table_2", "S_Table_3_"),
    "police-workforce-supptabs-mar15": ("S_Table_1", "S_Table_2", "S_Table_3_"),
}
# Cells in which a formula of the publisher failed: the stored number is 0, and the sheet shows the error.
ERRORS = {2014: (("Other_staff_cost", 25, "Suffolk"), ("Other_staff_cost", 58, "Bedfordshire"))}
ERROR = "#VALUE!"
LICENCE = "Open Government Licence v3.0"


@dataclass(frozen=True)
class Table:
    """One table: its name without suffix, the query that makes it, and what its source note says."""

    name: str
    sql: str
    title: str
    publisher: str
    edition: str
    note: str


def tables(folder: Path) -> list[Table]:
    """Every table that is shipped."""
    editions = [_value_for_money(folder, edition) for edition in range(2013, 2018)]
    return [_first_edition(folder), _cube(folder), *editions, *_functions(folder)]


def build(folder: Path, out: Path) -> None:
    """Write every table as Parquet, with its source note."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in tables(folder):
            path = out / f"{table.name}.parquet"
            connection.execute(f"COPY ({table.sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            note = {
                "title": table.title,
                "publisher": table.publisher,
                "edition": table.edition,
                "licence": LICENCE,
                "attribution": "Contains public sector information licensed under the Open Government Licence v3.0 "
                f"({table.publisher}).",
                "retrieved": "2026-11-29",
                "note": table.note,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            path.with_name(path.name + ".source.yml").write_text(
                yaml.safe_dump(note, sort_keys=False, allow_unicode=True, width=120), encoding="utf-8"
            )


def _cells(folder: Path, name: str) -> str:
    """SQL of the cells of one file, as text."""
    path = next(each for each in (folder / name, folder / f"{name}.gz") if each.exists())
    return f"read_csv('{path}', all_varchar = true)"


def _as_published(value: str) -> str:
    """SQL of a value without noise of its binary fraction; text that is no number stays as it is."""
    # As a spreadsheet shows the number: a file may write more digits of it than it has.
    shown = f"CAST(TRY_CAST({value} AS DOUBLE) AS VARCHAR)"
    rounded = f"CAST(CAST({shown} AS DECIMAL(18, 6)) AS VARCHAR)"
    return f"coalesce(regexp_replace(regexp_replace({rounded}, '0+$', ''), '[.]$', ''), {value})"


def _without_footnotes(name: str) -> str:
    """SQL of the name of a force without the digits of footnotes."""
    return f"regexp_replace(trim({name}), '[0-9, ]+$', '')"


def _first_edition(folder: Path) -> Table:
    sql = f"""
        SELECT '2010' AS "Edition", '2009/10' AS "Financial year", 'Section 1. Income & Expenditure' AS "Sheet",
            CAST(3 + dense_rank() OVER (ORDER BY force_as_given) AS VARCHAR) AS "Sheet row",
            trim(line_as_given) AS "Label", group_as_given AS "Detail", force_as_given AS "Force",
            {_as_published("value_as_given")} AS "Amount"
        FROM {_cells(folder, FIRST_EDITION)}
        ORDER BY group_as_given, line_as_given, force_as_given"""
    note = (
        "Extract of sheet Section 1 of the underlying data of 9 June 2010, where forces are rows: groups of amounts in "
        "thousands of pounds, without rates per head and percentages. Surrey: workforce and non-staff costs less "
        "income differ from net expenditure by 2,230."
    )
    return _money_table("2009_10", "2010", sql, note)


def _cube(folder: Path) -> Table:
    sql = f"""
        SELECT '2012' AS "Edition", '2012/13' AS "Financial year", 'POA_data' AS "Sheet", source_row AS "Sheet row",
            trim(poa_heading_as_given) AS "Label", trim(measure_as_given) AS "Detail", trim(force_as_given) AS "Force",
            {_as_published("value_as_given")} AS "Amount"
        FROM {_cells(folder, VALUE_FOR_MONEY.format(edition=2012))}
        ORDER BY CAST(source_row AS INTEGER), force_as_given"""
    note = (
        "Every heading by 32 measures, budget estimates. The year is not printed in the file: 2012/13 by the level of "
        "precept. Net expenditure is the POA figure plus government grants (the publisher's note in the last row)."
    )
    return _money_table("2012_13", "2012", sql, note)


def _value_for_money(folder: Path, edition: int) -> Table:
    name = f"{edition}_{(edition + 1) % 100}"
    sheet = f"CASE sheet WHEN '{SPLIT_AS_GIVEN}' THEN '{SPLIT}' ELSE sheet END"
    if edition >= NUMBERED_SINCE:
        numbered = " ".join(f"WHEN '{each.partition('_')[2]}' THEN '{each}'" for each in NUMBERED_SHEETS)
        sheet = f"CASE {sheet} {numbered} END"
    errors = [f"({sheet_as_given!r}, {place}, {force!r})" for sheet_as_given, place, force in ERRORS.get(edition, ())]
    failed = f"(sheet, place, trim(force_as_given)) IN ({', '.join(errors)})" if errors else "false"
    is_split = f"sheet = '{SPLIT_AS_GIVEN}'"
    row = "CAST(source_row AS INTEGER)"
    sql = f"""
        WITH cells AS (SELECT *, {row} AS place FROM {_cells(folder, VALUE_FOR_MONEY.format(edition=edition))}),
        gaps AS (
            SELECT sheet, place, place - lag(place) OVER (PARTITION BY sheet ORDER BY place) AS gap
            FROM (SELECT DISTINCT sheet, place FROM cells)
        ),
        blocks AS (SELECT sheet, min(place) AS second FROM gaps WHERE gap > {LONGEST_GAP} GROUP BY sheet)
        SELECT '{edition}' AS "Edition", '{name.replace("_", "/")}' AS "Financial year", {sheet} AS "Sheet",
            source_row AS "Sheet row",
            trim(regexp_replace(category_as_given, '^.* > ', '')) AS "Label",
            CASE WHEN {is_split} AND place > {FIRST_ROW_OF_STAFF} THEN 'Staff'
                 WHEN {is_split} THEN split_part(category_as_given, ' > ', 1) END AS "Detail",
            trim(force_as_given) AS "Force",
            CASE WHEN {failed} THEN '{ERROR}' ELSE {_as_published("value_as_given")} END AS "Amount"
        FROM cells LEFT JOIN blocks USING (sheet)
        WHERE (second IS NULL OR place < second) AND NOT ({is_split} AND place = {FIRST_ROW_OF_STAFF})
        ORDER BY sheet, place, force_as_given"""
    stated = {2015: "stated as at 22 October 2015", 2016: "stated as at 8 November 2016", 2017: "stated in the file"}
    note = f"Budget estimates; the year is {stated.get(edition, 'not printed in the file: by its lines of grants')}."
    known = {
        2014: " Two cells of Other_staff_cost (Suffolk, Bedfordshire) show the error #VALUE!.",
        2015: " Two blocks stacked below the first of Other_staff_cost are left out.",
        2016: " Two blocks stacked below the first of 14_Other_staff_cost are left out: they repeat 2015.",
    }
    return _money_table(name, str(edition), sql, note + known.get(edition, ""))


def _money_table(year: str, edition: str, sql: str, note: str) -> Table:
    publisher = "HMICFRS" if edition == "2017" else "HMIC"
    return Table(
        f"value_for_money_poa_{year}", sql, f"Value for money data {edition}, by force and POA heading", publisher,
        edition, f"{note} Thousands of pounds, or full-time equivalents. Each value has the publisher's sheet and row.",
    )  # fmt: skip


def _functions(folder: Path) -> list[Table]:
    sheets = " ".join(
        f"WHEN source_file = '{file}' AND worker_type = '{worker}' THEN '{name}'"
        for file, names in OLD_SHEETS.items()
        for worker, name in zip(WORKER_TYPES, names, strict=True)
    )
    old, poa = _cells(folder, FUNCTIONS_OLD), _cells(folder, FUNCTIONS_POA)
    by_year = [
        (year, "functions_2012", f"(SELECT *, CASE {sheets} END AS sheet FROM {old})", f"as_at_31_march = '{year}'")
        for year in range(2012, 2016)
    ]
    tabled = f"(SELECT *, replace(source_table, ' ', '_') AS sheet FROM {poa})"
    by_year += [(2016, "poa", tabled, "as_at_31_march <= '2016'"), (2017, "poa", tabled, "as_at_31_march = '2017'")]
    return [_function_table(*each) for each in by_year]


def _function_table(year: int, framework: str, cells: str, where: str) -> Table:
    force = _without_footnotes("force_as_given")
    sql = f"""
        SELECT as_at_31_march AS "As at 31 March", '{framework}' AS "Framework", worker_type AS "Worker type",
            sheet AS "Sheet", source_row AS "Sheet row", regexp_replace(function_code, '[.]0$', '') AS "Function code",
            trim(function_name_as_given) AS "Label",
            CASE {force} WHEN 'Total' THEN 'England and Wales' ELSE {force} END AS "Force",
            {_as_published("fte_as_given")} AS "FTE"
        FROM {cells} AS cells WHERE {where}
        ORDER BY sheet, CAST(source_row AS INTEGER), "Force\""""
    lists = {"functions_2012": "the list of 60 functions", "poa": "headings of the Police Objective Analysis"}
    years = "31 March 2015 and 2016" if year == 2016 else f"31 March {year}"
    note = (
        f"Full-time equivalents at {years} by {lists[framework]}; the printed total of the forces is kept as England "
        "and Wales. Forces are named without the digits of footnotes. Each value has the publisher's sheet and row."
    )
    edition = f"July {year}" if framework == "poa" else f"March {year}"
    return Table(
        f"home_office_functions_{year}", sql, f"Police workforce by function, {years}", "Home Office", edition, note
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the national tables of examples/published.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("examples/published"))
    given = parser.parse_args()
    build(given.folder, given.out)
