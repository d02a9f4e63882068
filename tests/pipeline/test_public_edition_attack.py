"""The made-up national set, attacked: no small count can be found from everything the public edition shows together.

The relations are those that anybody can write down from the published tables: headings that add up, worker types that
a measure adds up, measures times their denominators, averages times the forces in them, regions, units and agreements.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import duckdb
import pytest

from orchestration.publication.state import DATABASE
from orchestration.settings import PROJECT_DIR
from tests.attack import bounds_of
from tests.conftest import copy_of, run_icm

THRESHOLD = 5
ALMOST = 1e-3
WORKERS = {
    "officers": ["police_officer"], "staff": ["police_staff"], "pcsos": ["pcso"],
    "staff_and_designated": ["police_staff", "designated_officer"],
    "workforce": ["police_officer", "police_staff", "pcso", "designated_officer", "traffic_warden"],
}  # fmt: skip


@dataclass
class Seen:
    """What is shown: known counts, and relations between those that are not."""

    known: dict = field(default_factory=dict)
    hidden: set = field(default_factory=set)
    relations: list = field(default_factory=list)

    def add(self, value, key):
        if value is None:
            self.hidden.add(key)
        else:
            self.known[key] = value

    def relate(self, factors, sign, value):
        """Relate a sum to a value, if some of its counts are hidden and the table has all of them."""
        unknown = defaultdict(float)
        for key, factor in factors:
            if key in self.hidden:
                unknown[key] += factor
            elif key in self.known:
                value -= factor * self.known[key]
            else:
                return
        if unknown:
            self.relations.append((dict(unknown), sign, value))


@pytest.fixture(scope="module")
def folders(national_set, tmp_path_factory):
    """The release of the set, and its public edition."""
    hub = copy_of(national_set.hub, tmp_path_factory.mktemp("attack") / "hub")
    done = run_icm("release", "public", national_set.release.name, "--workspace", hub.settings.workspace, "--json")
    assert done.code == 0, done.err
    return national_set.release, hub.settings.public / national_set.release.name


def ask(folder, query):
    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        return connection.execute(query).fetchall()


def truth_of(release):
    """Every count of people of the hub's release that is not missing."""
    return {
        key: value
        for keys, query in COUNTS.items()
        for *key_parts, value in ask(release, query)
        if value is not None
        for key in [(keys, *key_parts)]
    }


COUNTS = {
    "heading": "SELECT force_id, financial_year, heading_id, worker_type, basis, people "
    "FROM marts.force_workforce_by_heading",
    "force": "SELECT force_id, year(as_at), worker_type, basis, people FROM (UNPIVOT (SELECT force_id, as_at, "
    "worker_type, headcount::DOUBLE AS headcount, fte FROM marts.force_workforce) ON headcount, fte "
    "INTO NAME basis VALUE people)",
    "unit": "SELECT agreement_id, function_name, coalesce(party_id, ''), as_at, worker_type, basis, people::DOUBLE "
    "FROM marts.workforce_in_collaboration",
}


def seen_in(folder, truth, shown=lambda key: False):
    """Everything that a reader of a folder knows of the counts; `shown` adds counts that are withheld there."""
    seen = Seen()
    published = truth_of(folder)
    for key, value in truth.items():
        seen.add(value if shown(key) else published.get(key), key)
    _headings(folder, truth, seen)
    _functions(folder, seen)
    _measures(folder, seen)
    _regions(folder, seen)
    _collaboration(folder, seen)
    for key in list(seen.hidden):
        if key[0] in {"heading", "force"} and key[-1] == "fte":
            seen.relate([(key, 1), ((*key[:-1], "headcount"), -1)], "<=", 0)
    return seen


def _headings(folder, truth, seen):
    parts = defaultdict(list)
    for heading, parent in ask(folder, "SELECT heading_id, parent_heading_id FROM marts.dim_poa_heading"):
        parts[parent].append(heading)
    for key, value in truth.items():
        if key[0] == "heading":
            below = [(*key[:3], part, *key[4:]) for part in parts[key[3]]]
            below = [each for each in below if each in truth]
            if below:
                # An attacker knows whether the parts are complete.
                complete = abs(sum(truth[each] for each in below) - value) < ALMOST
                seen.relate([*((each, 1) for each in below), (key, -1)], "=" if complete else "<=", 0)


def _functions(folder, seen):
    columns = {"officer_fte": "police_officer", "staff_fte": "police_staff", "pcso_fte": "pcso",
               "designated_officer_fte": "designated_officer"}  # fmt: skip
    for column, kind in columns.items():
        for force, year, heading, value in ask(
            folder, f"SELECT force_id, financial_year, heading_id, {column} FROM marts.functions_by_poa_heading"
        ):
            if value is not None:
                seen.relate([(("heading", force, year, heading, kind, "fte"), 1)], "=", value)


