"""Every dbt model and seed as an asset, every dbt test that a load runs as an asset check.

Belongs here: names and groups of the models in Dagster, and running them. Does not belong here: the models.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from orchestration.publication.state import nothing_was_accepted, record_build, release_is_current
from orchestration.resources import HubResource
from orchestration.settings import Settings
from orchestration.warehouse.guaranteed import guaranteed_tests
from orchestration.warehouse.lock import one_writer
from orchestration.warehouse.models import (
    dbt_executable,
    environment_of,
    prepared_manifest,
    read_manifest,
)

log = logging.getLogger("icm.warehouse")


class WarehouseTranslator(DagsterDbtTranslator):
    """Key = schema and name; group = folder of the model."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Key of a model, seed or source."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return dg.AssetKey(
            [dbt_resource_props["schema"], dbt_resource_props.get("alias") or dbt_resource_props["name"]]
        )

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Group of a model."""
        return str(dbt_resource_props.get("schema") or dbt_resource_props["source_name"])


def dbt_resource(settings: Settings) -> DbtCliResource:
    """The dbt command line on the hub's private file."""
    project = DbtProject(
        project_dir=settings.dbt_project, target_path=settings.dbt_target, profiles_dir=settings.dbt_project
    )
    with environment_of(settings):
        return DbtCliResource(project_dir=project, dbt_executable=dbt_executable())


def build_warehouse_assets(settings: Settings) -> dg.AssetsDefinition:
    """All models as one step: dbt keeps their order, and one process writes.

    Nothing is built, and so nothing published, when the release in force already reflects all that was received.
    """

    @dbt_assets(
        manifest=prepared_manifest(settings),
        dagster_dbt_translator=WarehouseTranslator(),
        name="warehouse_models",
        # Unit tests prove the models when the project is tested; a load has nothing to learn from them, nor from tests
        # of what the tables themselves refuse.
        exclude=" ".join(["resource_type:unit_test", *guaranteed_tests(read_manifest(settings))]),
    )
    def warehouse_models(context: dg.AssetExecutionContext, dbt: DbtCliResource, hub: HubResource) -> Iterator[Any]:
        hub_settings = hub.settings()
        with one_writer(hub_settings):
            if nothing_was_accepted(hub_settings):
                context.log.info("No submission is in force: there is nothing to build")
                return
            if release_is_current(hub_settings):
                context.log.info("The release in force reflects all that was received: nothing to build")
                return
            total = len(context.selected_asset_keys)
            done = 0
            with environment_of(hub_settings):
                for event in dbt.cli(["build"], context=context).stream():
                    if isinstance(event, dg.Output | dg.AssetMaterialization | dg.MaterializeResult):
                        done += 1
                        log.info("Building the warehouse: %d of %d tables and views", done, total)
                    yield event
            record_build(hub_settings)

    return warehouse_models
