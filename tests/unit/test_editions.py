"""Editions: each changes what the one before had, and a column is there only from and until its years."""

import pytest
import yaml

from orchestration.returns.description import DescriptionError, all_descriptions

COLUMN = {"type": "text", "required": False, "description": "D"}


def described(folder, *editions):
    content = {
        "return_id": "made_up", "title": "T", "one_file_per": "force", "holds": "H", "contact": "C", "recognise": {},
        "forms": [{"form_id": "f", "title": "F", "tables": [{
            "name": "t", "sheet": "S", "grain": "one row", "natural_key": ["a"],
            "columns": [{"name": "a", "header": "A", **COLUMN}, {"name": "b", "header": "B", **COLUMN}],
        }]}],
        "editions": list(editions),
    }  # fmt: skip
    (folder / "made_up.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return all_descriptions(folder)[0].forms[0].tables[0]


def names(table, year):
    return [column.name for column in table.columns_in(year)]


def test_an_edition_adds_drops_and_renames_from_its_year_on(tmp_path):
    table = described(
        tmp_path,
        {"from_year": "2018/19", "note": "N", "tables": {"t": {"drop": ["b"], "rename": {"a": "Alpha"}}}},
        {"from_year": "2012/13", "note": "N", "tables": {"t": {"add": [{"name": "c", "header": "C", **COLUMN}]}}},
    )
    assert names(table, "2011/12") == ["a", "b"]
    assert names(table, "2012/13") == names(table, "2017/18") == ["a", "b", "c"]
    assert names(table, "2018/19") == names(table, None) == ["a", "c"]
    assert table.column_names == ("a", "b", "c"), "what was landed under any edition has its column"
    column = table.columns[0]
    assert column.header == "Alpha" and column.is_headed_by("a"), "the old heading is still taken"


def test_a_column_of_a_later_edition_cannot_be_required(tmp_path):
    late = {"name": "c", "header": "C", **COLUMN, "required": True}
    with pytest.raises(DescriptionError, match="cannot be required: c"):
        described(tmp_path, {"from_year": "2012/13", "note": "N", "tables": {"t": {"add": [late]}}})


def test_an_edition_that_names_no_table_or_column_is_refused(tmp_path):
    with pytest.raises(DescriptionError, match=r"made_up\.yml"):
        described(tmp_path, {"from_year": "2012/13", "note": "N", "tables": {"t": {"drop": ["z"]}}})
