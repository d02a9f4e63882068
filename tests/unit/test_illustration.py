"""The illustrative national set: its totals, that it says what it is, and the defects planted in it."""

import csv
import datetime
import io
import json
from collections import Counter

import duckdb
import pytest
import yaml
from openpyxl import load_workbook

from orchestration.settings import Settings
from orchestration.synthetic_data.defects import planters
from orchestration.synthetic_data.defects.allocation import assigned
from orchestration.synthetic_data.defects.grid import Grid, grid_bytes
from orchestration.synthetic_data.defects.registry import Original
from orchestration.synthetic_data.example_returns import write_example_returns
from orchestration.synthetic_data.expenditure import INCOMES, LINES
from orchestration.synthetic_data.filled import write_filled
from orchestration.synthetic_data.forces import force_sizes
from orchestration.synthetic_data.national_set import (
    ExampleSetError,
    filled_returns,
    national_year,
)
from orchestration.synthetic_data.registers import registers, reported_ventures

YEAR = "2022/23"
# Files that cannot say themselves that they are made up: a note beside them does.
NOTED = ("collaboration_register", "board_decisions", "peer_groups")
SAY_SO_THEMSELVES = (
    "workforce_", "expenditure_", "savings_requirement_", "organised_crime_", "procurement_spend_", "list_of_vehicles_",
)  # fmt: skip
SEED = 7


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    return Settings(workspace=folder, landing=folder / "landing")


@pytest.fixture(scope="module")
def national(settings):
    return national_year(settings, SEED, YEAR)


@pytest.fixture(scope="module")
def small_set(settings):
    return list(filled_returns(settings, 2, ("2021/22", YEAR), SEED))


def level_1(national, table, column):
    """Sum over forces and level 1 headings."""
    ids = [function.heading.heading_id for function in national.functions]
    return sum(by_heading[heading][column] for by_heading in table.values() for heading in ids)


def printed_in(content, mark):
    """What stands in the cell of a mark: its value and, for a number, the format it is shown in."""
    source = io.BytesIO(grid_bytes(content) if isinstance(content, Grid) else content)
    cell = load_workbook(source)[mark.sheet][mark.cell]
    return cell.value, cell.number_format


def test_the_national_totals_are_those_of_the_source_documents(national):
    assert len(national.sizes) == 43
    assert level_1(national, national.estimate, "gross_expenditure_gbp") == 14_080_000_000 * 100
    outturn = level_1(national, national.outturn, "gross_expenditure_gbp")
    assert outturn == pytest.approx(14_080_000_000 * 100, rel=0.01)
    for money in (national.estimate, national.outturn):
        gross = level_1(national, money, "gross_expenditure_gbp")
        assert level_1(national, money, "in_collaboration_gbp") / gross == pytest.approx(0.095, abs=1e-9)
    for heading, staff in (("human-resources", 3922), ("finance", 2672)):
        rows = [by_heading[f"support-functions/{heading}"] for by_heading in national.workforce.values()]
        assert sum(row["police_staff_fte"] for row in rows) == staff * 100


def test_the_workforce_of_each_force_adds_up_to_its_total(national):
    ids = [function.heading.heading_id for function in national.functions]
    for size in national.sizes:
        by_heading = national.workforce[size.force_id]
        for worker_type, total in size.fte.items():
            assert sum(by_heading[heading][f"{worker_type}_fte"] for heading in ids) == total
        for counts in by_heading.values():
            assert all(counts[f"{kind}_headcount"] * 100 >= counts[f"{kind}_fte"] for kind in size.fte)


def test_sums_hold_in_every_row_and_parts_stay_within_their_heading(national):
    for by_heading in (each for money in (national.estimate, national.outturn) for each in money.values()):
        for row in by_heading.values():
            assert row["gross_expenditure_gbp"] == sum(row[line] for line in LINES)
            assert row["earned_income_gbp"] == sum(row[kind] for kind in INCOMES)
            net = row["gross_expenditure_gbp"] - row["earned_income_gbp"]
            assert row["net_revenue_expenditure_gbp"] == net
            assert 0 <= row["in_collaboration_gbp"] <= row["gross_expenditure_gbp"]
    for table in (national.workforce, national.estimate, national.outturn):
        for by_heading in table.values():
            for function in national.functions:
                parts = [by_heading[part.heading.heading_id] for part in function.parts]
                for column, whole in by_heading[function.heading.heading_id].items():
                    assert sum(part.get(column, 0) for part in parts) <= whole


