"""`datapackage.json` by the rules of the specification, and the CSV files by what it says of them."""

import csv
import datetime
import json
import re

import jsonschema
import pytest

# The parts of the published JSON Schema of a Tabular Data Package 1.0 that a release can break.
NAME = {"type": "string", "pattern": "^([-a-z0-9._/])+$"}
TYPES = ["string", "boolean", "integer", "number", "date", "datetime"]
FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": {"type": "string"}, "type": {"enum": TYPES}, "description": {"type": "string", "minLength": 3},
        "format": {"type": "string"}, "constraints": {"type": "object", "additionalProperties": {"type": "boolean"}},
    },
}  # fmt: skip
FOREIGN_KEY = {
    "type": "object",
    "required": ["fields", "reference"],
    "properties": {
        "fields": {"type": "string"},
        "reference": {
            "type": "object",
            "required": ["resource", "fields"],
            "properties": {"resource": {"type": "string"}, "fields": {"type": "string"}},
        },
    },
}
RESOURCE = {
    "type": "object",
    "required": ["name", "path", "schema"],
    "properties": {
        "profile": {"const": "tabular-data-resource"}, "name": NAME, "bytes": {"type": "integer"},
        "path": {"type": "string", "pattern": "^(?=^[^./~])(^((?!\\.{2}).)*$).*$"}, "encoding": {"const": "utf-8"},
        "licenses": {"type": "array", "minItems": 1, "items": {"anyOf": [{"required": ["name"]}]}},
        "sources": {"type": "array", "minItems": 1, "items": {"required": ["title"]}},
        "schema": {
            "type": "object",
            "required": ["fields"],
            "properties": {
                "fields": {"type": "array", "minItems": 1, "items": FIELD},
                "primaryKey": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                "foreignKeys": {"type": "array", "minItems": 1, "items": FOREIGN_KEY},
                "missingValues": {"type": "array", "items": {"type": "string"}},
            },
        },
    },
}  # fmt: skip
PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"}, "name": NAME, "title": {"type": "string"},
        "created": {"type": "string", "format": "date-time"},
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def package(published_release):
    return json.loads((published_release / "datapackage.json").read_text(encoding="utf-8"))


def test_it_keeps_to_the_specification(package):
    jsonschema.validate(package, PACKAGE, format_checker=jsonschema.FormatChecker())
    datetime.datetime.fromisoformat(package["created"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**package, "name": "ICM Warehouse"}, PACKAGE)


def test_every_csv_is_a_resource_with_its_size(package, published_release):
    files = {
        path.relative_to(published_release).as_posix(): path.stat().st_size
        for path in (published_release / "csv").rglob("*.csv")
    }
    assert {each["path"]: each["bytes"] for each in package["resources"]} == files


def test_keys_and_relations_lead_to_fields_that_exist(package):
    fields = {each["name"]: {field["name"] for field in each["schema"]["fields"]} for each in package["resources"]}
    relations = 0
    for resource in package["resources"]:
        schema = resource["schema"]
        assert set(schema["primaryKey"]) <= fields[resource["name"]]
        for key in schema.get("foreignKeys", []):
            relations += 1
            reference = key["reference"]
            assert key["fields"] in fields[resource["name"]]
            assert reference["fields"] in fields[reference["resource"] or resource["name"]]
    assert relations > 80


def readable(value, field):
    """Whether a value is one of its field, as the specification says."""
    kind = field["type"]
    if value == "":
        return not field.get("constraints", {}).get("required")
    if kind == "boolean":
        return value in field["trueValues"] + field["falseValues"]
    if kind in {"integer", "number"}:
        whole = kind == "integer"
        return re.fullmatch(r"[+-]?\d+" if whole else r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", value) is not None
    if kind in {"date", "datetime"}:
        try:
            moment = datetime.datetime.fromisoformat(value)
        except ValueError:
            return False
        return kind == "datetime" or (len(value) == 10 and not moment.hour)
    return True


def test_every_value_is_one_of_its_field(package, published_release):
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        with (published_release / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            assert next(rows) == [field["name"] for field in fields]
            values = [set(column) for column in zip(*rows, strict=True)]
        for field, found in zip(fields, values, strict=False):
            wrong = [value for value in found if not readable(value, field)]
            assert not wrong, (resource["name"], field["name"], wrong[:3])


def test_real_data_name_their_licence_and_made_up_data_none(package):
    population = next(each for each in package["resources"] if each["name"] == "marts.force_population")
    assert population["licenses"][0]["name"] == "OGL-UK-3.0" and population["sources"]
    assert "licenses" not in next(each for each in package["resources"] if each["name"] == "release.releases")
    assert "illustrative" not in package["description"]