def groups_of_measures():
    """Numerator and denominator group of each measure, as the list of measures has them."""
    import csv

    with (PROJECT_DIR / "seeds" / "reference" / "measures.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["measure_id"]: (row["numerator_group"], row["denominator_group"], float(row["scale"] or 1), row)
            for row in csv.DictReader(file)
        }


def counts_of(seen, row, group, force, year, heading):
    """Counts that a group of a measure adds up; none if it is no group of workers."""
    if row["return_id"] == "home_office_workforce":
        keys = [("force", force, int(year[:4]) + 1, kind, "fte") for kind in WORKERS.get(group, [])]
    else:
        keys = [("heading", force, year, heading, kind, "fte") for kind in WORKERS.get(group, [])]
    return [(key, 1.0) for key in keys if key in seen.hidden or key in seen.known]


def _measures(folder, seen):
    groups = groups_of_measures()
    rows = ask(
        folder,
        "SELECT measure_id, heading_id, financial_year, force_id, any_value(numerator), any_value(denominator), "
        "any_value(value), max(average_value + difference) FROM variation.force_position GROUP BY ALL",
    )
    net = {
        (force, year, heading): float(amount)
        for force, year, heading, amount in ask(
            folder,
            "SELECT force_id, financial_year, heading_id, net_revenue_expenditure_gbp "
            "FROM marts.functions_by_poa_heading WHERE basis = 'outturn' AND net_revenue_expenditure_gbp IS NOT NULL",
        )
    }
    population = {
        (force, year): people
        for force, year, people in ask(folder, "SELECT force_id, mid_year, population FROM marts.force_population")
    }
    values = defaultdict(dict)
    for measure, heading, year, force, numerator, denominator, value, summed in rows:
        above, below, scale, row = groups[measure]
        value = summed if value is None else value
        of_above = counts_of(seen, row, above, force, year, heading)
        of_below = counts_of(seen, row, below, force, year, heading)
        if row["is_change"] == "true":
            before = [((key[0], key[1], key[2] - 1, *key[3:]), 1.0) for key, _ in of_above]
            if numerator is not None:
                seen.relate([*of_above, *((key, -1.0) for key, _ in before)], "=", numerator)
            if denominator is not None:
                seen.relate(before, "=", denominator)
            if value is not None:
                seen.relate([*of_above, *((key, -1 - value / scale) for key, _ in before)], "=", 0)
            continue
        if of_above and numerator is not None:
            seen.relate(of_above, "=", numerator)
        if of_below and denominator is not None and measure != "function_workforce_share_pct":
            seen.relate(of_below, "=", denominator)
        residents = population.get((force, int(year[:4])))
        if of_above and below == "population" and residents:
            values[measure, heading, year][force] = ([(key, scale / residents) for key, _ in of_above], residents)
            if value is not None:
                seen.relate(values[measure, heading, year][force][0], "=", value)
        if of_below and value and measure == "cost_per_fte" and (force, year, heading) in net:
            seen.relate(of_below, "=", net[force, year, heading] * scale / value)
    _averages(folder, seen, values)


def _averages(folder, seen, values):
    london = {force for (force,) in ask(folder, "SELECT force_id FROM marts.dim_force WHERE is_metropolitan "
                                                "OR is_city_of_london")}  # fmt: skip
    reported = defaultdict(set)
    for measure, heading, year, force in ask(
        folder,
        "SELECT DISTINCT measure_id, heading_id, financial_year, force_id FROM variation.force_position "
        "WHERE reported_state IN ('reported', 'suppressed')",
    ):
        reported[measure, heading, year].add(force)
    for measure, heading, year, method, average in ask(
        folder,
        "SELECT measure_id, heading_id, financial_year, average_method, average_value FROM variation.national_summary "
        "WHERE average_value IS NOT NULL",
    ):
        forces = reported[measure, heading, year] - (london if method.endswith("excl_london") else set())
        known = values.get((measure, heading, year), {})
        if not forces or not forces <= known.keys():
            continue
        weights = {force: known[force][1] if method.startswith("weighted") else 1 for force in forces}
        factors = [(key, factor * weights[force]) for force in forces for key, factor in known[force][0]]
        seen.relate(factors, "=", average * sum(weights.values()))


def _regions(folder, seen):
    groups = groups_of_measures()
    members = defaultdict(list)
    for force, region in ask(folder, "SELECT force_id, home_office_region FROM marts.dim_force WHERE valid_to IS NULL"):
        members[region].append(force)
    for measure, heading, year, region, numerator in ask(
        folder,
        "SELECT DISTINCT measure_id, heading_id, financial_year, home_office_region, numerator "
        "FROM variation.region_position WHERE numerator IS NOT NULL AND forces_reporting = forces_expected",
    ):
        above, _, _, row = groups[measure]
        if row["is_change"] != "true":
            counts = [counts_of(seen, row, above, force, year, heading) for force in members[region]]
            if all(counts):
                seen.relate([each for found in counts for each in found], "=", numerator)
    for region, year, kind, basis, people in ask(
        folder, "SELECT region, financial_year, worker_type, basis, people FROM marts.average_people_costs"
    ):
        if people is not None:
            keys = [("heading", force, year, "all-functions", kind, basis) for force in members[region]]
            seen.relate([(key, 1) for key in keys], "=", people)


