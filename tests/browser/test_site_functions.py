"""Pages of functions and the home page: what is drawn, chosen, written and downloaded.

Expected figures are read from the release's file, never typed in.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from orchestration.publication.release_reader import open_release
from orchestration.publication.site.functions_facts import view_of
from orchestration.publication.site.functions_list import largest, rows_of
from orchestration.publication.site.functions_shared import Shared
from orchestration.publication.site.sentences import headings
from orchestration.publication.state import DATABASE
from tests.browser.opened_page import figures, plain

pytestmark = pytest.mark.browser

HEADING = "support-functions/human-resources"
WHOLE = "all-functions"
PAGES = ("index.html", "functions.html", f"functions/{HEADING}.html#force=kent")
FORCES = "bars => bars.map(bar => bar.dataset.force)"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Ask = Callable[..., list[tuple[Any, ...]]]


class Visit:
    """A page of the release, and all that it asked for or complained of."""

    def __init__(self, browser: Browser, folder: Path, *, script: bool = True) -> None:
        self.folder = folder
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))

    def open(self, address: str) -> Page:
        name, _, fragment = address.partition("#")
        # From a page without a fragment to the same with one, a browser would not load anything.
        self.page.goto("about:blank")
        self.page.goto((self.folder / name).as_uri() + (f"#{fragment}" if fragment else ""))
        return self.page

    def text(self, selector: str) -> str:
        return plain(self.page.locator(selector).first.inner_text())

    def bars(self) -> list[str]:
        """Forces drawn, from left to right."""
        return self.page.locator("#chart .bar").evaluate_all(FORCES)

    def choose(self, **choices: str) -> None:
        for name, value in choices.items():
            self.page.locator(f"#choose-{name}").select_option(value)
            self.page.wait_for_selector(f'#chart[data-drawn*="{value or "none"}"]')


@pytest.fixture(scope="session")
def release(real_costs_hub: Any) -> Path:
    """Folder of the release with figures by function."""
    return Path(real_costs_hub.settings.current.resolve())


@pytest.fixture(scope="session")
def ask(release: Path) -> Iterator[Ask]:
    with duckdb.connect(str(release / DATABASE), read_only=True) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


@pytest.fixture
def visit(browser: Browser, release: Path) -> Iterator[Visit]:
    found = Visit(browser, release)
    yield found
    found.page.context.close()
    assert found.complaints == []
    assert [url for url in found.requests if not url.startswith((release.as_uri(), "about:", "blob:"))] == []


def latest_view(ask: Ask, heading: str, measure: str) -> list[tuple[Any, ...]]:
    return ask(
        "SELECT p.force_id, p.value, p.rank_desc, p.financial_year, p.is_in_average, p.average_value "
        "FROM variation.force_position AS p JOIN variation.dim_average_method AS m USING (average_method) "
        "JOIN marts.dim_force AS f USING (force_id) WHERE m.is_default AND heading_id = ? AND measure_id = ? "
        "AND value IS NOT NULL QUALIFY financial_year = max(financial_year) OVER () ORDER BY value DESC, f.force_name",
        heading, measure,
    )  # fmt: skip


def test_every_force_with_a_value_is_drawn_highest_first(visit: Visit, ask: Ask) -> None:
    page = visit.open(f"functions/{HEADING}.html")
    measure, year, *_ = (page.locator("#chart").get_attribute("data-drawn") or "").split()
    expected = latest_view(ask, HEADING, measure)
    assert {row[3] for row in expected} == {year} and len(expected) > 40
    assert visit.bars() == [row[0] for row in expected]
    hollow = page.locator('#chart .bar[fill="#ffffff"]').evaluate_all(FORCES)
    assert sorted(hollow) == sorted(row[0] for row in expected if row[4] is False) != []
    page.locator("#figures summary").click()
    assert page.locator("#rows td:first-child").all_inner_texts() == [str(row[2]) for row in expected]
    average = plain(page.locator("#chart text", has_text="Average of the").first.text_content() or "")
    assert figures(average)[-1] == pytest.approx(expected[0][5], abs=0.00501)
    assert page.locator("#years svg").count() == len(
        ask("SELECT DISTINCT financial_year FROM variation.national_summary WHERE heading_id = ? AND measure_id = ?",
            HEADING, measure)
    )  # fmt: skip


def test_measure_that_is_chosen_is_drawn_from_its_own_script(visit: Visit, ask: Ask) -> None:
    page = visit.open(f"functions/{WHOLE}.html")
    script = "data/all-functions/officers_per_1000_population.js"
    assert not any(url.endswith(script) for url in visit.requests)
    visit.choose(measure="officers_per_1000_population", force="essex")
    assert sum(url.endswith(script) for url in visit.requests) == 1
    expected = latest_view(ask, WHOLE, "officers_per_1000_population")
    assert visit.bars() == [row[0] for row in expected]
    value = next(row[1] for row in expected if row[0] == "essex")
    assert figures(visit.text("#sentence"))[0] == pytest.approx(value, abs=0.00501)
    assert page.locator('#chart .bar[fill="#b8420f"]').evaluate_all(FORCES) == ["essex"]


@pytest.mark.parametrize("heading", [HEADING, WHOLE, "local-policing/incident-response-management"])
def test_sentences_of_python_and_browser_are_the_same(visit: Visit, heading: str) -> None:
    with open_release(visit.folder / DATABASE) as reader:
        shared = Shared(reader)
        found = shared.headings[heading]
        measures, years = shared.measures(found), shared.figures.years(heading)
    page = visit.open(f"functions/{heading}.html")
    phrase = headings.phrase_of(found["heading_name"])
    said_in_browser = (
        "([id, year, method]) => { const { facts, held, viewOf } = ICM_VIEW;"
        "const { position, spread, counted } = ICM_HEADINGS;"
        "const measure = facts.measures.find(each => each.id === id);"
        "const average = facts.methods.find(each => each.id === method);"
        "const view = place => viewOf(measure, average, year, held[id][year], place);"
        "return [spread(view(-1)), counted(view(-1)), ...facts.forces.map((_, place) => position(view(place)))]; }"
    )  # fmt: skip
    compared = 0
    for measure in [measures[0], *(each for each in measures[1:] if each["id"].endswith(("_pct", "precept_per_head")))]:
        visit.choose(measure=measure["id"])
        for year_name, year in years[measure["id"]].items():
            for method in shared.methods:
                of_nobody = view_of(phrase, shared.forces, measure, method, year_name, year)
                expected = [headings.spread(of_nobody), headings.counted(of_nobody)] + [
                    headings.position(view_of(phrase, shared.forces, measure, method, year_name, year, place))
                    for place in range(len(shared.forces))
                ]
                assert page.evaluate(said_in_browser, [measure["id"], year_name, method["id"]]) == expected
                compared += len(expected)
    assert compared > 500


def test_sentence_has_the_figures_of_the_release(visit: Visit, ask: Ask) -> None:
    (value, apart, pct, gap, rank, reporting, counted, year) = ask(
        "SELECT value, difference, difference_pct, gap_gbp, rank_desc, forces_reporting, forces_in_average, "
        "financial_year FROM variation.force_position WHERE heading_id = ? AND force_id = 'kent' "
        "AND measure_id = 'nre_per_head_estimate' AND average_method = 'weighted_all' "
        "ORDER BY financial_year DESC LIMIT 1",
        HEADING,
    )[0]  # fmt: skip
    visit.open(f"functions/{HEADING}.html#force=kent&average=weighted_all")
    said = visit.text("#sentence")
    size, unit = (abs(gap) / 1_000_000, "million") if abs(gap) >= 999_500 else (abs(gap), "")
    assert f"in {year}, " in said and unit in said
    said = said.replace(f" in {year}", "")
    assert figures(re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", said)) == [
        pytest.approx(value, abs=0.00501), pytest.approx(abs(apart), abs=0.00501), pytest.approx(abs(pct), abs=0.501),
        counted, rank, reporting, pytest.approx(float(size), rel=0.05),
    ]  # fmt: skip
    assert "London is counted" in visit.text("#counted")


def test_everything_chosen_is_in_the_address_and_comes_back_from_it(visit: Visit) -> None:
    page = visit.open(f"functions/{HEADING}.html")
    first = visit.text("#sentence")
    years = page.locator("#choose-year option").all_inner_texts()
    visit.choose(force="kent", year=years[1], compare="none", average="weighted_all")
    assert set(page.url.split("#")[1].split("&")) == {
        "force=kent", f"year={years[1].replace('/', '%2F')}", "compare=none", "average=weighted_all",
    }  # fmt: skip
    drawn, said, link = (
        page.locator("#chart").inner_html(),
        visit.text("#sentence"),
        page.locator("#link").input_value(),
    )
    assert said != first and "measure=" in link
    page.goto("about:blank")
    page.goto(link)
    assert (page.locator("#chart").inner_html(), visit.text("#sentence")) == (drawn, said)
    visit.choose(force="", year=years[0], compare="region", average="simple_excl_london")
    assert page.url.endswith(".html#") or "#" not in page.url
    assert visit.text("#sentence") == first
    visit.open(f"functions/{HEADING}.html#force=nobody&year=1066%2F67&average=none&measure=beauty")
    assert visit.text("#sentence") == first


def test_a_click_on_a_bar_chooses_its_force_and_marks_its_region(visit: Visit, ask: Ask) -> None:
    page = visit.open(f"functions/{HEADING}.html")
    force = visit.bars()[9]
    page.locator("#chart .bar").nth(9).click(position={"x": 6, "y": 60})
    page.wait_for_selector('#chart .bar[fill="#b8420f"]')
    region = ask(
        "SELECT b.force_id FROM marts.dim_force AS a JOIN marts.dim_force AS b USING (home_office_region) "
        "WHERE a.force_id = ? AND b.force_id <> a.force_id", force,
    )  # fmt: skip
    blue = page.locator('#chart .bar[fill="#2f74b5"]').evaluate_all(FORCES)
    assert sorted(blue) == sorted(force for (force,) in region)
    assert page.locator("#rows tr.chosen a").get_attribute("href") == f"../../forces/{force}.html"


def test_unverified_and_missing_figures_are_marked_with_the_reason(visit: Visit, ask: Ask) -> None:
    page = visit.open(f"functions/{WHOLE}.html#measure=precept_per_head")
    page.wait_for_selector('#chart[data-drawn^="precept_per_head"]')
    states = ask(
        "SELECT DISTINCT f.force_name, p.force_id, p.value, p.reported_state FROM variation.force_position AS p "
        "JOIN marts.dim_force AS f USING (force_id) "
        "WHERE measure_id = 'precept_per_head' AND reported_state <> 'reported'"
    )
    assert {state for *_, state in states} == {"not_provided", "unverified"}
    for name, force, value, state in states:
        item = plain(page.locator("#uncounted li", has_text=name).first.inner_text())
        assert state.replace("_", " ") in item.lower() and ("no figure" in item) is (value is None)
        assert (force in visit.bars()) is (value is not None)
    hatched = page.locator('#chart .bar[fill="url(#hatch)"]').evaluate_all(FORCES)
    assert hatched == [force for _, force, value, _ in states if value is not None]


def test_heading_that_is_not_like_for_like_says_so_and_names_no_sum(visit: Visit, ask: Ask) -> None:
    heading, reason = ask(
        "SELECT heading_id, comparability_reason FROM variation.national_summary "
        "JOIN marts.dim_poa_heading USING (heading_id) "
        "WHERE measure_id = 'nre_per_head_estimate' AND NOT is_comparable "
        "AND level = 2 AND comparability_reason IS NOT NULL ORDER BY financial_year DESC, heading_id LIMIT 1"
    )[0]
    visit.open(f"functions/{heading}.html")
    assert reason in visit.text("#like-for-like")
    assert "more than at the average" not in visit.text("#sentence")
    visit.choose(force="kent")
    assert "the gap is" not in visit.text("#sentence") and "different ways" in visit.text("#sentence")


def test_who_shares_a_function_links_to_its_agreements(visit: Visit, ask: Ask) -> None:
    page = visit.open(f"functions/{HEADING}.html")
    expected = ask(
        "SELECT DISTINCT agreement_id FROM marts.agreement_functions JOIN marts.agreements USING (agreement_id) "
        "WHERE is_live AND heading_id = ? ORDER BY 1", HEADING,
    )  # fmt: skip
    links = page.locator('a[href*="agreements/"]').evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert sorted(links) == [f"../../agreements/{each}.html" for (each,) in expected] != []


def test_downloads_are_of_the_view_that_is_shown(visit: Visit, ask: Ask, tmp_path: Path) -> None:
    page = visit.open(f"functions/{HEADING}.html#force=kent&average=weighted_all")
    saved = {}
    for kind in ("csv", "svg", "png"):
        with page.expect_download() as download:
            page.locator(f"#get-{kind}").click()
        download.value.save_as(tmp_path / kind)
        saved[kind] = (tmp_path / kind).read_bytes()
    rows = list(csv.DictReader(saved["csv"].decode().splitlines()))
    expected = ask(
        "SELECT financial_year, force_id, average_value, gap_gbp FROM variation.force_position "
        "WHERE heading_id = ? AND measure_id = 'nre_per_head_estimate' AND average_method = 'weighted_all'", HEADING,
    )  # fmt: skip
    assert {(row["financial_year"], row["force_id"]): float(row["gap"]) for row in rows} == {
        (year, force): pytest.approx(float(gap), abs=0.501) for year, force, _, gap in expected
    }
    assert b"Kent \xc2\xa3" in saved["svg"] and saved["svg"].count(b'class="bar"') == len(visit.bars())
    assert saved["png"].startswith(b"\x89PNG") and int.from_bytes(saved["png"][16:20], "big") > 1000


def test_files_beside_the_page_are_of_its_opening_view(release: Path, ask: Ask) -> None:
    with (release / "data" / f"{HEADING}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = ask(
        "SELECT financial_year, force_id, value, reported_state FROM variation.force_position JOIN "
        "variation.dim_average_method USING (average_method) WHERE is_default AND heading_id = ? AND measure_id = ?",
        HEADING, rows[0]["measure_id"],
    )  # fmt: skip
    assert {(row["financial_year"], row["force_id"]): (float(row["value"]), row["reported_state"]) for row in rows} == {
        (year, force): (pytest.approx(value, abs=1e-6), state) for year, force, value, state in expected
    }
    told = json.loads((release / "data" / f"{HEADING}.json").read_text(encoding="utf-8"))
    assert told["illustrative"] is False and told["opening_measure_id"] == rows[0]["measure_id"]
    assert {each["id"] for each in told["measures"]} == {
        measure for (measure,) in ask(
            "SELECT DISTINCT measure_id FROM variation.national_summary WHERE heading_id = ? AND forces_reporting > 0",
            HEADING,
        )
    }  # fmt: skip
    picture = (release / "data" / "support-functions.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 100_000


def test_functions_are_listed_by_what_their_spread_is_worth(visit: Visit, release: Path, ask: Ask) -> None:
    page = visit.open("functions.html")
    assert page.locator("#functions tbody tr:visible").count() == 25
    assert re.fullmatch(r"First 25 of \d+ headings, 20\d\d/\d\d unless another year is given", visit.text("#shown"))
    expected = ask(
        "SELECT h.heading_name, s.opportunity_gbp FROM variation.national_summary AS s "
        "JOIN marts.dim_poa_heading AS h USING (heading_id) "
        "JOIN variation.dim_average_method AS m USING (average_method) "
        "WHERE m.is_default AND h.level = 2 AND s.is_comparable AND s.measure_id = 'nre_per_head_estimate' "
        "QUALIFY s.financial_year = max(s.financial_year) OVER () ORDER BY s.opportunity_gbp DESC LIMIT 20"
    )
    names = page.locator("#functions tbody tr:visible th a").all_inner_texts()
    assert names[:20] == [name for name, _ in expected]
    assert visit.text("h1 + p").startswith(f"{names[0]}, ")
    assert figures(visit.text("h1 + p"))[0] == round(expected[0][1] / 1_000_000)
    with open_release(release / DATABASE) as reader:
        assert [row["name"] for row in largest(rows_of(Shared(reader)))] == names[:3]
    page.locator("#more").click()
    likes = page.locator("#functions tbody tr:visible").evaluate_all(
        "rows => rows.map(row => Number(row.dataset.like))"
    )
    assert likes == sorted(likes, reverse=True) and set(likes) >= {0, 2} and len(likes) > 80
    marked = page.locator("#functions tbody tr:visible .flag").count()
    assert marked == likes.count(0)


def test_list_is_sorted_and_filtered_and_the_address_keeps_it(visit: Visit, ask: Ask) -> None:
    page = visit.open("functions.html")
    page.locator("#choose-level").select_option("1")
    functions = ask(
        "SELECT count(DISTINCT heading_id) FROM variation.national_summary JOIN marts.dim_poa_heading "
        "USING (heading_id) WHERE level = 1 AND heading_system = 'poa'"
    )[0][0]
    assert page.locator("#functions tbody tr:visible").count() == functions
    page.locator("#choose-level").select_option("2")
    page.locator("#choose-area").select_option("Support functions")
    page.locator("#choose-sort").select_option("ratio")
    page.locator("#choose-name").fill("man")
    shown = page.locator("#functions tbody tr:visible").evaluate_all(
        "rows => rows.map(row => row.dataset).map(row => [row.name, row.area, Number(row.like), Number(row.ratio)])"
    )
    assert shown and all("man" in name and area == "Support functions" for name, area, _, _ in shown)
    assert shown == sorted(shown, key=lambda row: (-row[2], -row[3]))
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    again = page.locator("#functions tbody tr:visible").evaluate_all("rows => rows.map(row => row.dataset.name)")
    assert again == [name for name, *_ in shown]
    assert page.locator("#choose-name").input_value() == "man"


def test_home_answers_four_questions_above_the_fold(visit: Visit, ask: Ask) -> None:
    page = visit.open("index.html")
    assert page.locator(".answer").count() == 4
    bottom = page.locator(".home").evaluate("home => home.getBoundingClientRect().bottom")
    top = page.locator("footer").evaluate("foot => foot.getBoundingClientRect().top")
    assert bottom <= 800 and top > 740
    live, forces = ask(
        "SELECT count(DISTINCT agreement_id), count(DISTINCT force_id) FILTER (is_party_today AND role <> 'observer') "
        "FROM marts.agreements LEFT JOIN marts.agreement_parties USING (agreement_id) WHERE is_live"
    )[0]
    assert figures(visit.text("#together"))[:3] == [live, forces, 43]
    visit.open("functions.html")
    first = page.locator("#functions tbody tr:visible th a").first.inner_text()
    worth = page.locator("#functions tbody tr:visible strong").first.inner_text()
    visit.open("index.html")
    assert visit.text("#varies").startswith(first)
    assert worth.removesuffix("m") in visit.text("#varies")


def test_map_shows_every_force_and_takes_another_measure(visit: Visit, ask: Ask) -> None:
    page = visit.open("index.html")
    forces = [force for (force,) in ask("SELECT force_id FROM marts.dim_force ORDER BY 1")]
    links = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => tile.getAttribute('href'))")
    assert sorted(links) == [f"forces/{force}.html" for force in forces]
    boxes = page.locator(".tile").evaluate_all(
        "tiles => tiles.map(tile => JSON.stringify(tile.getBoundingClientRect()))"
    )
    assert len(set(boxes)) == len(forces)
    page.locator("#choose-measure").select_option("officers_per_1000_population")
    expected = {row[0]: row[1] for row in latest_view(ask, WHOLE, "officers_per_1000_population")}
    for force, value in expected.items():
        said = page.locator(f'.tile[href="forces/{force}.html"] span').inner_text()
        assert figures(said)[0] == pytest.approx(value, abs=0.00501)
    assert "measure=officers_per_1000_population" in page.url
    page.locator('.tile[href="forces/kent.html"]').focus()
    assert visit.text("#pointed").startswith("Kent: ")
    coloured = [page.locator(f".tile.q{number}").count() for number in range(1, 6)]
    assert max(coloured) - min(coloured) <= 1 and sum(coloured) == 41


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_no_fault_of_access_at_two_widths(visit: Visit, address: str) -> None:
    for width in (390, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        visit.open(address)
        found = Axe().run(visit.page, options={"runOnly": WCAG, "preload": False})
        assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == [], width
    for width in (320, 640, 820, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", PAGES)
def test_pages_print_on_few_sheets(visit: Visit, address: str) -> None:
    visit.open(address)
    printed = visit.page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF") and 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8


def test_without_a_script_sentence_chart_and_table_are_there(browser: Browser, release: Path) -> None:
    plain_visit, visit = Visit(browser, release, script=False), Visit(browser, release)
    plain_visit.open(f"functions/{HEADING}.html")
    visit.open(f"functions/{HEADING}.html")
    assert plain_visit.text("#sentence") == visit.text("#sentence")
    assert plain_visit.page.locator("#chart .bar").count() == visit.page.locator("#chart .bar").count() > 40
    cells = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    with_script = visit.page.locator("#rows tr").evaluate_all(cells)
    without = [
        [text.strip() for text in row.locator("th, td").all_text_contents()]
        for row in plain_visit.page.locator("#rows tr").all()
    ]
    assert without == with_script
    assert not plain_visit.page.locator("#controls").is_visible()
    plain_visit.page.context.close()
    visit.page.context.close()
