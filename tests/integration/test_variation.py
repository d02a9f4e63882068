"""A second implementation of the variation tables, from the published files alone.

Files are read with calamine and csv, summed as decimals, and ranked and averaged with numpy and scipy. Nothing comes
from the project but the identifier of each force, found by its police force area code.
"""

import csv
from collections import defaultdict
from decimal import Decimal
from math import isclose

import numpy as np
import pytest
from python_calamine import CalamineWorkbook
from scipy import stats

from orchestration.settings import PROJECT_DIR

PUBLISHED = PROJECT_DIR / "examples" / "published"
# Years of the 31 March: the first population is that of mid-2011, the last workforce that of 2023.
WORKFORCE_YEARS = range(2012, 2024)
FUNDING_YEAR = "2025/26"
BASE_YEAR = "2025/26"  # in whose prices amounts are given
METHODS = ("simple_excl_london", "weighted_all", "weighted_excl_london")
METROPOLITAN, CITY_OF_LONDON, GREATER_MANCHESTER, NORFOLK = "E23000001", "E23000034", "E23000005", "E23000024"
LONDON = {METROPOLITAN, CITY_OF_LONDON}
FUNDING_NAMES = {"City of London": "London, City of", "Devon and Cornwall": "Devon & Cornwall"}  # as in the lookup
GROUPS = {
    "officers": {"police officer"},
    "staff": {"police staff"},
    "pcsos": {"police community support officer"},
    "staff_and_designated": {"police staff", "designated officer"},
    "workforce": {"police officer", "police staff", "police community support officer", "designated officer"},
}
PER_1000 = {f"{group}_per_1000_population": group for group in GROUPS}
CHANGES = {f"{group}_change_pct": group for group in GROUPS}
SHARES = {"police_staff_share_pct": "staff", "staff_and_designated_share_pct": "staff_and_designated"}
FUNDING = {"grant_per_head": "formula_grant_gbp", "precept_per_head": "precept_gbp"}
SCALES = {**dict.fromkeys(PER_1000, 1000), **dict.fromkeys(CHANGES, 100), **dict.fromkeys(SHARES, 100)}


def rows_of(marts, table, columns):
    """Rows of a published table as dictionaries."""
    names = columns.split()
    return [dict(zip(names, row, strict=True)) for row in marts(f"SELECT {', '.join(names)} FROM {table}")]


def financial_year(year):
    return f"{year - 1}/{year % 100:02}"


def same(found, expected, absolute=1e-11):
    """Equal to one part in a thousand million; differences near nothing are compared as they are."""
    if found is None or expected is None:
        return found is None and expected is None
    return isclose(found, expected, rel_tol=1e-9, abs_tol=absolute)


def read_workforce():
    """FTE by year, force area and worker type, and the region of each force area."""
    book = CalamineWorkbook.from_path(PUBLISHED / "police-workforce-open-data-2023-07-26.ods")
    fte, regions = defaultdict(Decimal), {}
    for year, area, _, region, _, _, worker_type, _, given in book.get_sheet_by_name("Data").to_python()[1:]:
        if area != "N/A" and given != "N/A":  # British Transport Police; special constables and volunteers
            fte[int(year), area, worker_type.lower()] += Decimal(repr(given))
            regions[area] = region
    return dict(fte), regions


def read_population():
    """Residents by mid-year and force area: each authority once."""
    with (PUBLISHED / "lad23-csp23-pfa23-lookup.csv").open(encoding="utf-8-sig", newline="") as file:
        lookup = list(csv.DictReader(file))
    area_of = {row["LAD23CD"]: row["PFA23CD"] for row in lookup}
    area_by_name = {row["PFA23NM"]: row["PFA23CD"] for row in lookup}
    book = CalamineWorkbook.from_path(PUBLISHED / "lad23-mid-year-population-2011-2023.xlsx")
    rows = book.get_sheet_by_name("MYE4").to_python()
    start = next(index for index, row in enumerate(rows) if row[0] == "Code")
    years = {column: int(name.removeprefix("Mid-")) for column, name in enumerate(rows[start]) if "Mid-" in str(name)}
    people = defaultdict(int)
    for row in rows[start + 1 :]:
        if row[0] in area_of:
            for column, year in years.items():
                people[year, area_of[row[0]]] += int(row[column])
    return people, area_by_name


