"""Schedules: the nightly load."""

from __future__ import annotations

import dagster as dg

from orchestration.dagster_hub.jobs import load_job

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_load",
    job=load_job,
    cron_schedule="0 2 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at two: takes in what has landed since, and publishes only if something changed.",
)
