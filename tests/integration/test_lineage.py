"""Dagster's view of the pipeline: what is an asset, what depends on what, what is checked, and what starts a load."""

import csv
import datetime

import dagster as dg
import pytest

from orchestration.dagster_hub.build import build_defs
from orchestration.findings.catalogue import read_catalogue
from orchestration.returns.description import all_descriptions
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.validation.cross_return import rules_of
from orchestration.validation.suites import read_suite
from orchestration.warehouse.database import raw_tables
from orchestration.warehouse.plan import read_plan

LANDING = dg.AssetKey(["landing", "files"])
FORCE_POSITION = dg.AssetKey(["variation", "force_position"])
RELEASE = dg.AssetKey(["release", "current"])


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    workspace = tmp_path_factory.mktemp("lineage")
    return Settings(workspace=workspace, landing=workspace / "landing")


@pytest.fixture(scope="module")
def plan(settings):
    return read_plan(settings)


@pytest.fixture(scope="module")
def definitions(settings):
    return build_defs(settings=settings)


@pytest.fixture(scope="module")
def graph(definitions):
    return definitions.resolve_asset_graph()


def downstream_of(graph, start):
    """Every asset that a walk from one asset reaches."""
    reached, waiting = set(), [start]
    while waiting:
        for child in graph.get(waiting.pop()).child_keys - reached:
            reached.add(child)
            waiting.append(child)
    return reached


def test_definitions_can_be_loaded(definitions):
    dg.Definitions.validate_loadable(definitions)


def test_assets_are_those_that_people_look_at(graph, plan):
    """Raw tables, the ledger, published tables, the release and reports; not the 150 views and seeds between them."""
    published = {dg.AssetKey(step.relation.split(".")) for step in plan.published}
    keys = graph.get_all_asset_keys()
    assert len(published) > 80 and published <= keys
    others = {key.to_user_string() for key in keys - published if key.path[0] not in {"raw", "received"}}
    assert others == {
        "landing/files", "ledger/submissions", "ledger/agreement_reports", "ledger/findings", "release/current",
        "reports/feedback", "reports/data_docs", "reports/steward",
    }  # fmt: skip
    # Something in the pipeline makes each of them; only the landing folder comes from outside.
    assert graph.external_asset_keys == {LANDING}


def test_every_asset_has_an_owner_a_group_by_subject_and_says_what_it_is_kept_in(graph):
    groups = {key: graph.get(key).group_name for key in graph.get_all_asset_keys()}
    assert groups[dg.AssetKey(["raw", "workforce__functions"])] == "workforce"
    assert groups[FORCE_POSITION] == "variation" and groups[dg.AssetKey(["marts", "agreements"])] == "collaboration"
    assert groups[dg.AssetKey(["variation", "partner_groups"])] == "partners"
    for key in graph.get_all_asset_keys():
        assert graph.get(key).owners == ["team:hub"], key
        assert key.path[0] == "received" or graph.get(key).kinds, key


def test_columns_of_raw_and_published_tables_are_described(graph, plan):
    for step in plan.published:
        columns = graph.get(dg.AssetKey(step.relation.split("."))).metadata["dagster/column_schema"].columns
        assert [each.name for each in columns] == [each.name for each in step.columns]
        assert all(each.description for each in columns), step.relation
    landed = graph.get(dg.AssetKey(["raw", "workforce__functions"])).metadata["dagster/column_schema"].columns
    assert "police_officer_fte" in {each.name for each in landed}


def test_a_return_is_due_when_the_calendar_says(definitions, settings):
    with (settings.seeds / "reference" / "collection_rounds.csv").open(encoding="utf-8") as file:
        due = {row["return_id"]: datetime.date.fromisoformat(row["due_on"]) for row in csv.DictReader(file)}
    policies = {
        key.path[1]: spec.freshness_policy
        for assets in definitions.assets
        if isinstance(assets, dg.AssetsDefinition)
        for key, spec in assets.specs_by_key.items()
        if key.path[0] == "received"
    }
    assert {name for name, policy in policies.items() if policy} == set(due) and set(policies) > set(due)
    for name, day in due.items():
        late_on = day + datetime.timedelta(days=1)
        assert policies[name].deadline_cron == f"0 0 {late_on.day} {late_on.month} *"


