"""Whatever file of a country comes first, all tables are built; what needs another file says so until it comes."""

import duckdb
import pytest

from orchestration.settings import PROJECT_DIR
from tests.loads_of_small_hubs import load
from tests.small_hub import SmallHub

PUBLISHED = PROJECT_DIR / "examples" / "published"
STAGES = ("receive", "validate", "match", "compare", "build")
# Each needs a later one: figures per head the residents, residents the lookup, recommendations the registers.
ORDER = (
    "police_funding_extract_2025_26.csv",
    "board_decisions_proposals_and_recommendations_2009_to_2020.xlsx",
    "lad23-mid-year-population-2011-2023.xlsx",
    "police-workforce-open-data-2023-07-26.ods",
    "lad23-csp23-pfa23-lookup.csv",
)


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """After each file, the states of positions of two measures with the number of forces, in the default average."""
    hub = SmallHub(tmp_path_factory.mktemp("arrival") / "hub")
    found = []
    for name in ORDER:
        source = f"{name}.source.yml"
        files = [(each, (PUBLISHED / each).read_bytes()) for each in (name, source)]
        # A table that cannot be built, or a test of the warehouse that fails, ends the stage with an error.
        load(hub, files, STAGES)
        with duckdb.connect(str(hub.settings.warehouse), read_only=True) as connection:
            rows = connection.execute(
                "SELECT measure_id, reported_state, count(DISTINCT force_id), count(value) > 0 "
                "FROM variation.force_position WHERE (measure_id, financial_year) IN "
                "(('grant_per_head', '2025/26'), ('officers_per_1000_population', '2022/23')) GROUP BY ALL"
            ).fetchall()
        found.append({(measure, state): (forces, has_value) for measure, state, forces, has_value in rows})
    return found


def test_every_file_may_be_the_first(states):
    assert len(states) == len(ORDER)


def test_a_figure_per_head_waits_for_residents_and_says_so(states):
    for found in states[:4]:
        assert found["grant_per_head", "denominator_missing"] == (43, False)
    assert states[3]["officers_per_1000_population", "denominator_missing"] == (43, False)
    assert {measure for (measure, state) in states[4] if state == "denominator_missing"} == set()
    assert states[4]["officers_per_1000_population", "reported"] == (43, True)
