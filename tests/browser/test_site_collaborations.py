"""Who works with whom, agreements and programmes in a real browser: drawn, filtered and said as the release has it.

Expected figures are read from the release's file, never typed in.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from orchestration.publication.release_reader import ReleaseReader, open_release
from orchestration.publication.site import agreements, collaborations
from orchestration.publication.site.collaborations import function_slugs
from orchestration.publication.site.frame import frame_of
from orchestration.publication.site.sentences.collaborations import who_works_together
from orchestration.publication.state import DATABASE
from tests.browser.opened_page import Ask, figures, plain
from tests.browser.site_tab import SiteTab, site_tab

pytestmark = pytest.mark.browser

PARTIES = (
    "SELECT DISTINCT agreement_id, force_id FROM marts.agreement_parties JOIN marts.agreements USING (agreement_id) "
    "WHERE is_live AND force_id IS NOT NULL AND NOT has_left AND role <> 'observer'"
)
EAST_MIDLANDS = "programmes/east-midlands.html"
THREE = "programmes/bedfordshire-cambridgeshire-and-hertfordshire.html"


def agreements_shown(tab: SiteTab) -> set[str]:
    """Agreements in the list, by ID."""
    links: list[str] = tab.page.locator("#agreements > li:not([hidden]) a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return {link.removeprefix("agreements/").removesuffix(".html") for link in links}


def dots(tab: SiteTab) -> int:
    """Dots of the chart."""
    return sum(path.count("M") for path in tab.drawn("#incidence tbody .party, #incidence tbody .lead"))


def test_the_chart_has_a_dot_per_party_and_the_map_a_count_per_force(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    parties = marts(PARTIES)
    with site_tab(browser, published_release) as tab:
        tab.go("collaborations.html")
        assert dots(tab) == len(parties) > 100
        assert tab.page.locator("#incidence tbody tr").count() == len({agreement for agreement, _ in parties})
        for force, agreements in marts(
            f"SELECT force_id, count(p.agreement_id) FROM marts.dim_force LEFT JOIN ({PARTIES}) AS p USING (force_id) "
            "GROUP BY ALL"
        ):
            label = tab.page.locator(f'#map [data-force="{force}"]').get_attribute("aria-label") or ""
            assert label.endswith(f": {agreements}"), label
        assert agreements_shown(tab) == {
            row[0] for row in marts("SELECT agreement_id FROM marts.agreements WHERE is_live")
        }
        tab.page.locator("#all").check()
        assert agreements_shown(tab) == {row[0] for row in marts("SELECT agreement_id FROM marts.agreements")}
        assert tab.page.url.endswith("#all=yes")


def test_procurement_partners_are_two_clicks_from_the_home_page(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    on_procurement = (
        "SELECT agreement_id FROM marts.agreement_functions WHERE heading_id = 'support-functions/procurement'"
    )
    parties = marts(f"{PARTIES} AND agreement_id IN ({on_procurement})")
    partners = {agreement for agreement, _ in parties}
    with site_tab(browser, published_release) as tab:
        tab.go("index.html")
        tab.page.get_by_role("navigation", name="Site").get_by_role("link", name="Collaborations").click()
        tab.page.get_by_role("button", name="Procurement").click()
        assert tab.page.url.endswith("collaborations.html#function=procurement")
        assert agreements_shown(tab) == partners
        assert dots(tab) == len(parties)
        said = tab.text("#said")
        assert said.startswith(
            who_works_together(len({force for _, force in parties}), 43, len(partners), "Procurement")
        )
        named = marts(
            "SELECT DISTINCT f.force_name FROM marts.dim_force AS f "
            f"JOIN ({PARTIES} AND agreement_id IN ({on_procurement})) AS p USING (force_id)"
        )
        assert all(name in said for (name,) in named)


def test_every_function_and_a_force_say_what_the_release_has(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    parties, functions = marts(PARTIES), marts("SELECT * FROM marts.agreement_functions")
    live = {row[0] for row in marts("SELECT agreement_id FROM marts.agreements WHERE is_live")}
    columns = [row[0] for row in marts("SELECT column_name FROM (DESCRIBE marts.agreement_functions)")]
    with open_release(published_release / DATABASE) as reader:
        slugs = function_slugs(reader)
    shared: dict[tuple[str, str], set[str]] = {}
    for row in functions:
        given = dict(zip(columns, row, strict=True))
        if given["agreement_id"] in live:
            shared.setdefault(slugs[given["heading_id"], given["function_name"]], set()).add(given["agreement_id"])
    assert len(shared) > 30
    with site_tab(browser, published_release) as tab:
        tab.go("collaborations.html")
        for (slug, name), agreements in shared.items():
            together = {force for agreement, force in parties if agreement in agreements}
            # A fragment that changes is drawn anew, as by a link on the page itself.
            tab.page.evaluate("fragment => { location.hash = fragment; }", f"function={slug}")
            tab.page.wait_for_function(
                "count => document.getElementById('number').textContent === count", arg=str(len(agreements))
            )
            expected = who_works_together(len(together), 43, len(agreements), name)
            tab.page.wait_for_function(
                "said => document.getElementById('said').textContent.startsWith(said)", arg=expected
            )
        tab.go("collaborations.html#function=procurement&force=kent")
        of_kent = {agreement for agreement, force in parties if force == "kent"} & shared["procurement", "Procurement"]
        partners = {force for agreement, force in parties if agreement in of_kent} - {"kent"}
        assert tab.text("#said").startswith(who_works_together(len(partners), 43, len(of_kent), "Procurement", "Kent"))
        assert agreements_shown(tab) == of_kent
        tab.page.locator("#clear").click()
        assert tab.page.url.endswith("#function=procurement")
        tab.page.locator('#map [data-force="cleveland"]').click()
        assert tab.page.url.endswith("#function=procurement&force=cleveland")
        assert "That does not mean that there is none" in tab.text("#said") and agreements_shown(tab) == set()


def test_without_scripts_the_sentence_the_chart_and_the_list_are_there(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    with site_tab(browser, published_release) as tab:
        tab.go("collaborations.html")
        said, drawn = tab.text("#said"), tab.page.locator("#incidence tbody").inner_html().split("<tr>")[1:]
    with site_tab(browser, published_release, script=False) as tab:
        tab.go("collaborations.html")
        assert tab.text("#said") == said
        static = tab.page.locator("#incidence tbody").inner_html().split("<tr>")[1:]
        assert [row.strip() for row in static] == [row.strip() for row in drawn]
        assert tab.page.locator("#agreements > li").count() == marts("SELECT count(*) FROM marts.agreements")[0][0]


def test_every_agreement_and_programme_has_its_page_and_links_lead_somewhere(
    published_release: Path, marts: Ask
) -> None:
    for (agreement,) in marts("SELECT agreement_id FROM marts.agreements"):
        page = (published_release / f"agreements/{agreement}.html").read_text(encoding="utf-8")
        assert "Not reported" in page and len(page) < 150_000
    ours = ("agreements", "programmes", "forces")
    pages = [
        published_release / "collaborations.html",
        *(path for name in ours for path in published_release.glob(f"{name}/*")),
    ]
    for page in pages:
        for link in re.findall(r'href="([^"#]*)', page.read_text(encoding="utf-8")):
            target = (page.parent / link).resolve()
            if link and target.parent.name in ours:
                assert target.is_file(), f"{page.name}: {link}"


def test_an_agreement_shows_its_savings_and_says_what_is_not_reported(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    years = marts(
        "SELECT financial_year, sum(coalesce(new_off_budget_gbp, 0)), sum(off_budget_in_year_gbp) FROM marts.savings "
        "WHERE agreement_id = 'bch-ict' GROUP BY ALL HAVING sum(off_budget_in_year_gbp) IS NOT NULL ORDER BY ALL"
    )
    ((forecast, delivered),) = marts(
        "SELECT saving_forecast_gbp, delivered_to_date_gbp FROM marts.business_cases WHERE agreement_id = 'bch-ict'"
    )
    with site_tab(browser, published_release) as tab:
        tab.go("agreements/bch-ict.html")
        assert len(tab.drawn(".columns-chart .new", "height")) == sum(new > 0 for _, new, _ in years)
        assert len(tab.drawn(".columns-chart .carried", "height")) == sum(reached > new for _, new, reached in years)
        tab.page.locator("summary").first.click()
        shown = [figures(text) for text in tab.texts(".saving-years tbody tr")]
        known = [row[-3:] for row in shown if len(row) >= 5]
        assert known == [[float(new), float(reached - new), float(reached)] for _, new, reached in years]
        case = tab.text(".cases tbody tr")
        assert f"£{forecast:,.0f}" in case and f"£{delivered:,.0f}" in case
        assert f"{round(delivered / forecast * 100)}%" in tab.text("#said")
        assert tab.drawn(".life circle", "class") == ["filled", "open"]
        for section in ("#contact + ul", "#people", "#terms", "#costs"):
            assert "Not reported" in tab.text(section), section


def test_an_agreement_lists_every_event_and_where_reporters_disagree(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    disagreeing = marts("SELECT agreement_id, value_set_aside FROM marts.agreement_discrepancies")
    assert disagreeing
    with site_tab(browser, published_release) as tab:
        for agreement, other in disagreeing:
            assert other in tab.go(f"agreements/{agreement}.html").text("#discrepancies")
        tab.go("agreements/em-emsou.html")
        for event, reason in marts("SELECT event, reason FROM marts.agreement_events WHERE agreement_id = 'em-emsou'"):
            assert event.replace("_", " ").capitalize() in tab.text("#life")
            assert reason is None or plain(reason) in tab.text("#life")


def test_what_the_east_midlands_saved_and_whether_it_agrees_is_two_links_from_collaborations(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    ((budget, saving),) = marts(
        "SELECT sum(budget_without_collaboration_gbp), sum(saving_forecast_gbp) FROM marts.business_cases "
        "JOIN marts.agreements USING (agreement_id) WHERE programme = 'East Midlands'"
    )
    ((computed, agreeing, explained, every),) = marts(
        "SELECT count(*) FILTER (basis = 'computed' AND (is_source_in_force OR status <> 'not_computed')), "
        "count(*) FILTER (basis = 'computed' AND status IN ('exact', 'agrees')), "
        "count(*) FILTER (basis = 'computed' AND status = 'explained'), count(*) FROM marts.reconciliation "
        "WHERE source_document = 'working-together-2013'"
    )
    with site_tab(browser, published_release) as tab:
        tab.go("index.html")
        tab.page.get_by_role("navigation", name="Site").get_by_role("link", name="Collaborations").click()
        tab.page.get_by_role("link", name="East Midlands", exact=True).click()
        assert tab.page.url.endswith(EAST_MIDLANDS)
        said = tab.text("#said")
        assert f"£{saving / 1_000_000:.1f} million" in said and f"{round(saving / budget * 100)}%" in said
        assert "What was delivered by year is not reported." in said
        assert f"{agreeing} of {computed} figures of Working Together" in tab.text("#printed-said")
        assert f"{explained} differ by more than rounding" in tab.text("#printed-said")
        assert tab.page.locator(".printed-table tbody tr").count() == every
        for (explanation,) in marts(
            "SELECT explanation FROM marts.reconciliation WHERE source_document = 'working-together-2013' "
            "AND explanation IS NOT NULL"
        ):
            assert plain(explanation) in tab.text("#printed")
        people = tab.texts(".people-table tfoot tr")[0]
        ((everybody,),) = marts(
            "SELECT sum(people) FROM marts.workforce_in_collaboration WHERE programme = 'East Midlands'"
        )
        assert f"{everybody:,.0f}" in people
        tab.page.get_by_role("link", name="EMSOU Major Crime", exact=True).click()
        assert tab.page.locator(".crumb a").last.get_attribute("href") == f"../{EAST_MIDLANDS}"


def test_a_programme_shows_what_it_saved_by_year_and_its_cost_apart(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    where = "WHERE programme = 'Bedfordshire, Cambridgeshire and Hertfordshire'"
    years = marts(
        "SELECT delivered_gbp, cumulative_recurrent_gbp, total_to_date_gbp FROM marts.programme_savings "
        f"{where} AND delivered_gbp IS NOT NULL ORDER BY financial_year"
    )
    delivered, reached, to_date = ([float(value) for value in column] for column in zip(*years, strict=True))
    costs = marts(
        "SELECT change_team_cost_gbp FROM marts.programme_savings "
        f"{where} AND change_team_cost_gbp IS NOT NULL ORDER BY financial_year"
    )
    with site_tab(browser, published_release) as tab:
        tab.go(THREE)
        foot = [figures(text.split("\t", 1)[1]) for text in tab.texts(".savings-table tfoot tr")]
        assert foot == [[*delivered, sum(delivered)], reached, to_date]
        body = [figures(text.split("\t", 1)[1])[-1] for text in tab.texts(".savings-table tbody tr")]
        assert sum(body) == sum(delivered)
        spent = figures(tab.texts(".costs-table tbody tr")[0].split("\t", 1)[1])
        assert spent == [*(float(cost) for (cost,) in costs), float(sum(cost for (cost,) in costs))]
        assert f"£{to_date[-1] / 1_000_000:.0f} million in all" in tab.text("#said")
        assert len(tab.drawn(".columns-chart .new", "height")) == len(years)
        for (reason,) in marts(
            "SELECT outcome_reason FROM marts.business_cases JOIN marts.agreements USING (agreement_id) "
            f"{where} AND outcome_reason IS NOT NULL"
        ):
            assert plain(reason) in tab.text("#cases")


@pytest.mark.parametrize("width", [390, 1280])
def test_anyone_can_use_the_pages_at_any_width(browser: Browser, published_release: Path, width: int) -> None:
    with site_tab(browser, published_release, width=width) as tab:
        for path in (
            "collaborations.html#function=ict&force=bedfordshire", "agreements/bch-ict.html",
            "agreements/em-emsou-soc.html", "agreements/warwickshire-west-mercia.html", EAST_MIDLANDS, THREE,
        ):  # fmt: skip
            tab.go(path)
            assert tab.faults() == [], path
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_agreement_withheld_from_the_public_shows_its_title_and_objective_only(published_release: Path) -> None:
    shown = {"agreement_id", "title", "objective", "programme"}
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{published_release / DATABASE}' AS release_file (READ_ONLY)")
        for schema, table in connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'release_file'"
        ).fetchall():
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            kept = "true"
            if table in {"agreement_parties", "agreement_functions", "agreement_events", "agreement_stages", "savings"}:
                kept = "agreement_id <> 'bch-ict'"
            connection.execute(
                f'CREATE TABLE "{schema}".{table} AS FROM release_file."{schema}".{table} WHERE {kept}'
                if schema in {"marts", "quality", "release"}
                else f'CREATE VIEW "{schema}".{table} AS FROM release_file."{schema}".{table}'
            )
        columns = connection.execute("SELECT column_name FROM (DESCRIBE marts.agreements)").fetchall()
        connection.execute(
            "UPDATE marts.agreements SET " + ", ".join(f"{name} = NULL" for (name,) in columns if name not in shown)
            + " WHERE agreement_id = 'bch-ict'"
        )  # fmt: skip
        reader = ReleaseReader(connection)
        made = {page.path: page for module in (agreements, collaborations) for page in module.pages(reader)}
        frame = frame_of(reader, "public")
        page = made["agreements/bch-ict.html"].make(reader, frame)["agreements/bch-ict.html"]
        other = made["agreements/bch-custody.html"].make(reader, frame)["agreements/bch-custody.html"]
        listed = made["collaborations.html"].make(reader, frame)["collaborations.html"]
    assert "Only the title and objective of this agreement are published." in page and "Life line" not in page
    assert "Contacts are not in the public edition" in other and "Life line" in other
    assert '<a href="agreements/bch-ict.html">ICT</a>' in listed and "Withheld" in listed
