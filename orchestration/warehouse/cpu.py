"""CPU seconds that a process has used, children included."""

from __future__ import annotations

import os


def cpu_seconds() -> float:
    """User and system seconds of this process and of the children that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
