"""A tab that goes from page to page of the site, and how tests read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.opened_page import plain

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class SiteTab:
    """One tab, with all that its pages asked for and complained of."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda problem: self.complaints.append(f"error: {problem}"))
        page.on("request", lambda request: self.requests.append(request.url))

    def go(self, path: str) -> SiteTab:
        """Open a page by its path in the folder of the release, with a fragment or without."""
        name, _, fragment = path.partition("#")
        self.page.goto("about:blank")
        self.page.goto((self.folder / name).as_uri() + (f"#{fragment}" if fragment else ""))
        return self

    def text(self, selector: str = "main") -> str:
        """Visible text, with ordinary spaces and minus signs."""
        return plain(self.page.locator(selector).first.inner_text())

    def texts(self, selector: str) -> list[str]:
        """Visible text of each element."""
        return [plain(text) for text in self.page.locator(selector).all_inner_texts()]

    def drawn(self, selector: str, attribute: str = "d") -> list[str]:
        """An attribute of each element of a drawing."""
        found: list[Any] = self.page.locator(selector).evaluate_all(
            "(elements, name) => elements.map(element => element.getAttribute(name))", attribute
        )
        return [str(each) for each in found]

    def faults(self) -> list[str]:
        """What axe finds of WCAG 2.2 A and AA, and of best practice."""
        # Without fetching style sheets a second time, which the policy of the pages does not allow.
        result = Axe().run(self.page, options={"runOnly": STANDARDS, "preload": False})
        return [
            f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in result.response["violations"] if each["nodes"]
        ]

    def pages_on_paper(self) -> int:
        """Number of A4 pages when printed."""
        return len(re.findall(rb"/Type\s*/Page\b", self.page.pdf(prefer_css_page_size=True)))


@contextmanager
def site_tab(browser: Browser, folder: Path, *, width: int = 1280, script: bool = True) -> Iterator[SiteTab]:
    """Open a tab on a release; on leaving, no page may have complained or asked for anything outside the folder."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    tab = SiteTab(context.new_page(), folder)
    yield tab
    context.close()
    assert tab.complaints == []
    outside = [url for url in tab.requests if not url.startswith((folder.as_uri(), "about:"))]
    assert outside == []
