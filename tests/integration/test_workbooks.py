"""The workbooks of a release, read back: accessible in form, and each number that of the published table.

The release's file is copied and altered first, so that every kind of missing value, made-up data and text that a
program might run are in it. What is expected is asked from that file.
"""

import math
import re
import shutil
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.publication.national_tables.description import read_description
from orchestration.publication.national_tables.workbooks import FOLDER, write_workbooks
from orchestration.publication.published_table import read_published_tables
from orchestration.publication.state import DATABASE

MEASURE = "officers_per_1000_population"
YEAR = "2022/23"
MADE_UP = "illustrative data"
AT = f"measure_id = '{MEASURE}' AND financial_year = '{YEAR}'"
NOTHING = "value = NULL, rank_desc = NULL, percentile = NULL, difference = NULL, difference_pct = NULL"
RUNS = '=HYPERLINK("http://example.org") [a](http://example.org) $$note$$'
ALTERED = (
    "UPDATE release.releases SET holds_illustrative_data = true",
    f"UPDATE variation.force_position SET reported_state = 'not_reported', {NOTHING} WHERE {AT} AND force_id = 'kent'",
    f"UPDATE variation.force_position SET reported_state = 'not_provided', {NOTHING} WHERE {AT} AND force_id = 'essex'",
    "UPDATE variation.force_position SET reported_state = 'unverified', rank_desc = NULL, percentile = NULL "
    f"WHERE {AT} AND force_id = 'surrey'",
    f"UPDATE variation.force_position SET force_context = '{RUNS}' WHERE {AT} AND force_id = 'norfolk'",
    f"UPDATE variation.force_position SET force_context = '...' WHERE {AT} AND force_id = 'suffolk'",
    # Three forces have peers: what differs by method there must not make a second row of them.
    "UPDATE variation.dim_average_method SET is_computed = true WHERE average_method = 'weighted_peer'",
    "INSERT INTO variation.force_position SELECT * REPLACE ('weighted_peer' AS average_method, 3.5 AS average_value, "
    "12.5 AS difference_pct, NULL AS is_in_average, 6 AS forces_in_average, NULL AS statistics_reason, "
    f"NULL AS outlier_reason) FROM variation.force_position WHERE {AT} AND average_method = 'weighted_all' "
    "AND force_id IN ('dorset', 'norfolk', 'suffolk')",
)


@pytest.fixture(scope="module")
def altered(published_release, tmp_path_factory):
    """Folder of the altered release, with its workbooks."""
    folder = tmp_path_factory.mktemp("altered")
    shutil.copyfile(published_release / DATABASE, folder / DATABASE)
    with duckdb.connect(str(folder / DATABASE)) as connection:
        for statement in ALTERED:
            connection.execute(statement)
        ((release_id,),) = connection.execute("SELECT max(release_id) FROM release.releases").fetchall()
    write_workbooks(folder, release_id, read_published_tables(folder / DATABASE))
    return folder


@pytest.fixture(scope="module")
def books(altered):
    return {path.stem: openpyxl.load_workbook(path) for path in sorted((altered / FOLDER).glob("*.xlsx"))}


