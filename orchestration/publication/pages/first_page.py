"""The first page of a release: `index.html`, with the scripts its chart needs in `assets/`.

In scope: gathering the sections and writing the files. Out of scope: what a section says, which is in the
modules beside this one, and how it looks, which is in `templates/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from orchestration.publication.carried import NOTHING_CARRIED, CarriedFiles
from orchestration.publication.national_tables.workbooks import WrittenWorkbook
from orchestration.publication.pages import formatting
from orchestration.publication.pages.chart import chart_height, chart_libraries, chart_specification
from orchestration.publication.pages.collaboration import bedfordshire_cambridgeshire_hertfordshire, east_midlands
from orchestration.publication.pages.position import first_view, position_facts
from orchestration.publication.pages.recommendations import recommendations
from orchestration.publication.pages.reconciliation import reconciliation
from orchestration.publication.pages.release_reader import ReleaseReader, open_release
from orchestration.publication.pages.release_sections import about, changes, coverage, reading, refused
from orchestration.publication.state import DATABASE

PAGE = "index.html"
ASSETS = "assets"
TEMPLATES = Path(__file__).parent.parent / "templates"
LIBRARIES = "vega.js"
SCRIPT = "position.js"
CHART = "position.vl.json"


def write_pages(
    folder: Path, release_id: str, workbooks: list[WrittenWorkbook], carried: CarriedFiles = NOTHING_CARRIED
) -> None:
    """Write `index.html` and `assets/` into the release's folder, from the release's file and its workbooks.

    Args:
        folder: Folder of the release.
        release_id: The release.
        workbooks: Its workbooks.
        carried: Files of the last release; the scripts are the same for as long as the code is.
    """
    scripts = [f"{ASSETS}/{name}" for name in (LIBRARIES, SCRIPT, CHART)]
    if not carried.carry(folder, *scripts):
        _write_scripts(folder / ASSETS)
    with open_release(folder / DATABASE) as reader:
        content = {**_content(reader, release_id), "workbooks": workbooks}
    chart = json.loads((folder / ASSETS / CHART).read_text(encoding="utf-8"))
    chart["height"] = chart_height(len(content["position"]["forces"]))
    page = (
        _templates().get_template("index.html.jinja").render(content, chart=chart, libraries=LIBRARIES, script=SCRIPT)
    )
    (folder / PAGE).write_text(page, encoding="utf-8")


def _write_scripts(assets: Path) -> None:
    """Write what the page's chart needs; to make it takes longer than all the rest of the page."""
    assets.mkdir(exist_ok=True)
    (assets / LIBRARIES).write_text(chart_libraries(), encoding="utf-8")
    (assets / SCRIPT).write_text((TEMPLATES / SCRIPT).read_text(encoding="utf-8"), encoding="utf-8")
    (assets / CHART).write_text(json.dumps(chart_specification()), encoding="utf-8")


def _content(reader: ReleaseReader, release_id: str) -> dict[str, Any]:
    position = position_facts(reader)
    return {
        "about": about(reader, release_id),
        "changes": changes(reader, release_id),
        "coverage": coverage(reader),
        "position": position,
        "first_view": first_view(position),
        "east_midlands": east_midlands(reader),
        "bch": bedfordshire_cambridgeshire_hertfordshire(reader),
        "reconciliation": reconciliation(reader),
        "recommendations": recommendations(reader),
        "refused": refused(reader),
        "reading": reading(reader),
    }


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=formatting.number,
        money=formatting.money,
        percent=formatting.percent,
        as_printed=formatting.as_printed,
        words=formatting.words,
        title_words=formatting.title,
        lower_first=lambda text: text[:1].lower() + text[1:],
        json_block=_json_block,
    )
    return environment


def _json_block(value: object) -> Markup:
    """JSON for a data block of a page: no text in it can end the block, whatever a file said."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
