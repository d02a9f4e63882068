"""The CSV files of a release as a reader of CSV on the Web reads them, by their metadata alone."""

import datetime
import json
from collections import Counter

import pytest
from csvw import CSVW, TableGroup

TABLES = (
    "variation.force_position", "variation.national_summary", "variation.dim_measure", "marts.reconciliation",
    "marts.agreements", "quality.submissions", "release.releases", "release.data_dictionary",
)  # fmt: skip


def metadata(published_release, table):
    path = published_release / "csv" / f"{table.replace('.', '/')}.csv-metadata.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", TABLES)
def test_a_csv_is_valid_by_the_metadata_beside_it(published_release, table):
    read = CSVW(str(published_release / "csv" / f"{table.replace('.', '/')}.csv"), validate=True)
    assert read.is_valid, read.warnings


@pytest.mark.parametrize("table", TABLES)
def test_values_are_read_with_the_types_that_were_published(published_release, marts, table):
    group = TableGroup.from_file(published_release / "csv" / "csv-metadata.json")
    (described,) = [each for each in group.tables if each.url.string == f"{table.replace('.', '/')}.csv"]
    rows = [tuple(row.values()) for row in described.iterdicts(strict=True)]
    published = marts(f"FROM {table}")
    assert Counter(tuple(map(plain, row)) for row in rows) == Counter(tuple(map(plain, row)) for row in published)


def plain(value):
    """A value without what CSV cannot tell apart: empty text and none, text and its guard, a day and its midnight."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    if isinstance(value, str):
        return value.removeprefix("'") or None
    return value


def test_a_value_that_is_no_number_is_found_out(published_release, tmp_path):
    content = metadata(published_release, "variation.national_summary")
    names = [column["name"] for column in content["tableSchema"]["columns"]]
    row = {column["name"]: "1" for column in content["tableSchema"]["columns"]} | {"average_value": "about three"}
    (tmp_path / "national_summary.csv").write_text(f"{','.join(names)}\n{','.join(row.values())}\n", encoding="utf-8")
    (tmp_path / "national_summary.csv-metadata.json").write_text(json.dumps(content), encoding="utf-8")
    assert not CSVW(str(tmp_path / "national_summary.csv"), validate=True).is_valid


def test_every_table_is_described_as_the_dictionary_does(published_release, marts):
    dictionary = marts(
        "SELECT schema_name || '.' || table_name, column_name, description, unit FROM release.data_dictionary"
    )
    for table, name, description, unit in dictionary:
        (column,) = [
            each for each in metadata(published_release, table)["tableSchema"]["columns"] if each["name"] == name
        ]
        assert column["dc:description"] == description
        assert column.get("schema:unitText", "none") == unit


def test_metadata_names_key_release_publisher_and_sources(published_release, marts):
    content = metadata(published_release, "variation.force_position")
    assert content["tableSchema"]["primaryKey"] == [
        "measure_id", "heading_id", "financial_year", "force_id", "average_method",
    ]  # fmt: skip
    ((release_id,),) = marts("SELECT max(release_id) FROM release.releases")
    assert content["dc:identifier"] == release_id
    assert content["dc:modified"]["@value"].startswith(f"{release_id[:4]}-{release_id[4:6]}-{release_id[6:8]}T")
    assert content["dc:publisher"]
    licences = {
        (source["dc:publisher"], source["dc:license"]) for source in content["dc:source"] if "dc:publisher" in source
    }
    assert any(publisher == "Home Office" and "Open Government Licence" in licence for publisher, licence in licences)
    assert "dc:source" not in metadata(published_release, "release.revisions")
    assert "rdfs:comment" not in content, "a release of real data says that data is made up"


def test_the_group_lists_every_csv(published_release):
    group = json.loads((published_release / "csv" / "csv-metadata.json").read_text(encoding="utf-8"))
    files = {
        path.relative_to(published_release / "csv").as_posix() for path in (published_release / "csv").rglob("*.csv")
    }
    assert {table["url"] for table in group["tables"]} == files


def test_every_relation_between_tables_holds_and_is_a_foreign_key(published_release, marts):
    """Those that dbt tests, written where a program that joins finds them: each value is in the table referred to."""
    group = json.loads((published_release / "csv" / "csv-metadata.json").read_text(encoding="utf-8"))
    keys = {table["url"]: table["tableSchema"]["primaryKey"] for table in group["tables"]}
    relations = [
        (table["url"], key["columnReference"], key["reference"]["resource"], key["reference"]["columnReference"])
        for table in group["tables"]
        for key in table["tableSchema"].get("foreignKeys", [])
    ]
    assert ("variation/force_position.csv", "force_id", "marts/dim_force.csv", "force_id") in relations
    assert ("marts/agreement_parties.csv", "agreement_id", "marts/agreements.csv", "agreement_id") in relations
    assert len(relations) > 80
    for table, column, other, key in relations:
        assert keys[other] == [key]
        one, two = (name.removesuffix(".csv").replace("/", ".") for name in (table, other))
        assert marts(
            f"SELECT count(*) FROM {one} AS t WHERE t.{column} IS NOT NULL "
            f"AND NOT EXISTS (FROM {two} AS o WHERE o.{key} = t.{column})"
        ) == [(0,)], (table, column)


def test_a_reader_of_the_web_checks_the_relations(published_release, tmp_path):
    """The group of two tables, read by csvw; a value that refers to nothing is found out."""
    group = json.loads((published_release / "csv" / "csv-metadata.json").read_text(encoding="utf-8"))
    chosen = ["marts/dim_force.csv", "marts/force_population.csv"]
    group["tables"] = [table for table in group["tables"] if table["url"] in chosen]
    for table in group["tables"]:
        of_two = [key for key in table["tableSchema"].get("foreignKeys", []) if key["reference"]["resource"] in chosen]
        table["tableSchema"]["foreignKeys"] = of_two
    assert sum(len(table["tableSchema"]["foreignKeys"]) for table in group["tables"]) > 0
    (tmp_path / "marts").mkdir()
    for name in chosen:
        (tmp_path / name).write_bytes((published_release / "csv" / name).read_bytes())
    (tmp_path / "csv-metadata.json").write_text(json.dumps(group), encoding="utf-8")
    assert TableGroup.from_file(tmp_path / "csv-metadata.json").check_referential_integrity()
    text = (tmp_path / chosen[1]).read_text(encoding="utf-8")
    (tmp_path / chosen[1]).write_text(text.replace("kent,", "kentt,"), encoding="utf-8")
    with pytest.raises(ValueError, match="kentt"):
        TableGroup.from_file(tmp_path / "csv-metadata.json").check_referential_integrity(strict=True)


def test_parquet_carries_descriptions_and_units(published_release, marts):
    path = published_release / "parquet" / "variation" / "force_position.parquet"
    facts = dict(marts("SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", str(path)))
    columns = json.loads(facts["columns"])
    assert facts["description"].startswith("One row")
    assert columns["gap_gbp"]["unit"] == "GBP"
    assert columns["force_id"] == {"description": "Force, by its ID in marts.dim_force.", "unit": "none"}