def read_funding(area_by_name):
    with (PUBLISHED / "police_funding_extract_2025_26.csv").open(encoding="utf-8", newline="") as file:
        return {area_by_name[FUNDING_NAMES.get(row["force"], row["force"])]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def parts():
    """Numerator and denominator of every measure, year and force area; and the region of each area."""
    fte, regions = read_workforce()
    people, area_by_name = read_population()
    by_group = {
        (group, year, area): sum(fte[year, area, worker_type] for worker_type in types)
        for group, types in GROUPS.items()
        for year in range(min(WORKFORCE_YEARS) - 1, max(WORKFORCE_YEARS) + 1)
        for area in regions
    }
    found = {}
    for year in WORKFORCE_YEARS:
        label = financial_year(year)
        for area in regions:
            for measure, group in PER_1000.items():
                found[measure, label, area] = by_group[group, year, area], people[year - 1, area]
            for measure, group in SHARES.items():
                found[measure, label, area] = by_group[group, year, area], by_group["workforce", year, area]
            for measure, group in CHANGES.items():
                before = by_group[group, year - 1, area]
                found[measure, label, area] = by_group[group, year, area] - before, before
    for area, row in read_funding(area_by_name).items():
        for measure, column in FUNDING.items():
            found[measure, FUNDING_YEAR, area] = Decimal(row[column]), people[2023, area]
    return found, regions


def is_counted(measure, area, denominator):
    """City of London raises no precept; that of Greater Manchester is derived and unverified."""
    return denominator != 0 and not (measure == "precept_per_head" and area in {CITY_OF_LONDON, GREATER_MANCHESTER})


class Position:
    """One measure and year: its forces, their places, and the average under each method."""

    def __init__(self, measure, parts_by_area):
        self.scale = SCALES.get(measure, 1)
        self.is_money = measure in FUNDING
        self.areas = [area for area, (_, below) in parts_by_area.items() if is_counted(measure, area, below)]
        self.above = np.array([float(parts_by_area[area][0]) for area in self.areas])
        self.below = np.array([float(parts_by_area[area][1]) for area in self.areas])
        self.values = self.scale * self.above / self.below
        self.outside_london = np.array([area not in LONDON for area in self.areas])
        self.value = dict(zip(self.areas, self.values, strict=True))
        self.denominator = dict(zip(self.areas, self.below, strict=True))
        self.rank = dict(zip(self.areas, stats.rankdata(-self.values, method="min"), strict=True))
        lower = stats.rankdata(self.values, method="min") - 1
        self.percentile = dict(zip(self.areas, 100 * lower / (len(self.areas) - 1), strict=True))

    def within(self, method):
        return self.outside_london if "excl_london" in method else np.full(len(self.areas), True)

    def average(self, method):
        chosen = self.within(method)
        if method.startswith("simple"):
            return float(np.mean(self.values[chosen]))
        return float(self.scale * np.sum(self.above[chosen]) / np.sum(self.below[chosen]))

    def is_at_an_end(self, area):
        """In the highest or the lowest tenth, ties counted in full."""
        value = self.value[area]
        share = min(np.mean(self.values >= value), np.mean(self.values <= value))
        return bool(share <= 0.1)


@pytest.fixture(scope="module")
def recomputed(parts):
    """A position for each measure and year."""
    by_measure = defaultdict(dict)
    for (measure, year, area), pair in parts[0].items():
        by_measure[measure, year][area] = pair
    return {key: Position(key[0], pairs) for key, pairs in by_measure.items()}


@pytest.fixture(scope="module")
def force_position(marts):
    """Rows of variation.force_position, with the force area in place of the force."""
    return rows_of(
        marts,
        "variation.force_position JOIN marts.dim_force USING (force_id)",
        "measure_id financial_year average_method pfa_code value reported_state rank_desc percentile average_value "
        "difference difference_pct gap_gbp gap_numerator is_outlier numerator denominator forces_reporting "
        "forces_expected forces_in_average gap_fte is_in_average value_real average_value_real",
    )


def test_the_files_hold_43_forces_and_the_published_totals(parts):
    found, regions = parts
    assert len(regions) == 43
    residents = {area: below for (measure, _, area), (_, below) in found.items() if measure == "grant_per_head"}
    assert sum(residents.values()) == 60_854_727
    officers = [
        above
        for (measure, year, _), (above, _) in found.items()
        if (measure, year) == ("officers_per_1000_population", "2022/23")
    ]
    assert round(sum(officers)) == 147_430


def test_every_measure_year_and_method_has_its_43_forces(force_position, recomputed):
    seen = defaultdict(set)
    for row in force_position:
        seen[row["measure_id"], row["financial_year"], row["average_method"]].add(row["pfa_code"])
        assert row["forces_expected"] == 43
    assert set(seen) == {(*key, method) for key in recomputed for method in METHODS}
    assert {len(areas) for areas in seen.values()} == {43}
    assert len(force_position) == 43 * len(seen)
    years = {year for measure, year, _ in seen if measure in PER_1000}
    assert years == {financial_year(year) for year in WORKFORCE_YEARS} and len(years) == 12


def test_value_of_every_force(force_position, recomputed, parts):
    for row in force_position:
        key = row["measure_id"], row["financial_year"]
        area = row["pfa_code"]
        assert row["forces_reporting"] == len(recomputed[key].areas)
        if area in recomputed[key].value:
            above, below = parts[0][*key, area]
            assert row["reported_state"] == "reported", row
            assert same(row["value"], recomputed[key].value[area]), row
            assert same(row["numerator"], float(above)) and same(row["denominator"], float(below)), row
        else:
            assert row["reported_state"] in {"not_provided", "unverified"}, row


def test_place_of_every_force_among_those_that_reported(force_position, recomputed):
    for row in force_position:
        position = recomputed[row["measure_id"], row["financial_year"]]
        assert row["rank_desc"] == position.rank.get(row["pfa_code"]), row
        assert same(row["percentile"], position.percentile.get(row["pfa_code"])), row


def test_average_and_gap_of_every_force(force_position, recomputed):
    for row in force_position:
        position = recomputed[row["measure_id"], row["financial_year"]]
        average = position.average(row["average_method"])
        assert same(row["average_value"], average), row
        assert row["forces_in_average"] == position.within(row["average_method"]).sum()
        value = position.value.get(row["pfa_code"])
        if value is None:
            assert (row["difference"], row["difference_pct"], row["gap_gbp"], row["gap_numerator"]) == (None,) * 4
            continue
        gap = (value - average) * position.denominator[row["pfa_code"]] / position.scale
        assert same(row["difference"], value - average), row
        assert same(row["gap_numerator"], gap, absolute=1e-6), row
        if position.is_money:
            assert abs(float(row["gap_gbp"]) - gap) < 0.006, row
        else:
            assert row["gap_gbp"] is None
        if row["measure_id"] in CHANGES:
            assert row["difference_pct"] is None
        else:
            assert same(row["difference_pct"], 100 * (value - average) / average), row


def test_gap_in_posts_and_who_is_in_the_average(force_position, recomputed):
    for row in force_position:
        position = recomputed[row["measure_id"], row["financial_year"]]
        area = row["pfa_code"]
        is_inside = area in position.value and not (area in LONDON and "excl_london" in row["average_method"])
        assert row["is_in_average"] == is_inside, row
        is_people = row["measure_id"] in PER_1000 or row["measure_id"] in SHARES
        assert same(row["gap_fte"], row["gap_numerator"] if is_people else None), row


def test_amounts_in_the_prices_of_the_base_year(force_position, recomputed):
    with (PROJECT_DIR / "seeds" / "reference" / "gdp_deflators.csv").open(encoding="utf-8", newline="") as file:
        editions = list(csv.DictReader(file))
    latest = max(row["published_on"] for row in editions)
    index = {row["financial_year"]: float(row["index_value"]) for row in editions if row["published_on"] == latest}
    for row in force_position:
        is_money = row["measure_id"] in FUNDING
        factor = index[BASE_YEAR] / index[row["financial_year"]] if is_money else None
        average = recomputed[row["measure_id"], row["financial_year"]].average(row["average_method"])
        assert same(row["average_value_real"], average * factor if is_money else None), row
        has_value = is_money and row["value"] is not None
        assert same(row["value_real"], row["value"] * factor if has_value else None), row


def places_among(position, areas):
    """Places of these forces among themselves, the highest value first."""
    return dict(zip(areas, stats.rankdata([-position.value[each] for each in areas], "min").astype(int), strict=True))


def test_a_place_moves_from_the_year_before_among_the_same_forces_and_not_without_london(marts, recomputed):
    """No peers are loaded, so none is named; and without London no force outside it overtakes another."""
    rows = rows_of(
        marts,
        "variation.rank_intervals JOIN marts.dim_force USING (force_id)",
        "measure_id financial_year pfa_code rank_desc rank_excl_london rank_against_peers rank_year_before rank_from "
        "rank_to place_in_words",
    )
    assert len(rows) == sum(len(position.areas) for position in recomputed.values())
    for row in rows:
        area, year = row["pfa_code"], int(row["financial_year"][:4])
        position = recomputed[row["measure_id"], row["financial_year"]]
        outside = [each for each in position.areas if each not in LONDON]
        before = recomputed.get((row["measure_id"], financial_year(year)))
        taken = [
            position.rank[area],
            places_among(position, outside).get(area),
            None,
            before.rank.get(area) if before else None,
        ]
        names = ("rank_desc", "rank_excl_london", "rank_against_peers", "rank_year_before")
        assert [row[name] for name in names] == taken, row
        moved = 0
        if before and area in before.value:
            both = [each for each in position.areas if each in before.value]
            moved = places_among(before, both)[area] - places_among(position, both)[area]
        place = position.rank[area]
        assert (row["rank_from"], row["rank_to"]) == (place + min(0, moved), place + max(0, moved)), row
        assert "peers" not in row["place_in_words"] and "London" not in row["place_in_words"], row
        assert ("in the previous year" in row["place_in_words"]) == (taken[3] is not None), row


def test_outliers_are_at_an_end_far_from_the_median_and_by_an_amount_that_matters(force_position, recomputed):
    for row in force_position:
        position = recomputed[row["measure_id"], row["financial_year"]]
        area = row["pfa_code"]
        if area not in position.value:
            assert row["is_outlier"] is None
            continue
        average = position.average(row["average_method"])
        difference = abs(position.value[area] - average)
        deviation = stats.median_abs_deviation(position.values, scale="normal")
        is_far = abs(position.value[area] - np.median(position.values)) / deviation > 3.5
        # No percentage is made of the average of changes, where the distance from the median decides alone.
        matters = (
            row["measure_id"] in CHANGES or (position.is_money and difference > 1) or difference / abs(average) > 0.1
        )
        assert row["is_outlier"] == (position.is_at_an_end(area) and is_far and matters), row


def test_outliers_are_few_enough_to_be_explained(marts):
    """By the place alone eight of 43 were outliers in every year: seven outside London."""
    ((years, outliers, most),) = marts(
        "SELECT count(*), sum(outliers), max(outliers) FROM variation.national_summary "
        "WHERE average_method = 'simple_excl_london'"
    )
    assert years == 146 and 0 < outliers < 2 * years and most < 8


def test_a_reported_zero_is_a_value_and_takes_the_last_place(force_position):
    rows = [
        row for row in force_position if (row["pfa_code"], row["measure_id"]) == (NORFOLK, "pcsos_per_1000_population")
    ]
    none_left = [row for row in rows if row["value"] == 0]
    assert {row["financial_year"] for row in none_left} == {"2018/19", "2019/20", "2020/21", "2021/22", "2022/23"}
    assert {(row["reported_state"], row["rank_desc"], row["percentile"]) for row in none_left} == {("reported", 43, 0)}


def test_national_summary(marts, recomputed):
    rows = rows_of(
        marts,
        "variation.national_summary",
        "measure_id financial_year average_method forces_reporting forces_expected forces_in_average average_value "
        "minimum p10 lower_quartile median upper_quartile p90 maximum max_to_min_ratio coefficient_of_variation "
        "gap_above_average_gbp opportunity_gbp",
    )
    assert len(rows) == len(recomputed) * len(METHODS)
    for row in rows:
        method, position = row["average_method"], recomputed[row["measure_id"], row["financial_year"]]
        chosen = position.within(method)
        values, average = position.values[chosen], position.average(method)
        assert (row["forces_reporting"], row["forces_expected"]) == (len(position.areas), 43)
        assert row["forces_in_average"] == len(values)
        assert same(row["average_value"], average), row
        quantiles = np.quantile(values, [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1], method="linear")  # type 7
        names = ("minimum", "p10", "lower_quartile", "median", "upper_quartile", "p90", "maximum")
        for name, expected in zip(names, quantiles, strict=True):
            assert same(row[name], expected), (name, row)
        is_change = row["measure_id"] in CHANGES
        ratio = None if is_change or min(values) <= 0 else max(values) / min(values)
        assert same(row["max_to_min_ratio"], ratio), row
        assert same(row["coefficient_of_variation"], None if is_change else stats.variation(values)), row
        if position.is_money:
            gaps = (values - average) * position.below[chosen]
            assert abs(float(row["gap_above_average_gbp"]) - gaps[gaps > 0].sum()) < 0.006, row
        # Nothing in these files is a cost: grant and precept are income, and nobody saves by having less of it.
        assert row["opportunity_gbp"] is None


def test_totals_of_the_regions(marts, parts, recomputed):
    found, regions = parts
    rows = rows_of(
        marts,
        "variation.region_position",
        "measure_id financial_year home_office_region value numerator denominator forces_reporting forces_expected "
        "average_method average_value difference",
    )
    assert {row["home_office_region"] for row in rows} == set(regions.values())
    assert len(rows) == len(recomputed) * len(set(regions.values()))
    for row in rows:
        key = row["measure_id"], row["financial_year"]
        position = recomputed[key]
        inside = [area for area, region in regions.items() if region == row["home_office_region"]]
        counted = [area for area in inside if area in position.value]
        above = float(sum(found[*key, area][0] for area in counted))
        below = float(sum(found[*key, area][1] for area in counted))
        average = position.average("weighted_all")
        assert (row["forces_reporting"], row["forces_expected"]) == (len(counted), len(inside))
        assert same(row["numerator"], above) and same(row["denominator"], below), row
        assert same(row["value"], position.scale * above / below), row
        assert row["average_method"] == "weighted_all" and same(row["average_value"], average), row
        assert same(row["difference"], position.scale * above / below - average), row


@pytest.mark.parametrize(
    ("area", "measure", "years", "state", "value"),
    [
        pytest.param(CITY_OF_LONDON, "precept_per_head", {FUNDING_YEAR}, "not_provided", None, id="no precept raised"),
        pytest.param(
            GREATER_MANCHESTER, "precept_per_head", {FUNDING_YEAR}, "unverified", 184325841 / 2948633, id="derived"
        ),
        pytest.param(
            NORFOLK,
            "pcsos_change_pct",
            {"2019/20", "2020/21", "2021/22", "2022/23"},
            "not_provided",
            None,
            id="none left",
        ),
    ],
)
def test_what_is_not_reported_is_shown_and_stays_out_of_every_statistic(
    force_position, area, measure, years, state, value
):
    rows = [row for row in force_position if (row["pfa_code"], row["measure_id"]) == (area, measure)]
    rows = [row for row in rows if row["reported_state"] != "reported"]
    assert {row["financial_year"] for row in rows} == years
    for row in rows:
        assert row["reported_state"] == state
        assert same(row["value"], value)
        assert (row["rank_desc"], row["percentile"], row["difference"], row["is_outlier"]) == (None,) * 4


def test_london_moves_only_the_averages_that_take_it_in(recomputed):
    position = recomputed["officers_per_1000_population", "2022/23"]
    assert {METROPOLITAN, CITY_OF_LONDON} <= set(position.areas)
    assert position.within("weighted_excl_london").sum() == 41
    assert position.average("weighted_all") > position.average("weighted_excl_london")
