"""Broken files beside good ones: each ends with a sentence, the rest still loads, and who reads goes on reading."""

import subprocess
import sys

import duckdb
import pytest

from orchestration.settings import PROJECT_DIR
from tests.conftest import PUBLISHED
from tests.files import register_row, register_sheets, text_bytes, workbook_bytes

WORKFORCE = PUBLISHED / "police-workforce-open-data-2023-07-26.ods"
FUNDING = PUBLISHED / "police_funding_extract_2025_26.csv"
PARTY_OF_NO_FORCE = register_row("parties", agreement_id="x", party_name="Norfoke", party_type="force", role="partner")
AGREEMENT = register_row(
    "agreements", agreement_id="x", title="X", programme="P", style="not_stated", legal_basis="mou", scale="regional",
    stage="live", start_date="2020",
)  # fmt: skip

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
query = "SELECT count(*), max(release_id) FROM variation.force_position, release.releases"
for line in sys.stdin:
    print(connection.execute(query).fetchone(), flush=True)
"""


def bad_files():
    funding = FUNDING.read_text(encoding="utf-8")
    register = register_sheets(agreements=[AGREEMENT], parties=[PARTY_OF_NO_FORCE])
    without_parties = {name: rows for name, rows in register_sheets().items() if name != "Parties"}
    wider = register_sheets()
    wider["Costs"][0].append("Colour")
    return {
        "minutes of the board.docx": b"PK\x03\x04 not for the hub",
        "table of colours.csv": text_bytes([["colour", "shape"], ["red", "round"]]),
        "nothing.xlsx": b"",
        "police-workforce-open-data-2024-07-24.ods": WORKFORCE.read_bytes()[:300_000],
        "a letter.xlsx": b"Dear hub, please find attached",
        "collaboration register without parties.xlsx": workbook_bytes(without_parties),
        "collaboration register with a colour.xlsx": workbook_bytes(wider),
        "collaboration register of Norfoke.xlsx": workbook_bytes(register),
        "police_funding_again_2025_26.csv": funding.replace("Avon and Somerset", "Avon and Sumerset").encode(),
    }


@pytest.fixture(scope="module")
def after(module_hub):
    """The hub after a load with every kind of bad file, and what a reader saw before and after it."""
    hub = module_hub
    path = hub.settings.current / "icm_marts.duckdb"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def look():
        reader.stdin.write("look\n")
        reader.stdin.flush()
        return reader.stdout.readline()

    seen_before = look()
    for name, content in bad_files().items():
        hub.drop(name, content)
    result = hub.load()
    seen_after = look()
    reader.communicate(timeout=30)
    return hub, result, seen_before, seen_after


def submission(result, name):
    return next(each for each in result.facts["submissions"] if each["file_name"] == name)


def test_a_release_is_published_all_the_same(after):
    _, result, _, _ = after
    assert result.code == 0, result.err
    assert result.facts["published"] is True


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("minutes of the board.docx", "rejected", "The hub accepts XLSX"),
        ("table of colours.csv", "unrecognised", "does not match any return the hub accepts"),
        ("nothing.xlsx", "rejected", "nothing.xlsx is empty"),
        ("police-workforce-open-data-2024-07-24.ods", "rejected", "its end is missing or damaged"),
        ("a letter.xlsx", "rejected", "its content is text"),
        ("collaboration register without parties.xlsx", "rejected", "has no sheet called 'Parties'"),
        ("collaboration register with a colour.xlsx", "rejected", "Sheet 'Costs', cell J1 is headed 'Colour'"),
        ("collaboration register of Norfoke.xlsx", "rejected", "nearest known name is 'Norfolk'"),
        ("police_funding_again_2025_26.csv", "rejected", "nearest known name is 'Avon and Somerset'"),
    ],
)
def test_each_file_ends_with_a_sentence_that_a_steward_can_act_on(after, name, status, words):
    _, result, _, _ = after
    found = submission(result, name)
    assert found["status"] == status
    assert words in found["status_reason"]


def test_the_archive_keeps_the_bytes_of_every_file(after):
    hub, _, _, _ = after
    kept = {path.read_bytes() for path in hub.settings.archive.rglob("*") if path.is_file()}
    assert set(bad_files().values()) <= kept


def test_the_version_in_force_stays_in_force(after):
    hub, result, _, _ = after
    rejected = submission(result, "police_funding_again_2025_26.csv")
    assert f"Version 1 ({FUNDING.name}) is still used." in rejected["status_reason"]
    with duckdb.connect(str(hub.settings.current / "icm_marts.duckdb"), read_only=True) as release:
        grant = release.execute("SELECT sum(formula_grant_gbp) FROM marts.force_funding").fetchone()[0]
        officers = release.execute(
            "SELECT round(sum(fte)) FROM marts.force_workforce "
            "WHERE worker_type = 'police_officer' AND as_at = '2023-03-31'"
        ).fetchone()[0]
        refused = release.execute(
            "SELECT count(*) FROM quality.submissions WHERE status IN ('rejected', 'unrecognised')"
        ).fetchone()[0]
    assert int(grant) == 9_806_553_487
    assert officers == 147_430
    assert refused == len(bad_files())


def test_a_reader_keeps_its_release_while_the_next_is_published(after):
    hub, result, seen_before, seen_after = after
    assert seen_before == seen_after
    assert hub.first_load.facts["release"]["release_id"] in seen_before
    assert result.facts["release"]["release_id"] not in seen_after


def test_facts_did_not_change_so_nothing_is_listed_as_revised(after):
    hub, _, _, _ = after
    with duckdb.connect(str(hub.settings.current / "icm_marts.duckdb"), read_only=True) as release:
        assert release.execute("SELECT * FROM release.revisions").fetchall() == []
        assert release.execute("SELECT count(*) FROM release.releases").fetchone() == (2,)


def test_the_stewards_report_names_every_refused_file(after):
    hub, _, _, _ = after
    pages = hub.settings.reports / "steward"
    page = (pages / "run.html").read_text(encoding="utf-8")
    for name in bad_files():
        assert name in page
    for path in pages.rglob("*.html"):
        assert "http" not in path.read_text(encoding="utf-8").replace("http-equiv", ""), path.name


def test_rows_of_every_file_add_up(after):
    hub, _, _, _ = after
    with duckdb.connect(str(hub.settings.warehouse), read_only=True) as warehouse:
        wrong = warehouse.execute(
            """
            SELECT s.file_name FROM ledger.submissions AS s
            LEFT JOIN (SELECT submission_id, sum(row_count) AS rows FROM ledger.row_fates GROUP BY 1) AS f
              USING (submission_id)
            WHERE coalesce(f.rows, 0) <> rows_data + rows_header + rows_title + rows_footnote + rows_subtotal
                  + rows_blank + rows_quarantined
            """
        ).fetchall()
        ons = warehouse.execute(
            "SELECT rows_data + rows_header + rows_title + rows_footnote + rows_subtotal + rows_quarantined "
            "FROM ledger.submissions WHERE form_id = 'mid_year_estimates'"
        ).fetchone()[0]
    assert wrong == []
    from openpyxl import load_workbook

    # A second reader counts the rows that hold anything at all.
    workbook = load_workbook(PUBLISHED / "lad23-mid-year-population-2011-2023.xlsx", read_only=True)
    filled = [row for sheet in workbook for row in sheet.values if any(str(cell or "").strip() for cell in row)]
    assert ons == len(filled)


def test_a_load_writes_only_compiled_models_to_the_project(after):
    written = {path.name.split("-")[0] for path in (PROJECT_DIR / "dbt_project" / "target").iterdir()}
    assert written <= {"compiled", ".compile.lock"}
    assert not (PROJECT_DIR / "dbt_project" / "logs").exists()
