"""Pages of functions and home for releases with little in them, and with illustrative data."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site import forces, functions, home
from orchestration.publication.site.frame import Frame, frame_of
from orchestration.publication.state import DATABASE


def test_illustrative_data_is_announced_in_every_file_of_a_page(published_release: Path) -> None:
    with duckdb.connect(str(published_release / DATABASE), read_only=True) as connection:
        reader = ReleaseReader(connection)
        page = next(each for each in functions.pages(reader) if each.path == "functions/all-functions.html")
        made = {
            illustrative: page.make(reader, Frame(illustrative, ("A publisher",))) for illustrative in (True, False)
        }
    assert set(made[True]) == set(made[False])
    beside = [name for name in made[True] if name.endswith((".html", ".csv", ".json", ".svg"))]
    assert len(beside) == 4
    for name in beside:
        assert "Illustrative data. Figures" in str(made[True][name]), name
        assert "Illustrative data. Figures" not in str(made[False][name]), name
    first_line = str(made[True]["data/all-functions.csv"]).split("\n", 1)[0]
    assert first_line.startswith("Illustrative data.")
    assert json.loads(made[True]["data/all-functions.json"])["illustrative"].startswith("Illustrative data.")
    assert made[True]["data/all-functions.png"] != made[False]["data/all-functions.png"]


def test_page_without_any_average_says_so(published_release: Path, tmp_path: Path) -> None:
    """Too few forces for a statistic: the chart and the table are there, the average is not."""
    copy = tmp_path / "few.duckdb"
    shutil.copyfile(published_release / DATABASE, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "UPDATE variation.force_position SET average_value = NULL, difference = NULL, difference_pct = NULL, "
            "gap_gbp = NULL, gap_fte = NULL, rank_desc = NULL, is_outlier = false"
        )
        connection.execute(
            "UPDATE variation.national_summary SET average_value = NULL, p10 = NULL, p90 = NULL, "
            "opportunity_gbp = NULL, statistics_reason = 'Forces that reported: 4; a statistic needs 5.'"
        )
        reader = ReleaseReader(connection)
        made = {page.path: page for subject in (home, functions) for page in subject.pages(reader)}
        frame = frame_of(reader)
        heading = str(made["functions/all-functions.html"].make(reader, frame)["functions/all-functions.html"])
        listed = str(made["functions.html"].make(reader, frame)["functions.html"])
        front = str(made["index.html"].make(reader, frame)["index.html"])
    assert "There is no average for" in heading and "a statistic needs 5" in heading
    assert heading.count('class="bar"') > 40
    assert "No function has a cost in this release that can be compared between forces." in listed
    assert "No function has a cost in this release that can be compared between forces." in front


@pytest.mark.parametrize("line", ["net_revenue_expenditure", "gross_expenditure"])
def test_force_without_a_number_of_residents_has_spent_what_it_reported(
    published_release: Path, tmp_path: Path, line: str
) -> None:
    """Without residents no heading is judged, and no measure of costs chosen."""
    copy = tmp_path / "no_residents.duckdb"
    shutil.copyfile(published_release / DATABASE, copy)
    with duckdb.connect(str(copy)) as connection:
        for table in ("variation.heading_comparability", "variation.force_position", "marts.force_population"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM marts.expenditure_lines")
        connection.executemany(
            "INSERT INTO marts.expenditure_lines (force_id, financial_year, heading_id, basis, line, amount_gbp) "
            "VALUES ('kent', ?, 'all-functions', ?, ?, ?)",
            [
                ("2021/22", "outturn", line, 373_000_000),
                ("2022/23", "estimate", line, 363_000_000),
                ("2022/23", "outturn", line, 364_700_000),
            ],
        )
        reader = ReleaseReader(connection)
        page = next(each for each in forces.pages(reader) if each.path == "forces/kent.html")
        made = " ".join(str(page.make(reader, frame_of(reader))[page.path]).replace("\u00a0", " ").split())
    spent = "Kent spent £365m in 2022/23. It is not compared with other forces."
    none = "Kent has no figures of its costs in this release."
    is_net = line == "net_revenue_expenditure"
    assert (f"{spent} This release has no number of its residents." in made, none in made) == (is_net, not is_net)
    assert ("Net spending 2022/23" in made) == is_net


def test_release_without_rows_still_has_its_pages(published_release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "empty.duckdb"
    shutil.copyfile(published_release / DATABASE, copy)
    with duckdb.connect(str(copy)) as connection:
        for table in {read.table for read in home.READS} | {"quality.submissions"}:
            connection.execute(f"DELETE FROM {table}")
        reader = ReleaseReader(connection)
        made = {
            page.path: str(page.make(reader, frame_of(reader))[page.path])
            for subject in (home, functions)
            for page in subject.pages(reader)
        }
    assert set(made) == {"index.html", "functions.html"}
    assert "No live collaboration is recorded." in made["index.html"]
    assert "No return is late." in made["index.html"]
