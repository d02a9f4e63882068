"""Figures of the last loads: when, how long, how many files and findings, the release, the outcome.

In scope: reading them from the ledger. Out of scope: writing them down (`warehouse.loads`), files of a load and what
happened to each (`steward_report.loads_page`).
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.holding import reading_ledger
from orchestration.warehouse.loads import STAGE_NAMES

SUCCEEDED, FAILED, UNFINISHED, NOT_RECORDED = "succeeded", "failed", "unfinished", "not recorded"

# A finding is of the load in which it was found: the last that began before.
_LOADS = """
    WITH latest AS (
        SELECT *, lead(started_at) OVER (ORDER BY load_id) AS next_started_at
        FROM ledger.loads
    ),
    stages AS (
        SELECT load_id, max(ended_at) AS ended_at, sum(wall_seconds) AS wall_seconds, sum(cpu_seconds) AS cpu_seconds,
               max(release_id) AS release_id, count_if(problem IS NOT NULL) AS problems,
               count_if(list_contains($stages, stage)) = len($stages) AS is_over
        FROM ledger.load_stages GROUP BY load_id
    ),
    found AS (
        SELECT latest.load_id, count(*) AS findings
        FROM ledger.findings INNER JOIN latest
            ON found_at >= started_at AND found_at < coalesce(next_started_at, 'infinity'::TIMESTAMP)
        GROUP BY latest.load_id
    )
    SELECT latest.load_id, latest.started_at, stages.ended_at, stages.wall_seconds, stages.cpu_seconds,
           latest.files_new, latest.files_already_received, coalesce(found.findings, 0) AS findings, stages.release_id,
           CASE WHEN stages.problems > 0 THEN 'failed'
                WHEN stages.is_over THEN 'succeeded'
                WHEN stages.load_id IS NULL AND latest.read_at IS NOT NULL THEN 'not recorded'
                ELSE 'unfinished' END AS outcome
    FROM latest LEFT JOIN stages USING (load_id) LEFT JOIN found USING (load_id)
    ORDER BY latest.load_id DESC LIMIT $shown
"""
_STAGES = """
    SELECT load_id, stage, wall_seconds, cpu_seconds, read_counts, written_counts, problem
    FROM ledger.load_stages WHERE list_contains($load_ids, load_id) ORDER BY load_id, ended_at
"""


@dataclass(frozen=True)
class LoadFigures:
    """One load that went through the landing folder; those that found nothing changed are not written down.

    Attributes:
        load_id: Key of the load, for example L000012.
        started_at: Start, UTC.
        ended_at: End of its last stage, UTC; None if no stage ended.
        wall_seconds: Seconds of its stages; None if no stage ended.
        cpu_seconds: CPU seconds of its stages, children included; None if no stage ended.
        files_new: Files received; None if it was broken off before all were.
        files_already_received: Files in the landing folder that had a line already.
        findings: Findings that were found in it.
        release_id: The release that it published; None if it published none.
        outcome: succeeded; failed; unfinished, while it runs or if it was broken off; not recorded, if a version of the
            hub before 0.11 ran it.
        stages: Its stages in order, each with seconds, counts and the reason if it failed.
    """

    load_id: str
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    wall_seconds: float | None
    cpu_seconds: float | None
    files_new: int | None
    files_already_received: int | None
    findings: int
    release_id: str | None
    outcome: str
    stages: list[dict[str, Any]]

    @property
    def problems(self) -> list[str]:
        """Why it failed, in sentences."""
        return [each["problem"] for each in self.stages if each["problem"]]


def read_loads(settings: Settings, shown: int) -> list[LoadFigures]:
    """Figures of the last loads of a hub, the newest first; none before the first.

    Args:
        settings: The hub.
        shown: Number of loads.

    Raises:
        WarehouseUnusable: If there is a warehouse that cannot be read.
    """
    with reading_ledger(settings) as connection:
        if connection is None:
            return []
        lines = connection.execute(_LOADS, {"shown": shown, "stages": list(STAGE_NAMES)}).fetchall()
        stages: dict[str, list[dict[str, Any]]] = {}
        for load_id, stage, wall, cpu, read, wrote, problem in connection.execute(
            _STAGES, {"load_ids": [line[0] for line in lines]}
        ).fetchall():
            stages.setdefault(load_id, []).append(
                {
                    "stage": stage,
                    "wall_seconds": wall,
                    "cpu_seconds": cpu,
                    "read": json.loads(read),
                    "wrote": json.loads(wrote),
                    "problem": problem,
                }
            )
    return [LoadFigures(*(*line, stages.get(line[0], []))) for line in lines]
