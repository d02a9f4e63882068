"""What must hold of the statistics whatever the forces report, for made-up reports of all sizes.

Every property is about one world of reports or several; they go through the models side by side, as headings of one
measure. In scope: properties. Out of scope: figures of real or made-up forces (test_variation,
test_variation_of_the_set).
"""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.variation_models import compiled_models

FORCES = tuple(f"force-{letter}" for letter in "abcdefghijkl")
METROPOLITAN, CITY, EXTRA = FORCES[0], FORCES[1], FORCES[-1]
LONDON = {METROPOLITAN, CITY}
YEAR, YEAR_BEFORE = "2021/22", "2020/21"
MONEY, POSTS = "nre_per_head", "officers_per_1000_population"
SCALES = {MONEY: 1, POSTS: 1000}
NATIONAL = ("simple_excl_london", "weighted_all", "weighted_excl_london")
BASE_YEAR = "2025/26"
DEFLATORS = {YEAR_BEFORE: 90.0, YEAR: 95.0, BASE_YEAR: 100.0}
KEYS = {
    "force_position": ["average_method", "force_id"],
    "national_summary": ["average_method"],
    "rank_intervals": ["force_id"],
    "region_position": ["home_office_region"],
}
QUANTILES = ["minimum", "p10", "lower_quartile", "median", "upper_quartile", "p90", "maximum"]

PEERS = [
    {"average_method": method, "peer_set_id": method, "force_id": force, "peer_force_id": peer, "financial_year": year}
    for year in (YEAR_BEFORE, YEAR)
    for place, force in enumerate(FORCES)
    for method, peers in (
        ("weighted_peer", (FORCES * 2)[place + 1 : place + 9]),
        ("weighted_peer:everybody", FORCES),
    )
    for peer in peers
]

# An example is a run of thirteen models: a tenth of a second.
few_examples = settings(max_examples=12)


@dataclass(frozen=True)
class Report:
    """What one force gives for one measure and year."""

    force: str
    numerator: Decimal | None
    denominator: int | None
    state: str = "reported"
    year: str = YEAR


# Whole numbers: two forces whose quotients are equal then have equal doubles, whatever the unit.
amounts = st.one_of(st.just(Decimal(0)), st.integers(1, 10**6).map(Decimal))
states = st.sampled_from(("reported",) * 6 + ("not_reported", "not_provided", "unverified"))


def reported(force, year, numerator, denominator, state):
    has_value = state in ("reported", "unverified")
    return Report(force, numerator if has_value else None, denominator if has_value else None, state, year)


def world_of(years=(YEAR_BEFORE, YEAR), forces=FORCES[:-1]):
    """A report of every force for every year; the extra force has never been heard of."""
    parts = [
        st.builds(reported, st.just(force), st.just(year), amounts, st.integers(1, 10**5), states)
        for year in years
        for force in forces
    ]
    return st.tuples(*parts)


worlds = world_of()
measures = st.sampled_from([MONEY, POSTS])


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    models = compiled_models(tmp_path_factory.mktemp("statistics"))
    models.put(
        "dim_force",
        [
            {"force_id": force, "home_office_region": "London" if force in LONDON else "Elsewhere",
             "is_metropolitan": force == METROPOLITAN, "is_city_of_london": force == CITY}
            for force in FORCES
        ],
    )  # fmt: skip
    models.put("int_peer_groups__by_year", PEERS)
    models.put(
        "peer_groups",
        [
            {"peer_set_id": "official", "peer_set_name": "Official", "published_by": "A body", "kind": "official"},
            {"peer_set_id": "everybody", "peer_set_name": "Everybody", "published_by": "A hub", "kind": "own"},
        ],
    )
    models.put(
        "gdp_deflators",
        [
            {"series_id": "s", "series_name": "Deflator", "published_on": "2024-01-01", "financial_year": year,
             "index_value": level, "status": "outturn"}
            for year, level in DEFLATORS.items()
        ],
    )  # fmt: skip
    return models


