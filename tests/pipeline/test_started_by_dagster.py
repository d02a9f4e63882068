"""A load that Dagster starts and one from the command line: equal releases, and Dagster knows of both."""

import subprocess
import sys
from dataclasses import replace
from unittest import mock

import dagster as dg
import duckdb
import pytest

from orchestration.answers.loads import read_loads
from orchestration.dagster_hub.build import build_defs
from orchestration.dagster_hub.home import prepare_dagster_home
from orchestration.dagster_hub.jobs import LOAD_JOB
from orchestration.publication.state import DATABASE, current_release
from orchestration.warehouse.column_lineage import kept_column_lineage
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.loads import STAGE_NAMES
from orchestration.warehouse.plan import read_plan
from tests.conftest import PUBLISHED, copy_of
from tests.equal_tables import differences

FUNDING = PUBLISHED / "police_funding_extract_2025_26.csv"
RELEASE = dg.AssetKey(["release", "current"])
RECEIVED = dg.AssetKey(["ledger", "submissions"])
FIGURES = dg.AssetKey(["marts", "force_funding"])
UNTOUCHED = dg.AssetKey(["marts", "force_workforce"])
# When a file came and what the release is called; all else must be the same.
OF_THE_MOMENT = ("last_received_at", "found_at", "received_at", "release_id", "published_at", "inputs_fingerprint")
# The command line, which says at its end whether Dagster was imported.
ICM = """
import atexit, sys
atexit.register(lambda: print("dagster" in sys.modules))
from orchestration.cli import main
main()
"""


def drop_correction(hub, name, amount):
    text = FUNDING.read_text(encoding="utf-8")
    assert "231607316" in text
    hub.drop(f"police_funding_{name}_2025_26.csv", text.replace("231607316", str(amount)).encode())


@pytest.fixture(scope="module")
def by_dagster(loaded_hub, tmp_path_factory):
    """A hub with a corrected file that a run of the job has loaded, and the run."""
    hub = copy_of(loaded_hub, tmp_path_factory.mktemp("dagster") / "hub")
    drop_correction(hub, "corrected", 231607318)
    with dg.DagsterInstance.ephemeral() as instance:
        job = build_defs(settings=hub.settings).resolve_job_def(LOAD_JOB)
        yield hub, job.execute_in_process(instance=instance)


