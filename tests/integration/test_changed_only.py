"""A release takes over from the one before what did not change, and holds what a release made anew would hold."""

import errno
import hashlib
import json
import os
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.publication import carried, tables
from orchestration.publication.carried import last_release_of_same_code
from orchestration.publication.exports import write_exports
from orchestration.publication.model_facts import read_model_facts
from orchestration.publication.publish import publish
from orchestration.publication.published_table import read_published_tables
from orchestration.publication.release_decisions import finalise
from orchestration.publication.retention import prune_releases
from orchestration.publication.site.status import STATUS_SCRIPT
from orchestration.publication.state import DATABASE, MANIFEST, current_release
from orchestration.publication.tables import write_database
from orchestration.warehouse.contents import content_of
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.models import read_manifest

MEASURE = "officers_per_1000_population"
CHANGES = (
    "UPDATE marts.force_population SET population = population + 1 WHERE force_id = 'kent'",
    f"UPDATE variation.force_position SET force_context = 'A new word.' WHERE measure_id = '{MEASURE}' "
    "AND force_id = 'kent' AND financial_year = '2022/23'",
    "DELETE FROM marts.lessons WHERE lesson_id = (SELECT min(lesson_id) FROM marts.lessons)",
)
CHANGED = ("marts.force_population", "variation.force_position", "marts.lessons")
CATALOG = (
    "SELECT schema_name, table_name, column_index, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
    "WHERE database_name = ? ORDER BY ALL",
    "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE database_name = ? ORDER BY ALL",
    "SELECT schema_name, table_name, constraint_type, constraint_column_names FROM duckdb_constraints() "
    "WHERE database_name = ? ORDER BY ALL",
)

# The manifest itself, and what people decide about a release after it was published.
NOT_SEALED = {MANIFEST, Path(STATUS_SCRIPT).name}


def change(settings, *statements):
    with open_warehouse(settings) as connection:
        for statement in statements:
            connection.execute(statement)


def record_contents(settings, names):
    """What a build records of tables that it made otherwise."""
    with open_warehouse(settings) as connection:
        for name in names:
            connection.execute(
                "UPDATE ledger.tables_built SET content = ? WHERE relation = ?", [content_of(connection, name), name]
            )


def hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in NOT_SEALED
    }


def manifest(release):
    return json.loads((release.folder / MANIFEST).read_text(encoding="utf-8"))


def linked(release, earlier):
    """Files that two releases share."""
    return {
        name
        for name in manifest(release)["files"]
        if (earlier.folder / name).exists() and (release.folder / name).samefile(earlier.folder / name)
    }


def assert_whole(release):
    """The release is sealed and is what its manifest says."""
    assert hashes(release.folder) == manifest(release)["files"]
    writable = [path for path in release.folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o222]
    assert [path for path in writable if path.name not in NOT_SEALED] == []


def assert_same_tables(one, other, *, but=()):
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{one}' AS one (READ_ONLY); ATTACH '{other}' AS other (READ_ONLY)")
        for question in CATALOG:
            first, second = (connection.execute(question, [name]).fetchall() for name in ("one", "other"))
            assert first == second
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'one' ORDER BY 1"
        ).fetchall()
        assert len(names) > 90
        for (name,) in names:
            difference = connection.execute(
                f"(FROM one.{name} EXCEPT ALL FROM other.{name}) UNION ALL "
                f"(FROM other.{name} EXCEPT ALL FROM one.{name})"
            ).fetchall()
            assert difference == [] or name in but, name


@pytest.fixture(scope="module")
def releases(module_hub):
    """The first release, one after changes to three tables, and the same made without the first one's file.

    Of the changed tables one has lost a row.
    """
    settings = module_hub.settings
    first = current_release(settings)
    change(settings, *CHANGES)
    record_contents(settings, CHANGED)
    facts = read_model_facts(read_manifest(settings))
    kept = ("published_at", "code_version", "inputs_fingerprint", "code", "seeds", "settings")
    row = {key: manifest(first)[key] for key in kept}
    whole = settings.workspace / "whole.duckdb"
    with open_warehouse(settings) as connection:
        write_database(connection, whole, facts, {**row, "release_id": "whole"}, first)
        attached = connection.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert attached == [("warehouse",)]
    return first, publish(settings), whole


