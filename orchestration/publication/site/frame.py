"""The frame of every page: head, header, banner, footer, and the words and numbers that templates use.

In scope: rendering a template into a page. Out of scope: what a page shows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from orchestration.country import currency_name
from orchestration.publication.release_reader import ReleaseReader
from orchestration.publication.site import codes, numbers

TEMPLATES = Path(__file__).parent / "templates"
# Parts of the site in the header: path, name.
DESTINATIONS = (
    ("functions.html", "Functions"),
    ("index.html#map", "Forces"),
    ("collaborations.html", "Collaborations"),
)
OPEN_LICENCE = "Open Government Licence"


@dataclass(frozen=True)
class Frame:
    """What is the same on every page of a release.

    Attributes:
        is_illustrative: Whether the release contains illustrative data; every page and download then says so.
        publishers: Publishers of the open data in the release, for the attribution.
        edition: "hub" for the edition with everything, "public" for the one that anyone may read.
        paths: Pages of the site, in order; empty while it is not known which there are.
    """

    is_illustrative: bool
    publishers: tuple[str, ...]
    edition: str = "hub"
    paths: tuple[str, ...] = ()

    def has(self, path: str | None) -> bool:
        """Whether the site has a page: of a heading all of whose figures are withheld it has none."""
        return path is not None and (not self.paths or path in self.paths)

    def render(self, template: str, path: str, **content: Any) -> str:
        """Return a page.

        Args:
            template: Template without its ending.
            path: Path of the page in the folder of the release; links are relative to it.
            content: What the template needs: `title`, and what it shows.
        """
        up = "../" * path.count("/")
        return _environment().get_template(f"{template}.html.jinja").render(content, frame=self, path=path, up=up)


def frame_of(reader: ReleaseReader, edition: str = "hub") -> Frame:
    """Return the frame of a release, from its tables."""
    publishers = reader.rows(
        "SELECT DISTINCT publisher FROM quality.submissions WHERE is_in_force AND publisher IS NOT NULL "
        "AND starts_with(licence, ?) ORDER BY ALL",
        OPEN_LICENCE,
    )
    illustrative = reader.one(
        "SELECT coalesce(arg_max(holds_illustrative_data, release_id), false) AS found FROM release.releases"
    )
    return Frame(illustrative["found"], tuple(row["publisher"] for row in publishers), edition)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        count=numbers.count,
        per_head=numbers.per_head,
        money=numbers.money,
        money_in_words=numbers.money_in_words,
        percent=numbers.percent,
        pounds=numbers.pounds,
        ordinal=numbers.ordinal,
        day=numbers.day,
        moment=numbers.moment,
        json_block=json_block,
        fixed=numbers.fixed,
        as_printed=codes.as_printed,
        words=codes.words,
        title_words=codes.title,
    )
    environment.globals.update(destinations=DESTINATIONS, currency_name=currency_name())
    return environment


def json_block(value: object) -> Markup:
    """Return JSON for a data block of a page: no text in it can end the block, whatever a file contained."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
