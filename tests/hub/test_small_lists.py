"""Small lists that are read and landed many at a time, each of which comes out as if it were alone."""

import dataclasses

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.intake import receive, small_lists
from orchestration.intake.large_file_load import land_list, land_lists
from orchestration.intake.large_file_profile import ListFacts, describe_list
from orchestration.intake.receive import receive_landed
from orchestration.intake.small_lists import SmallLists
from orchestration.readers.sheets import UnreadableFile
from orchestration.returns.description import description_of
from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse, raw_tables
from tests.files import text_bytes
from tests.unit.test_large_file_load import AWKWARD, FORM, HEADINGS, RAW, SPEND, line

NOTHING = "  "
CELLS = st.sampled_from([*[(name, text) for name, texts in AWKWARD.items() for text in texts], ("category", NOTHING)])
FURTHER = st.sampled_from(
    [
        [], [""], [""] * 11, ["Kent"], [" ", "\u00a0"], ["Source: the ledger"], ["Kent", "2024/25", "L3"],
        [*line(8), "shifted"], [*line(8), "", ""], line(9, supplier_name="Two\nlines"),
        line(9, supplier_name='A "quoted", name; | \t'), line(9, supplier_name="Café £"), line(9, force_name=" Essex"),
        line(9, force_name=""), line(9, financial_year="2023/24"), ["", *line(9)[1:]],
    ]
)  # fmt: skip


ORDERS = [range(11), range(11), range(10, -1, -1), range(10)]
TITLES = [[], [], [["Spend of Kent"]], [["Spend of Kent"], []]]
ENDS = [
    b"",
    b"",
    b"",
    b"Source: Kent",
    b'Kent,2024/25,L2,"Smith\r\n',
    b'"Smith"s,Kent',
    b"\xff",
    b"\r\n\r\n",
    b'""',
    b"a\rb",
]


@st.composite
def contents(draw, separator):
    """A list of a force, untidy in the ways that lists are; most have the shape of the others."""
    lines = [line(number, **dict(cells)) for number, cells in enumerate(draw(st.lists(st.lists(CELLS, max_size=3))))]
    for place, row in draw(st.lists(st.tuples(st.integers(0, 8), FURTHER), max_size=2)):
        lines.insert(place, row)
    is_odd = draw(st.integers(0, 3)) == 0
    order = draw(st.sampled_from(ORDERS)) if is_odd else range(11)
    rows = [[row[at] for at in order if at < len(row)] if len(row) == 11 else row for row in (HEADINGS, *lines)]
    rows = [*draw(st.sampled_from(TITLES)), *rows] if is_odd else rows
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "cp1252"]))
    text = text_bytes(rows, separator=separator).decode().encode(encoding, errors="replace")
    text = text.replace(b"\r\n", draw(st.sampled_from([b"\r\n", b"\n"])))
    return (text.rstrip() if draw(st.booleans()) else text) + draw(st.sampled_from(ENDS))


@st.composite
def folders(draw):
    """Some lists that are received together."""
    separator = draw(st.sampled_from(",,;"))
    return draw(st.lists(contents(separator), min_size=2, max_size=5))


@pytest.fixture(scope="module")
def warehouse():
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in raw_tables()[RAW].items())
        connection.execute(f"CREATE SCHEMA raw; CREATE TABLE raw.{RAW} ({columns})")
        yield connection


def alone(path, scratch):
    try:
        return describe_list(path, "text", SPEND, FORM, scratch)
    except UnreadableFile as error:
        return error.rule_id, error.detail.replace(str(scratch), "")


def told(described):
    """What was learnt of a list, apart from where its copy is."""
    if not isinstance(described, ListFacts):
        return described
    facts = {each.name: getattr(described, each.name) for each in dataclasses.fields(described)}
    source = dataclasses.asdict(facts.pop("source"))
    del facts["_folder"], source["path"]
    return facts, source


def rows_of(warehouse):
    return warehouse.execute(f"SELECT * FROM raw.{RAW} ORDER BY _submission_id, _row").fetchall()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=folders())
