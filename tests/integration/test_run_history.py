"""The run history that a load writes is one that Dagster's own storage reads, as its pages do."""

import dagster as dg
import pytest
import yaml

from orchestration.pipeline import prepare_dagster_home
from orchestration.run_history import KeptOpenHistory, instance_of_load
from orchestration.settings import Settings


def test_dagsters_own_storage_reads_the_history_of_a_load(loaded_hub):
    with dg.DagsterInstance.from_config(str(loaded_hub.settings.dagster_home)) as instance:
        assert not isinstance(instance.event_log_storage, KeptOpenHistory)
        (run,) = instance.get_runs()
        assert run.status is dg.DagsterRunStatus.SUCCESS
        made = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
        latest = instance.get_latest_materialization_event(dg.AssetKey(["variation", "force_position"]))
    assert latest.run_id == run.run_id
    assert len({each.get_dagster_event().asset_key for each in made}) == len(made) > 100


@pytest.mark.parametrize("own_storage", [False, True])
def test_a_hub_that_chooses_its_storage_keeps_it(tmp_path, own_storage):
    home = prepare_dagster_home(Settings(workspace=tmp_path, landing=tmp_path / "landing"))
    if own_storage:
        config = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
        config["storage"] = {"sqlite": {"base_dir": str(tmp_path / "elsewhere")}}
        (home / "dagster.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with instance_of_load(home) as instance:
        assert isinstance(instance.event_log_storage, KeptOpenHistory) is not own_storage
    assert (home / "history").exists() is not own_storage
