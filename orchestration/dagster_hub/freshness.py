"""When a return is due, as Dagster's freshness policies: the calendar of the hub, and nothing beside it.

In scope: turning due dates into policies. Out of scope: which force is late (`answers.returns_status`).
"""

from __future__ import annotations

import csv
import datetime

import dagster as dg

from orchestration.country import time_zone
from orchestration.settings import Settings

# The next collection of a return starts after the last one was due, so a return of this window belongs to the date.
COLLECTED_WITHIN = datetime.timedelta(days=300)


def freshness_of_returns(settings: Settings) -> dict[str, dg.FreshnessPolicy]:
    """Return to its policy: every year, something of it has been received by the latest date in the calendar.

    Dagster marks `received/<return>` if nothing was received since the collection began. It says nothing of single
    forces: `icm status` and the steward's report do. Returns without a due date have no policy.
    """
    due: dict[str, datetime.date] = {}
    with (settings.seeds / "reference" / "collection_rounds.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = datetime.date.fromisoformat(row["due_on"])
            due[row["return_id"]] = max(day, due.get(row["return_id"], day))
    # From the first minute of the next day, so that the last day still counts.
    late_on = {return_id: day + datetime.timedelta(days=1) for return_id, day in due.items()}
    return {
        return_id: dg.FreshnessPolicy.cron(
            deadline_cron=f"0 0 {day.day} {day.month} *", lower_bound_delta=COLLECTED_WITHIN, timezone=time_zone().key
        )
        for return_id, day in late_on.items()
    }
