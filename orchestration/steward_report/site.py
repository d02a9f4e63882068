"""The folder of the report: pages appear whole or not at all, and pages of things that are gone are taken away.

In scope: rendering and writing files. Out of scope: what a page says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from orchestration.steward_report import state_labels

TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = "filter.js"


class Site:
    """Pages below one folder, each written once; `finish` takes away those of an earlier report."""

    def __init__(self, folder: Path, **said_everywhere: Any) -> None:
        self._folder = folder
        self._written: set[Path] = set()
        self._environment = _environment(said_everywhere)
        self._put(folder / SCRIPT, (TEMPLATES / SCRIPT).read_text(encoding="utf-8"))

    def write(self, name: str, template: str, content: dict[str, Any]) -> Path:
        """Write one page.

        Args:
            name: Its path below the folder, as force/kent.html.
            template: Template without its ending.
            content: What the template draws on.

        Returns:
            Where it lies.
        """
        root = "../" * name.count("/")
        page = self._environment.get_template(f"{template}.html.jinja").render(content, root=root, page=name)
        return self._put(self._folder / name, page)

    def write_beside(self, name: str, template: str, content: dict[str, Any]) -> Path:
        """Write one page beside the folder and not in it."""
        page = self._environment.get_template(f"{template}.html.jinja").render(content)
        return self._put(self._folder.parent / name, page)

    def finish(self) -> None:
        """Remove pages that this report did not write, and what a report that broke off left."""
        for pattern in ("*.html", "*.partial"):
            for path in self._folder.rglob(pattern):
                if path not in self._written:
                    path.unlink()

    def _put(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text(text, encoding="utf-8", errors="replace")
        partial.replace(path)
        self._written.add(path)
        return path


def _environment(said_everywhere: dict[str, Any]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for each in (state_labels.pluralise, state_labels.format_timestamp, state_labels.format_day):
        environment.filters[each.__name__] = each
    environment.globals.update(said_everywhere)
    return environment
