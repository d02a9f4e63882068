"""The parts of a hub that are looked at, in the order in which a fault of one explains those after it.

In scope: running every look, whatever another found. Out of scope: the looks themselves (the other modules here), and
printing what they found (`cli.doctor`).
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.answers.doctor.findings import Finding, problem
from orchestration.answers.doctor.hub import (
    look_at_clock,
    look_at_loads,
    look_at_release,
    look_at_served,
    look_at_warehouse,
)
from orchestration.answers.doctor.installation import look_at_files, look_at_packages, look_at_python
from orchestration.answers.doctor.machine import (
    look_at_dagster_home,
    look_at_disk,
    look_at_landing,
    look_at_locks,
    look_at_variables,
    look_at_workspace,
)
from orchestration.answers.doctor.sources import look_at_each_source
from orchestration.faults import hub_fault
from orchestration.settings import Settings

LOOKS: tuple[tuple[str, Callable[[Settings], list[Finding]]], ...] = (
    ("Python", look_at_python),
    ("Packages", look_at_packages),
    ("Files of the hub", look_at_files),
    ("Settings", look_at_variables),
    ("Workspace", look_at_workspace),
    ("Landing folder", look_at_landing),
    ("Sources", look_at_each_source),
    ("Dagster home", look_at_dagster_home),
    ("Disk", look_at_disk),
    ("Locks", look_at_locks),
    ("Warehouse", look_at_warehouse),
    ("Clock", look_at_clock),
    ("Release", look_at_release),
    ("PostgreSQL", look_at_served),
    ("Loads", look_at_loads),
)


def examine(settings: Settings) -> list[Finding]:
    """Look at every part of a hub; writes nothing but a file in the workspace that is removed at once.

    Args:
        settings: The hub, which need not exist.
    """
    found: list[Finding] = []
    for part, look in LOOKS:
        try:
            found += look(settings)
        except OSError as error:
            said = hub_fault(error) or f"The file system reported an error: {error.strerror or error}."
            found.append(problem(part, str(said), "Check the permissions and the disk of that place."))
    return found
