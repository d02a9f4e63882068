"""The pages of the record in a real browser: what they say is what the release's file holds, and anyone can use them.

Expected figures are read from the release's file, never typed in.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from orchestration.publication.site.status import write_status
from orchestration.publication.site.write import write_site
from orchestration.publication.state import DATABASE
from tests.browser.opened_page import Ask, plain

pytestmark = pytest.mark.browser

PAGES = (
    "revisions.html", "completeness.html", "reconciliation.html", "support.html", "method.html", "issues.html",
    "data.html", "data/marts.html", "explore.html", "boards/support-functions/procurement.html",
)  # fmt: skip
WIDTHS = (390, 1280)


class Visit:
    """One tab that goes from page to page, with all that it asked for and complained of."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.folder = folder
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda problem: self.complaints.append(f"error: {problem}"))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def go(self, path: str) -> Page:
        name, _, fragment = path.partition("#")
        self.page.goto((self.folder / name).as_uri() + (f"#{fragment}" if fragment else ""))
        return self.page

    def text(self, selector: str = "main") -> str:
        return plain(self.page.locator(selector).first.inner_text())


@pytest.fixture
def visit(browser: Browser, published_release: Path) -> Iterator[Visit]:
    visit = Visit(browser, published_release)
    yield visit
    visit.page.close()
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(published_release.as_uri())] == []


@pytest.fixture
def changed_site(published_release: Path, tmp_path: Path) -> Callable[..., Path]:
    """The site of the published release with its file changed by statements."""

    def change(*statements: str) -> Path:
        shutil.copyfile(published_release / DATABASE, tmp_path / DATABASE)
        with duckdb.connect(str(tmp_path / DATABASE)) as connection:
            for statement in statements:
                connection.execute(statement)
            rows = connection.execute("SELECT max(release_id) FROM release.releases").fetchall()
        write_site(tmp_path, rows[0][0])
        write_status(tmp_path, "provisional")
        return tmp_path

    return change


