"""Loading again: nothing new changes nothing, a correction supersedes, a killed load leaves no mark."""

import os
import signal
import subprocess

import duckdb
import pytest

from tests.conftest import ICM, PUBLISHED
from tests.equal_tables import built_afresh, differences

FUNDING = PUBLISHED / "police_funding_extract_2025_26.csv"


def corrected_funding(amount):
    text = FUNDING.read_text(encoding="utf-8")
    return text.replace("231607316", str(amount)).encode()


def ask(hub, query):
    with duckdb.connect(str(hub.settings.current / "icm_marts.duckdb"), read_only=True) as release:
        return release.execute(query).fetchall()


GRANT = "SELECT formula_grant_gbp FROM marts.force_funding WHERE force_id = 'avon-and-somerset'"


def test_a_second_load_recognises_every_file_and_changes_nothing(hub_copy):
    first = hub_copy.first_load.facts
    listed = sorted(path.name for path in hub_copy.settings.releases.iterdir())
    second = hub_copy.load()
    assert second.code == 0
    assert second.facts["published"] is False
    assert second.facts["submissions"] == first["submissions"]
    assert second.facts["release"]["release_id"] == first["release"]["release_id"]
    assert sorted(path.name for path in hub_copy.settings.releases.iterdir()) == listed


def kill_at(hub, words):
    """Start a load and kill it, with its children, when it says those words."""
    load = subprocess.Popen(
        [ICM, "load", "--landing", hub.settings.landing, "--workspace", hub.settings.workspace],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    said = []
    for line in load.stderr:
        said.append(line)
        if words in line:
            break
    else:
        pytest.fail(f"the load never said '{words}':\n{''.join(said)}")
    os.killpg(load.pid, signal.SIGKILL)
    load.wait()
    load.stderr.close()


def test_loads_killed_at_moments_of_their_own_leave_tables_as_if_none_had_been(hub_copy, tmp_path):
    """Not only where a load speaks: at ever later moments, until one gets to its end."""
    before = hub_copy.settings.current.resolve()
    hub_copy.drop("police_funding_corrected_2025_26.csv", corrected_funding(231607317))
    survived = 0
    for moment in (0.8, 1.6, 2.8, 4, 6):
        load = subprocess.Popen(
            [ICM, "load", "--landing", hub_copy.settings.landing, "--workspace", hub_copy.settings.workspace],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            assert load.wait(moment) == 0
            survived += 1
        except subprocess.TimeoutExpired:
            os.killpg(load.pid, signal.SIGKILL)
            load.wait()
            assert survived or hub_copy.settings.current.resolve() == before or ask(hub_copy, GRANT)[0][0] == 231607317
    assert hub_copy.load().code == 0
    assert ask(hub_copy, GRANT)[0][0] == 231607317
    assert differences(hub_copy.settings.warehouse, built_afresh(hub_copy.settings, tmp_path / "afresh")) == []


def test_a_load_killed_at_any_point_leaves_the_last_release_and_the_next_load_works(hub_copy):
    before = hub_copy.first_load.facts["release"]["release_id"]
    hub_copy.drop("police_funding_corrected_2025_26.csv", corrected_funding(231607317))
    for words in (
        "Reading police_funding_corrected",
        "Building the warehouse",
        "Testing the warehouse",
        "Parquet, CSV",
    ):
        kill_at(hub_copy, words)
        assert hub_copy.settings.current.resolve().name == before
        assert ask(hub_copy, GRANT)[0][0] == 231607316
    result = hub_copy.load()
    assert result.code == 0, result.err
    assert result.facts["published"] is True
    assert ask(hub_copy, GRANT)[0][0] == 231607317
    assert not list(hub_copy.settings.releases.glob(".*"))
    states = {each["file_name"]: each["status"] for each in result.facts["submissions"]}
    assert states[FUNDING.name] == "superseded"
    assert states["police_funding_corrected_2025_26.csv"] == "accepted_with_queries"
    revised = ask(
        hub_copy,
        "SELECT previous_value, new_value, cause_submission_id FROM release.revisions "
        "WHERE table_name = 'marts.force_funding' AND column_name = 'formula_grant_gbp'",
    )
    latest = next(each for each in result.facts["submissions"] if each["file_name"].startswith("police_funding_corr"))
    assert revised == [("231607316.00", "231607317.00", latest["submission_id"])]
