"""Somebody who has never seen the system answers five questions from the pages alone.

The reader here begins at `index.html`, follows links and choices by their visible words only, and reads visible text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.opened_page import Ask, plain

pytestmark = pytest.mark.browser


class Reader:
    """Follows what can be seen, and counts the steps."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.page = browser.new_page(viewport={"width": 1280, "height": 800})
        self.home = (folder / "index.html").as_uri()
        self.steps = 0

    def begin(self) -> Reader:
        self.page.goto(self.home)
        self.steps = 0
        return self

    def follow(self, words: str, *, within: str = "body") -> Reader:
        """Follow the first visible link, or press the first visible button, whose text has these words."""
        pattern = re.compile(re.escape(words), re.IGNORECASE)
        area = self.page.locator(within)
        found = area.get_by_role("link", name=pattern).or_(area.get_by_role("button", name=pattern))
        found.filter(visible=True).first.click()
        self.page.wait_for_load_state()
        self.steps += 1
        return self

    def search(self, words: str) -> Reader:
        """Type into the search box and take the first answer."""
        self.page.get_by_role("combobox").first.fill(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        self.steps += 1
        return self

    def reads(self) -> str:
        return plain(self.page.locator("main").inner_text())


@pytest.fixture
def reader(browser: Browser, published_release: Path) -> Iterator[Reader]:
    reader = Reader(browser, published_release).begin()
    yield reader
    reader.page.close()


def test_which_functions_vary_most_and_what_that_is_worth(reader: Reader, marts: Ask) -> None:
    largest = marts(
        "SELECT h.heading_name FROM variation.national_summary AS s JOIN marts.dim_poa_heading AS h USING (heading_id) "
        "JOIN variation.dim_average_method AS m USING (average_method) WHERE m.is_default AND s.is_comparable AND "
        "h.level = 2 AND s.measure_id LIKE 'nre_per_head%' AND s.financial_year = (SELECT max(financial_year) FROM "
        "variation.national_summary WHERE measure_id LIKE 'nre_per_head%' AND opportunity_gbp IS NOT NULL) "
        "ORDER BY s.opportunity_gbp DESC LIMIT 1"
    )
    text = reader.follow("Functions", within="header").reads()
    for (name,) in largest:
        assert name in text
        assert re.search(r"£[\d.,]+ ?(m|million)", text)
    assert reader.steps <= 3


def test_who_works_with_whom_on_procurement(reader: Reader, marts: Ask) -> None:
    text = reader.follow("Collaborations", within="header").follow("Procurement", within="main").reads()
    parties = marts(
        "SELECT DISTINCT f.force_name FROM marts.agreement_functions AS a "
        "JOIN marts.agreements AS g USING (agreement_id) JOIN marts.agreement_parties AS p USING (agreement_id) "
        "JOIN marts.dim_force AS f ON f.force_id = p.force_id "
        "WHERE a.heading_id = 'support-functions/procurement' AND g.is_live AND p.is_party_today"
    )
    assert parties and all(name in text for (name,) in parties)
    assert reader.steps == 2


def test_what_the_east_midlands_saved_by_2013_and_whether_it_agrees_with_print(reader: Reader, marts: Ask) -> None:
    text = reader.search("East Midlands").reads()
    assert "East Midlands" in text and re.search(r"£[\d.,]+ ?(m|million)", text)
    text = reader.begin().follow("Reconciliation").reads()
    ((agreeing, computed),) = marts(
        "SELECT count(*) FILTER (status IN ('exact', 'agrees')), count(*) FROM marts.reconciliation "
        "WHERE source_document = 'working-together-2013' AND basis = 'computed' "
        "AND (is_source_in_force OR status <> 'not_computed')"
    )
    assert f"Working Together (HMIC, 2013): {agreeing} of {computed} computed figures" in text
    assert "Business-case saving as a share of the 2012/13 budget" in text


def test_where_kent_stands_and_what_it_owes(reader: Reader, marts: Ask) -> None:
    text = reader.search("Kent").reads()
    ((owed,),) = marts("SELECT count(*) FROM marts.explanations_owed WHERE force_id = 'kent'")
    assert "Kent" in text and "average" in text
    assert owed == 0 or re.search(r"[Ee]xplanation", text)


def test_what_changed_since_the_last_release(reader: Reader) -> None:
    text = reader.follow("What changed").reads()
    assert "This is the first release" in text or re.search(r"since the release of \d", text)
    assert reader.steps == 1
