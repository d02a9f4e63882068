"""What dbt made of the models: compiled once for each version of the project, and kept.

In scope: running `dbt compile` and keeping what came of it. Out of scope: what it means for a load
(`warehouse.plan`), or running the SQL (`warehouse.runner`).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from orchestration.country import dbt_variables, in_its_words
from orchestration.settings import ILLUSTRATIVE_VARIABLE, Settings
from orchestration.warehouse.fingerprint import contents_below

log = logging.getLogger("icm.warehouse")

PUBLISHED_SCHEMAS = ("marts", "variation", "quality", "release")
# Of what dbt says of a model, seed, test or source: what a load, a release or a reader of either needs.
KEPT = (
    "resource_type", "schema", "alias", "name", "identifier", "source_name", "original_file_path", "language",
    "description", "columns", "config", "constraints", "depends_on", "compiled_code", "attached_node", "column_name",
    "test_metadata", "meta", "fqn",
)  # fmt: skip
KINDS_KEPT = {"model", "seed", "test", "source", "operation", "snapshot", "function"}
# Versions of the project that a developer goes back and forth between.
PLANS_KEPT = 4


class ModelsError(Exception):
    """The dbt project cannot be compiled; the message holds dbt's own words."""


def dbt_executable() -> str:
    """The dbt that was installed with this Python."""
    return str(Path(sys.executable).parent / "dbt")


def read_manifest(settings: Settings) -> dict[str, Any]:
    """What dbt says in its manifest, with the compiled SQL, reduced to what this project reads; compiles it if need be.

    Returns:
        `metadata`, `nodes` and `sources` as dbt writes them, and `fingerprint`: what it was compiled from.

    Raises:
        ModelsError: If the project cannot be compiled.
    """
    wanted = project_fingerprint(settings)
    found = _kept(settings, wanted)
    if found is None:
        log.info("Compiling the models: once for each version of the code, half a minute")
        found = _compiled_and_kept(settings, wanted)
    return _read(found, found.stat().st_mtime_ns)


def is_compiled(settings: Settings) -> bool:
    """Whether the project as it is now was compiled before."""
    return _kept(settings, project_fingerprint(settings)) is not None


def project_fingerprint(settings: Settings) -> str:
    """Fingerprint of what the compiled SQL depends on: the project, the columns of the seeds, and dbt itself.

    The rows of seeds do not count: they are read when a load runs. The facts of the country, which are compiled, do.
    """
    dbt_project, seeds = settings.dbt_project, settings.seeds_of_project
    digest = hashlib.sha256(repr(KEPT).encode())
    for package in ("dbt-core", "dbt-duckdb"):
        digest.update(importlib.metadata.version(package).encode())
    for folder, ending in ((dbt_project, ""), (seeds, ".yml")):
        for below, content in contents_below(folder, ending):
            digest.update(below.encode() + content)
    for path in sorted(seeds.rglob("*.csv")):
        with path.open("rb") as stream:
            digest.update(path.relative_to(seeds).as_posix().encode() + stream.readline())
    digest.update(variables_for_dbt(settings).encode())
    return digest.hexdigest()


def variables_for_dbt(settings: Settings) -> str:
    """The facts of the hub's country, as the option `--vars` of dbt."""
    return json.dumps(dbt_variables(settings.seeds), ensure_ascii=False)


def _places(settings: Settings) -> Iterator[Path]:
    """Where compiled projects are kept: beside the models, or in the workspace where the project is read only."""
    yield settings.dbt_project / "target"
    yield settings.dbt_target


def _kept(settings: Settings, fingerprint: str) -> Path | None:
    paths = [place / f"compiled-{fingerprint[:16]}.json" for place in _places(settings)]
    return next((path for path in paths if path.is_file()), None)


@lru_cache(maxsize=2)
def _read(path: Path, _changed_at: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _compiled_and_kept(settings: Settings, fingerprint: str) -> Path:
    place = next(each for each in _places(settings) if _is_writable(each))
    with FileLock(place / ".compile.lock"):
        if already := _kept(settings, fingerprint):  # another process was first
            return already
        manifest = {**_compiled(settings), "fingerprint": fingerprint}
        path = place / f"compiled-{fingerprint[:16]}.json"
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
        partial.replace(path)
        older = sorted(place.glob("compiled-*.json"), key=lambda each: each.stat().st_mtime, reverse=True)
        for superseded in older[PLANS_KEPT:]:
            superseded.unlink()
    return path


def _is_writable(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


def _compiled(settings: Settings) -> dict[str, Any]:
    """What `dbt compile` says, run against an empty file of the warehouse's name."""
    with tempfile.TemporaryDirectory(prefix="icm-compile-") as folder:
        target = Path(folder) / "target"
        environment = {
            **os.environ,
            **settings.environment(),
            ILLUSTRATIVE_VARIABLE: "",  # the plan asks for it (`warehouse.plan`)
            "ICM_WAREHOUSE": str(Path(folder) / settings.warehouse.name),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": folder,
        }
        command = [
            dbt_executable(), "compile", "--quiet", "--exclude", "resource_type:unit_test",
            "--project-dir", str(settings.dbt_project), "--profiles-dir", str(settings.dbt_project),
            "--vars", variables_for_dbt(settings),
        ]  # fmt: skip
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ModelsError(f"The models in dbt_project/ cannot be compiled:\n{done.stdout}{done.stderr}")
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    kept: dict[str, Any] = {"metadata": {"adapter_type": manifest["metadata"]["adapter_type"]}}
    for part in ("nodes", "sources"):
        kept[part] = {
            key: {name: facts[name] for name in KEPT if name in facts}
            for key, facts in manifest[part].items()
            if facts["resource_type"] in KINDS_KEPT
        }
        for facts in (each for node in kept[part].values() for each in (node, *node.get("columns", {}).values())):
            if facts.get("description"):
                facts["description"] = in_its_words(facts["description"], settings.seeds)
    for key, facts in manifest["nodes"].items():
        if facts["resource_type"] == "operation":  # a hook, of which dbt compiles nothing before it runs it
            kept["nodes"][key]["compiled_code"] = facts["raw_code"]
    kept["features"] = {name: sorted(manifest.get(name, {})) for name in ("metrics", "functions")}
    return kept
