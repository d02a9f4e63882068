"""The Home Office's open data table of workforce by function, made up in the shape of its published list of columns."""

from tests.files import workbook_bytes
from tests.small_hub import FORCES

HEADINGS = [
    "As at 31 March", "Geocode", "Force name", "Region", "Worker type", "Ethnicity (5+1)", "Ethnicity (3+1)", "Sex",
    "Function subgroup number", "Function subgroup name", "Wider function number", "Wider function name",
    "Frontline type", "Total (FTE)",
]  # fmt: skip
# The names under which the table has two of the forces.
PRINTED = {"City of London": "London, City of", "Hampshire": "Hampshire and Isle of Wight"}
ROADS = ("4a", "Traffic units", "4", "Road policing")
CUSTODY = ("3a", "Custody", "3", "Criminal justice arrangements")


def row(force, function=ROADS, fte=10, year=2025, worker="Police officer", sex="Male", ethnicity="White"):
    """One row of the table."""
    name = PRINTED.get(force, force)
    return [year, "E23000001", name, "South East", worker, ethnicity, ethnicity, sex, *function, "Frontline", fte]


def spelt(function):
    """A function in the capital letters of earlier years."""
    number, name, wider_number, wider = function
    return (number, name.title(), wider_number, wider.title())


def table(*further, forces=FORCES, headings=HEADINGS):
    """The workbook: officers of every force by sex in two functions and two years, and further rows."""
    rows = [
        row(force, spelt(function) if year == 2024 else function, fte, year, "Police Officer" if year == 2024 else
            "Police officer", sex)
        for force in forces
        for year in (2024, 2025)
        for sex, fte in (("Male", 6.25), ("Female", 3.5))
        for function in (ROADS, CUSTODY)
    ]  # fmt: skip
    return workbook_bytes({"Cover": [["Police workforce functions"]], "Data": [headings, *rows, *further]})
