"""The sensor on the landing folder: what lands asks for one load."""

import os
import time
from functools import partial

import dagster as dg
import pytest

from orchestration.dagster_hub.jobs import LOAD_JOB
from orchestration.dagster_hub.resources import hub_resource
from orchestration.dagster_hub.sensors import RETRY_MINUTES, landing_sensor, sources_sensor
from orchestration.settings import Settings
from orchestration.sources.fetch import fetch_from_sources


@pytest.fixture
def settings(tmp_path):
    return Settings(workspace=tmp_path, landing=tmp_path / "landing")


def evaluate(settings, cursor=None, instance=None, sensor=landing_sensor):
    with dg.build_sensor_context(instance, cursor, resources={"hub": hub_resource(settings)}) as context:
        return sensor(context)


def ended(instance, key, status):
    """A load asked for by that key, as it is in Dagster's history."""
    run = dg.DagsterRun(job_name=LOAD_JOB, run_id=key.ljust(36, "0"), tags={"dagster/run_key": key})
    instance.add_run(run)
    if status is dg.DagsterRunStatus.FAILURE:
        instance.report_run_failed(run)
    elif status is dg.DagsterRunStatus.SUCCESS:
        event = dg.DagsterEvent(event_type_value="PIPELINE_SUCCESS", job_name=LOAD_JOB)
        instance.report_dagster_event(event, run.run_id)


def drop(settings, name, seconds_ago=60):
    settings.landing.mkdir(exist_ok=True)
    path = settings.landing / name
    path.write_bytes(b"a,b\n1,2\n")
    then = time.time() - seconds_ago
    os.utime(path, (then, then))


def test_what_lands_asks_for_one_load_and_nothing_new_for_none(settings):
    drop(settings, "one.csv")
    first = evaluate(settings)
    assert len(first.run_requests) == 1
    assert isinstance(evaluate(settings, first.cursor, dg.DagsterInstance.ephemeral()), dg.SkipReason)
    drop(settings, "two.csv")
    second = evaluate(settings, first.cursor)
    assert len(second.run_requests) == 1
    assert second.run_requests[0].run_key != first.run_requests[0].run_key
    assert landing_sensor.job_name == LOAD_JOB


def test_a_file_still_on_its_way_is_left_alone(settings):
    drop(settings, "one.csv")
    drop(settings, "new.csv", seconds_ago=0)
    assert isinstance(evaluate(settings), dg.SkipReason)


def test_an_empty_folder_asks_for_nothing(settings):
    assert isinstance(evaluate(settings), dg.SkipReason)


def test_files_are_done_with_only_once_a_load_of_them_has_succeeded(settings, monkeypatch):
    drop(settings, "one.csv", seconds_ago=10_000_000)
    with dg.DagsterInstance.ephemeral() as instance:
        key = evaluate(settings, instance=instance).cursor
        ended(instance, key, dg.DagsterRunStatus.STARTING)
        assert "not finished" in evaluate(settings, key, instance).skip_message
    with dg.DagsterInstance.ephemeral() as instance:
        ended(instance, key, dg.DagsterRunStatus.SUCCESS)
        assert "Nothing has landed since" in evaluate(settings, key, instance).skip_message
    with dg.DagsterInstance.ephemeral() as instance:
        ended(instance, key, dg.DagsterRunStatus.FAILURE)
        assert "tried again in 5 minutes" in evaluate(settings, key, instance).skip_message
        start, later = time.time(), 0.0
        monkeypatch.setattr(time, "time", lambda: start + later)
        keys = []
        for minutes in RETRY_MINUTES:
            later += (minutes - 1) * 60
            assert "tried again in 1 minutes" in evaluate(settings, key, instance).skip_message
            later += 61
            (request,) = evaluate(settings, key, instance).run_requests
            keys.append(key := request.run_key)
            ended(instance, key, dg.DagsterRunStatus.FAILURE)
        assert len(set(keys)) == len(RETRY_MINUTES)
        later += 10_000_000
        assert "failed 4 times" in evaluate(settings, key, instance).skip_message


def test_what_waits_at_a_source_asks_for_one_load_that_is_tried_again(settings, tmp_path):
    ask = partial(evaluate, settings, sensor=sources_sensor)
    assert "No sources are listed" in ask().skip_message
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    settings.sources.write_text(f"sources: [{{name: kent, address: {outbox}, settle_seconds: 0}}]", encoding="utf-8")
    assert "Nothing waits" in ask().skip_message
    (outbox / "a.csv").write_bytes(b"a,b\n")
    key = ask().cursor
    assert len(ask().run_requests) == 1 and sources_sensor.job_name == LOAD_JOB
    assert [each.name for each in fetch_from_sources(settings).fetched] == ["a.csv"]
    with dg.DagsterInstance.ephemeral() as instance:
        ended(instance, key, dg.DagsterRunStatus.SUCCESS)
        assert "Nothing has landed since" in ask(key, instance).skip_message
        (outbox / "b.csv").write_bytes(b"a,b\n")
        assert ask(key, instance).cursor not in ("", key)
    (outbox / "b.csv").unlink()
    with dg.DagsterInstance.ephemeral() as instance:
        ended(instance, key, dg.DagsterRunStatus.FAILURE)
        assert "tried again in 5 minutes" in ask(key, instance).skip_message
    settings.sources.write_text("sources: [", encoding="utf-8")
    assert "is not YAML" in ask(key).skip_message
