"""Following every link of the pages of a folder without a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

_ELSEWHERE = ("https://", "http://", "mailto:", "data:")
# In a fragment these are what a reader chose, not the name of a place.
_CHOICES = re.compile(r"[\w-]+=")


class Places(HTMLParser):
    """What a page refers to, and the places in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.targets.append(value)
            elif name == "id" and value:
                self.places.add(value)


def places_of(folder: Path) -> dict[Path, Places]:
    """Every page of a folder."""
    return {path.resolve(): Places(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}


def lost_links(pages: dict[Path, Places]) -> list[str]:
    """Links, scripts, styles and pictures that lead to no file, and fragments that lead to no place.

    Fewer than a thousand links are no site, and an error.
    """
    lost, checked = set(), 0
    for path, page in pages.items():
        for target in page.targets:
            if target.startswith(_ELSEWHERE):
                continue
            checked += 1
            name, _, fragment = target.partition("#")
            file = (path.parent / unquote(name)).resolve() if name else path
            if not file.is_file():
                lost.add(f"{path.name}: {target}")
            elif fragment and not _CHOICES.match(fragment) and unquote(fragment) not in pages[file].places:
                lost.add(f"{path.name}: {target} has no such place")
    assert checked > 1000
    return sorted(lost)
