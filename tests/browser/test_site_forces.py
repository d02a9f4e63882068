"""The page of a force in a real browser and on paper, and what pages on forces and agreements read.

Expected figures are read from the release's file, never typed in.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from playwright.sync_api import Browser

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site import agreements, collaborations, forces, programmes
from orchestration.publication.site.frame import frame_of
from orchestration.publication.site.numbers import money_in_words, per_head
from orchestration.publication.state import DATABASE
from tests.browser.opened_page import Ask, plain
from tests.browser.site_tab import site_tab
from tests.conftest import Hub

pytestmark = pytest.mark.browser

# Position in the latest year of the measure that headings are judged by, under the default average.
POSITION = """
    SELECT p.*, c.is_comparable AS compares, c.is_carried_over, h.parent_heading_id, h.heading_name
    FROM variation.force_position AS p
    JOIN variation.heading_comparability AS c
      ON c.judged_measure_id = p.measure_id AND c.heading_id = p.heading_id AND c.financial_year = p.financial_year
    JOIN marts.dim_poa_heading AS h ON h.heading_id = p.heading_id
    JOIN variation.dim_average_method AS m ON m.average_method = p.average_method AND m.is_default
    WHERE p.measure_id = 'nre_per_head_estimate'
      AND p.financial_year = (SELECT max(j.financial_year) FROM variation.heading_comparability AS j
                              WHERE j.figures = 'estimate')
