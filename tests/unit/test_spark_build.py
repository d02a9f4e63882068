"""Running dbt in an environment of its own: what it is given, what is read of its outcome, and what stops it."""

import json

import pytest

from orchestration.settings import Settings
from orchestration.spark.build import SAIL, SPARK, SparkError, build

DBT = """#!/bin/sh
echo "$@" > arguments.txt
env > environment.txt
mkdir -p "$DBT_TARGET_PATH"
cat > "$DBT_TARGET_PATH/run_results.json" <<'END'
{results}
END
echo "1 of 2 OK created sql table model marts.dim_force"
echo "2 of 2 {second}"
echo "Done. PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=2"
exit {code}
"""
RESULTS = {
    "results": [{"unique_id": f"{kind}.icm_warehouse.x", "execution_time": 1.5} for kind in ("model", "test") * 2]
}


def environment(folder, code=0, second="PASS not_null_force_id", sail="exit 0"):
    scripts = {"dbt": DBT.format(results=json.dumps(RESULTS), code=code, second=second), "sail": f"#!/bin/sh\n{sail}\n"}
    (folder / "bin").mkdir(parents=True)
    for name, script in scripts.items():
        path = folder / "bin" / name
        path.write_text(script)
        path.chmod(0o755)
    return folder


@pytest.fixture
def settings(tmp_path):
    return Settings(workspace=tmp_path / "hub", landing=tmp_path / "landing")


def run(settings, tmp_path, engine, **facts):
    return build(settings, environment(tmp_path / "env", **facts), engine, tmp_path / "over", tmp_path / "run")


def test_dbt_is_told_the_target_and_where_the_tables_are(settings, tmp_path):
    built = run(settings, tmp_path, SPARK)
    assert built.warehouse == tmp_path / "run" / "spark-warehouse"
    assert built.outcome == "PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=2"
    assert built.seconds_by_kind == {"model": 3, "test": 3} and built.memory_mib > 0
    arguments = (tmp_path / "run" / "arguments.txt").read_text()
    assert "build" in arguments and "--target spark" in arguments and str(settings.dbt_project) in arguments
    given = (tmp_path / "run" / "environment.txt").read_text().splitlines()
    assert f"ICM_HANDED_OVER={tmp_path / 'over'}" in given and not any(
        line.startswith("SPARK_REMOTE=") for line in given
    )


def test_models_that_are_named_are_built_alone_and_a_second_time_in_the_same_folder(settings, tmp_path):
    built = run(settings, tmp_path, SPARK)
    assert built.models == {"model.icm_warehouse.x"}
    build(settings, tmp_path / "env", SPARK, tmp_path / "over", tmp_path / "run", ["+procurement_spend"])
    arguments = (tmp_path / "run" / "arguments.txt").read_text()
    assert "--exclude resource_type:unit_test resource_type:test --select +procurement_spend --target" in arguments


def test_a_failure_of_dbt_is_passed_on_with_the_lines_that_say_so(settings, tmp_path):
    with pytest.raises(SparkError, match=r"on spark:\n2 of 2 FAIL 3 unique_dim_force$"):
        run(settings, tmp_path, SPARK, code=1, second="FAIL 3 unique_dim_force")


def test_what_the_engine_said_stands_below_those_lines(settings, tmp_path, monkeypatch):
    said = {"unique_id": "model.icm_warehouse.dim_force", "execution_time": 1, "message": "Runtime Error\n  no memory"}
    passed = {"unique_id": "model.icm_warehouse.x", "execution_time": 1, "status": "success", "message": "OK"}
    monkeypatch.setitem(RESULTS, "results", [passed, {**said, "status": "error"}])
    with pytest.raises(SparkError, match=r"model.icm_warehouse.dim_force: Runtime Error\n  no memory$"):
        run(settings, tmp_path, SPARK, code=1, second="ERROR creating sql table model marts.dim_force")


def test_a_server_that_ends_at_once_is_reported_with_its_own_words(settings, tmp_path):
    with pytest.raises(SparkError, match="Sail's server did not start: no such option"):
        run(settings, tmp_path, SAIL, sail="echo no such option; exit 2")


def test_an_environment_without_dbt_says_how_to_make_it(settings, tmp_path):
    with pytest.raises(SparkError, match=r"There is no dbt in .*Run: make \.venv-spark/installed"):
        build(settings, tmp_path / "none", SAIL, tmp_path / "over", tmp_path / "run")
