"""The chart of forces: what is drawn, and whether the sentence, the notes and the table say the same.

Expected figures are read from the release's file, never typed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.opened_page import MARKED, Ask, Opened, figures, open_page

pytestmark = pytest.mark.browser


def test_every_force_is_drawn_highest_first_with_the_average_beside_it(opened: Opened, marts: Ask) -> None:
    measure_id, year, method_id, _ = opened.drawn().split()
    expected = marts(
        "SELECT f.force_name FROM variation.force_position AS p JOIN marts.dim_force AS f USING (force_id) "
        "WHERE measure_id = ? AND financial_year = ? AND average_method = ? AND value IS NOT NULL "
        "ORDER BY value DESC, force_name",
        measure_id, year, method_id,
    )  # fmt: skip
    assert marts("SELECT count(*) FROM marts.dim_force") == [(len(expected),)] == [(43,)]
    assert [bar["force"] for bar in opened.bars()] == [name for (name,) in expected]
    assert opened.page.locator("#position-chart svg").count() == 1
    assert opened.page.locator("#position-chart .values_marks text").count() == len(expected)


def average_of(marts: Ask, measure: str, year: str, method: str) -> tuple[float, str]:
    return marts(
        "SELECT s.average_value, m.method_name FROM variation.national_summary AS s "
        "JOIN variation.dim_average_method AS m USING (average_method) "
        "WHERE measure_id = ? AND financial_year = ? AND average_method = ? AND heading_id = 'all-functions'",
        measure, year, method,
    )[0]  # type: ignore[return-value]  # fmt: skip


def test_every_measure_and_way_of_averaging_redraws_with_one_force_marked(opened: Opened, marts: Ask) -> None:
    views = marts(
        "SELECT DISTINCT s.measure_id, d.measure_name, d.sort_order, s.average_method, m.method_name, "
        "max(s.financial_year) OVER (PARTITION BY s.measure_id) AS year "
        "FROM variation.national_summary AS s JOIN variation.dim_measure AS d USING (measure_id) "
        "JOIN variation.dim_average_method AS m USING (average_method) "
        "WHERE s.heading_id = 'all-functions' ORDER BY d.sort_order, s.average_method"
    )
    forces = [name for (name,) in marts("SELECT force_name FROM marts.dim_force ORDER BY force_name DESC")]
    assert len(views) > len({measure for measure, *_ in views})
    for number, (measure, measure_name, _, method, method_name, year) in enumerate(views):
        positions = dict(
            marts(
                "SELECT f.force_name, p.value FROM variation.force_position AS p "
                "JOIN marts.dim_force AS f USING (force_id) WHERE measure_id = ? AND financial_year = ? "
                "AND average_method = ? AND heading_id = 'all-functions' AND value IS NOT NULL",
                measure, year, method,
            )
        )  # fmt: skip
        force = next(name for name in forces[number % len(forces) :] + forces if name in positions)
        opened.choose(measure=measure_name, year=year, method=method_name, force=force)
        bars = opened.bars()
        assert len(bars) == len(positions), measure
        assert [bar["force"] for bar in bars if bar["fill"] == MARKED] == [force], measure
        assert [positions[bar["force"]] for bar in bars] == sorted(positions.values(), reverse=True), measure
        assert opened.page.locator("#position-chart .average_rule_marks line").count() == 1
        average, name = average_of(marts, measure, year, method)
        label = opened.text("#position-chart .average_label_marks text")
        assert label.startswith(f"{name}: ")
        assert figures(label.removeprefix(f"{name}: "))[0] == pytest.approx(average, abs=0.0501)


def test_every_year_of_a_measure_can_be_drawn(opened: Opened, marts: Ask) -> None:
    measure = marts("SELECT measure_id FROM variation.dim_measure ORDER BY sort_order LIMIT 1")[0][0]
    years = marts(
        "SELECT financial_year, count(DISTINCT force_id) FROM variation.force_position "
        "WHERE measure_id = ? AND value IS NOT NULL GROUP BY ALL ORDER BY financial_year DESC",
        measure,
    )
    assert opened.page.locator("#choose-year option").all_inner_texts() == [year for year, _ in years]
    for year, forces in years:
        opened.choose(year=year)
        assert opened.drawn().split()[1] == year
        assert len(opened.bars()) == forces


def test_a_bar_far_beyond_the_others_is_truncated(opened: Opened, marts: Ask) -> None:
    measure_id, year, *_ = opened.drawn().split()
    name, value = marts(
        "SELECT DISTINCT f.force_name, p.value FROM variation.force_position AS p "
        "JOIN marts.dim_force AS f USING (force_id) WHERE measure_id = ? AND financial_year = ? "
        "ORDER BY value DESC LIMIT 1",
        measure_id, year,
    )[0]  # fmt: skip
    first, second = opened.bars()[:2]
    assert first["force"] == name
    assert first["length"] < 2 * second["length"]
    assert f"{name}: the value is so far from the others" in opened.text("#position-notes")
    assert f"{value:,.2f} (truncated)" in opened.text("#position-chart .values_marks")
    opened.page.locator("#choose-full").check()
    opened.page.wait_for_function("!document.querySelector('#position-chart').textContent.includes('(truncated)')")
    first, second = opened.bars()[:2]
    assert first["length"] > 2 * second["length"]


def test_a_click_on_a_bar_marks_its_force(opened: Opened) -> None:
    opened.page.locator("#position-chart .bars_marks path").nth(5).click(position={"x": 8, "y": 5})
    force = opened.bars()[5]["force"]
    opened.page.wait_for_function(
        "name => document.querySelector('#position-sentence').textContent.includes(name)", arg=force
    )
    assert [bar["force"] for bar in opened.bars() if bar["fill"] == MARKED] == [force]


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_sticks_out_of_the_page_or_the_chart(browser: Browser, published_release: Path, width: int) -> None:
    opened = open_page(browser, published_release, width=width)
    for measure in opened.page.locator("#choose-measure option").all_inner_texts():
        opened.choose(measure=measure)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        outside = opened.page.locator("#position-chart text").evaluate_all(
            "(texts, box) => texts.filter(text => text.getBoundingClientRect().right > box + 1 "
            "|| text.getBoundingClientRect().left < 0).map(text => text.textContent)",
            width,
        )
        assert outside == [], measure
    opened.page.context.close()


@pytest.mark.parametrize(
    ("measure", "force"),
    [
        ("officers_per_1000_population", "bedfordshire"),
        ("police_staff_share_pct", "metropolitan"),
        ("officers_change_pct", "surrey"),
        ("grant_per_head", "city-of-london"),
        ("precept_per_head", "dyfed-powys"),
    ],
)
def test_the_sentence_agrees_with_the_release(opened: Opened, marts: Ask, measure: str, force: str) -> None:
    columns = (
        "d.measure_name, d.unit, f.force_name, p.financial_year, p.value, p.difference, p.difference_pct, "
        "p.average_value, p.forces_in_average, p.rank_desc, p.forces_reporting, p.forces_expected, m.method_name, "
        "d.caveat"
    )
    row = marts(
        f"SELECT {columns} FROM variation.force_position AS p JOIN variation.dim_measure AS d USING (measure_id) "
        "JOIN marts.dim_force AS f USING (force_id) JOIN variation.dim_average_method AS m USING (average_method) "
        "WHERE measure_id = ? AND force_id = ? AND m.is_default ORDER BY financial_year DESC LIMIT 1",
        measure, force,
    )[0]  # fmt: skip
    (measure_name, unit, force_name, year, value, difference, difference_pct, average, in_average, rank, reporting,
     expected, method, caveat) = row  # fmt: skip
    opened.choose(measure=measure_name, force=force_name)
    sentence = opened.text("#position-sentence")
    assert sentence.startswith(f"{year}: {force_name} has ")
    points = unit == "per cent"
    shown = difference if points else difference_pct
    said = figures(sentence.split(" has ")[1].replace("1,000 people", "people"))
    assert said == [
        pytest.approx(value, abs=0.0501 if points else 0.00501),
        pytest.approx(abs(shown), abs=0.0501),
        in_average,
        pytest.approx(average, abs=0.0501 if points else 0.00501),
        rank, reporting, reporting, expected,
    ]  # fmt: skip
    assert f"{'percentage points' if points else '%'} {'above' if shown > 0 else 'below'} the average" in sentence
    assert f"({method[0].lower()}{method[1:]}, {in_average} forces)" in sentence
    assert caveat in opened.text("#position-notes")
    label = opened.page.locator("#position-chart").get_attribute("aria-label") or ""
    assert label.endswith(opened.page.locator("#position-sentence").text_content() or "missing")


def test_a_force_that_did_not_report_is_named_with_the_reason(opened: Opened, marts: Ask) -> None:
    missing = marts(
        "SELECT DISTINCT d.measure_name, p.financial_year, f.force_name, p.value, p.reported_state, i.effect "
        "FROM variation.force_position AS p JOIN variation.dim_measure AS d USING (measure_id) "
        "JOIN marts.dim_force AS f USING (force_id) "
        "LEFT JOIN release.known_issues AS i ON i.measure_id = p.measure_id AND i.force_id = p.force_id "
        "WHERE p.reported_state <> 'reported' ORDER BY ALL"
    )
    assert missing
    for measure, year, force, value, state, effect in missing:
        opened.choose(measure=measure, year=year, force="Kent")
        notes = opened.text("#position-notes")
        assert f"{force}: {'no value' if value is None else ''}" in notes
        assert state.replace("_", " ") in notes
        assert (effect or "") in notes
        assert (force in [bar["force"] for bar in opened.bars()]) == (value is not None)
        opened.choose(force=force)
        sentence = opened.text("#position-sentence")
        assert state.replace("_", " ") in sentence
        assert "rank" not in sentence.replace("it has no rank", "")


def test_the_table_holds_what_the_chart_shows(opened: Opened, marts: Ask) -> None:
    opened.choose(measure="Council tax precept per head", force="Gwent")
    expected = marts(
        "SELECT f.force_name, p.value, p.difference_pct, p.rank_desc FROM variation.force_position AS p "
        "JOIN marts.dim_force AS f USING (force_id) JOIN variation.dim_average_method AS m USING (average_method) "
        "WHERE measure_id = 'precept_per_head' AND m.is_default ORDER BY value DESC NULLS LAST, force_name"
    )
    rows = opened.rows("#position-table").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert len(rows) == len(expected)
    for cells, (force, value, difference, rank) in zip(rows, expected, strict=True):
        assert cells[0] == force
        assert figures(cells[1]) == ([] if value is None else [pytest.approx(value, abs=0.00501)])
        assert figures(cells[2]) == ([] if difference is None else [pytest.approx(abs(difference), abs=0.0501)])
        assert cells[3] == ("" if rank is None else str(rank))
    assert opened.page.locator("#position-rows tr.marked th").all_text_contents() == ["Gwent"]
    assert not opened.page.locator("#position-table").is_visible()
    opened.page.locator("#position summary").click()
    assert opened.page.locator("#position-table").is_visible()


def test_without_a_script_the_first_view_stands_as_a_table(browser: Browser, published_release: Path) -> None:
    cells = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    read = []
    for script in (False, True):
        opened = open_page(browser, published_release, script=script)
        assert opened.page.locator("noscript .notice").count() == (0 if script else 1)
        assert opened.page.locator("#position-controls").is_visible() is script
        read.append(
            (
                opened.page.locator("#position-heading").text_content(),
                opened.page.locator("#position-caption").text_content(),
                [
                    [cell.strip() for cell in row.locator("th, td").all_text_contents()]
                    for row in opened.rows("#position-table").all()
                ]
                if not script
                else opened.rows("#position-table").evaluate_all(cells),
            )
        )
        opened.page.context.close()
    assert read[0] == read[1]


def test_too_few_forces_for_an_average_is_said_and_not_drawn(
    browser: Browser, changed_release: Callable[..., Path]
) -> None:
    folder = changed_release(
        "UPDATE variation.force_position SET average_value = NULL, difference = NULL, difference_pct = NULL, "
        "rank_desc = NULL, is_outlier = false, statistics_reason = 'Forces that reported: 4; a statistic needs 5.'"
    )
    opened = open_page(browser, folder)
    assert len(opened.bars()) == 43
    assert opened.page.locator("#position-chart .average_rule_marks line").count() == 0
    assert "no average is available for this method" in opened.text("#position-sentence")
    assert "a statistic needs 5" in opened.text("#position-notes")
    assert opened.complaints == []
    opened.page.context.close()


FUNCTION = "support-functions/procurement"
OF_A_FUNCTION = [
    # One measure of one function, in two years, of which the page has the later.
    *(
        f"INSERT INTO variation.force_position SELECT * REPLACE ('{FUNCTION}' AS heading_id, value * 10 AS value) "
        f"FROM variation.force_position WHERE measure_id = 'officers_per_1000_population' AND financial_year = '{year}'"
        for year in ("2021/22", "2022/23")
    ),
    "UPDATE variation.force_position SET exclusion_ground = 'Counted twice.', rank_desc = NULL "
    f"WHERE heading_id = '{FUNCTION}' AND force_id = 'kent'",
    "UPDATE variation.dim_average_method SET is_computed = true WHERE average_method = 'weighted_peer'",
    *(
        "INSERT INTO variation.force_position SELECT * REPLACE ('weighted_peer' AS average_method, "
        f"{average} AS average_value, {forces} AS forces_in_average) FROM variation.force_position "
        f"WHERE heading_id = '{FUNCTION}' AND average_method = 'weighted_all' AND force_id = '{force}'"
        for force, average, forces in (("essex", 17.25, 7), ("surrey", 12.5, 6))
    ),
]


@pytest.fixture
def with_a_function(browser: Browser, changed_release: Callable[..., Path]) -> Iterator[Opened]:
    opened = open_page(browser, changed_release(*OF_A_FUNCTION))
    yield opened
    opened.page.context.close()
    assert opened.complaints == []


def test_a_function_offers_its_own_measures_in_the_latest_year(with_a_function: Opened, opened: Opened) -> None:
    assert opened.page.locator("#choose-function").is_hidden()
    page = with_a_function.page
    offered = page.locator("#choose-measure option:not([hidden])")
    assert offered.count() > 10
    page.locator("#choose-function").select_option(FUNCTION)
    assert offered.all_inner_texts() == ["Police officers per 1,000 population"]
    assert page.locator("#choose-year option").all_inner_texts() == ["2022/23"]
    with_a_function.choose(force="Essex")
    assert with_a_function.text("#position-heading").startswith("Procurement: Police officers per 1,000 population")
    tenfold = figures(with_a_function.text("#position-sentence"))
    page.locator("#choose-function").select_option("")
    with_a_function.choose(force="Essex")
    assert figures(with_a_function.text("#position-sentence"))[2] * 10 == pytest.approx(tenfold[2], abs=0.06)


def test_every_force_is_held_against_its_own_peers(with_a_function: Opened) -> None:
    with_a_function.page.locator("#choose-function").select_option(FUNCTION)
    for force, average, forces in (("Essex", "17.25", 7), ("Surrey", "12.50", 6)):
        with_a_function.choose(method="Weighted average of the peer group", force=force)
        assert f"{forces} forces) of {average};" in with_a_function.text("#position-sentence")
    with_a_function.choose(force="Sussex")
    assert "no average is available for this method" in with_a_function.text("#position-sentence")


def test_a_value_left_out_is_shown_with_its_ground(with_a_function: Opened) -> None:
    with_a_function.page.locator("#choose-function").select_option(FUNCTION)
    with_a_function.choose(force="Essex")
    assert "Kent" in [bar["force"] for bar in with_a_function.bars()]
    assert "excluded from every statistic. Counted twice." in with_a_function.text("#position-notes")
