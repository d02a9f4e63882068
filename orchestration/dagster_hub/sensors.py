"""Sensors: a file that lands leads to a load."""

import hashlib
import time

import dagster as dg

from orchestration.dagster_hub.jobs import load_job
from orchestration.dagster_hub.resources import HubResource
from orchestration.intake.landing import landed_paths

# A file younger than this may still be on its way.
SETTLE_SECONDS = 2


def landing_state(paths_with_facts: list[tuple[str, int, int]]) -> str:
    """Key of what lies in the landing folder: names, sizes and times, in order."""
    return hashlib.sha256(repr(sorted(paths_with_facts)).encode()).hexdigest()[:20]


@dg.sensor(
    name="landing_sensor",
    job=load_job,
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a load when the landing folder holds something that no load has seen.",
)
def landing_sensor(context: dg.SensorEvaluationContext, hub: HubResource) -> dg.SensorResult | dg.SkipReason:
    """Ask for one load for each new state of the landing folder, once its files have settled."""
    settings = hub.settings()
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in landed_paths(settings.landing)]
    if not facts:
        return dg.SkipReason(f"Nothing has landed in {settings.landing}.")
    newest = max(modified for _, _, modified in facts) / 1e9
    if time.time() - newest < SETTLE_SECONDS:
        return dg.SkipReason("A file is still on its way.")
    state = landing_state(facts)
    if state == context.cursor:
        return dg.SkipReason("Nothing has landed since the last load.")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=state)], cursor=state)