def test_every_table_that_intake_lands_is_an_asset(graph):
    raw = {key.path[1] for key in graph.get_all_asset_keys() if key.path[0] == "raw"}
    assert raw == set(raw_tables())


def test_every_return_has_raw_tables_that_come_from_the_landing_folder(graph):
    raw = {key for key in graph.get_all_asset_keys() if key.path[0] == "raw"}
    assert {key.path[1].split("__")[0] for key in raw} == {each.return_id for each in all_descriptions()}
    assert raw <= downstream_of(graph, LANDING)


def test_lineage_runs_from_the_file_to_the_variation_table_and_the_release(graph):
    reached = downstream_of(graph, LANDING)
    assert {FORCE_POSITION, RELEASE} <= reached
    assert RELEASE in downstream_of(graph, FORCE_POSITION)


@pytest.mark.parametrize("raw", ["home_office_workforce__data", "ons_population__mid_year_population"])
def test_lineage_of_a_position_names_the_returns_it_is_made_of(graph, raw):
    assert FORCE_POSITION in downstream_of(graph, dg.AssetKey(["raw", raw]))


def test_the_release_waits_for_every_published_table(graph, plan):
    assert graph.get(RELEASE).parent_keys == {dg.AssetKey(step.relation.split(".")) for step in plan.published}


def test_every_rule_of_a_suite_or_across_returns_is_one_check_of_the_findings(graph):
    findings, catalogue = dg.AssetKey(["ledger", "findings"]), read_catalogue(PROJECT_DIR / "seeds")
    suites = [read_suite(PROJECT_DIR / "expectations", each.return_id, catalogue) for each in all_descriptions()]
    wanted = {each["meta"]["rule"] for suite in suites for each in suite}
    tables = [path.stem for path in (PROJECT_DIR / "dbt_project/models/checks").glob("*.sql")]
    across = {code for table in tables for code in rules_of(table)}
    checks = [key.name for key in graph.asset_check_keys if key.asset_key == findings]
    assert wanted and across and sorted(checks) == sorted(wanted | across)
    assert not [key for key in graph.asset_check_keys if key.asset_key.path[0] == "raw"]
    assert findings in downstream_of(graph, dg.AssetKey(["ledger", "agreement_reports"]))
    assert findings in downstream_of(graph, dg.AssetKey(["raw", "workforce__functions"]))


def test_every_published_table_has_one_check_for_all_its_tests(graph, plan):
    checked = [key for key in graph.asset_check_keys if key.asset_key.path[0] not in {"raw", "ledger"}]
    assert {key.name for key in checked} == {"tests"}
    assert sorted(".".join(key.asset_key.path) for key in checked) == sorted(step.relation for step in plan.published)


def test_there_is_one_job_and_it_takes_in_everything_in_one_process(definitions, graph):
    job = definitions.resolve_job_def("load")
    assert job.executor_def.name == "in_process"
    assert set(job.asset_layer.executable_asset_keys) == graph.get_all_asset_keys() - {LANDING}
    assert [each.name for each in definitions.resolve_all_job_defs() if not each.name.startswith("__")] == ["load"]


def test_a_nightly_schedule_starts_the_load_and_is_on(definitions):
    schedule = definitions.resolve_schedule_def("nightly_load")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == "load"


def test_a_sensor_on_the_landing_folder_starts_the_load_and_is_on(definitions):
    sensor = definitions.resolve_sensor_def("landing_sensor")
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert [target.job_name for target in sensor.targets] == ["load"]
