"""Finding the hub and the release that a command is about, or saying what to do where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from orchestration.cli.output import errors, refuse
from orchestration.settings import Settings, settings_from_environment

if TYPE_CHECKING:
    from orchestration.publication.state import Release


def existing_hub(workspace: Path | None) -> Settings:
    """Settings of a hub to read; a workspace that was named must be there."""
    if workspace is not None and not workspace.is_dir():
        refuse(
            f"There is no folder {workspace}. Give the folder of a hub with --workspace, or run icm load to make one."
        )
    return settings_from_environment(workspace)


def current_release_of(workspace: Path | None) -> Release:
    """The current release of a hub; ends the command with exit code 1 where none was published."""
    from orchestration.publication.state import current_release

    settings = existing_hub(workspace)
    release = current_release(settings)
    if release is None:
        errors.print(
            f"No release has been published yet in {settings.workspace}. Run icm load, or give another hub with "
            "--workspace.",
            style="red",
            markup=False,
        )
        raise typer.Exit(1)
    return release


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Have no load at work on a hub meanwhile; one that does not let go ends the command with exit code 1."""
    from orchestration.warehouse.lock import WarehouseBusy, write_lock

    try:
        with write_lock(settings):
            yield
    except WarehouseBusy as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
