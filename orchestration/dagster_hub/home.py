"""Dagster's folder of a hub, and telling it of loads that it did not start.

In scope: preparing the folder, and reporting what a load from the command line published. Out of scope:
the runs that Dagster starts itself (`dagster_hub.assets`).
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from orchestration.settings import Settings

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.pipeline.load import LoadResult
    from orchestration.publication.state import Release

CONFIG = "dagster.yaml"

log = logging.getLogger("icm.pipeline")


def prepare_dagster_home(settings: Settings) -> Path:
    """Return the folder of Dagster's run history, with its configuration and its databases.

    They are made once, under a lock: two processes that make the databases at the same time leave them unusable.
    """
    import dagster as dg

    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.dagster_home / ".prepare.lock"):
        config = settings.dagster_home / CONFIG
        if not config.exists():
            partial = config.with_suffix(".partial")
            shutil.copyfile(settings.project / "deploy" / CONFIG, partial)
            partial.replace(config)
        with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
            instance.get_run_records(limit=1)
            instance.all_instigator_state()
            instance.get_asset_keys(limit=1)
    return settings.dagster_home


def prune_runs(instance: dg.DagsterInstance, keep: int) -> int:
    """Remove the oldest finished runs beyond a number from Dagster's history, and say how many went."""
    finished = [record.dagster_run for record in instance.get_run_records() if record.dagster_run.is_finished]
    for run in finished[keep:]:
        instance.delete_run(run.run_id)
    return len(finished[keep:])


def tell_dagster(settings: Settings, result: LoadResult) -> None:
    """Report the release of a load and the tables that it changed as materialisations.

    Nothing happens where no release came of the load, or where Dagster was never started on the hub: importing it
    costs more than most loads. A fault in telling it is said, and the release stands.
    """
    said = {stage.name: stage.said for stage in result.stages}
    release = said["publish"].facts.get("release") if "publish" in said else None
    if release is None or not (settings.dagster_home / CONFIG).exists():
        return
    try:
        _report(settings, release, said["build"].facts["build"].changed)
    except Exception as error:
        log.warning("Release %s is published, but Dagster could not be told: %s", release.release_id, error)
        log.debug("The fault in full", exc_info=True)


def _report(settings: Settings, release: Release, changed: list[str]) -> None:
    import dagster as dg

    from orchestration.dagster_hub.keys import RELEASE
    from orchestration.warehouse.models import PUBLISHED_SCHEMAS

    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        for relation in changed:
            if relation.split(".")[0] in PUBLISHED_SCHEMAS:
                facts = {"release_id": release.release_id}
                event = dg.AssetMaterialization(asset_key=relation.split("."), metadata=facts)
                instance.report_runless_asset_event(event)
        where: dict[str, Any] = {"release_id": release.release_id, "path": dg.MetadataValue.path(str(release.folder))}
        instance.report_runless_asset_event(dg.AssetMaterialization(asset_key=RELEASE, metadata=where))
