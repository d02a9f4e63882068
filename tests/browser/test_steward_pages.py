"""The steward's report in a real browser: from the matrix to the cell, filters, keyboard, print, requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from orchestration.feedback.write import write_feedback
from orchestration.settings import PROJECT_DIR
from orchestration.steward_report.write import write_steward_report
from tests.returns import expenditure, spending, workforce
from tests.small_hub import FORCES, SmallHub, funding

pytestmark = pytest.mark.browser

KINDS = (
    "index.html", "run.html", "national.html", "sender-not-known.html", "force/kent.html", "rule/index.html",
    "rule/V03.html",
)  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = PROJECT_DIR / "build" / "screenshots"
LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": 20}
NARROW, WIDE = 400, 1280


@dataclass
class Visit:
    """A page, and all that it asked for or complained of since it was opened."""

    page: Page
    folder: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, name: str) -> Page:
        self.page.goto((self.folder / name).as_uri())
        return self.page

    def leaving(self) -> list[str]:
        """Requests for anything but files of the report."""
        return [url for url in self.requests if not url.startswith((self.folder.as_uri(), "data:"))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a hub that two forces, a publisher and somebody sent files to, twice."""
    hub = SmallHub(tmp_path_factory.mktemp("steward"))
    hub.receive("kent_expenditure.xlsx", expenditure(spending("Local policing", "1,000"), year="2021/22"))
    hub.receive("kent_workforce.xlsx", workforce({**LOCAL, "police_officer_fte": "lots"}))
    hub.receive("kent_expenditure_2.xlsx", expenditure(spending("Local policing", "much")))
    hub.receive("essex_workforce.xlsx", workforce({**LOCAL, "police_staff_fte": "-"}, force="Essex"))
    hub.receive("police_funding_2025_26.csv", funding(forces=FORCES[:-1]))
    hub.receive("<b>notes.csv", b"a,b\n1,2\n")
    write_feedback(hub.settings)
    return write_steward_report(hub.settings).parent


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[Visit]:
    """A visit that may neither leave the report nor make a page complain."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    visit = Visit(context.new_page(), folder)
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda problem: visit.complaints.append(str(problem)))
    yield visit
    context.close()
    assert visit.complaints == []
    assert visit.leaving() == []


def rows(page: Page) -> int:
    return page.locator("tr[data-row]:visible").count()


def test_from_the_matrix_to_the_cell_in_three_clicks_and_on_to_the_rule(visit: Visit) -> None:
    page = visit.open("index.html")
    page.locator("a[href='force/kent.html#workforce-2022-23-workforce']", has_text="Rejected").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Kent"
    finding = page.locator("tr[data-row]:visible", has_text="lots")
    assert finding.locator(".cell").inner_text() == "Workforce, B2"
    back = finding.get_by_role("link", name="Marked workbook").get_attribute("href") or ""
    assert (visit.folder / "force" / back.replace("%20", " ")).resolve().is_file()
    page.locator("#rule-v03").get_by_role("link", name=re.compile("^Rule V03")).click()
    assert page.get_by_role("heading", level=1).inner_text() == "V03: The value is not a number"
    page.get_by_role("link", name="Kent").click()
    assert page.url.endswith("/force/kent.html#rule-v03")


def test_a_cell_of_the_matrix_opens_its_own_findings(visit: Visit) -> None:
    page = visit.open("force/kent.html")
    every = rows(page)
    page = visit.open("index.html")
    page.locator("a[href='force/kent.html#workforce-2022-23-workforce']").click()
    page.wait_for_function("document.querySelector('[name=year]').value === '2022/23'")
    assert 0 < rows(page) < every
    assert page.locator("tr:target").count() == 1


def test_findings_are_filtered_and_how_many_is_said(visit: Visit) -> None:
    page = visit.open("force/kent.html")
    every = rows(page)
    page.get_by_label("Text").fill("LOTS")
    assert rows(page) == 1
    assert page.get_by_role("status").inner_text() == f"1 of {every} listed here shown."
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Severity").select_option("note")
    assert rows(page) == page.locator("tr[data-row][data-severity=note]").count() < every
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("State").select_option("new")
    page.locator("select[name=return]").select_option(label="Police workforce by function")
    assert 0 < rows(page) < every
    visit.open("rule/index.html")
    page.get_by_label("Failing").select_option("yes")
    assert 0 < rows(page) < 20


def test_without_its_script_every_finding_is_there(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "force" / "kent.html").as_uri())
    assert rows(page) == page.locator("tr[data-row]").count() > 1
    assert not page.locator("#filters").is_visible()
    context.close()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_page_meets_wcag_and_is_not_wider_than_the_window(visit: Visit, name: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open(name)
    for folded in page.locator("details").all():
        folded.evaluate("each => each.open = true")
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"steward-{name.replace('/', '-')}-{width}.png", full_page=True)


@pytest.mark.parametrize("name", KINDS)
def test_page_structure(visit: Visit, name: str) -> None:
    page = visit.open(name)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.locator("table").count() == page.locator("table > caption").count()
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("header, main, footer, nav").count() == 4
    identifiers = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
    assert len(identifiers) == len(set(identifiers))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    outlined = page.evaluate(
        "(() => { const link = document.querySelector('main a, footer a'); link.focus();"
        " return getComputedStyle(link).outlineWidth })()"
    )
    assert outlined == "3px"


def test_every_link_leads_to_a_file_and_a_place_on_it(visit: Visit) -> None:
    for name in KINDS:
        page = visit.open(name)
        links = page.locator("a[href]").evaluate_all("all => all.map(each => each.href)")
        for link in sorted(set(links)):
            path, _, place = link.partition("#")
            target = Path(page.evaluate("url => decodeURIComponent(new URL(url).pathname)", path))
            assert target.is_file(), f"{name}: {link}"
            if place and target.suffix == ".html":
                assert f'id="{place}"' in target.read_text(encoding="utf-8"), f"{name}: {link}"


def test_colour_is_never_alone(visit: Visit) -> None:
    page = visit.open("index.html")
    states = page.locator(".state").evaluate_all(
        "all => all.map(each => each.querySelector('.sign') && each.textContent.replace(/^\\S+\\s+/, '').trim())"
    )
    assert states and all(states)


def test_a_printed_page_has_all_findings_and_no_filters(visit: Visit) -> None:
    page = visit.open("force/kent.html")
    every = rows(page)
    page.get_by_label("Text").fill("nothing is called this")
    assert rows(page) == 0
    page.emulate_media(media="print")
    assert rows(page) == every
    assert not page.locator("#filters").is_visible()
    assert not page.locator("nav").is_visible()
    PICTURES.mkdir(parents=True, exist_ok=True)
    assert len(page.pdf(path=PICTURES / "steward-force-kent.pdf")) > 20_000


def test_the_first_page_names_every_force(visit: Visit) -> None:
    visit.open("index.html")
    assert visit.page.locator(".matrix tbody tr").count() >= 43