def test_outturn_stays_near_estimate_and_years_near_each_other(national, settings):
    before = national_year(settings, SEED, "2021/22")
    for function in national.functions:
        heading = function.heading.heading_id
        for force_id, by_heading in national.estimate.items():
            for line, pence in by_heading[heading].items():
                if line in LINES:
                    assert abs(national.outturn[force_id][heading][line] - pence) <= pence * 0.03 + 1
                    assert abs(before.estimate[force_id][heading][line] - pence) <= pence * 0.08 + 1


def test_city_of_london_is_an_outlier_by_head(national):
    ids = [function.heading.heading_id for function in national.functions]
    per_head = {
        size.force_id: sum(national.estimate[size.force_id][heading]["gross_expenditure_gbp"] for heading in ids)
        / size.population
        for size in national.sizes
    }
    first, second = sorted(per_head, key=per_head.get, reverse=True)[:2]
    assert first == "city-of-london" and per_head[first] > 5 * per_head[second]


def test_the_registers_hold_720_ventures_in_the_printed_styles(national):
    reports = reported_ventures(national.sizes, national.sizes, national.functions, SEED, YEAR)
    made = registers([each for each in reports if each.reporter is None], YEAR)
    assert len(made) == len({size.region for size in national.sizes})
    ventures = [row for filled in made for row in filled.rows["agreements"]]
    assert len({row["agreement_id"] for row in ventures}) == len(ventures) == 720
    styles = Counter(row["style"] for row in ventures)
    printed = {"handshake": 14, "sla": 12, "lead_authority": 15, "joint_initiative": 27, "joint_venture": 30}
    assert {style: round(styles[style] / 7.2) for style in printed} == printed
    assert styles["not_stated"] == 720 - sum(styles[style] for style in printed)
    for filled in made:
        parties = Counter(row["agreement_id"] for row in filled.rows["parties"])
        assert all(parties[row["agreement_id"]] >= 2 for row in filled.rows["agreements"])


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path, settings):
    written = []
    for name, seed in (("a", SEED), ("b", SEED), ("c", SEED + 1)):
        made = write_example_returns(tmp_path / name, 2, 1, seed, False, settings)
        assert set(made.files) == {path.name for path in (tmp_path / name).iterdir() if path.suffix != ".yml"}
        written.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert written[0] == written[1]
    assert written[0].keys() == written[2].keys()
    assert all(written[0][name] != written[2][name] for name in written[0] if name.startswith("expenditure"))


def test_every_file_says_that_it_is_illustrative(tmp_path, settings):
    made = write_example_returns(tmp_path / "set", 1, 1, SEED, False, settings)
    assert len(made.files) == 10
    for name in made.files:
        path = tmp_path / "set" / name
        if name.startswith(NOTED):
            assert yaml.safe_load((path.parent / f"{name}.source.yml").read_text())["is_illustrative"] is True
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                lines = list(csv.DictReader(file))
            assert 200 <= len(lines) <= 400
            assert {(line["Illustrative"], line["Force"]) for line in lines} == {("yes", "Metropolitan Police")}
            assert len({line["Line id"] for line in lines}) == len(lines)
        else:
            items = dict(row[:2] for row in load_workbook(path)["About"].values)
            assert items["Illustrative"] == "yes"
            assert items["Force"] == "Metropolitan Police"
            assert items["Financial year"] == YEAR
            assert datetime.datetime(2023, 6, 1) <= items["Completed on"] <= datetime.datetime(2023, 6, 30)


def test_figures_stand_in_the_workbook_under_their_headings(tmp_path, settings, national):
    write_example_returns(tmp_path / "set", 1, 1, SEED, False, settings)
    rows = list(
        load_workbook(tmp_path / "set" / "expenditure_metropolitan_2022-23_estimate.xlsx")["Expenditure"].values
    )
    assert all(isinstance(cell, int | float) for row in rows[1:] for cell in row[1:])
    printed = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    for function in national.functions:
        amounts = national.estimate["metropolitan"][function.heading.heading_id]
        given = printed[function.heading.name]
        assert given["Gross expenditure (£)"] == amounts["gross_expenditure_gbp"] / 100
        assert given["Of gross: in collaboration (£)"] == amounts["in_collaboration_gbp"] / 100