def test_tables_equal_those_of_a_release_made_anew(releases):
    _, second, whole = releases
    assert_same_tables(second.folder / DATABASE, whole, but={"release.releases", "release.revision_history"})


def test_a_table_without_rows_gone_or_come_is_changed_where_it_stands(releases, module_hub):
    first, second, _ = releases
    row = {key: manifest(second)[key] for key in ("published_at", "code_version", "inputs_fingerprint")}
    row |= {key: manifest(second)[key] for key in ("code", "seeds", "settings")} | {"release_id": "again"}
    last = last_release_of_same_code(first.folder, row["code_version"])
    target = module_hub.settings.workspace / "again.duckdb"
    with open_warehouse(module_hub.settings) as connection:
        facts = read_model_facts(read_manifest(module_hub.settings))
        written = write_database(connection, target, facts, row, first, last)
        (population,) = connection.execute(
            "SELECT count(*) FROM marts.force_population WHERE force_id = 'kent'"
        ).fetchone()
    changed = {table.full_name: table.changed for table in written if table.full_name in CHANGED}
    assert changed["marts.lessons"] is None
    assert len(changed["marts.force_population"]) == population
    with duckdb.connect(str(target), read_only=True) as connection:
        for name, places in changed.items():
            stands = connection.execute(f"SELECT rowid, force_id FROM {name}").fetchall() if places else []
            assert {force for place, force in stands if place in places} <= {"kent"}


def test_a_csv_is_the_one_that_a_release_made_anew_would_have(releases, tmp_path):
    _, second, whole = releases
    (tmp_path / DATABASE).symlink_to(whole)
    described = read_published_tables(whole)
    write_exports(tmp_path, [described[name] for name in CHANGED])
    for name in CHANGED:
        file = f"csv/{name.replace('.', '/')}.csv"
        assert (tmp_path / file).read_bytes() == (second.folder / file).read_bytes(), name


def test_both_releases_are_what_their_manifests_say(releases):
    first, second, _ = releases
    assert_whole(first)
    assert_whole(second)


def test_only_files_that_differ_are_written(releases):
    first, second, _ = releases
    written = manifest(second)["files"].keys() - linked(second, first)
    changed = {"marts/force_population", "marts/lessons", "variation/force_position"}
    changed |= {"release/releases", "release/revisions", "release/revision_counts", "release/revision_causes"}
    changed |= {"release/revision_history"}
    expected = {f"{kind}/{name}.{kind}" for kind in ("csv", "parquet") for name in changed}
    expected |= {f"csv/{name}.csv-metadata.json" for name in changed}
    expected |= {DATABASE, "csv/csv-metadata.json", "datapackage.json", f"tables/variation_{MEASURE}.xlsx"}
    expected |= {"assets/release.js", "assets/search-index.js"}
    pages = manifest(second)["pages"]
    of_pages = {name for page in pages.values() for name in page["files"]}
    # The measure is one of whole forces: no page of another heading shows it.
    headings = {name for name in written if name.startswith("functions/")}
    assert headings == {"functions/all-functions.html"}
    # The lesson that is gone was one of this agreement.
    others = {name for name in written if name.startswith(("agreements/", "boards/", "programmes/"))}
    assert others == {"agreements/all-wales-collaboration.html"}
    written -= of_pages
    assert written == expected


