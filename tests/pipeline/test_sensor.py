"""The sensor on the landing folder: a file that lands leads to a release."""

import os
import time

import dagster as dg
import pytest

from orchestration.build import build_defs
from orchestration.jobs import LOAD_JOB
from orchestration.pipeline import prepare_dagster_home
from orchestration.publication.state import current_release
from orchestration.resources import hub_resource
from orchestration.sensors import landing_sensor
from tests.conftest import PUBLISHED


def evaluate(settings, cursor=None):
    with dg.build_sensor_context(cursor=cursor, resources={"hub": hub_resource(settings)}) as context:
        return landing_sensor(context)


def drop(settings, name, content, seconds_ago=60):
    path = settings.landing / name
    path.write_bytes(content)
    then = time.time() - seconds_ago
    os.utime(path, (then, then))


@pytest.fixture
def settled(hub_copy):
    for path in hub_copy.settings.landing.iterdir():
        then = time.time() - 60
        os.utime(path, (then, then))
    return hub_copy.settings


def test_nothing_new_asks_for_nothing(settled):
    first = evaluate(settled)
    assert len(first.run_requests) == 1
    assert isinstance(evaluate(settled, first.cursor), dg.SkipReason)


def test_a_file_still_on_its_way_is_left_alone(settled):
    drop(settled, "new.csv", b"a,b\n1,2\n", seconds_ago=0)
    assert isinstance(evaluate(settled), dg.SkipReason)


def test_an_empty_folder_asks_for_nothing(tmp_path):
    from orchestration.settings import Settings

    assert isinstance(evaluate(Settings(workspace=tmp_path, landing=tmp_path / "none")), dg.SkipReason)


def test_a_file_that_lands_leads_to_a_release(settled):
    cursor = evaluate(settled).cursor
    before = current_release(settled).release_id
    text = (PUBLISHED / "police_funding_extract_2025_26.csv").read_text(encoding="utf-8")
    drop(settled, "police_funding_corrected_2025_26.csv", text.replace("231607316", "231607318").encode())
    asked = evaluate(settled, cursor)
    assert len(asked.run_requests) == 1
    home = prepare_dagster_home(settled)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        job = build_defs(settings=settled).resolve_job_def(LOAD_JOB)
        run = job.execute_in_process(instance=instance, run_id=None, tags=asked.run_requests[0].tags)
    assert run.success
    assert current_release(settled).release_id != before