def test_pages_fit_every_width_and_name_their_tables_and_controls(visit: Visit) -> None:
    for path in PAGES:
        page = visit.go(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"
        assert page.locator("h1").count() == 1, path
        assert page.locator("table").count() == page.locator("table > caption").count(), path
        assert page.locator("th:not([scope])").count() == 0, path
        controls = page.locator("main select, main input")
        assert controls.evaluate_all("all => all.every(each => each.labels.length === 1)"), path
        identifiers = page.locator("[id]").evaluate_all("all => all.map(each => each.id)")
        assert len(identifiers) == len(set(identifiers)), path


def test_pages_have_no_fault_that_axe_finds(visit: Visit) -> None:
    for path in PAGES:
        page = visit.go(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            # Axe itself may not ask for the style sheets: the policy of the page forbids it.
            rules = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
            found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"], "runOnly": rules})
            faults = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found.response["violations"]]
            assert faults == [], f"{path} at {width}"


def test_tables_have_the_rows_of_the_release(visit: Visit, marts: Ask) -> None:
    questions = {
        ("completeness.html", "#measures-table tbody tr"): "SELECT count(DISTINCT measure_id) "
        "FROM variation.national_summary WHERE heading_id = 'all-functions'",
        ("completeness.html", "#sources-table tbody tr"): "SELECT count(*) FROM quality.submissions "
        "WHERE is_in_release AND force_id IS NULL",
        ("reconciliation.html", ".figures tbody tr"): "SELECT count(*) FROM marts.reconciliation",
        ("support.html", "tr.recommendation"): "SELECT count(*) FROM marts.recommendations",
        ("support.html", "#decisions-table tbody tr"): "SELECT count(*) FROM marts.level_of_support_decisions",
        ("issues.html", ".issues tbody tr"): "SELECT count(*) FROM release.known_issues",
        ("method.html", "#settings-table tbody tr"): "SELECT count(*) FROM variation.comparison_settings",
        ("method.html", ".measures tbody tr"): "SELECT count(*) FROM variation.dim_measure",
        ("data.html", ".tables tbody tr"): "SELECT count(*) FROM duckdb_tables() WHERE NOT internal",
        ("data.html", "#relations-table tbody tr"): "SELECT count(*) FROM release.relations",
        ("data/marts.html", ".dictionary tbody tr"): "SELECT count(*) FROM release.data_dictionary "
        "WHERE schema_name = 'marts'",
        ("boards/support-functions/procurement.html", "#position-table tbody tr"): "SELECT count(*) "
        "FROM variation.function_cost_by_year WHERE heading_id = 'support-functions/procurement' "
        "AND average_gbp IS NOT NULL AND rank_desc IS NOT NULL AND financial_year = (SELECT max(financial_year) "
        "FROM variation.function_cost_by_year WHERE heading_id = 'support-functions/procurement' "
        "AND average_gbp IS NOT NULL)",
    }
    for (path, rows), question in questions.items():
        assert [(visit.go(path).locator(rows).count(),)] == marts(question), f"{path} {rows}"


def test_the_reconciliation_counts_what_agrees_and_gives_every_explanation(visit: Visit, marts: Ask) -> None:
    visit.go("reconciliation.html")
    known = "(is_source_in_force OR status <> 'not_computed')"
    ((computed, agreeing),) = marts(
        "SELECT count(*), count(*) FILTER (status IN ('exact', 'agrees')) FROM marts.reconciliation "
        f"WHERE basis = 'computed' AND {known}"
    )
    assert f"{agreeing} of {computed} figures that the warehouse computes agree with print" in visit.text()
    text = visit.text()
    for (explanation,) in marts("SELECT explanation FROM marts.reconciliation WHERE explanation IS NOT NULL"):
        assert plain(explanation) in text


def test_recommendations_say_what_nobody_recorded(visit: Visit, marts: Ask) -> None:
    ((number, recorded, overdue),) = marts(
        "SELECT count(*), count(outcome), count(*) FILTER (is_overdue) FROM marts.recommendations"
    )
    page = visit.go("support.html")
    said = visit.text("#recommendations-sentence")
    assert said.startswith(f"{number} recommendations and proposals") and f"{recorded} with an outcome" in said
    assert f"The deadline of {overdue} has passed" in said
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert visit.text().count("No outcome has been recorded.") == number - recorded


def test_the_diagram_names_every_table_of_the_relations(visit: Visit, marts: Ask) -> None:
    page = visit.go("data.html")
    drawn = set(page.locator("svg.relations text").all_text_contents())
    tables = {name for row in marts("SELECT table_name, to_table_name FROM release.relations") for name in row}
    assert tables <= drawn


def test_explore_turns_filters_and_sorts_published_figures(visit: Visit, marts: Ask) -> None:
    page = visit.go("explore.html#rows=force&columns=year&measure=officers_per_1000_population")
    page.wait_for_selector("#explore-table[data-drawn]")
    years = marts(
        "SELECT DISTINCT financial_year FROM variation.force_position WHERE measure_id = "
        "'officers_per_1000_population' AND heading_id = 'all-functions' AND value IS NOT NULL ORDER BY 1"
    )
    assert page.locator("#explore-table thead th").all_inner_texts()[1:] == [year for (year,) in years]
    ((value, rank),) = marts(
        "SELECT value, rank_desc FROM variation.force_position WHERE measure_id = 'officers_per_1000_population' AND "
        "heading_id = 'all-functions' AND average_method = 'simple_excl_london' AND force_id = 'kent' "
        "AND financial_year = ?",
        years[-1][0],
    )
    kent = page.locator("#explore-table tbody tr", has=page.get_by_role("rowheader", name="Kent"))
    assert kent.locator("td").last.inner_text() == f"{value:.2f}"
    page.locator("#figure").select_option("rank")
    page.wait_for_function("document.querySelector('#explore-table').dataset.drawn.includes('\"figure\":\"rank\"')")
    assert kent.locator("td").last.inner_text() == str(rank)
    page.locator("#explore-table thead button").last.click()
    order = page.locator("#explore-table tbody tr td:last-child").all_inner_texts()
    ranks = [int(text) for text in order if text.isdigit()]
    assert ranks == sorted(ranks) or ranks == sorted(ranks, reverse=True)
    page.locator("#region").select_option(label="South East")
    names = page.locator("#explore-table tbody th").all_inner_texts()
    assert sorted(names) == sorted(
        name for (name,) in marts("SELECT force_name FROM marts.dim_force WHERE home_office_region = 'South East'")
    )
    link = page.locator("#link").input_value()
    before = visit.text("#explore-table")
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("#explore-table[data-drawn]")
    assert visit.text("#explore-table") == before, "the address does not give the view again"


def test_a_download_of_explore_holds_the_table_that_is_shown(visit: Visit) -> None:
    page = visit.go("explore.html")
    page.wait_for_selector("#explore-table[data-drawn]")
    with page.expect_download() as waiting:
        page.locator("#download").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2 + page.locator("#explore-table tbody tr").count()
    assert "Illustrative" not in lines[0]


def test_without_a_script_the_first_table_of_explore_is_there(browser: Browser, published_release: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((published_release / "explore.html").as_uri())
    assert page.locator("#explore-table tbody tr").count() == 43
    assert page.locator("#choices").is_hidden()
    context.close()


def test_what_changed_names_cause_figures_and_the_last_final_release(
    browser: Browser, changed_site: Callable[..., Path]
) -> None:
    folder = changed_site(
        "INSERT INTO release.releases BY NAME SELECT * REPLACE ('20250101T000000Z' AS release_id, TIMESTAMP "
        "'2025-01-01' AS published_at, true AS is_final) FROM release.releases",
        "UPDATE release.releases SET previous_release_id = '20250101T000000Z' WHERE NOT is_final",
        "INSERT INTO release.revisions VALUES ('marts.force_funding', 'force_id=kent; financial_year=2025/26', "
        "'formula_grant_gbp', '1000000', '3500000', 'S1', 'submission S1'), "
        "('marts.lessons', 'lesson_id=x', '*', NULL, 'row added', 'S1', 'submission S1')",
        "INSERT INTO release.revision_causes VALUES (1, 'submission S1', 'submission', "
        "'police_funding: S1 <b>new</b>', 2, 2, 2500000, "
        "'marts.force_funding: force_id=kent; financial_year=2025/26: formula_grant_gbp')",
        "INSERT INTO release.revision_counts VALUES ('variation.force_position', 'rank_desc', false, 1141)",
        "INSERT INTO release.revision_history SELECT max(release_id), 1, 'submission', 'police_funding: S1', 2, "
        "2500000, 'x' FROM release.releases",
    )
    visit = Visit(browser, folder)
    visit.go("revisions.html")
    said = visit.text("#changes-sentence")
    assert (
        "changes 2 facts and headline figures since the release of 1 January 2025, because of a file received." in said
    )
    assert "The largest change is of £2.5 million: formula grant of Kent, 2025/26." in said
    assert "1,141 other values that follow from them" in said
    assert "police_funding: S1 <b>new</b>" in visit.text()
    assert visit.text(".changes tbody tr").split("\t") == ["Formula grant", "Kent, 2025/26", "£1.0m", "£3.5m"]
    assert "1 row was added to marts.lessons." in visit.text()
    assert "2 changes were published since the final release of 1 January 2025, in 1 release." in visit.text()
    assert visit.complaints == []
    visit.page.close()


def test_rejected_files_are_listed_with_their_reason_as_text_in_the_hubs_edition_only(
    browser: Browser, changed_site: Callable[..., Path]
) -> None:
    hostile = "<script>document.title = ''taken over''</script>.csv"
    folder = changed_site(
        "INSERT INTO quality.submissions BY NAME SELECT * REPLACE ('S900001' AS submission_id, "
        f"'{hostile}' AS file_name, 'rejected' AS status, false AS is_in_force, false AS is_in_release, "
        "'Sheet ''Data'' is missing & so is <b>its</b> header.' AS status_reason) FROM quality.submissions LIMIT 1",
        "UPDATE release.releases SET holds_illustrative_data = true",
    )
    visit = Visit(browser, folder)
    page = visit.go("completeness.html")
    assert page.locator("#refused-table tbody tr").count() == 1
    assert hostile.replace("''", "'") in visit.text("#refused-table")
    assert "Sheet 'Data' is missing & so is <b>its</b> header." in visit.text("#refused-table")
    assert page.title().startswith("How complete it is")
    assert "Illustrative data." in visit.text(".illus")
    (folder / "completeness.html").unlink()
    write_site(folder, "20260101T000000Z", edition="public")
    visit.go("completeness.html")
    assert "is missing & so is" not in visit.text()
    assert page.locator("#refused").count() == 0
    assert visit.complaints == []
    visit.page.close()


def test_a_release_without_any_rows_still_gives_its_pages(
    browser: Browser, changed_site: Callable[..., Path], marts: Ask
) -> None:
    tables = marts(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
        "WHERE NOT internal AND table_name <> 'releases' ORDER BY 1"
    )
    visit = Visit(browser, changed_site(*(f"DELETE FROM {name}" for (name,) in tables)))
    for path, sentence in {
        "revisions.html": "This is the first release",
        "completeness.html": "No files have been received.",
        "reconciliation.html": "No published figures are reconciled",
        "support.html": "No recommendations are recorded",
        "method.html": "No measure has a value yet.",
        "issues.html": "No issues are recorded.",
        "explore.html": "No measure has a value yet.",
    }.items():
        visit.go(path)
        assert sentence in visit.text(), path
    assert visit.complaints == []
    visit.page.close()