def test_lists_read_together_come_out_as_each_alone(warehouse, tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("lists")
    paths = [folder / f"{number}.csv" for number in range(len(files))]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    expected = {path.name: alone(path, folder / "alone") for path in paths}
    with SmallLists(folder / "together") as together:
        together.describe((path, SPEND, FORM) for path in paths)
        found = {path.name: together.take(path) or alone(path, folder / "together") for path in paths}
    assert {name: told(each) for name, each in found.items()} == {name: told(each) for name, each in expected.items()}
    warehouse.begin()
    landed = {
        name: land_list(warehouse, each, RAW, name) for name, each in expected.items() if isinstance(each, ListFacts)
    }
    rows = rows_of(warehouse)
    warehouse.rollback()
    warehouse.begin()
    lists = {name: each for name, each in found.items() if isinstance(each, ListFacts)}
    assert land_lists(warehouse, lists, RAW) == landed
    assert rows_of(warehouse) == rows
    warehouse.rollback()
    for facts in (*expected.values(), *found.values()):
        if isinstance(facts, ListFacts):
            facts.discard()
    assert [*(folder / "alone").iterdir(), *(folder / "together").iterdir()] == []


TIMES = {"applied_at", "received_at", "found_at", "first_found_at", "started_at", "read_at"}


def state(folder, landing):
    """Everything that intake wrote, without times."""
    receive_landed(Settings(workspace=folder, landing=landing))
    assert not list(folder.glob("list-*"))
    with open_warehouse(Settings(workspace=folder, landing=landing)) as connection:
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE schema_name IN ('raw', 'ledger') GROUP BY 1"
        ).fetchall()
        return {
            table: sorted(
                connection.execute(
                    f"SELECT {', '.join(name for name in columns if name not in TIMES)} FROM {table}"
                ).fetchall(),
                key=repr,
            )
            for table, columns in tables
        }


def test_a_load_of_small_lists_writes_what_it_writes_of_long_ones(tmp_path, monkeypatch):
    landing = tmp_path / "landing"
    landing.mkdir()
    given = [(name, text) for name, texts in AWKWARD.items() for text in texts]
    untidy = [line(number, **{name: text}) for number, (name, text) in enumerate(given)]
    files = {
        "tidy": [HEADINGS, line(1), line(2)],
        "alike": [HEADINGS, line(3, force_name="Essex"), ["Source: the ledger"]],
        "other order": [row[::-1] for row in (HEADINGS, line(4))],
        "untidy": [HEADINGS, *untidy],
        "title": [["Spend of Kent"], [], HEADINGS, line(5), [], line(6)],
        "wide": [HEADINGS, line(7), [*line(8), "shifted"]],
        "empty": [HEADINGS],
        "without amounts": [HEADINGS[:9], line(9)[:9]],
        "no list": [["Name", "Age"], ["Ann", "3"]],
    }
    for name, rows in files.items():
        (landing / f"procurement_{name}.csv").write_bytes(text_bytes(rows))
    (landing / "procurement_same bytes.csv").write_bytes(text_bytes(files["tidy"]))
    (landing / "procurement_unclosed.csv").write_bytes(text_bytes(files["tidy"]) + b'Kent,2024/25,L2,"Smith\r\n')
    together = state(tmp_path / "together", landing)
    monkeypatch.setattr(small_lists, "is_small", lambda path: False)
    assert state(tmp_path / "alone", landing) == together
    assert {len(rows) for table, rows in together.items() if table == f"raw.{RAW}"} == {7 + len(untidy)}


def test_a_list_that_spoils_its_batch_costs_none_of_the_others(tmp_path, monkeypatch):
    landing = tmp_path / "landing"
    landing.mkdir()
    for number in range(3):
        (landing / f"procurement_{number}.csv").write_bytes(text_bytes([HEADINGS, line(number)]))
    real = receive.land_lists
    failures = []

    def failing(connection, lists, raw_name):
        if len(lists) > 1:
            failures.append(len(lists))
            raise RuntimeError("the lists cannot be landed together")
        return real(connection, lists, raw_name)

    monkeypatch.setattr(receive, "land_lists", failing)
    written = state(tmp_path / "hub", landing)
    assert failures == [3]
    assert [{"L0", "L1", "L2"} & set(row) for row in written[f"raw.{RAW}"]] == [{"L0"}, {"L1"}, {"L2"}]
    assert {rule_id for _, rule_id, *_ in written["ledger.findings"]} <= {"R06"}


@pytest.mark.parametrize("lines", [10, 60_000])
def test_a_line_of_another_force_or_year_is_told_with_its_row(hub, lines):
    columns = description_of("procurement_spend").form("lines").tables[0].columns
    rows = [["Kent", "2022/23", f"L{number}", "S", None, "C", "none", None, None, 5, "no"] for number in range(lines)]
    rows[3][0], rows[5][0], rows[7][0], rows[8][1] = "kent ", "Essex", "Essex", "2021/22"
    assert (
        hub.receive("procurement_spend_kent.csv", text_bytes([[each.header for each in columns], *rows])) == "rejected"
    )
    assert "Most lines give Kent. The first that does not is row 7." in hub.findings("R03")[0][3]
    assert "Most lines give 2022/23. The first that does not is row 10." in hub.findings("R17")[0][3]