def built(models, measure, *worlds, excluded=()):
    """The worlds through the models: for each, its published tables with the rows of the latest year."""
    models.put(
        "int_measures__all",
        [
            {"measure_id": measure, "heading_id": str(place), "financial_year": each.year, "force_id": each.force,
             "numerator": each.numerator, "denominator": each.denominator, "reported_state": each.state}
            for place, world in enumerate(worlds)
            for each in world
        ],
    )  # fmt: skip
    models.put(
        "statistic_exclusions",
        [
            {"measure_id": measure, "heading_id": str(place), "financial_year": year, "force_id": force,
             "ground": "Its return is not in order.", "is_in_force": True}
            for place, force, year in excluded
        ],
    )  # fmt: skip
    tables = {name: table[table["financial_year"] == YEAR] for name, table in models.run().items()}
    return tuple(
        {name: table[table["heading_id"] == str(place)].drop(columns="heading_id") for name, table in tables.items()}
        for place in range(len(worlds))
    )


@contextmanager
def without_peers(models):
    """No peer groups are loaded."""
    models.put("int_peer_groups__by_year", [])
    try:
        yield
    finally:
        models.put("int_peer_groups__by_year", PEERS)


def by_key(table, *columns):
    """Columns of a table in the order of its keys; two tables with the same keys can be held side by side."""
    keys = [name for name in ("force_id", "average_method") if name in table]
    return table.sort_values(keys).set_index(keys)[list(columns)]


def same(one, other, factor=1.0, rtol=1e-9, atol=1e-9):
    """Whether the numbers of one table are a multiple of another's, with the same rows."""
    assert list(one.index) == list(other.index)
    ours, theirs = (each.to_numpy(float, na_value=np.nan) for each in (one, other))
    largest = np.nanmax(np.abs(theirs), initial=0)
    return np.allclose(ours, theirs * factor, rtol=rtol, atol=atol * max(1.0, abs(factor) * largest), equal_nan=True)


def average_of(tables, method):
    summary = tables["national_summary"].set_index("average_method")
    return summary.loc[method, "average_value"]


def reports_of(world, year=YEAR):
    return [each for each in world if each.year == year]


@few_examples
@given(measure=measures, world=worlds, denominator=st.integers(1, 10**5))
def test_a_force_at_the_mean_leaves_the_mean(models, measure, world, denominator):
    (before,) = built(models, measure, world)
    averages = {method: average_of(before, method) for method in NATIONAL}
    assume(not any(map(np.isnan, averages.values())))
    numerators = {
        method: round(Decimal(repr(float(average))) * denominator / SCALES[measure], 15)
        for method, average in averages.items()
    }
    joined = [(*world, Report(EXTRA, numerators[method], denominator)) for method in NATIONAL]
    for method, after in zip(NATIONAL, built(models, measure, *joined), strict=True):
        assert average_of(after, method) == pytest.approx(averages[method], rel=1e-9, abs=1e-9)
        difference = by_key(after["force_position"], "difference").loc[(EXTRA, method), "difference"]
        assert difference == pytest.approx(0, abs=1e-9 * max(1, abs(averages[method])))


@few_examples
@given(measure=measures, world=worlds, factor=st.sampled_from([Decimal("0.5"), Decimal(3), Decimal(1000)]))
def test_numerators_in_another_unit_scale_amounts_and_move_no_place(models, measure, world, factor):
    scaled = tuple(
        each if each.numerator is None else replace(each, numerator=each.numerator * factor) for each in world
    )
    one, other = built(models, measure, world, scaled)
    amounts_of_a_force = ("value", "average_value", "difference", "gap_numerator")
    places = ("rank_desc", "percentile", "difference_pct", "forces_in_average")
    positions = one["force_position"], other["force_position"]
    for column in amounts_of_a_force:
        assert same(*(by_key(each, column) for each in reversed(positions)), factor=float(factor)), column
    for column in places:
        assert same(*(by_key(each, column) for each in positions)), column
    summaries = one["national_summary"], other["national_summary"]
    for column in ("average_value", *QUANTILES):
        assert same(*(by_key(each, column) for each in reversed(summaries)), factor=float(factor)), column
    for column in ("coefficient_of_variation", "max_to_min_ratio"):
        assert same(*(by_key(each, column) for each in summaries)), column
    intervals = one["rank_intervals"], other["rank_intervals"]
    for column in ("rank_excl_london", "rank_against_peers", "rank_year_before", "rank_from", "rank_to"):
        assert same(*(by_key(each, column) for each in intervals)), column
    if measure == MONEY:  # published to the penny
        opportunities = [by_key(each, "opportunity_gbp") for each in reversed(summaries)]
        assert same(*opportunities, factor=float(factor), atol=0.006 * (1 + float(factor)))
    else:
        assert by_key(positions[0], "is_outlier").equals(by_key(positions[1], "is_outlier"))


