"""A dbt test is left out of a load only where the table itself refuses what the test looks for."""

import copy
import shutil

import duckdb
import pytest

from orchestration.warehouse.constraint_tests import covered_by_constraints
from orchestration.warehouse.models import read_manifest


@pytest.fixture(scope="module")
def manifest(loaded_hub):
    return read_manifest(loaded_hub.settings)


@pytest.fixture(scope="module")
def left_out(manifest):
    names = set(covered_by_constraints(manifest))
    return [each for each in manifest["nodes"].values() if each["name"] in names]


@pytest.fixture(scope="module")
def refused(loaded_hub, tmp_path_factory):
    """What each table of a loaded private file refuses: columns that must hold a value, and keys."""
    copied = shutil.copyfile(loaded_hub.settings.warehouse, tmp_path_factory.mktemp("keys") / "warehouse.duckdb")
    with duckdb.connect(str(copied), read_only=True) as connection:
        rows = connection.execute(
            "SELECT schema_name, table_name, constraint_type, constraint_column_names FROM duckdb_constraints()"
        ).fetchall()
    return {(schema, table, kind, frozenset(columns)) for schema, table, kind, columns in rows}


def columns_of(test):
    return frozenset(test["test_metadata"]["kwargs"].get("columns") or [test["column_name"]])


def test_every_test_left_out_is_a_constraint_of_the_table_in_the_file(manifest, left_out, refused):
    assert {each["test_metadata"]["name"] for each in left_out} == {"not_null", "unique", "unique_combination"}
    for each in left_out:
        model = manifest["nodes"][each["attached_node"]]
        kinds = ["NOT NULL"] if each["test_metadata"]["name"] == "not_null" else ["PRIMARY KEY", "UNIQUE"]
        place = (model["schema"], model["alias"])
        assert any((*place, kind, columns_of(each)) in refused for kind in kinds), each["name"]


def test_a_table_refuses_a_second_row_of_a_key_and_a_row_without_it(hub_copy):
    with duckdb.connect(str(hub_copy.settings.warehouse)) as connection:
        with pytest.raises(duckdb.ConstraintException, match="uplicate key"):
            connection.execute("INSERT INTO marts.dim_force SELECT * FROM marts.dim_force LIMIT 1")
        with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
            connection.execute("UPDATE marts.dim_force SET force_id = NULL")


def test_tests_of_views_seeds_and_what_no_constraint_holds_still_run(manifest, left_out):
    for each in left_out:
        model = manifest["nodes"][each["attached_node"]]
        assert (model["resource_type"], model["config"]["materialized"]) == ("model", "table")
    without = copy.deepcopy(manifest)
    for model in without["nodes"].values():
        model["constraints"] = []
        for column in model.get("columns", {}).values():
            column["constraints"] = []
    assert covered_by_constraints(without) == []


def test_every_test_runs_on_an_engine_that_enforces_no_keys(manifest, left_out):
    assert left_out
    elsewhere = {**manifest, "metadata": {**manifest["metadata"], "adapter_type": "spark"}}
    assert covered_by_constraints(elsewhere) == []
