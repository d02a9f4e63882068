"""Checkouts of their own, for tests that change what a release is built from.

In scope: copying the parts of the project and changing rows of its seeds. Out of scope: what a test expects
of the change.
"""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.models import read_manifest


def own_project(folder: Path) -> Path:
    """A checkout of which the seeds may be changed, for tests that need no models."""
    shutil.copytree(PROJECT_DIR / "seeds", folder / "seeds")
    (folder / "expectations").symlink_to(PROJECT_DIR / "expectations")
    return folder


def own_project_with_models(folder: Path) -> Path:
    """A checkout of which seeds and models may be changed; with other rows in a seed, nothing is compiled again."""
    read_manifest(Settings(workspace=folder, landing=folder))
    own_project(folder)
    shutil.copytree(PROJECT_DIR / "dbt_project", folder / "dbt_project", ignore=shutil.ignore_patterns("target"))
    (folder / "dbt_project" / "target").mkdir()
    for compiled in (PROJECT_DIR / "dbt_project" / "target").glob("compiled-*.json"):
        link_or_copy(compiled, folder / "dbt_project" / "target" / compiled.name)
    for name in ("orchestration", "deploy"):
        (folder / name).symlink_to(PROJECT_DIR / name)
    return folder


def link_or_copy(source: str | Path, copy: str | Path) -> str | Path:
    """A second name for a file that nobody changes in place, or a copy on another disk."""
    try:
        os.link(source, copy)
    except OSError:
        shutil.copy2(source, copy)
    return copy


def change_seed(project, name, where, **changes):
    """Change cells of the rows of a seed in which every column named has that value."""

    def change(rows):
        chosen = [row for row in rows if all(row[column] == value for column, value in where.items())]
        assert chosen, f"no row of {name} has {where}"
        for row in chosen:
            row.update(changes)

    change_rows(project, name, change)


def change_rows(project, name, change):
    """Let a function change the list of all rows of a seed."""
    path = project / "seeds" / name
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), list(reader.fieldnames)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