@few_examples
@given(data=st.data(), measure=measures, world=worlds)
def test_neither_the_order_of_rows_nor_the_names_of_forces_change_a_number(models, data, measure, world):
    shuffled = data.draw(st.permutations(world))
    outside = [force for force in FORCES if force not in LONDON]
    new_name = dict(zip(outside, data.draw(st.permutations(outside)), strict=True))
    renamed = [replace(each, force=new_name.get(each.force, each.force)) for each in shuffled]
    one, other, named = built(models, measure, world, shuffled, renamed)
    for name, table in one.items():
        keys = KEYS[name]
        assert (
            table.sort_values(keys).reset_index(drop=True).equals(other[name].sort_values(keys).reset_index(drop=True))
        )
    old_name = {new: old for old, new in new_name.items()}
    positions = named["force_position"].assign(
        force_id=[old_name.get(force, force) for force in named["force_position"]["force_id"]]
    )
    of_the_nation = (each[each["average_method"].isin(NATIONAL)] for each in (one["force_position"], positions))
    columns = ("value", "rank_desc", "percentile", "average_value", "difference", "gap_numerator", "is_outlier")
    before, after = (by_key(each, *columns) for each in of_the_nation)
    assert before.equals(after)


@few_examples
@given(data=st.data(), measure=measures, world=worlds)
def test_a_silent_force_changes_others_by_its_absence_alone(models, data, measure, world):
    silent = data.draw(st.sampled_from(FORCES[2:-1]))
    without = tuple(
        replace(each, numerator=None, denominator=None, state="not_reported")
        if each.force == silent and each.year == YEAR
        else each
        for each in world
    )
    one, other = built(models, measure, world, without)
    others = [each["force_position"][each["force_position"]["force_id"] != silent] for each in (one, other)]
    unchanged = ("value", "numerator", "denominator", "is_small_number")
    assert by_key(others[0], *unchanged).equals(by_key(others[1], *unchanged))
    heard = [each for each in reports_of(without) if each.state == "reported"]
    if len(heard) >= 5:
        weighted = SCALES[measure] * sum(each.numerator for each in heard) / sum(each.denominator for each in heard)
        assert average_of(other, "weighted_all") == pytest.approx(float(weighted), rel=1e-9)
    else:
        assert np.isnan(average_of(other, "weighted_all"))


@few_examples
@given(measure=measures, world=worlds)
def test_what_lies_above_a_weighted_average_lies_below_it_too(models, measure, world):
    (tables,) = built(models, measure, world)
    positions = tables["force_position"]
    for method in ("weighted_all", "weighted_excl_london"):
        inside = positions[(positions["average_method"] == method) & positions["is_in_average"].eq(True)]
        largest = inside["numerator"].abs().sum()
        assert inside["gap_numerator"].sum() == pytest.approx(0, abs=1e-9 * max(1.0, largest))


@few_examples
@given(measure=measures, world=worlds)
def test_quantiles_are_in_order_and_every_average_within_the_range(models, measure, world):
    (tables,) = built(models, measure, world)
    summary = tables["national_summary"].set_index("average_method").loc[list(NATIONAL)]
    made = summary[summary["average_value"].notna()]
    assert summary.loc[summary["average_value"].isna(), QUANTILES].isna().all(axis=None)
    steps = np.diff(made[QUANTILES].to_numpy(float), axis=1)
    slack = 1e-9 * made["maximum"].abs().to_numpy()[:, None]
    assert (steps >= -slack).all()
    assert (made["average_value"] >= made["minimum"] - slack[:, 0]).all()
    assert (made["average_value"] <= made["maximum"] + slack[:, 0]).all()