@pytest.fixture(scope="module")
def by_command_line(loaded_hub, tmp_path_factory):
    """The same hub loaded from the command line, without a Dagster home; and what the process said at its end."""
    hub = copy_of(loaded_hub, tmp_path_factory.mktemp("command_line") / "hub")
    drop_correction(hub, "corrected", 231607318)
    where = ["--landing", str(hub.settings.landing), "--workspace", str(hub.settings.workspace)]
    done = subprocess.run([sys.executable, "-c", ICM, "load", *where], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return hub, done.stdout.splitlines()[-1]


def test_both_give_equal_releases(by_dagster, by_command_line):
    (one, run), (other, _) = by_dagster, by_command_line
    assert run.success
    for hub in (one, other):
        assert current_release(hub.settings).release_id != hub.first_load.facts["release"]["release_id"]
    ours, theirs = (hub.settings.current / DATABASE for hub in (one, other))
    assert differences(ours, theirs, without=OF_THE_MOMENT) == []


def test_a_load_of_either_is_in_the_ledger_with_every_stage(by_dagster, by_command_line):
    for hub, _ in (by_dagster, by_command_line):
        last, first = read_loads(hub.settings, 9)
        assert (last.load_id, last.outcome, last.release_id) == (
            "L000002", "succeeded", current_release(hub.settings).release_id,
        )  # fmt: skip
        assert {each["stage"] for each in last.stages} == set(STAGE_NAMES)
        assert last.wall_seconds > 0 and first.outcome == "succeeded" and first.files_new > last.files_new == 1


def test_a_run_says_what_was_made_and_what_was_checked(by_dagster):
    hub, run = by_dagster
    made = {event.asset_key: event.materialization.metadata for event in run.get_asset_materialization_events()}
    assert made[RELEASE]["release_id"].value == current_release(hub.settings).release_id
    assert made[FIGURES]["dagster/row_count"].value == 43
    assert (made[FIGURES]["changed"].value, made[UNTOUCHED]["changed"].value) == (True, False)
    assert made[RECEIVED]["submissions"].value == 1 and made[RELEASE]["tables"].value > 50
    assert {made[key]["load_id"].value for key in (RECEIVED, FIGURES, RELEASE)} == {"L000002"}
    assert made[FIGURES]["stage_cpu_seconds"].value > 0 and made[RELEASE]["stage_seconds"].value > 0
    checked = run.get_asset_check_evaluations()
    assert {each.asset_key for each in checked if each.check_name == "tests"} == {
        dg.AssetKey(step.relation.split(".")) for step in read_plan(hub.settings).published
    }
    (failed,) = (each for each in checked if each.check_name == "tests" and not each.passed)
    assert failed.severity is dg.AssetCheckSeverity.WARN
    assert failed.metadata["warned"].value == "assert_control_totals_hold", "the correction differs from the print"
    rules = {each.check_name: each for each in checked if each.asset_key == dg.AssetKey(["ledger", "findings"])}
    assert {"R08", "XR01"} <= rules.keys()
    assert not [each for each in checked if each.check_name != "tests" and each.check_name not in rules]
    assert rules["R08"].metadata["rows_checked"].value > 1000 and rules["R08"].metadata["failing_in"].value == "none"


def test_a_rule_says_of_which_tables_it_found_something(by_dagster):
    hub, run = by_dagster
    with open_warehouse(hub.settings) as connection:
        failing = connection.execute(
            "SELECT r.rule_id, r.table_name, sum(r.rows_failing) FROM ledger.rule_results AS r "
            "JOIN ledger.submissions AS s USING (submission_id) WHERE s.status LIKE 'accepted%' AND r.rows_failing > 0 "
            "GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert failing
    where = {}
    for rule_id, table, rows in failing:
        where.setdefault(rule_id, []).append(f"{table}: {rows}")
    said = {
        each.check_name: each.metadata["failing_in"].value
        for each in run.get_asset_check_evaluations()
        if each.check_name != "tests" and not each.passed
    }
    assert said == {rule_id: ", ".join(lines) for rule_id, lines in where.items()}


def test_lineage_is_read_again_only_where_the_models_or_their_columns_changed(by_dagster, tmp_path):
    hub, _ = by_dagster
    plan, file = read_plan(hub.settings), tmp_path / "column_lineage.json"
    name = next(each for each, step in plan.steps.items() if step.kind != "seed")
    other = replace(plan, steps={**plan.steps, name: replace(plan.steps[name], sql=plan.steps[name].sql + " -- anew")})
    with open_warehouse(hub.settings) as connection:
        first = kept_column_lineage(plan, connection, file)
        with mock.patch("orchestration.warehouse.column_lineage.lineage", side_effect=LookupError("read again")):
            assert kept_column_lineage(plan, connection, file) == first
            with pytest.raises(LookupError, match="read again"):
                kept_column_lineage(other, connection, file)


def test_columns_that_a_correction_changed_lead_back_to_the_corrected_column(by_dagster):
    """What the release lists as revised was found by comparing rows; lineage was read from the models' SQL."""
    hub, run = by_dagster
    made = {event.asset_key: event.materialization.metadata for event in run.get_asset_materialization_events()}
    corrected = dg.TableColumnDep(dg.AssetKey(["raw", "police_funding__grant_and_precept"]), "formula_grant_gbp")

    def behind(key, column):
        waiting, seen = [dg.TableColumnDep(key, column)], set()
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                lineage = made[each.asset_key].get("dagster/column_lineage") if each.asset_key in made else None
                waiting.extend(lineage.value.deps_by_column.get(each.column_name, ()) if lineage else ())
        return seen

    assert behind(FIGURES, "formula_grant_gbp") == {dg.TableColumnDep(FIGURES, "formula_grant_gbp"), corrected}
    assert corrected not in behind(FIGURES, "precept_gbp")
    with duckdb.connect(str(hub.settings.current / DATABASE), read_only=True) as connection:
        revised = connection.execute(
            "SELECT DISTINCT table_name, column_name FROM release.revisions "
            "WHERE previous_value IS NOT NULL AND new_value IS NOT NULL AND table_name SIMILAR TO '(marts|variation).*'"
        ).fetchall()
    assert len(revised) >= 3
    unexplained = [each for each in revised if corrected not in behind(dg.AssetKey(each[0].split(".")), each[1])]
    assert unexplained == []


def test_dagster_lists_what_the_command_line_published(by_dagster):
    hub, _ = by_dagster
    home = prepare_dagster_home(hub.settings)
    drop_correction(hub, "corrected_again", 231607319)
    done = hub.load()
    assert done.code == 0, done.err
    with dg.DagsterInstance.from_config(str(home)) as instance:
        listed = {key: instance.get_latest_materialization_event(key) for key in (RELEASE, FIGURES, UNTOUCHED)}
    assert {key for key, event in listed.items() if event} == {RELEASE, FIGURES}
    facts = listed[RELEASE].asset_materialization.metadata
    assert facts["release_id"].value == done.facts["release"]["release_id"]


def test_a_hub_without_dagster_does_not_import_it(by_command_line):
    hub, dagster_was_imported = by_command_line
    assert dagster_was_imported == "False"
    assert not hub.settings.dagster_home.exists()
