"""A page opened in Chromium, and how tests read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from orchestration.publication.pages.first_page import PAGE

Ask = Callable[..., list[tuple[Any, ...]]]
# Quiet: nothing that a browser does on its own account may be mistaken for something the page does.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MARKED = "#1d3c5a"
HEAVIEST = 2_500_000


@dataclass
class Opened:
    """A page, and all that it asked for or complained of since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def drawn(self) -> str:
        """Which measure, year, average and force the chart shows."""
        return self.page.locator("#position-chart").get_attribute("data-drawn") or ""

    def choose(self, **choices: str) -> None:
        """Choose as a reader does, by what the control says, and wait until that is drawn."""
        for name, label in choices.items():
            self.page.locator(f"#choose-{name}").select_option(label=label)
        wanted = [self.page.locator(f"#choose-{name}").input_value() for name in ("measure", "year", "method", "force")]
        self.page.wait_for_selector(f'#position-chart[data-drawn="{" ".join(wanted)}"]')

    def text(self, selector: str) -> str:
        """What can be read in an element, a drawing's text included."""
        return plain(self.page.locator(selector).first.evaluate("element => element.innerText ?? element.textContent"))

    def rows(self, selector: str) -> Locator:
        return self.page.locator(f"{selector} tbody tr")

    def bars(self) -> list[dict[str, Any]]:
        """Bars from top to bottom: the force they stand for, their ink and their length."""
        names = self.page.locator("#position-chart .role-axis-label text").evaluate_all(
            "texts => texts.map(text => [text.textContent, text.getBoundingClientRect()])"
            ".map(([name, box]) => [name, box.y + box.height / 2])"
        )
        bars = self.page.locator("#position-chart .bars_marks path").evaluate_all(
            "paths => paths.map(path => [path.getAttribute('fill'), path.getBoundingClientRect()])"
            ".map(([fill, box]) => ({fill, top: box.y, middle: box.y + box.height / 2, length: box.width}))"
        )
        for bar in bars:
            bar["force"] = min(names, key=lambda name: abs(name[1] - bar["middle"]))[0]
        return sorted(bars, key=lambda bar: bar["top"])


def plain(text: str) -> str:
    """Text with ordinary spaces and minus signs."""
    return text.replace("\u00a0", " ").replace("\u2212", "-")


def figures(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"-?\d[\d,]*\.?\d*", plain(text).replace("£", ""))]


def open_page(browser: Browser, folder: Path, *, width: int = 1280, script: bool = True, charts: bool = True) -> Opened:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    opened = Opened(context.new_page())
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    opened.page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
    opened.page.on("pageerror", lambda problem: opened.complaints.append(f"error: {problem}"))
    opened.page.goto((folder / PAGE).as_uri())
    if script and charts:
        opened.page.wait_for_selector("#position-chart[data-drawn]")
    return opened
