"""What Dagster hands to assets: the hub's settings.

Belongs here: Dagster resources. Does not belong here: what they give access to.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.settings import Settings


class HubResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The workspace and landing folder of the hub that a run works for."""

    workspace: str
    landing: str

    def settings(self) -> Settings:
        """The paths."""
        return Settings(workspace=Path(self.workspace), landing=Path(self.landing))
