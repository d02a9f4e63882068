"""What Dagster hands to assets: the hub's settings.

Belongs here: Dagster resources. Does not belong here: what they give access to.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.settings import RELEASES_KEPT, Settings


class HubResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The workspace, landing folder and checkout of the hub that a run works for."""

    workspace: str
    landing: str
    project: str
    retry_turned_away: bool = False
    recheck: bool = False
    with_illustrative: bool = False
    keep_releases: int = RELEASES_KEPT

    def settings(self) -> Settings:
        """The paths."""
        return Settings(
            workspace=Path(self.workspace),
            landing=Path(self.landing),
            project=Path(self.project),
            retry_turned_away=self.retry_turned_away,
            recheck=self.recheck,
            with_illustrative=self.with_illustrative,
            keep_releases=self.keep_releases,
        )


def hub_resource(settings: Settings) -> HubResource:
    """The resource of a hub with those paths."""
    return HubResource(
        workspace=str(settings.workspace),
        landing=str(settings.landing),
        project=str(settings.project),
        retry_turned_away=settings.retry_turned_away,
        recheck=settings.recheck,
        with_illustrative=settings.with_illustrative,
        keep_releases=settings.keep_releases,
    )
