"""Sensors: a file that lands leads to a load, one that failed is tried again, and people are told what they must know.

In scope: when a load is asked for. Out of scope: what a load does.
"""

import hashlib
import time

import dagster as dg

from orchestration.alerts.channels import channels_from_environment
from orchestration.alerts.tell import tell
from orchestration.dagster_hub.jobs import LOAD_JOB, load_job
from orchestration.dagster_hub.resources import HubResource
from orchestration.intake.landing import landed_paths
from orchestration.sources.configuration import SourcesError
from orchestration.sources.fetch import look_at_sources
from orchestration.warehouse.ledger import now

# A file younger than this may still be on its way.
SETTLE_SECONDS = 2
# Minutes after a failed load until the same files are tried again; after the last try a person has to look.
RETRY_MINUTES = (5, 30, 120)
_RUN_KEY = "dagster/run_key"


def landing_state(paths_with_facts: list[tuple[str, int, int]]) -> str:
    """Key of what lies in the landing folder: names, sizes and times, in order."""
    return hashlib.sha256(repr(sorted(paths_with_facts)).encode()).hexdigest()[:20]


@dg.sensor(
    name="landing_sensor",
    job=load_job,
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a load when the landing folder holds something that no load has taken in, and starts it again "
    "some time after it failed.",
)
def landing_sensor(context: dg.SensorEvaluationContext, hub: HubResource) -> dg.SensorResult | dg.SkipReason:
    """Ask for one load for each new state of the landing folder, once its files have settled.

    The cursor is the key of the last load asked for: the state, and the number of the try behind it. A state is done
    with when a load of it has succeeded.
    """
    settings = hub.settings()
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in landed_paths(settings.landing)]
    if not facts:
        return dg.SkipReason(f"Nothing has landed in {settings.landing}.")
    newest = max(modified for _, _, modified in facts) / 1e9
    if time.time() - newest < SETTLE_SECONDS:
        return dg.SkipReason("A file is still on its way.")
    state = landing_state(facts)
    asked_for = context.cursor or ""
    if asked_for.split("-")[0] != state:
        return _ask(state)
    return _again(context.instance, asked_for)


def _ask(key: str) -> dg.SensorResult:
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)], cursor=key)


def _again(instance: dg.DagsterInstance, key: str) -> dg.SensorResult | dg.SkipReason:
    """Ask once more for the load with this key if it failed long enough ago."""
    records = instance.get_run_records(dg.RunsFilter(job_name=LOAD_JOB, tags={_RUN_KEY: key}), limit=1)
    if not records or not records[0].dagster_run.is_finished:
        return dg.SkipReason("The load of what has landed is not finished.")
    if records[0].dagster_run.is_success:
        return dg.SkipReason("Nothing has landed since the last load.")
    state, _, number = key.partition("-")
    tries = int(number or 1)
    if tries > len(RETRY_MINUTES):
        return dg.SkipReason(
            f"The load failed {tries} times and is not tried again until something else lands. The failed runs say "
            "why; then start the job by hand."
        )
    left = RETRY_MINUTES[tries - 1] - (time.time() - (records[0].end_time or 0)) / 60
    if left > 0:
        return dg.SkipReason(f"The load failed and is tried again in {left:.0f} minutes.")
    return _ask(f"{state}-{tries + 1}")


@dg.sensor(
    name="sources_sensor",
    job=load_job,
    minimum_interval_seconds=600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a load when a source has something that was not fetched, and starts it again some time after "
    "it failed.",
)
def sources_sensor(context: dg.SensorEvaluationContext, hub: HubResource) -> dg.SensorResult | dg.SkipReason:
    """Ask for one load for each new state of what waits at the sources; the load fetches it.

    A source that does not answer keeps no other one waiting: the load that is asked for says so.
    """
    try:
        looks = look_at_sources(hub.settings())
    except SourcesError as error:
        return dg.SkipReason(str(error))
    facts = [(f"{look.source.name}/{file.name} {file.stamp}", file.size, 0) for look in looks for file in look.files]
    asked_for = context.cursor or ""
    state = f"sources.{landing_state(facts)}"
    if facts and asked_for.split("-")[0] != state:
        return _ask(state)
    if asked_for:
        return _again(context.instance, asked_for)
    return dg.SkipReason("Nothing waits at the sources." if looks else "No sources are listed in sources.yml.")


@dg.sensor(
    name="alerts_sensor",
    minimum_interval_seconds=600,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Sends messages about what people have to know, where the environment says where they go.",
)
def alerts_sensor(hub: HubResource) -> dg.SkipReason:
    """Send what is due; a message is no run."""
    channels = channels_from_environment()
    if not channels:
        return dg.SkipReason("No address is set for messages; icm alerts --help shows how.")
    told = tell(hub.settings(), channels, now())
    sent = f"{len(told.messages):,} messages were due."
    return dg.SkipReason(" ".join([sent, *told.problems]))
