"""Putting the pipeline together: the one place where assets, checks, jobs, schedules and sensors meet.

In scope: wiring, with overrides that tests use as well. Out of scope: anything that is wired.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.dagster_hub.assets import build_stage_assets
from orchestration.dagster_hub.jobs import load_job
from orchestration.dagster_hub.resources import hub_resource
from orchestration.dagster_hub.schedules import nightly_schedule
from orchestration.dagster_hub.sensors import alerts_sensor, landing_sensor, sources_sensor
from orchestration.settings import Settings, settings_from_environment


def build_defs(*, settings: Settings | None = None, resources: Mapping[str, Any] | None = None) -> dg.Definitions:
    """The whole pipeline for one hub.

    Args:
        settings: Paths; from the environment if not given.
        resources: Replaces resources by name.
    """
    chosen = settings or settings_from_environment()
    return dg.Definitions(
        assets=build_stage_assets(chosen),
        jobs=[load_job],
        schedules=[nightly_schedule],
        sensors=[landing_sensor, sources_sensor, alerts_sensor],
        executor=dg.in_process_executor,  # DuckDB lets one process write
        resources={"hub": hub_resource(chosen), **(resources or {})},
    )