@few_examples
@given(measure=measures, world=worlds)
def test_places_run_from_one_and_ties_share_them(models, measure, world):
    (tables,) = built(models, measure, world)
    rows = tables["force_position"]
    rows = rows[(rows["average_method"] == "weighted_all") & (rows["reported_state"] == "reported")]
    if len(rows) < 5:
        assert rows["rank_desc"].isna().all()
        return
    assert list(rows["rank_desc"]) == list(stats.rankdata(-rows["value"].to_numpy(), method="min"))
    intervals = tables["rank_intervals"].merge(rows[["force_id", "rank_desc"]], on="force_id")
    assert len(intervals) == len(rows)
    assert (intervals["rank_from"] <= intervals["rank_desc_y"]).all()
    assert (intervals["rank_to"] >= intervals["rank_desc_y"]).all()


@few_examples
@given(data=st.data(), measure=measures, world=worlds)
def test_a_force_left_out_by_decision_counts_as_one_that_is_absent(models, data, measure, world):
    out = data.draw(st.sampled_from(FORCES[:-1]))
    absent = tuple(each for each in world if (each.force, each.year) != (out, YEAR))
    left_out, gone = built(models, measure, world, absent, excluded=[(0, out, YEAR)])
    for name in ("force_position", "rank_intervals"):
        tables = [each[name][each[name]["force_id"] != out] for each in (left_out, gone)]
        columns = [column for column in tables[0] if column not in ("force_id", "average_method")]
        assert by_key(tables[0], *columns).equals(by_key(tables[1], *columns)), name
    counted = ("forces_reporting", "forces_in_average", "average_value", *QUANTILES, "opportunity_gbp", "outliers")
    assert by_key(left_out["national_summary"], *counted).equals(by_key(gone["national_summary"], *counted))
    shown = left_out["force_position"].loc[left_out["force_position"]["force_id"] == out]
    assert shown["exclusion_ground"].notna().all() and shown["rank_desc"].isna().all()


@few_examples
@given(world=worlds)
def test_real_terms_are_the_nominal_amounts_in_one_ratio(models, world):
    (tables,) = built(models, MONEY, world)
    ratio = DEFLATORS[BASE_YEAR] / DEFLATORS[YEAR]
    positions = tables["force_position"]
    for real, nominal in (("value_real", "value"), ("average_value_real", "average_value")):
        assert same(positions[[real]], positions[[nominal]], factor=ratio), real
    assert same(positions[["gap_gbp_real"]], positions[["gap_gbp"]], factor=ratio, atol=0.012)
    summary = tables["national_summary"]
    assert same(summary[["average_value_real"]], summary[["average_value"]], factor=ratio)
    assert same(summary[["opportunity_gbp_real"]], summary[["opportunity_gbp"]], factor=ratio, atol=0.012)


@few_examples
@given(measure=measures, world=worlds)
def test_peers_that_are_everybody_give_the_weighted_average_of_all(models, measure, world):
    (tables,) = built(models, measure, world)
    positions = tables["force_position"].set_index("force_id")
    everybody, every_force = (
        positions[positions["average_method"] == method][["average_value", "difference", "is_outlier"]].sort_index()
        for method in ("weighted_peer:everybody", "weighted_all")
    )
    assert everybody.equals(every_force)


@few_examples
@given(measure=measures, world=worlds)
def test_leaving_london_out_moves_no_place(models, measure, world):
    """With no peers and no previous year no place moves, whatever London reports, and the sentence names neither."""
    with without_peers(models):
        (alone,) = built(models, measure, tuple(reports_of(world)))
    rows = alone["rank_intervals"]
    assert (rows["places_moved"] == 0).all() and (rows["stability"] != "moves").all()
    assert not rows["place_in_words"].str.contains("London|peers|year").any()


@few_examples
@given(measure=measures, world=worlds)
def test_fewer_than_ten_forces_have_no_outlier_and_the_reason_is_given(models, measure, world):
    (tables,) = built(models, measure, world)
    positions, summaries = tables["force_position"], tables["national_summary"]
    few = positions["forces_reporting"].between(5, 9) & positions["difference"].notna()
    assert not positions.loc[few, "is_outlier"].any()
    assert positions.loc[few, "outlier_reason"].str.endswith("with fewer than 10 no force is an outlier.").all()
    assert (summaries["outliers_reason"].notna() == (summaries["forces_reporting"] < 10)).all()
