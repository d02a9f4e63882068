"""The code location that Dagster loads."""

from orchestration.dagster_hub.build import build_defs
from orchestration.garbage import collect_rarely

collect_rarely()
defs = build_defs()