def test_revisions_tell_what_changed_and_no_more(releases):
    _, second, _ = releases
    with duckdb.connect(str(second.folder / DATABASE), read_only=True) as connection:
        found = connection.execute(
            "SELECT table_name, column_name, new_value, count(*) FROM release.revisions "
            "WHERE table_name <> 'marts.force_population' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        population = connection.execute(
            "SELECT key, column_name, new_value::BIGINT - previous_value::BIGINT FROM release.revisions "
            "WHERE table_name = 'marts.force_population'"
        ).fetchall()
        counted = connection.execute(
            "SELECT table_name, column_name, is_listed, changes FROM release.revision_counts "
            "WHERE table_name <> 'marts.force_population' ORDER BY ALL"
        ).fetchall()
        causes = connection.execute("SELECT kind, changes FROM release.revision_causes").fetchall()
        methods = connection.execute(
            f"SELECT count(*) FROM variation.force_position WHERE measure_id = '{MEASURE}' AND force_id = 'kent' "
            "AND financial_year = '2022/23'"
        ).fetchone()
    assert found == [("marts.lessons", "*", None, 1)]
    assert counted == [
        ("marts.lessons", "*", True, 1),
        ("variation.force_position", "force_context", False, methods[0]),
    ]
    assert causes == [("day", 1 + len(population))], "nothing was received, decided, set or programmed"
    assert population
    assert all(key.startswith("force_id=kent; ") for key, _, _ in population)
    assert {(column, difference) for _, column, difference in population} == {("population", 1)}


def test_a_workbook_names_the_release_that_first_had_it(releases):
    first, second, _ = releases
    told = {}
    for name in (f"variation_{MEASURE}", "published_figures"):
        cover = openpyxl.load_workbook(second.folder / "tables" / f"{name}.xlsx")["Cover"]
        lines = [cell.value for (cell,) in cover.iter_rows()]
        told[name] = lines[lines.index("First published") + 1]
    assert told[f"variation_{MEASURE}"].startswith(f"In release {second.release_id}, ")
    assert told["published_figures"].startswith(f"In release {first.release_id}, ")


def test_metadata_of_a_csv_names_the_release_that_first_had_it(releases):
    first, second, _ = releases
    group = json.loads((second.folder / "csv" / "csv-metadata.json").read_text(encoding="utf-8"))
    assert group["dc:identifier"] == second.release_id
    told = {each["url"]: each["dc:identifier"] for each in group["tables"]}
    assert told["marts/force_population.csv"] == second.release_id
    assert told["marts/agreements.csv"] == first.release_id
    for url, release_id in told.items():
        beside = json.loads((second.folder / "csv" / f"{url}-metadata.json").read_text(encoding="utf-8"))
        assert beside["dc:identifier"] == release_id, url


def test_the_file_does_not_grow_with_what_is_replaced(releases):
    first, second, _ = releases
    assert (second.folder / DATABASE).stat().st_size < 1.2 * (first.folder / DATABASE).stat().st_size


def test_a_half_written_release_goes_without_a_trace_on_the_one_in_force(hub_copy):
    settings = hub_copy.settings
    first = current_release(settings)
    left_over = settings.releases / ".20000101T000000Z.partial"
    left_over.mkdir()
    os.link(first.folder / DATABASE, left_over / DATABASE)
    publish(settings)
    assert not left_over.exists()
    assert_whole(first)


def test_files_are_copied_where_links_are_not_possible(hub_copy, monkeypatch):
    def refuse(source, target):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    first = current_release(hub_copy.settings)
    monkeypatch.setattr(carried.os, "link", refuse)
    second = publish(hub_copy.settings)
    assert linked(second, first) == set()
    assert_whole(second)
    assert hashes(second.folder)["csv/marts/agreements.csv"] == hashes(first.folder)["csv/marts/agreements.csv"]


def test_other_code_or_libraries_take_nothing_over(hub_copy):
    first = current_release(hub_copy.settings)
    code = manifest(first)["code_version"]
    assert last_release_of_same_code(first.folder, code) is not None
    assert last_release_of_same_code(first.folder, "another") is None
    (first.folder / MANIFEST).chmod(0o644)
    (first.folder / MANIFEST).write_text(json.dumps(manifest(first) | {"made_with": {"duckdb": "0"}}), encoding="utf-8")
    assert last_release_of_same_code(first.folder, code) is None
    second = publish(hub_copy.settings)
    assert linked(second, first) == set()
    but = {"release.releases", "release.revisions", "release.revision_causes"}
    assert_same_tables(first.folder / DATABASE, second.folder / DATABASE, but=but)