"""
DRAWN = (
    f"WITH position AS ({POSITION}) SELECT heading_id, gap_gbp, average_value FROM position WHERE force_id = ? "
    "AND compares AND NOT is_carried_over AND average_value > 0 AND heading_id <> 'all-functions' "
    "AND heading_id NOT IN (SELECT parent_heading_id FROM position WHERE parent_heading_id IS NOT NULL) "
    "ORDER BY average_value DESC, heading_id"
)


@pytest.fixture(scope="module")
def published_release(real_costs_hub: Hub) -> Path:
    """The release with figures by function."""
    return real_costs_hub.settings.current.resolve()


@pytest.fixture(scope="module")
def marts(real_costs: Ask) -> Ask:
    """Ask the file of that release."""
    return real_costs


@pytest.mark.parametrize("force", ["kent", "metropolitan"])
def test_strips_show_every_comparable_heading_the_largest_first(
    browser: Browser, published_release: Path, marts: Ask, force: str
) -> None:
    drawn = marts(DRAWN, force)
    by_gap = [sorted(group, key=lambda row: -row[1]) for group in (drawn[:20], drawn[20:])]
    ((counted, in_average),) = marts(
        f"SELECT count(*), count(*) FILTER (force_id = '{force}') FROM ({POSITION}) WHERE is_in_average "
        "AND value IS NOT NULL AND heading_id = 'support-functions/procurement'"
    )
    with site_tab(browser, published_release) as tab:
        tab.go(f"forces/{force}.html")
        assert tab.drawn("#largest tbody tr", "data-heading") == [heading for heading, _, _ in by_gap[0]]
        assert tab.drawn("#others tbody tr", "data-heading") == [heading for heading, _, _ in by_gap[1]]
        assert tab.page.locator("#largest .strip .chosen").count() == 20
        ticks = tab.drawn('[data-heading="support-functions/procurement"] .strip path:not(.axis):not(.average)')
        assert sum(path.count("M") for path in ticks) == counted - in_average
        assert tab.page.locator("#largest tr.turn").count() == 1


def test_the_sentence_has_the_figures_of_the_release(browser: Browser, published_release: Path, marts: Ask) -> None:
    ((value, average, place, reporting),) = marts(
        f"SELECT value, average_value, rank_desc, forces_reporting FROM ({POSITION}) "
        "WHERE force_id = 'kent' AND heading_id = 'all-functions'"
    )
    gaps = sorted(marts(DRAWN, "kent"), key=lambda row: row[1])
    with site_tab(browser, published_release) as tab:
        said = tab.go("forces/kent.html").text("#said")
        assert f"Kent budgeted {per_head(value)} per head" in said
        assert f"{per_head(average - value)} ({(average - value) / average * 100:.1f}%) less than the average" in said
        assert f"{place}nd highest of {reporting}" in said
        for gap in (gaps[0][1], gaps[-1][1]):
            assert plain(money_in_words(abs(gap))) in said
        assert "not in that average" in tab.go("forces/metropolitan.html").text("#said")
        assert "not compared with other forces" in tab.go("forces/city-of-london.html").text("#said")
        assert tab.page.locator(".strip").count() == 0


def test_headings_that_do_not_compare_are_named_and_netted(
    browser: Browser, published_release: Path, marts: Ask
) -> None:
    ((together,),) = marts(
        f"SELECT gap_gbp FROM ({POSITION}) WHERE force_id = 'kent' "
        "AND heading_id = 'local-policing/neighbourhood-policing-and-incident-response'"
    )
    with site_tab(browser, published_release) as tab:
        said = tab.go("forces/kent.html").text(".not-drawn")
        assert f"Together the gap is -£{abs(together) / 1_000_000:.1f}m." in said
        for (name,) in marts(
            f"SELECT heading_name FROM ({POSITION}) AS p WHERE force_id = 'kent' AND NOT compares "
            "AND value IS NOT NULL "
            f"AND heading_id NOT IN (SELECT parent_heading_id FROM ({POSITION}) WHERE parent_heading_id IS NOT NULL) "
            "AND NOT EXISTS (FROM variation.heading_comparability AS c WHERE c.heading_id = p.heading_id "
            "AND c.financial_year = p.financial_year AND c.reason_code = 'parts_compared')"
        ):
            assert name.lower() in said.lower(), name


def test_a_force_shows_its_agreements_and_what_it_owes(browser: Browser, published_release: Path, marts: Ask) -> None:
    parties = (
        "SELECT DISTINCT agreement_id FROM marts.agreement_parties JOIN marts.agreements USING (agreement_id) "
        "WHERE force_id = ? AND NOT has_left AND role <> 'observer' AND is_live"
    )
    with site_tab(browser, published_release) as tab:
        for force in ("kent", "derbyshire", "cambridgeshire"):
            tab.go(f"forces/{force}.html")
            tab.page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")
            live = {row[0] for row in marts(parties, force)}
            links = tab.drawn('#agreements a[href^="../agreements/"]', "href")
            assert live <= {link.removeprefix("../agreements/").removesuffix(".html") for link in links}
            owed = marts(
                "SELECT heading_name, forces_collaborating FROM marts.explanations_owed WHERE force_id = ?", force
            )
            ((outliers,),) = marts("SELECT count(*) FROM variation.outlier_explanations_owed WHERE force_id = ?", force)
            facts = tab.texts(".facts dd")
            assert facts[2:] == [str(len(live)), str(len(owed) + outliers)]
            for heading, collaborating in owed:
                assert f"{heading} {collaborating} forces collaborate" in tab.text("#owed").replace("\n", " ")
        ((share, refusal),) = marts(
            "SELECT max(share_pct) FILTER (force_id = 'derbyshire'), max(exclusions) FILTER (force_id = 'dorset') "
            "FROM marts.force_savings_share"
        )
        assert f"{share:.1f}%" in tab.go("forces/derbyshire.html").text("#money")
        assert refusal in tab.go("forces/dorset.html").text("#money")
        tab.go("forces/cambridgeshire.html")
        cases = marts(
            "SELECT sum(saving_forecast_gbp), sum(delivered_to_date_gbp) FROM marts.business_cases "
            "WHERE agreement_id = 'bch-ict' AND party_id = 'cambridgeshire'"
        )
        row = tab.page.locator("#live tr", has_text="ICT").first.inner_text()
        assert all(f"£{value:,.0f}" in row for value in cases[0])


def test_data_quality_is_said_in_plain_words(browser: Browser, published_release: Path, marts: Ask) -> None:
    late = marts("SELECT DISTINCT return_id FROM quality.completeness WHERE force_id = 'kent' AND state = 'late'")
    with site_tab(browser, published_release) as tab:
        said = tab.go("forces/kent.html").text("#quality")
        assert said.count("Nothing received.") == len(late) > 0
        for description, effect in marts(
            "SELECT description, effect FROM release.known_issues WHERE force_id = 'city-of-london'"
        ):
            assert plain(f"{description} {effect}") in tab.go("forces/city-of-london.html").text("#quality")


def test_the_search_finds_a_force_by_its_aliases(browser: Browser, published_release: Path) -> None:
    with site_tab(browser, published_release) as tab:
        tab.go("collaborations.html")
        for typed, found in {
            "A&S": "Avon and Somerset",
            "Kent Police": "Kent",
            "East Midlands programme": "East Midlands",
        }.items():
            tab.page.fill("#q", typed)
            assert any(found in hit for hit in tab.texts("#hits li")), typed


def test_a_profile_has_four_pages_at_most(browser: Browser, published_release: Path) -> None:
    with site_tab(browser, published_release) as tab:
        for force in ("kent", "derbyshire", "nottinghamshire", "metropolitan"):
            assert 2 <= tab.go(f"forces/{force}.html").pages_on_paper() <= 4, force


@pytest.mark.parametrize("width", [390, 1280])
def test_anyone_can_use_the_page_of_a_force(browser: Browser, published_release: Path, width: int) -> None:
    with site_tab(browser, published_release, width=width) as tab:
        for force in ("kent", "city-of-london"):
            tab.go(f"forces/{force}.html")
            assert tab.faults() == [], force
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


class _Watched(ReleaseReader):
    """Answers as a release does, and keeps the tables that were asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self.asked: set[str] = set()

    def rows(self, question: str, *values: object) -> list[Row]:
        # DuckDB names a table with its alias, and quotes a schema that is also a word of SQL.
        named = self._connection.get_table_names(question.replace("?", "NULL"), qualified=True)
        self.asked |= {table.split(" AS ")[0].replace('"', "") for table in named}
        return super().rows(question, *values)


@pytest.mark.parametrize("subject", [agreements, collaborations, forces, programmes])
def test_a_page_reads_what_it_says_it_reads(published_release: Path, subject: ModuleType) -> None:
    with duckdb.connect(str(published_release / DATABASE), read_only=True) as connection:
        frame = frame_of(ReleaseReader(connection))
        every = len(list(subject.pages(ReleaseReader(connection))))
        for number in sorted({0, every // 3, every // 2, every - 1}):
            reader = _Watched(connection)
            page = list(subject.pages(reader))[number]
            assert page.path in page.make(reader, frame)
            assert reader.asked <= {each.table for each in page.reads}, page.path
