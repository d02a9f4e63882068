"""Every link, script, style and picture of every page of the site leads to a file, and every fragment to a place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Hub
from tests.links import Places, lost_links, places_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(published_release: Path) -> dict[Path, Places]:
    return places_of(published_release)


def test_every_link_leads_somewhere(pages: dict[Path, Places]) -> None:
    assert lost_links(pages) == []


def test_a_board_pack_leads_to_what_it_summarises(real_costs_hub: Hub) -> None:
    pack = real_costs_hub.settings.current.resolve() / "boards" / "support-functions.html"
    targets = Places(pack.read_text(encoding="utf-8")).targets
    assert {"../functions/support-functions.html", "../forces/kent.html"} <= set(targets)
    assert any(each.startswith("../agreements/") for each in targets)


def test_no_page_is_too_heavy(pages: dict[Path, Places]) -> None:
    assert {path.name: path.stat().st_size for path in pages if path.stat().st_size > 500_000} == {}


def test_no_page_has_a_place_twice(pages: dict[Path, Places]) -> None:
    for path in pages:
        found = re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8"))
        assert len(found) == len(set(found)), path.name
