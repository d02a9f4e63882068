"""What Dagster hands to assets: the hub's settings.

In scope: Dagster resources. Out of scope: what they give access to.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from orchestration.intake.values import read_financial_year
from orchestration.returns.description import all_descriptions
from orchestration.settings import RELEASES_KEPT, Settings


class HubResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The workspace, landing folder and checkout of the hub that a run works for.

    The launchpad sets the rest for one run: `recheck: true` with `recheck_return: workforce` and
    `recheck_year: 2025/26` checks that return and year again; `retry_not_accepted: true` reads rejected files again.
    """

    workspace: str
    landing: str
    project: str
    retry_not_accepted: bool = False
    recheck: bool = False
    recheck_return: str = ""
    recheck_year: str = ""
    with_illustrative: bool = False
    keep_releases: int = RELEASES_KEPT
    publish_to: str = ""
    hand_over_to: str = ""

    def settings(self) -> Settings:
        """The paths and choices.

        Raises:
            dg.Failure: If the return or year to check again is not one the hub knows.
        """
        known = [description.return_id for description in all_descriptions()]
        if self.recheck_return and self.recheck_return not in known:
            raise dg.Failure(f"recheck_return is '{self.recheck_return}'; the returns are {', '.join(known)}.")
        if self.recheck_year and read_financial_year(self.recheck_year).value != self.recheck_year:
            raise dg.Failure(f"recheck_year is '{self.recheck_year}'; write a financial year as 2025/26.")
        return Settings(
            workspace=Path(self.workspace),
            landing=Path(self.landing),
            project=Path(self.project),
            retry_not_accepted=self.retry_not_accepted,
            recheck=self.recheck,
            recheck_return=self.recheck_return,
            recheck_year=self.recheck_year,
            with_illustrative=self.with_illustrative,
            keep_releases=self.keep_releases,
            publish_to=self.publish_to,
            hand_over_to=self.hand_over_to,
        )


def hub_resource(settings: Settings) -> HubResource:
    """The resource of a hub with those paths."""
    return HubResource(
        workspace=str(settings.workspace),
        landing=str(settings.landing),
        project=str(settings.project),
        retry_not_accepted=settings.retry_not_accepted,
        recheck=settings.recheck,
        recheck_return=settings.recheck_return,
        recheck_year=settings.recheck_year,
        with_illustrative=settings.with_illustrative,
        keep_releases=settings.keep_releases,
        publish_to=settings.publish_to,
        hand_over_to=settings.hand_over_to,
    )
