"""How the project builds its models: the one place here that names it.

In scope: compiling and building as a load does. Out of scope: what that is compared with (`models`,
`spend`).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.plan import read_plan
from orchestration.warehouse.runner import build_warehouse


def prepare(workspace: Path) -> None:
    """Do what a load finds done once this version of the code has been loaded with: the models are compiled."""
    read_plan(_settings(workspace))


def build(workspace: str) -> None:
    """Build the models as a load does.

    Args:
        workspace: Hub whose warehouse has landed rows.

    Raises:
        SystemExit: If a table could not be built or a test failed.
    """
    settings = _settings(Path(workspace))
    with open_warehouse(settings) as connection:
        if problems := build_warehouse(connection, settings, read_plan(settings)).problems:
            raise SystemExit("\n".join(problems))


def _settings(workspace: Path) -> Settings:
    return Settings(workspace=workspace, landing=workspace / "landing")
