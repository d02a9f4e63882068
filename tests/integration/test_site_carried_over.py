"""The site of a release: what is carried over from the previous one is what writing it anew would give."""

import hashlib
import os
import shutil

import duckdb
import pytest

from orchestration.publication.carried import NOTHING_CARRIED, CarriedFiles, LastRelease
from orchestration.publication.site.write import write_site
from orchestration.publication.state import DATABASE

RELEASE_ID = "20261130T120000Z"
# One row each: of a force on one measure, of an agreement, of a lesson, of the submissions, of the definitions.
CHANGES = {
    "a position": (
        "UPDATE variation.force_position SET value = value * 2 WHERE measure_id = 'officers_per_1000_population' "
        "AND force_id = 'kent' AND financial_year = '2022/23'"
    ),
    "an agreement": (
        "UPDATE marts.agreements SET title = 'Another title' "
        "WHERE agreement_id = (SELECT min(agreement_id) FROM marts.agreements WHERE is_live)"
    ),
    "a lesson": "DELETE FROM marts.lessons WHERE lesson_id = (SELECT min(lesson_id) FROM marts.lessons)",
    "a force": "UPDATE marts.dim_force SET force_name = 'Kentish' WHERE force_id = 'kent'",
    "a measure": "UPDATE variation.dim_measure SET caveat = 'Read with care.' WHERE sort_order = 1",
    # Another submission gives the figures of a force: a figure is then open to the known issues of another return.
    "a return": (
        "UPDATE variation.force_position SET submission_id = (SELECT min(submission_id) FROM quality.submissions "
        "WHERE return_id = 'ons_population') WHERE measure_id = 'officers_per_1000_population' AND force_id = 'kent'"
    ),
    "a known issue": (
        "UPDATE release.known_issues SET description = 'Another one.' "
        "WHERE issue_id = (SELECT min(issue_id) FROM release.known_issues)"
    ),
}


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != DATABASE
    }


@pytest.fixture(scope="module")
def first(published_release, tmp_path_factory):
    """A site with what the next release may take over from it."""
    folder = tmp_path_factory.mktemp("first")
    os.link(published_release / DATABASE, folder / DATABASE)
    pages = write_site(folder, RELEASE_ID)
    return LastRelease(folder, {}, hashes(folder), pages)


def changed(first, folder, statement):
    folder.mkdir()
    shutil.copyfile(first.database, folder / DATABASE)
    (folder / DATABASE).chmod(0o644)
    with duckdb.connect(str(folder / DATABASE)) as connection:
        connection.execute(statement)
        # Every release adds a line to the list of releases.
        connection.execute("UPDATE release.releases SET published_at = published_at + INTERVAL 1 SECOND")
    return folder


def test_every_page_is_carried_over_where_nothing_changed(first, tmp_path):
    folder = changed(first, tmp_path / "same", "SELECT 1")
    carried = CarriedFiles(first, frozenset())
    write_site(folder, RELEASE_ID, carried)
    of_each_release = {"assets/release.js", "assets/search-index.js", "revisions.html", "data.html"}
    written = {name for name in hashes(folder) if name not in carried.hashes}
    assert {name for name in written if not name.startswith("data/")} <= of_each_release
    assert {name for name in written if name.startswith("data/")} <= {
        f"data/{schema}.html" for schema in ("marts", "variation", "quality", "release", "by_measure")
    }


@pytest.mark.parametrize("change", CHANGES)
def test_a_site_carried_over_is_the_site_written_anew(first, tmp_path, change):
    folder = changed(first, tmp_path / "next", CHANGES[change])
    carried = CarriedFiles(first, frozenset())
    write_site(folder, RELEASE_ID, carried)
    anew = tmp_path / "anew"
    anew.mkdir()
    os.link(folder / DATABASE, anew / DATABASE)
    write_site(anew, RELEASE_ID, NOTHING_CARRIED)
    assert hashes(folder) == hashes(anew)
    assert carried.hashes, "nothing was carried over"


def test_pages_of_other_functions_and_forces_are_carried_over(first, tmp_path):
    """A correction of one force on one measure of whole forces does not touch the pages of other functions."""
    folder = changed(first, tmp_path / "next", CHANGES["a position"])
    carried = CarriedFiles(first, frozenset())
    pages = write_site(folder, RELEASE_ID, carried)
    of_functions = {path for path in pages if path.startswith("functions/")}
    written = {path for path in of_functions if path not in carried.hashes}
    assert written == {"functions/all-functions.html"}


def test_a_return_sent_again_with_equal_figures_touches_no_page_of_them(first, tmp_path):
    """A corrected workbook is another submission of every figure that it gives, and nearly all of them are equal."""
    again = """
        INSERT INTO quality.submissions BY NAME (
            SELECT * REPLACE ('S999999' AS submission_id) FROM quality.submissions
            WHERE submission_id = (SELECT max(submission_id) FROM variation.force_position WHERE force_id = 'kent')
        );
        UPDATE variation.force_position SET submission_id = 'S999999'
        WHERE submission_id = (SELECT max(submission_id) FROM variation.force_position WHERE force_id = 'kent')
    """
    folder = changed(first, tmp_path / "next", again)
    carried = CarriedFiles(first, frozenset())
    pages = write_site(folder, RELEASE_ID, carried)
    written = {path for path in pages if path not in carried.hashes}
    assert not {path for path in written if path.startswith(("functions/", "boards/", "explore", "data/explore/"))}


def test_a_file_received_touches_only_pages_that_show_files(first, tmp_path):
    """Every load receives a file; a page of an agreement or a function shows none but its own."""
    another = (
        "INSERT INTO quality.submissions BY NAME (SELECT * REPLACE ('S999999' AS submission_id) "
        "FROM quality.submissions WHERE return_id = 'police_funding' LIMIT 1)"
    )
    folder = changed(first, tmp_path / "next", another)
    carried = CarriedFiles(first, frozenset())
    pages = write_site(folder, RELEASE_ID, carried)
    written = {path for path in pages if path not in carried.hashes}
    assert not {path for path in written if path.startswith(("functions/", "agreements/", "forces/", "boards/"))}
    assert "completeness.html" in written
