"""All generated files of the dbt project: what they are, whether they are up to date, and writing them.

In scope: paths and the first line of each file. Out of scope: their content (`generate.staging`, `generate.register`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orchestration.generate.lines import line_files
from orchestration.generate.register import register_files
from orchestration.generate.staging import staging_files
from orchestration.returns.description import ReturnDescription

_MARK = "Written by `make generate` from orchestration/returns/"
_COMMENTS = {".sql": "--", ".yml": "#"}


def generated_files(descriptions: Sequence[ReturnDescription]) -> dict[Path, str]:
    """Return every generated file, by its path within the dbt project."""
    files: dict[Path, str] = {}
    for description in descriptions:
        for path, text in {
            **staging_files(description),
            **register_files(description),
            **line_files(description),
        }.items():
            files[path] = f"{_first_line(path, description)}\n{text}"
    return files


def out_of_date(project: Path, files: Mapping[Path, str]) -> list[Path]:
    """Return the files that must be written, and those left over from a description that no longer asks for them."""
    changed = [path for path, text in files.items() if _read(project / path) != text]
    return sorted([*changed, *(path for path in _marked(project) if path not in files)])


def write_files(project: Path, files: Mapping[Path, str]) -> None:
    """Write the files that are out of date, and remove those that are left over."""
    for path in out_of_date(project, files):
        target = project / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], encoding="utf-8")
        else:
            target.unlink()


def _first_line(path: Path, description: ReturnDescription) -> str:
    return f"{_COMMENTS[path.suffix]} {_MARK}{description.return_id}.yml. Change that file."


def _marked(project: Path) -> Iterator[Path]:
    for path in sorted(path for folder in ("macros", "models") for path in (project / folder).rglob("*")):
        if path.suffix in _COMMENTS and _MARK in (_read(path) or "").partition("\n")[0]:
            yield path.relative_to(project)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
