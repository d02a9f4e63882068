"""The sensor on the landing folder: what lands asks for one load."""

import os
import time

import dagster as dg
import pytest

from orchestration.dagster_hub.jobs import LOAD_JOB
from orchestration.dagster_hub.resources import hub_resource
from orchestration.dagster_hub.sensors import landing_sensor
from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(workspace=tmp_path, landing=tmp_path / "landing")


def evaluate(settings, cursor=None):
    with dg.build_sensor_context(cursor=cursor, resources={"hub": hub_resource(settings)}) as context:
        return landing_sensor(context)


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
    assert isinstance(evaluate(settings, first.cursor), dg.SkipReason)
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