def test_a_table_that_comes_or_goes_and_a_file_full_of_holes_are_written_whole(hub_copy, monkeypatch):
    settings = hub_copy.settings
    change(
        settings,
        "CREATE TABLE quality.extra (extra_id VARCHAR PRIMARY KEY)",
        "INSERT INTO quality.extra VALUES ('one')",
        "COMMENT ON TABLE quality.extra IS 'One row per extra.'; COMMENT ON COLUMN quality.extra.extra_id IS 'Key.'",
    )
    second = publish(settings)
    assert manifest(second)["tables"]["quality.extra"] == 1
    change(settings, "DROP TABLE quality.extra")
    third = publish(settings)
    assert "quality.extra" not in manifest(third)["tables"]
    assert not list(third.folder.rglob("extra.*"))
    monkeypatch.setattr(tables, "_MOST_FREE_BLOCKS", -1)
    fourth = publish(settings)
    assert_same_tables(third.folder / DATABASE, fourth.folder / DATABASE, but={"release.releases"})
    for release in (second, third, fourth):
        assert_whole(release)


def test_what_the_build_recorded_decides_which_tables_are_replaced(hub_copy):
    settings = hub_copy.settings
    first = current_release(settings)
    change(
        settings,
        "UPDATE ledger.tables_built SET content = 'a' "
        "WHERE relation IN ('marts.agreements', 'marts.agreement_parties')",
    )
    second = publish(settings)
    assert "csv/marts/agreements.csv" not in linked(second, first)
    assert "csv/quality/rules.csv" in linked(second, first)
    change(settings, "UPDATE ledger.tables_built SET content = 'b' WHERE relation = 'marts.agreements'")
    third = publish(settings)
    assert "csv/marts/agreements.csv" not in linked(third, second)
    assert "csv/marts/agreement_parties.csv" in linked(third, second)
    assert_same_tables(first.folder / DATABASE, third.folder / DATABASE, but={"release.releases"})


def test_old_releases_go_and_those_that_must_stay_do(hub_copy):
    settings = hub_copy.settings
    made = [current_release(settings), *(publish(settings) for _ in range(4))]
    finalise(settings, made[1].release_id, "Hub board", "Approved")
    assert prune_releases(settings, 10) == []
    assert prune_releases(settings, 1) == [made[0].release_id, made[2].release_id]
    assert sorted(path.name for path in settings.releases.iterdir()) == [made[place].release_id for place in (1, 3, 4)]
    assert_whole(made[4])
    with pytest.raises(ValueError, match="At least one release"):
        prune_releases(settings, 0)


def test_the_release_before_one_that_was_gone_back_to_stays(hub_copy):
    settings = hub_copy.settings
    made = [current_release(settings), *(publish(settings) for _ in range(3))]
    settings.current.unlink()
    settings.current.symlink_to(made[1].folder)
    assert prune_releases(settings, 1) == [made[2].release_id]
    assert {path.name for path in settings.releases.iterdir()} == {made[place].release_id for place in (0, 1, 3)}


def test_a_table_without_a_key_or_with_another_constraint_is_not_published(hub_copy):
    settings = hub_copy.settings
    change(settings, "CREATE TABLE quality.extra (extra_id VARCHAR UNIQUE)")
    with pytest.raises(tables.PublicationError, match=r"quality\.extra has a constraint that a release does not copy"):
        publish(settings)
    change(settings, "DROP TABLE quality.extra", "CREATE TABLE quality.extra (extra_id VARCHAR)")
    with pytest.raises(tables.PublicationError, match=r"quality\.extra has no primary key"):
        publish(settings)