@pytest.fixture(scope="module")
def ask(altered):
    with duckdb.connect(str(altered / DATABASE), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield lambda query: connection.execute(query).fetchall()


def every_sheet(books):
    return [(name, sheet) for name, book in books.items() for sheet in book.worksheets]


def table_of(sheet):
    """Headings without unit and note, and rows by heading."""
    (table,) = sheet.tables.values()
    headings, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    short = [re.sub(r"( \([^()]*\))?( \[note \d+\])?$", "", heading) for heading in headings]
    assert len(set(short)) == len(short), sheet.title
    return [dict(zip(short, row, strict=True)) for row in rows]


def positions_by_force(books):
    return {row["Force"]: row for row in table_of(books[f"variation_{MEASURE}"]["Positions"])}


def same(found, expected):
    return math.isclose(found, float(expected), rel_tol=1e-14, abs_tol=1e-12)


def test_each_measure_and_subject_has_a_workbook(books, ask):
    measures = {
        f"variation_{measure}" for (measure,) in ask("SELECT DISTINCT measure_id FROM variation.force_position")
    }
    assert set(books) == measures | {"collaboration", "levels_of_support", "procurement", "published_figures"}


def test_every_sheet_begins_in_a1_and_holds_one_marked_table_at_the_most(books):
    names = set()
    for name, sheet in every_sheet(books):
        assert isinstance(sheet["A1"].value, str), f"{name}: {sheet.title}"
        assert not sheet.merged_cells.ranges
        assert len(sheet.tables) == (sheet.title != "Cover" and sheet.max_column > 1), f"{name}: {sheet.title}"
        assert not any(line.hidden for line in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        for table in sheet.tables.values():
            names.add((name, table.name))
            last = table.ref.rpartition(":")[2]
            assert last == sheet.cell(sheet.max_row, sheet.max_column).coordinate, "something stands outside the table"
            assert int(re.search(r"\d+", sheet.freeze_panes)[0]) == int(re.search(r"\d+", table.ref)[0]) + 1
    assert len(names) == sum(len(sheet.tables) for _, sheet in every_sheet(books)), "two tables share a name"


def test_no_row_and_no_cell_of_a_table_is_blank_and_no_cell_is_a_formula(books):
    for name, sheet in every_sheet(books):
        for row in sheet.iter_rows():
            assert row[0].value not in (None, ""), f"{name}: {sheet.title} row {row[0].row}"
        for table in sheet.tables.values():
            for row in sheet[table.ref]:
                for cell in row:
                    assert cell.value not in (None, ""), f"{name}: {sheet.title} {cell.coordinate}"
                    assert cell.data_type in "sn", f"{name}: {sheet.title} {cell.coordinate}"


def test_every_title_says_that_data_is_made_up(books):
    for name, sheet in every_sheet(books):
        assert MADE_UP in sheet["A1"].value, f"{name}: {sheet.title}"
    assert all("Do not quote its figures" in str(book["Cover"]["A3"].value) for book in books.values())


def test_a_release_of_real_data_says_nothing_of_the_kind(published_release):
    book = openpyxl.load_workbook(published_release / FOLDER / f"variation_{MEASURE}.xlsx")
    words = [str(cell.value) for row in book["Cover"].iter_rows() for cell in row]
    assert not any(MADE_UP in word for word in words)
    assert MADE_UP not in book["Positions"]["A1"].value


def test_links_of_the_contents_lead_to_every_other_sheet(books):
    for name, book in books.items():
        sheet = book["Contents"]
        (table,) = sheet.tables.values()
        links = [row[0].hyperlink.location for row in sheet[table.ref][1:]]
        targets = [link.rpartition("!")[0].strip("'") for link in links]
        assert targets == [title for title in book.sheetnames if title not in {"Cover", "Contents"}], name
        counts = {row["Sheet"]: row["Rows"] for row in table_of(sheet)}
        for title, count in counts.items():
            assert count == (len(table_of(book[title])) if book[title].tables else 0), f"{name}: {title}"


def test_only_the_workbooks_own_sheets_are_linked(books):
    for name, sheet in every_sheet(books):
        links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert all(link.location and not link.target for link in links), f"{name}: {sheet.title}"


def test_a_note_that_a_heading_names_stands_on_the_notes_sheet(books):
    for name, book in books.items():
        notes = {row["Note"] for row in table_of(book["Notes"])}
        assert "note 1" in notes
        for sheet in book.worksheets:
            for table in sheet.tables.values():
                heading = " ".join(str(cell.value) for cell in sheet[table.ref][0])
                assert set(re.findall(r"\[(note \d+)\]", heading)) <= notes, f"{name}: {sheet.title}"


def test_positions_have_one_row_a_force_and_heading_with_the_averages_side_by_side(books, ask):
    methods = dict(ask("SELECT average_method, method_name FROM variation.dim_average_method WHERE is_computed"))
    for (measure,) in ask("SELECT DISTINCT measure_id FROM variation.force_position"):
        rows = table_of(books[f"variation_{measure}"]["Positions"])
        keys = [(row["Heading"], row["Force"]) for row in rows]
        assert len(set(keys)) == len(keys), "a column that differs by method is not among those set side by side"
        published = ask(
            "SELECT h.heading_name, f.force_name, p.average_method, value, rank_desc, percentile, average_value, "
            "difference_pct, gap_gbp, is_outlier FROM variation.force_position AS p "
            "JOIN marts.dim_force AS f USING (force_id) JOIN marts.dim_poa_heading AS h USING (heading_id) "
            f"WHERE measure_id = '{measure}' AND financial_year = (SELECT max(financial_year) "
            f"FROM variation.force_position WHERE measure_id = '{measure}')"
        )
        assert set(keys) == {(heading, force) for heading, force, *_ in published}
        by_key = dict(zip(keys, rows, strict=True))
        for heading, force, method, *values in published:
            row = by_key[heading, force]
            shown = [row["Value"], row["Rank"], row["Percentile"]]
            shown += [
                row.get(f"{name}: {methods[method]}")
                for name in ("Average value", "Difference from the average, share", "Gap, money", "Outlier")
            ]
            assert shown[-1] in {True: {"yes"}, False: {"no"}, None: {"[x]", "[z]", "[u]"}}[values[-1]]
            for cell, value in zip(shown[:-1], values[:-1], strict=True):
                assert cell in {"[x]", "[z]", "[u]", None} if value is None else same(cell, value), (force, method)


def test_each_kind_of_missing_has_its_shorthand_and_a_value_that_is_kept_out_is_shown(books, ask):
    rows = positions_by_force(books)
    assert (rows["Kent"]["Value"], rows["Kent"]["Rank"]) == ("[x]", "[x]")
    assert rows["Kent"]["State"] == "not reported [x]"
    assert (rows["Essex"]["Value"], rows["Essex"]["State"]) == ("[z]", "not provided [z]")
    ((value,),) = ask(f"SELECT any_value(value) FROM variation.force_position WHERE {AT} AND force_id = 'surrey'")
    assert same(rows["Surrey"]["Value"], value)
    assert (rows["Surrey"]["Rank"], rows["Surrey"]["State"]) == ("[u]", "unverified [u]")
    assert rows["Dorset"]["State"] == "reported"


def test_what_a_force_says_is_text_as_it_was_given(books):
    rows = positions_by_force(books)
    assert rows["Norfolk"]["Force's explanation"] == RUNS
    assert rows["Suffolk"]["Force's explanation"] == "..."
    assert rows["Dorset"]["Force's explanation"] == "[z]"


def test_coverage_counts_each_force_once(books):
    rows = {row["Financial year"]: row for row in table_of(books[f"variation_{MEASURE}"]["Coverage"])}
    names = ("Forces reporting", "Forces that did not report", "Forces that do not provide it")
    altered = tuple(rows[YEAR][name] for name in (*names, "Forces with an unverified value", "Forces expected"))
    assert altered == (40, 1, 1, 1, 43)
    assert tuple(rows["2021/22"][name] for name in (*names, "Forces expected")) == (43, 0, 0, 43)


@pytest.mark.parametrize(
    ("book", "sheet", "table", "columns"),
    [
        (f"variation_{MEASURE}", "Summary", "variation.national_summary", "average_value minimum p10 p90 maximum"),
        (f"variation_{MEASURE}", "Regions", "variation.region_position", "value average_value difference numerator"),
        ("collaboration", "National picture", "variation.national_picture", "agreements_live value_gbp"),
        ("collaboration", "Coverage", "variation.collaboration_coverage", "forces_collaborating collaborating_pct"),
        ("collaboration", "Net contribution", "variation.net_contribution", "value_put_in_gbp net_gbp"),
        ("published_figures", "Reconciliation", "marts.reconciliation", "published_value warehouse_value difference"),
    ],
)
def test_the_numbers_of_a_table_are_those_published(books, ask, book, sheet, table, columns):
    where = f"WHERE measure_id = '{MEASURE}'" if book.startswith("variation_") else ""
    if not books[book][sheet].tables:
        assert ask(f"SELECT count(*) FROM {table}") == [(0,)]
        return
    rows = table_of(books[book][sheet])
    for column in columns.split():
        published = sorted(
            float(value) for (value,) in ask(f"SELECT {column} FROM {table} {where}") if value is not None
        )
        heading = read_description().words(column).heading
        shown = sorted(row[heading] for row in rows if heading in row and not isinstance(row[heading], str))
        assert len(shown) == len(published), f"{sheet}: {column}"
        assert all(same(*pair) for pair in zip(shown, published, strict=True)), f"{sheet}: {column}"


def test_columns_of_a_sheet_are_described_in_the_workbook(books):
    for name, book in books.items():
        described = {(row["Sheet"], row["Column"]): row["Contents"] for row in table_of(book["Columns"])}
        assert all(text != "[z]" and len(text) > 2 for text in described.values()), name
        for sheet in book.worksheets:
            if sheet.tables and sheet.title not in {"Contents", "Notes", "Columns"}:
                for heading in table_of(sheet)[0]:
                    known = (heading, heading.partition(": ")[0])
                    assert any((sheet.title, each) in described for each in known), f"{name}: {sheet.title} {heading}"


def test_no_published_variation_table_is_left_out_without_a_reason(published_release):
    tables = read_published_tables(published_release / DATABASE)
    columns = {name: [column.name for column in table.columns] for name, table in tables.items()}
    assert read_description().tables_nobody_takes(columns) == [], (
        "give the table a sheet, a pattern under further_tables or a reason under in_no_workbook in workbooks.yml"
    )


def test_a_table_that_comes_later_gets_a_sheet_by_its_name(published_release, tmp_path):
    shutil.copyfile(published_release / DATABASE, tmp_path / DATABASE)
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute(
            "CREATE TABLE variation.level_of_support_history (heading_id VARCHAR, forces INTEGER, reason VARCHAR)"
        )
        connection.execute("INSERT INTO variation.level_of_support_history VALUES ('all-functions', 43, NULL)")
        connection.execute(
            f"CREATE TABLE variation.later_table AS SELECT '{MEASURE}' AS measure_id, 'kent' AS force_id, 3 AS lowest"
        )
        ((release_id,),) = connection.execute("SELECT max(release_id) FROM release.releases").fetchall()
    write_workbooks(tmp_path, release_id, read_published_tables(tmp_path / DATABASE))
    support = openpyxl.load_workbook(tmp_path / FOLDER / "levels_of_support.xlsx")
    assert table_of(support["Level of support history"]) == [{"Heading": "All functions", "Forces": 43}]
    book = openpyxl.load_workbook(tmp_path / FOLDER / f"variation_{MEASURE}.xlsx")
    assert table_of(book["Later table"]) == [{"Force": "Kent", "Lowest": 3}]
    other = openpyxl.load_workbook(tmp_path / FOLDER / "variation_grant_per_head.xlsx")
    assert "Later table" not in other.sheetnames


def test_a_release_without_any_rows_still_gives_workbooks_of_subjects(published_release, tmp_path):
    shutil.copyfile(published_release / DATABASE, tmp_path / DATABASE)
    tables = read_published_tables(tmp_path / DATABASE)
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        for name in tables.keys() - {"release.releases"}:
            connection.execute(f"DELETE FROM {name}")
        ((release_id,),) = connection.execute("SELECT max(release_id) FROM release.releases").fetchall()
    written = write_workbooks(tmp_path, release_id, tables)
    assert [each.file for each in written] == [
        f"{name}.xlsx" for name in ("collaboration", "levels_of_support", "procurement", "published_figures")
    ]
    sheet = openpyxl.load_workbook(tmp_path / FOLDER / "collaboration.xlsx")["Network"]
    assert not sheet.tables
    assert sheet["A2"].value == "This table has no rows in this release."


def test_the_page_of_the_data_leads_to_every_workbook(published_release):
    page = (published_release / "data.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="(tables/[^"]+)"', page))
    assert linked == {path.relative_to(published_release).as_posix() for path in (published_release / FOLDER).iterdir()}
    assert all(Path(published_release, link).stat().st_size < 3_000_000 for link in linked)
