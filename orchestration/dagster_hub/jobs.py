"""Jobs. There is one pipeline: a load is a run of this job, whoever starts it."""

from __future__ import annotations

import dagster as dg

LOAD_JOB = "load"

load_job = dg.define_asset_job(
    name=LOAD_JOB,
    selection=dg.AssetSelection.all(),
    description="Take in what has landed, validate it, build the warehouse, and publish a release.",
)
