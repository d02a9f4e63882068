"""dbt as the pipeline runs it: the parsed project and the environment it reads.

Belongs here: the manifest, arguments, environment. Does not belong here: Dagster's view of it (`assets.warehouse`).
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.settings import Settings
from orchestration.warehouse.fingerprint import model_fingerprint

log = logging.getLogger("icm.warehouse")

PUBLISHED_SCHEMAS = ("marts", "variation", "quality", "release")


class ModelsError(Exception):
    """The dbt project cannot be parsed; the message holds dbt's own words."""


def dbt_executable() -> str:
    """The dbt that was installed with this Python."""
    return str(Path(sys.executable).parent / "dbt")


def prepared_manifest(settings: Settings) -> Path:
    """Path of the manifest of the project as it is now; parses the project if it has changed.

    Raises:
        ModelsError: If the project cannot be parsed.
    """
    manifest = settings.dbt_target / "manifest.json"
    stamp = settings.dbt_target / "manifest.fingerprint"
    wanted = model_fingerprint(settings)
    if manifest.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return manifest
    log.info("Reading the models")
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    command = [
        dbt_executable(), "parse", "--quiet",
        "--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project),
    ]  # fmt: skip
    environment = {**os.environ, **settings.environment()}
    parsed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if parsed.returncode != 0:
        raise ModelsError(f"The models in dbt_project/ cannot be read:\n{parsed.stdout}{parsed.stderr}")
    stamp.write_text(wanted, encoding="utf-8")
    return manifest


def read_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest as dbt wrote it."""
    manifest: dict[str, Any] = json.loads(prepared_manifest(settings).read_text(encoding="utf-8"))
    return manifest


@contextmanager
def environment_of(settings: Settings) -> Iterator[None]:
    """The environment variables of a hub, for as long as dbt runs."""
    before = dict(os.environ)
    os.environ.update(settings.environment())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
