"""The code location that Dagster loads."""

from orchestration.dagster_hub.build import build_defs

defs = build_defs()