def _collaboration(folder, seen):
    members = defaultdict(list)
    for agreement, function, party, force, region, as_at, kind, basis in ask(
        folder,
        "SELECT w.agreement_id, function_name, coalesce(party_id, ''), force_id, home_office_region, as_at, "
        "worker_type, basis FROM marts.workforce_in_collaboration AS w JOIN marts.dim_force USING (force_id)",
    ):
        key = ("unit", agreement, function, party, as_at, kind, basis)
        members[force, kind, basis].append((key, 1))
        members[region, kind, basis].append((key, 1))
    for force, region, kind, basis, people in ask(
        folder,
        "SELECT force_id, region, worker_type, basis, people_in_collaboration FROM marts.force_collaboration_workforce",
    ):
        if people is not None:
            seen.relate(members[force or region, kind, basis], "=", people)


def narrow(seen, truth):
    """Small counts that what is seen leaves less free than the rule says, with their bounds."""
    small = [key for key in seen.hidden if 0 < truth[key] < THRESHOLD]
    found = bounds_of(small, seen.relations)
    return {
        key: (low, high)
        for key, (low, high) in found.items()
        if low > ALMOST or high < THRESHOLD - ALMOST
    }  # fmt: skip


def test_no_small_count_of_people_is_published_or_can_be_found(folders):
    release, edition = folders
    truth = truth_of(release)
    published = truth_of(edition)
    assert not [key for key, value in published.items() if 0 < value < THRESHOLD]
    small = [key for key, value in truth.items() if 0 < value < THRESHOLD]
    assert {key[0] for key in small} == {"heading", "force", "unit"} and len(small) > 500
    seen = seen_in(edition, truth)
    assert len(seen.relations) > 200, "the attack has nothing to go by"
    assert narrow(seen, truth) == {}
    # Most counts are published: what protects the small ones costs little.
    assert len(seen.hidden) < 3 * len(small) and len(seen.hidden) < len(truth) / 8


def test_with_small_counts_alone_withheld_the_attack_finds_hundreds(folders):
    """Near miss: the same edition, with each count shown that is not small itself."""
    release, edition = folders
    truth = truth_of(release)
    found = narrow(seen_in(edition, truth, shown=lambda key: truth[key] >= THRESHOLD), truth)
    assert len(found) > 100
    exact = [key for key, (low, high) in found.items() if high - low < ALMOST]
    assert exact and all(abs(found[key][0] - truth[key]) < ALMOST for key in exact)


def test_what_a_measure_shows_of_the_release_would_give_small_counts_away(folders):
    """Near miss: the public counts, beside the measures and averages of the hub's release."""
    release, edition = folders
    truth = truth_of(release)
    seen = seen_in(edition, truth)
    _measures(release, seen)
    assert len(narrow(seen, truth)) > 20


def test_figures_on_organised_crime_leave_every_force_free(folders):
    """Regions of at least three forces are shown, and from them and the nation no figure of a force follows."""
    release, edition = folders
    truth = {
        (measure, force): numerator
        for measure, force, numerator in ask(
            release,
            "SELECT DISTINCT measure_id, force_id, numerator FROM variation.force_position "
            "WHERE measure_id LIKE 'organised_crime%' AND numerator IS NOT NULL",
        )
    }
    regions = dict(ask(edition, "SELECT force_id, home_office_region FROM marts.dim_force"))
    shown = ask(
        edition,
        "SELECT DISTINCT measure_id, home_office_region, numerator FROM variation.region_position "
        "WHERE measure_id LIKE 'organised_crime%' AND numerator IS NOT NULL",
    )
    relations = []
    for measure, region, numerator in shown:
        members = [key for key in truth if key[0] == measure and regions[key[1]] == region]
        assert len(members) >= 3, (measure, region)
        relations.append((dict.fromkeys(members, 1.0), "=", numerator))
    for measure in {measure for measure, _ in truth}:
        members = [key for key in truth if key[0] == measure]
        relations.append((dict.fromkeys(members, 1.0), "=", sum(truth[key] for key in members)))
    assert len(shown) > 12
    for key, (low, high) in bounds_of(sorted(truth), relations).items():
        assert high - low > 0.5 and low <= ALMOST, (key, low, high)
    assert ask(
        edition,
        "SELECT count(median), count(maximum), count(average_value) > 0 FROM variation.national_summary "
        "WHERE measure_id LIKE 'organised_crime%'",
    ) == [(0, 0, True)]
