"""What a load does when a model breaks its contract, a test fails, or the project has other tables than before.

The plan is that of the project with one thing changed in memory; each test leaves the hub as it found it.
"""

from dataclasses import replace

import duckdb
import pytest

from orchestration.pipeline import load as pipeline
from orchestration.publication import publish
from orchestration.publication.state import DATABASE
from orchestration.validation import cross_return
from orchestration.warehouse import plan as plans
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.models import read_manifest
from orchestration.warehouse.plan import Plan, plan_of, read_plan
from orchestration.warehouse.runner import build_warehouse

TABLE, FIELD = "marts.lessons", "theme"
LEFT_OUT, KEY = "marts.agreement_timelines", "model.icm_warehouse.agreement_timelines"
VIEW = "intermediate.int_board_decisions__levels"


@pytest.fixture
def settings(module_hub):
    return module_hub.settings


@pytest.fixture
def plan(settings):
    return read_plan(settings)


@pytest.fixture
def load(settings, monkeypatch):
    """Load the hub by a plan."""

    def run(plan):
        monkeypatch.setattr(plans, "read_plan", lambda _: plan)
        settings.settled.unlink(missing_ok=True)
        return pipeline.run_load(settings)

    return run


def with_step(plan, relation, **changes):
    return Plan({**plan.steps, relation: replace(plan.steps[relation], **changes)}, plan.tests)


def with_test(plan, name, **changes):
    return Plan(plan.steps, tuple(replace(each, **changes) if each.name == name else each for each in plan.tests))


def a_test_of(plan, relation):
    return next(test for test in plan.tests if test.about == relation and not test.warns)


def facts_of(result, stage):
    return next((each.said for each in result.stages if each.name == stage), None)


def tables_of_release(settings):
    with duckdb.connect(str(settings.current / DATABASE), read_only=True) as release:
        return {name for (name,) in release.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()}  # fmt: skip


def kind_of(settings, relation):
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_schema || '.' || table_name = ?", [relation]
        ).fetchall()


def assert_back_to_what_it_was(load, settings, plan, release):
    """A load by the project's own plan builds what is missing, and finds that the release in force holds the same."""
    result = load(plan)
    assert result.succeeded, result.problems
    assert facts_of(result, "build").wrote["built"] > 0
    assert settings.current.resolve() == release
    assert kind_of(settings, TABLE) == [("BASE TABLE",)]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (f"* REPLACE (42 AS {FIELD})", f"{FIELD} is INTEGER and should be VARCHAR"),
        (f"* EXCLUDE ({FIELD})", f"{FIELD} is not there and should be VARCHAR"),
        ("*, 1 AS more", "more is INTEGER and should be left out"),
        ("* REPLACE (NULL AS lesson_id)", "lesson_id"),
    ],
)
def test_a_broken_contract_stops_the_release(load, settings, plan, column, words):
    release = settings.current.resolve()
    sql = f"SELECT {column} FROM ({plan.steps[TABLE].sql}\n) AS of_the_model"
    result = load(with_step(plan, TABLE, sql=sql))
    assert not result.succeeded
    (problem,) = (each for each in result.problems if each.startswith(f"The table {TABLE} could not be built"))
    assert words in problem
    assert settings.current.resolve() == release
    assert facts_of(result, "publish") is None and facts_of(result, "report") is not None
    assert kind_of(settings, TABLE) == [], "no one may read what it was before"
    assert_back_to_what_it_was(load, settings, plan, release)


def test_a_rule_across_returns_that_breaks_stops_no_release(load, settings, plan, monkeypatch):
    release = settings.current.resolve()
    check = "checks.check_cr10_live_past_review"
    broken = with_step(plan, check, sql="SELECT CAST(version() AS INTEGER) AS rule_id")
    monkeypatch.setattr(cross_return, "read_plan", lambda _: broken)
    result = load(broken)
    assert result.succeeded, result.problems
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        outcomes = connection.execute("SELECT DISTINCT outcome FROM ledger.rule_results").fetchall()
    assert ("could_not_run",) in outcomes
    monkeypatch.setattr(cross_return, "read_plan", lambda _: plan)
    assert load(plan).succeeded
    assert settings.current.resolve() != release


def test_a_table_is_not_built_from_one_that_failed(load, settings, plan):
    release = settings.current.resolve()
    reads_it = (step for step in plan.steps.values() if TABLE in step.reads)
    behind = next(step.relation for step in reads_it)
    result = load(with_step(plan, TABLE, sql="SELECT no_such_column FROM marts.dim_force"))
    assert any(each.startswith(f"The table {TABLE} could not be built") for each in result.problems)
    assert any(each.startswith(f"{behind} was not built, since") for each in result.problems)
    assert_back_to_what_it_was(load, settings, plan, release)


def test_a_failing_test_stops_the_release_until_it_passes(load, settings, plan):
    release = settings.current.resolve()
    test = a_test_of(plan, TABLE)
    failing = with_test(plan, test.name, sql="SELECT 3, true, true")
    for _ in range(2):
        result = load(failing)
        assert result.problems == [f"The warehouse test {test.name} failed: it found 3 where it should find none."]
        assert facts_of(result, "publish") is None
        assert settings.current.resolve() == release
    result = load(plan)
    assert result.succeeded and facts_of(result, "build").wrote["tests run"] == 1
    assert facts_of(load(plan), "build").wrote["tests run"] == 0, "it passed, and nothing that it reads has changed"


def test_a_test_that_cannot_run_stops_the_release(load, settings, plan):
    test = a_test_of(plan, TABLE)
    result = load(with_test(plan, test.name, sql="SELECT count(*) FROM marts.no_such_table"))
    assert any(each.startswith(f"The warehouse test {test.name} could not run") for each in result.problems)
    assert facts_of(result, "publish") is None
    assert load(plan).succeeded


def test_a_test_that_warns_stops_nothing(load, settings, plan, caplog):
    test = a_test_of(plan, TABLE)
    result = load(with_test(plan, test.name, sql="SELECT 3, true, true", warns=True))
    assert result.succeeded
    assert f"The warehouse test {test.name} failed: it found 3" in caplog.text
    assert facts_of(result, "build").facts["build"].failing_tests == {TABLE: [test.name]}
    assert load(plan).succeeded


def test_a_view_can_become_a_table_and_a_view_again(settings, plan):
    def build(plan):
        with open_warehouse(settings) as connection:
            done = build_warehouse(connection, settings, plan)
            rows = connection.execute(f"FROM {VIEW} ORDER BY ALL").fetchall()
        assert done.problems == []
        assert VIEW in done.built
        return rows

    stored = build(with_step(plan, VIEW, kind="table"))
    assert kind_of(settings, VIEW) == [("BASE TABLE",)]
    looked_up = build(plan)
    assert kind_of(settings, VIEW) == [("VIEW",)]
    assert stored == looked_up


def test_a_table_removed_from_the_project_leaves_the_release(load, settings, monkeypatch):
    before = tables_of_release(settings)
    whole = read_manifest(settings)
    nodes = {
        key: node
        for key, node in whole["nodes"].items()
        if f"{node['schema']}.{node['alias']}" != LEFT_OUT and KEY not in node["depends_on"].get("nodes", [])
    }
    smaller = {**whole, "nodes": nodes}
    with monkeypatch.context() as without:
        without.setattr(publish, "read_manifest", lambda _: smaller)
        result = load(plan_of(smaller))
    assert result.succeeded, result.problems
    assert tables_of_release(settings) == before - {LEFT_OUT}
    assert kind_of(settings, LEFT_OUT) == []
    assert load(plan_of(whole)).succeeded
    assert tables_of_release(settings) == before
