"""The first page in a real browser: what it asks for, what it says, and who can use it.

Expected figures are read from the release's file, never typed in.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from orchestration.publication.pages.first_page import ASSETS, LIBRARIES, PAGE, SCRIPT
from tests.browser.opened_page import MARKED, Opened, open_page

pytestmark = pytest.mark.browser


HEAVIEST = 2_500_000


def test_the_page_asks_for_nothing_but_files_of_its_release(opened: Opened, published_release: Path) -> None:
    wanted = [published_release / PAGE, published_release / ASSETS / LIBRARIES, published_release / ASSETS / SCRIPT]
    assert opened.requests == [path.as_uri() for path in wanted]
    opened.choose(measure="Total workforce per 1,000 population")
    assert len(opened.requests) == len(wanted), "a redrawing asked for something"
    assert sum(path.stat().st_size for path in wanted) < HEAVIEST


def test_the_page_may_not_ask_for_anything(browser: Browser, published_release: Path) -> None:
    opened = open_page(browser, published_release)
    answer = opened.page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'answered', () => 'refused')")
    assert answer == "refused"
    assert any("Content Security Policy" in complaint for complaint in opened.complaints)
    title = opened.page.title()
    opened.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = 1'}))"
    )
    assert opened.page.title() == title, "a script written into the page ran"
    policy = opened.page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content") or ""
    assert policy.startswith("default-src 'none'; script-src 'self' file:;")
    opened.page.context.close()


def test_a_picture_of_the_page_is_kept(opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> None:
    picture = tmp_path_factory.mktemp("pictures") / "first_page.png"
    opened.page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 50_000


def test_tables_headings_and_controls_carry_their_names(opened: Opened) -> None:
    page = opened.page
    assert page.locator("table").count() == page.locator("table > caption").count()
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("select, input").count() == 6
    assert page.locator("select, input").evaluate_all("controls => controls.every(each => each.labels.length === 1)")
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(each => Number(each.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.locator("header, nav, main, footer").count() == 4
    assert page.locator("html").get_attribute("lang") == "en-GB"
    identifiers = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert len(identifiers) == len(set(identifiers))
    assert not re.search(r"\son[a-z]+\s*=", re.sub(r"<script.*?</script>", "", page.content(), flags=re.DOTALL))


def test_the_keyboard_reaches_the_figures_and_changes_them(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    before = opened.text("#position-sentence")
    page.locator("#choose-force").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("text => document.querySelector('#position-sentence').innerText !== text", arg=before)
    assert sum(bar["fill"] == MARKED for bar in opened.bars()) == 1


def test_links_lead_to_files_of_the_release(opened: Opened, published_release: Path) -> None:
    links = opened.page.locator("a[href]").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    for link in links:
        if link.startswith("#"):
            assert opened.page.locator(link).count() == 1, link
        elif not link.startswith("https://www.nationalarchives.gov.uk/"):
            assert (published_release / link).is_file(), link
