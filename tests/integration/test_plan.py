"""A load does what dbt would do, or says that it cannot: the plan refuses what the runner does not carry out.

Each case is the project as dbt compiled it, with one thing changed.
"""

import copy
import re

import pytest

from orchestration.settings import Settings
from orchestration.warehouse.models import read_manifest
from orchestration.warehouse.plan import PlanError, plan_of

PROJECT = "icm_warehouse"
TABLE = f"model.{PROJECT}.force_position"
HOOK = f"operation.{PROJECT}.{PROJECT}-on-run-start-0"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    workspace = tmp_path_factory.mktemp("plan")
    return read_manifest(Settings(workspace=workspace, landing=workspace / "landing"))


@pytest.fixture
def manifest(compiled):
    return copy.deepcopy(compiled)


def staging_model(manifest):
    """A model that reads raw rows through the door, by its key."""
    return next(
        key
        for key, node in manifest["nodes"].items()
        if node["schema"] == "staging" and "/* submissions of " in node.get("compiled_code", "")
    )


def incremental(manifest):
    manifest["nodes"][TABLE]["config"]["materialized"] = "incremental"
    return TABLE


def in_python(manifest):
    manifest["nodes"][TABLE]["language"] = "python"
    return TABLE


def with_a_hook_after_it(manifest):
    manifest["nodes"][TABLE]["config"]["post-hook"] = [{"sql": "select 1", "transaction": True}]
    return TABLE


def with_a_hook_of_its_own(manifest):
    manifest["nodes"][HOOK]["compiled_code"] = "{{ grant_to_everybody() }}"
    return HOOK


def with_a_hook_beside_the_known_one(manifest):
    key = f"operation.{PROJECT}.{PROJECT}-on-run-end-0"
    manifest["nodes"][key] = manifest["nodes"][HOOK] | {"compiled_code": "{{ forget_tables_built() }} select 1"}
    return key


def with_a_snapshot(manifest):
    key = f"snapshot.{PROJECT}.forces"
    manifest["nodes"][key] = manifest["nodes"][TABLE] | {"resource_type": "snapshot", "name": "forces"}
    return key


def with_a_function(manifest):
    manifest["features"]["functions"] = [f"function.{PROJECT}.rounded"]
    return f"function.{PROJECT}.rounded"


def with_a_check_constraint(manifest):
    manifest["nodes"][TABLE]["constraints"].append({"type": "check", "expression": "value >= 0", "columns": []})
    return TABLE


def with_a_check_constraint_of_a_column(manifest):
    column = manifest["nodes"][TABLE]["columns"]["force_id"]
    column["constraints"] = [*column["constraints"], {"type": "check", "expression": "force_id <> ''"}]
    return TABLE


def with_chance_in_it(manifest):
    manifest["nodes"][TABLE]["compiled_code"] += " order by random()"
    return TABLE


def with_the_time_in_it(manifest):
    manifest["nodes"][TABLE]["compiled_code"] += " where current_timestamp > date '2020-01-01'"
    return TABLE


def reading_raw_rows_without_the_door(manifest):
    key = staging_model(manifest)
    node = manifest["nodes"][key]
    node["compiled_code"] = re.sub(r"/\*.*?\*/", "", node["compiled_code"])
    return key


def reading_another_return_than_the_door_lets_through(manifest):
    key = staging_model(manifest)
    node = manifest["nodes"][key]
    node["compiled_code"] = re.sub(r"/\* submissions of \w+ in", "/* submissions of another in", node["compiled_code"])
    return key


REFUSED = {
    incremental: "materialised as incremental, in sql",
    in_python: "in python",
    with_a_hook_after_it: "setting post-hook",
    with_a_hook_of_its_own: "a hook",
    with_a_hook_beside_the_known_one: "a hook",
    with_a_snapshot: "snapshot",
    with_a_function: "functions function",
    with_a_check_constraint: "constraint check",
    with_a_check_constraint_of_a_column: "constraint check",
    with_chance_in_it: r"random\(: two builds of the same rows would differ",
    with_the_time_in_it: "current_timestamp: two builds of the same rows would differ",
    reading_raw_rows_without_the_door: "reads raw.* without the macro in_force",
    reading_another_return_than_the_door_lets_through: "reads raw.* without the macro in_force",
}


@pytest.mark.parametrize(("change", "words"), REFUSED.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_a_plan_refuses_what_a_load_does_not_do(manifest, change, words):
    name = change(manifest)
    with pytest.raises(PlanError, match=words) as refused:
        plan_of(manifest)
    assert name in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_refusal_names_every_fault(manifest):
    names = {incremental(manifest), with_a_hook_of_its_own(manifest), with_a_snapshot(manifest)}
    with pytest.raises(PlanError) as refused:
        plan_of(manifest)
    assert all(name in str(refused.value) for name in names)


def reading_the_day(manifest):
    manifest["nodes"][TABLE]["compiled_code"] += " where current_date > date '2020-01-01'"


def with_a_name_that_sounds_like_chance(manifest):
    manifest["nodes"][TABLE]["compiled_code"] += " where is_random or now_and_then(1) or random_sample is null"


def with_settings_that_ask_for_nothing(manifest):
    manifest["nodes"][TABLE]["config"] |= {"pre-hook": [], "tags": ["nightly"], "meta": {"owner": "hub"}, "event": None}


def with_another_column_that_must_be_filled(manifest):
    manifest["nodes"][TABLE]["columns"]["value"]["constraints"] = [{"type": "not_null"}]


ALLOWED = (
    reading_the_day, with_a_name_that_sounds_like_chance, with_settings_that_ask_for_nothing,
    with_another_column_that_must_be_filled,
)  # fmt: skip


@pytest.mark.parametrize("change", ALLOWED, ids=lambda each: each.__name__)
def test_a_plan_accepts_what_is_similar_and_harmless(manifest, compiled, change):
    change(manifest)
    step, before = (plan_of(each).steps["variation.force_position"] for each in (manifest, compiled))
    assert step.reads_the_day == (change is reading_the_day or before.reads_the_day)
    changes_the_file = change is not with_settings_that_ask_for_nothing
    assert (step.code != before.code) == changes_the_file


def test_every_step_follows_what_it_reads(compiled):
    seen = set()
    for relation, step in plan_of(compiled).steps.items():
        assert seen.issuperset(step.reads), relation
        seen.add(relation)
    kinds = {node["resource_type"] for node in compiled["nodes"].values()}
    assert kinds == {"model", "seed", "test", "operation"}
    assert len(seen) == sum(node["resource_type"] in {"model", "seed"} for node in compiled["nodes"].values())
