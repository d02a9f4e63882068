"""43 forces that become 15: ten years of figures landed, back-cast, and compared with sums of the landed rows."""

import csv
import random

import numpy as np
import pandas as pd
import pytest

from orchestration.settings import PROJECT_DIR
from tests.landed import built
from tests.peer_cases import ABOUT, peer
from tests.projects import change_rows, own_project_with_models

MODELS = (
    "successor_series", "force_position", "national_summary", "region_position", "completeness",
    "collaboration_coverage_by_year", "int_peer_groups__by_year", "marts_force_successions", "force_population",
)  # fmt: skip
# The first group merges within a year, on 1 October 2022: 2022/23 is the successor's. The others do on 1 April 2023.
EARLY_ON, EARLY_LAST, MERGED_ON, LAST_DAY = "2022-10-01", "2022-09-30", "2023-04-01", "2023-03-31"
# The measures begin in 2011/12; the year before is landed for the first change.
STARTS, LANDED_FROM = range(2011, 2025), 2010
WORKER_TYPES = ("Police Officer", "Police Staff", "PCSO")
HEADING, HEADING_ID = "Intelligence", "intelligence"
SILENT = "merged-3"  # Of its predecessors the first returns no expenditure for 2018/19.


def forces_of_the_seed():
    with (PROJECT_DIR / "seeds" / "reference" / "forces.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FORCES = forces_of_the_seed()
LONDON = ("city-of-london", "metropolitan")
OTHERS = sorted(row["force_id"] for row in FORCES if row["force_id"] not in LONDON)
NAMES = {row["force_id"]: row["force_name"] for row in FORCES}
# Fourteen new forces, and the Metropolitan Police lives on with City of London in it.
GROUPS = {f"merged-{number + 1}": OTHERS[number::14] for number in range(14)} | {"metropolitan": list(LONDON)}
EARLY = "merged-1"


def year(start):
    return f"{start}/{(start + 1) % 100:02d}"


def merged_from(successor):
    """The first financial year of a successor, by the year in which it begins."""
    return 2022 if successor == EARLY else 2023


def in_being(start):
    """Forces to which a financial year belongs, worked out from the groups."""
    found = []
    for successor, predecessors in GROUPS.items():
        found += [successor] if start >= merged_from(successor) else predecessors
    return found


def figures():
    """One row per force, year and quantity that is landed."""
    source = random.Random(15)
    rows = []
    for start in range(LANDED_FROM, STARTS.stop):
        for force in in_being(start):
            for quantity in (*WORKER_TYPES, "north", "south", "spent"):
                amount = source.randint(100, 9000) * (100 if quantity in {"north", "south"} else 1)
                rows.append({"start": start, "force_id": force, "quantity": quantity, "amount": amount})
    landed = pd.DataFrame(rows)
    is_silent = (landed.force_id == GROUPS[SILENT][0]) & (landed.start == 2018) & (landed.quantity == "spent")
    return landed[~is_silent]


LANDED = figures()


def areas(force):
    """The local authorities of a force: those of its predecessors where it has any."""
    return [f"{each}-{part}" for each in GROUPS.get(force, [force]) for part in ("north", "south")]


def population_rows():
    """Residents by local authority: since the merger the first authorities have all residents of the successor."""
    for (start, force), rows in LANDED[LANDED.quantity.isin(["north", "south"])].groupby(["start", "force_id"]):
        amounts = dict(zip(rows.quantity, rows.amount, strict=True))
        lived_in = areas(force) if start >= 2022 and force in GROUPS and start >= merged_from(force) else None
        for place, area in enumerate(lived_in or (f"{force}-north", f"{force}-south")):
            amount = list(amounts.values())[place] if place < 2 else 0
            yield {"area_code": area, "area_name": area, "geography": "District", "mid_year": f"Mid-{start}",
                   "population": amount}  # fmt: skip


def land_nation(landing):
    workforce = landing.submission("home_office_workforce", None, None, form_id=None, edition="2025")
    rows = LANDED[LANDED.quantity.isin(WORKER_TYPES)]
    landing.rows(
        workforce, "home_office_workforce", "data",
        *(
            {"as_at_31_march": row.start + 1, "force_name": NAMES.get(row.force_id, row.force_id), "sex": "Female",
             "rank_description": "All", "worker_type": row.quantity, "total_headcount": row.amount,
             "total_fte": row.amount}
            for row in rows.itertuples()
        ),
    )  # fmt: skip
    estimates = landing.submission("ons_population", None, None, form_id="mid_year_estimates", edition="2010-2024")
    landing.rows(estimates, "ons_population", "mid_year_population", *population_rows())
    codes = {row["force_id"]: row["pfa_code"] for row in FORCES} | new_codes()
    for edition, forces in (("lad21-csp21-pfa21", in_being(LANDED_FROM)), ("lad24-csp24-pfa24", in_being(2024))):
        lookup = landing.submission("ons_population", None, None, form_id="area_lookup", edition=edition)
        found = [
            (area, force)
            for force in forces
            for area in (areas(force) if edition.startswith("lad24") else areas_before(force))
        ]
        landing.rows(
            lookup, "ons_population", "area_lookup",
            *({"lad_code": area, "pfa_code": codes[force], "pfa_name": NAMES.get(force, force), "object_id": number}
              for number, (area, force) in enumerate(found)),
        )  # fmt: skip


def areas_before(force):
    return [f"{force}-north", f"{force}-south"]


def new_codes():
    return {force: f"E239{number:05d}" for number, force in enumerate(GROUPS) if force != "metropolitan"}


def land_returns(landing):
    for row in LANDED[LANDED.quantity == "spent"].itertuples():
        submission = landing.submission("expenditure", row.force_id, year(row.start), variant="outturn")
        amounts = {"gross_expenditure_gbp": row.amount, "earned_income_gbp": 0,
                   "net_revenue_expenditure_gbp": row.amount}  # fmt: skip
        landing.rows(submission, "expenditure", "functions", {"heading_name": HEADING, **amounts})


def land_agreement(landing):
    """One agreement since 2014 of three forces, two of which become one."""
    register = landing.submission("collaboration_register", None, None, form_id="register", variant="X")
    cited = {"agreement_id": "unit", "source_document": "d", "source_place": "p"}

    def rows(table, *given):
        landing.rows(register, "collaboration_register", table, *({**cited, **row} for row in given))

    about = {"Register": "X", "Programme": "X", "As at": "2025-03-31"}
    landing.rows(
        register, "collaboration_register", "about", *({"item": item, "value": value} for item, value in about.items())
    )
    rows("agreements", {"title": "Unit", "programme": "X", "style": "joint_venture", "legal_basis": "s22A",
                        "scale": "regional", "stage": "live", "start_date": "2014-04"})  # fmt: skip
    parties = [*GROUPS["merged-2"][:2], GROUPS["merged-5"][0]]
    rows("parties", *({"party_name": NAMES[each], "party_type": "force", "role": "partner"} for each in parties))
    rows("functions", {"function_name": "Vehicles", "heading_name": "Fleet"})
    rows("events", {"sequence": 1, "event": "commenced", "event_date": "2014-04"})


def land_peers(landing):
    one, other = GROUPS["merged-2"][:2]
    submission = landing.submission("peer_groups", None, None, variant="S")
    landing.rows(submission, "peer_groups", "about", *({"item": item, "value": value} for item, value in ABOUT.items()))
    landing.rows(
        submission, "peer_groups", "peers",
        peer(NAMES[one], NAMES[other], "2013/14"), peer("merged-2", "merged-5", "2023/24"),
    )  # fmt: skip


def merging_project(folder):
    """A copy of the project in which the mergers are known."""
    own_project_with_models(folder)
    reference = folder / "seeds" / "reference"
    codes = new_codes()

    def merge(rows):
        known = {row["force_id"]: row for row in rows}
        for successor, predecessors in GROUPS.items():
            for each in predecessors:
                if each != successor:
                    known[each]["valid_to"] = EARLY_LAST if successor == EARLY else LAST_DAY
            if successor not in known:
                new = {"force_id": successor, "force_name": successor, "official_name": successor, "name_history": "",
                       "pfa_code": codes[successor], "valid_to": "",
                       "valid_from": EARLY_ON if successor == EARLY else MERGED_ON}  # fmt: skip
                rows.append(known[predecessors[0]] | new)

    change_rows(folder, "reference/forces.csv", merge)
    alias = dict.fromkeys(("valid_from", "valid_to"), "") | {"source": "made up"}
    change_rows(
        folder,
        "reference/force_aliases.csv",
        lambda rows: rows.extend(alias | {"alias": each, "force_id": each} for each in codes),
    )
    with (reference / "force_successions.csv").open("a", encoding="utf-8") as file:
        for successor, predecessors in GROUPS.items():
            day = EARLY_ON if successor == EARLY else MERGED_ON
            file.writelines(f"{each},{successor},{day},made up\n" for each in predecessors if each != successor)
    with (reference / "collection_rounds.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"workforce,{year(start)},2026-01-31,final,made up\n" for start in (2021, 2022, 2023))
    return folder


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    project = merging_project(tmp_path_factory.mktemp("project"))
    folder = tmp_path_factory.mktemp("mergers")
    lands = (land_nation, land_returns, land_agreement, land_peers)
    with built(folder, lands, MODELS, project=project) as connection:
        yield lambda query: connection.execute(query).df()


def parts(quantities, start, force=None):
    """Sum of what was landed, of a year and a force."""
    rows = LANDED[LANDED.quantity.isin(quantities) & (LANDED.start == start)]
    return float(rows[rows.force_id.isin([force] if isinstance(force, str) else force)].amount.sum() if force
                 else rows.amount.sum())  # fmt: skip


# Measure, heading, numerator, denominator, scale.
MEASURES = (
    ("officers_per_1000_population", "all-functions", ("Police Officer",), ("north", "south"), 1000),
    ("workforce_per_1000_population", "all-functions", WORKER_TYPES, ("north", "south"), 1000),
    ("police_staff_share_pct", "all-functions", ("Police Staff",), WORKER_TYPES, 100),
    ("nre_per_head", HEADING_ID, ("spent",), ("north", "south"), 1),
)


def test_15_forces_come_of_43():
    assert len(in_being(2021)) == 43 and len(in_being(2022)) == 43 - len(GROUPS[EARLY]) + 1
    assert len(in_being(2023)) == 15


@pytest.mark.parametrize(("measure", "heading", "over", "under", "scale"), MEASURES)
def test_national_totals_are_those_of_what_was_landed(ask, measure, heading, over, under, scale):
    found = ask(
        "SELECT financial_year, sum(numerator) AS numerator, sum(denominator) AS denominator, "
        "min(average_value) AS average, max(average_value) AS same, count(*) AS forces, "
        "max(forces_expected) AS expected, max(forces_reporting) AS reporting "
        "FROM variation.force_position WHERE average_method = 'weighted_all' "
        f"AND measure_id = '{measure}' AND heading_id = '{heading}' AND reported_state = 'reported' GROUP BY ALL"
    ).set_index("financial_year")
    assert sorted(found.index) == [year(start) for start in STARTS]
    for start in STARTS:
        row, is_short = found.loc[year(start)], measure == "nre_per_head" and start == 2018
        numerator = parts(over, start)
        silent = parts(under, start, GROUPS[SILENT][0]) if is_short else 0
        denominator = parts(under, start) - silent
        assert (row.numerator, row.denominator) == pytest.approx((numerator, denominator), rel=1e-14)
        assert row.average == row.same == pytest.approx(scale * numerator / denominator, rel=1e-12)
        assert row.expected == len(in_being(start)) and row.reporting == row.forces == row.expected - is_short


@pytest.mark.parametrize(("measure", "heading", "over", "under", "scale"), MEASURES)
def test_as_if_series_is_the_sum_over_the_predecessors(ask, measure, heading, over, under, scale):
    found = ask(
        f"SELECT * FROM variation.successor_series WHERE measure_id = '{measure}' AND heading_id = '{heading}'"
    ).set_index(["force_id", "financial_year"])
    assert len(found) == len(GROUPS) * len(STARTS)
    for successor, predecessors in GROUPS.items():
        for start in STARTS:
            row = found.loc[successor, year(start)]
            summed = predecessors if start < merged_from(successor) else [successor]
            assert row.is_as_if == (start < merged_from(successor))
            assert row.forces_summed == ", ".join(sorted(summed)) and row.forces_expected == len(summed)
            if measure == "nre_per_head" and (successor, start) == (SILENT, 2018):
                assert np.isnan(row.value) and np.isnan(row.numerator)
                assert row.missing_reason == f"{len(summed) - 1} of {len(summed)} reported."
                continue
            expected = (parts(over, start, summed), parts(under, start, summed))
            assert (row.numerator, row.denominator) == pytest.approx(expected, rel=1e-14)
            assert row.value == pytest.approx(scale * row.numerator / row.denominator, rel=1e-12)
            assert row.missing_reason is None or pd.isna(row.missing_reason)


def test_history_stays_with_the_predecessors_and_ends_with_them(ask):
    found = ask("SELECT DISTINCT financial_year, force_id FROM variation.force_position")
    for start in STARTS:
        assert set(found[found.financial_year == year(start)].force_id) == set(in_being(start))


def test_the_change_on_the_year_before_spans_the_merger(ask):
    found = ask(
        "SELECT force_id, financial_year, value FROM variation.force_position "
        "WHERE measure_id = 'officers_change_pct' AND average_method = 'weighted_all'"
    ).set_index(["force_id", "financial_year"])
    for successor, predecessors in GROUPS.items():
        first = merged_from(successor)
        now, before = parts(["Police Officer"], first, successor), parts(["Police Officer"], first - 1, predecessors)
        assert found.loc[successor, year(first)].value == pytest.approx(100 * (now - before) / before)
        later = parts(["Police Officer"], first + 1, successor)
        assert found.loc[successor, year(first + 1)].value == pytest.approx(100 * (later - now) / now)


def test_residents_of_a_force_are_those_of_its_own_area_in_each_year(ask):
    found = ask("SELECT mid_year, force_id, population FROM marts.force_population")
    for start in (LANDED_FROM, *STARTS):
        rows = found[found.mid_year == start].set_index("force_id").population.to_dict()
        assert rows == {force: parts(["north", "south"], start, force) for force in in_being(start)}


def test_regions_add_up_to_the_nation_in_each_year(ask):
    found = ask(
        "SELECT financial_year, sum(numerator) AS numerator, sum(forces_expected) AS expected "
        "FROM variation.region_position WHERE measure_id = 'officers_per_1000_population' GROUP BY 1"
    ).set_index("financial_year")
    for start in STARTS:
        assert found.loc[year(start)].numerator == parts(["Police Officer"], start)
        assert found.loc[year(start)].expected == len(in_being(start))


def test_the_nations_summary_says_n_of_n(ask):
    found = ask(
        "SELECT DISTINCT financial_year, forces_expected, forces_reporting FROM variation.national_summary "
        "WHERE measure_id = 'nre_per_head' AND heading_id = 'intelligence'"
    ).set_index("financial_year")
    assert {name: tuple(row) for name, row in found.iterrows()} == {
        year(start): (len(in_being(start)), len(in_being(start)) - (start == 2018)) for start in STARTS
    }


def test_a_return_is_expected_of_the_forces_at_the_end_of_its_year(ask):
    found = ask("SELECT financial_year, force_id FROM quality.completeness WHERE return_id = 'workforce'")
    for start in (2021, 2022, 2023):
        expected = found[found.financial_year == year(start)]
        assert sorted(expected.force_id) == sorted(in_being(start))


def test_coverage_counts_a_party_as_the_force_that_it_is(ask):
    found = ask(
        "SELECT financial_year, forces_collaborating, forces_expected FROM variation.collaboration_coverage_by_year "
        "WHERE heading_id = 'support-functions/fleet'"
    ).set_index("financial_year")
    assert tuple(found.loc["2014/15"]) == (3, 43)
    assert tuple(found.loc["2022/23"]) == (3, len(in_being(2022)))
    assert tuple(found.loc["2023/24"]) == (2, 15)


def test_peers_are_those_in_being(ask):
    found = ask("SELECT financial_year, force_id, peer_force_id FROM intermediate.int_peer_groups__by_year")
    one, other = GROUPS["merged-2"][:2]
    for start in (2013, 2022, 2023, 2024):
        pairs = found[found.financial_year == year(start)][["force_id", "peer_force_id"]].itertuples(index=False)
        assert [tuple(pair) for pair in pairs] == [(one, other) if start < 2023 else ("merged-2", "merged-5")]
