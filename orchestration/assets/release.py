"""The release as an asset: what BI tools read.

Belongs here: wrapping `publication`. Does not belong here: how a release is made.
"""

from typing import Any

import dagster as dg

from orchestration.assets.warehouse import WarehouseTranslator
from orchestration.publication.publish import publish
from orchestration.resources import HubResource
from orchestration.settings import Settings
from orchestration.warehouse.lock import one_writer
from orchestration.warehouse.models import PUBLISHED_SCHEMAS, read_manifest


def build_release_asset(settings: Settings) -> dg.AssetsDefinition:
    """The release, which depends on every published table."""
    translator = WarehouseTranslator()
    published = [
        translator.get_asset_key(node)
        for node in read_manifest(settings)["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] in PUBLISHED_SCHEMAS
    ]

    @dg.asset(
        key=["release", "current"],
        deps=published,
        group_name="release",
        description="One immutable folder: the DuckDB file, Parquet, CSV and pages; then `current` points to it.",
    )
    def current_release(hub: HubResource) -> dg.MaterializeResult[Any]:
        hub_settings = hub.settings()
        with one_writer(hub_settings):
            release = publish(hub_settings)
        return dg.MaterializeResult(
            metadata={
                "release_id": release.release_id,
                "path": dg.MetadataValue.path(str(release.folder)),
                "page": dg.MetadataValue.path(str(release.folder / "index.html")),
            }
        )

    return current_release