def test_sizes_come_from_the_release_in_force_where_it_has_the_year(tmp_path):
    hub = Settings(workspace=tmp_path, landing=tmp_path / "landing")
    shipped = force_sizes(hub, YEAR)
    hub.current.mkdir()
    with duckdb.connect(str(hub.current / "icm_marts.duckdb")) as release:
        release.execute("CREATE SCHEMA marts")
        release.execute(
            "CREATE TABLE marts.force_workforce AS SELECT unnest(?) AS force_id, DATE '2023-03-31' AS as_at, kind AS "
            "worker_type, 100 AS headcount, 90.25 AS fte FROM (VALUES ('police_officer'), ('police_staff')) t(kind)",
            [[size.force_id for size in shipped]],
        )
        release.execute(
            "CREATE TABLE marts.force_population AS SELECT unnest(?) AS force_id, 2022 AS mid_year, 5000 AS population",
            [[size.force_id for size in shipped]],
        )
    published = force_sizes(hub, YEAR)
    assert [size.force_id for size in published] == [size.force_id for size in shipped]
    assert {(size.population, size.fte["police_officer"], size.fte["pcso"]) for size in published} == {(5000, 9025, 0)}
    assert force_sizes(hub, "2021/22")[0].population != 5000


@pytest.mark.parametrize(
    ("forces", "years", "words"),
    [(0, 1, "1 to 43 forces"), (44, 1, "1 to 43 forces"), (3, 0, "at least one year")],
)
def test_a_set_that_cannot_be_made_is_refused_in_words(tmp_path, settings, forces, years, words):
    with pytest.raises(ExampleSetError, match=words):
        write_example_returns(tmp_path / "set", forces, years, SEED, False, settings)


def test_a_folder_with_files_is_left_alone(tmp_path, settings):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExampleSetError, match=r"already contains files, mine\.txt among them"):
        write_example_returns(tmp_path, 1, 1, SEED, False, settings)


@pytest.mark.parametrize("planter", planters(), ids=lambda planter: f"{planter.rule_id}-{planter.name}")
def test_a_planted_file_differs_from_the_clean_one(planter, small_set, settings, tmp_path):
    fitting = [filled for filled in small_set if filled.return_id in planter.returns]
    filled = fitting[-1]
    path = tmp_path / filled.file_name
    write_filled(filled, settings.seeds, path)
    original = Original(filled, path, settings, SEED)
    outcome = planter.plant(original)
    names = {name for name, _ in outcome.files}
    marked = {name for name, _ in outcome.marks}
    # What a comparison finds needs a clean file beside the other one.
    assert marked <= names and (marked == names or planter.adds_a_file)
    assert planter.plant(original) == outcome
    for name, content in outcome.files:
        assert name != filled.file_name or content != path.read_bytes()
        for mark in (mark for marked, mark in outcome.marks if marked == name):
            assert mark.planted
            # A cell may be wrong because of what another one says.
            if mark.cell and mark.sheet and not mark.note.startswith("because of"):
                printed = printed_in(content, mark)
                assert planter.adds_a_file or printed != printed_in(original.grid(), mark)


def test_a_set_with_defects_has_one_a_file_and_a_list_of_them_beside_it(tmp_path, settings):
    made = write_example_returns(tmp_path / "set", 10, 2, SEED, True, settings)
    listed = json.loads(made.manifest.read_text(encoding="utf-8"))
    assert made.manifest == tmp_path / "set.manifest.json"
    assert {planter.rule_id for planter in planters()} <= {line["rule_id"] for line in listed}
    assert {line["file_name"] for line in listed} <= set(made.files)
    # Codes that cannot but come together name each other; otherwise a file holds one code.
    lone = [line for line in listed if not line["note"].startswith("comes with")]
    assert all(len({line["rule_id"] for line in lone if line["file_name"] == name}) <= 1 for name in made.files)
    for name in made.files:
        note = tmp_path / "set" / f"{name}.source.yml"
        assert note.is_file() or name.startswith(SAY_SO_THEMSELVES), name


def test_too_few_files_for_the_defects_are_told(small_set):
    with pytest.raises(ExampleSetError, match="are enough for that, or ask for more years"):
        assigned(small_set, SEED)
