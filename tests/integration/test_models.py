"""The dbt project as dbt parsed it: descriptions, contracts, layers, and SQL that other engines run."""

import csv
import fnmatch
import re
from collections import Counter
from functools import cache

import pytest
import yaml

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.models import PUBLISHED_SCHEMAS, read_manifest

MODELS = PROJECT_DIR / "dbt_project" / "models"
SQL = sorted(MODELS.rglob("*.sql"))
NO_UNIT = ("string", "boolean", "date", "timestamp")

# Folders of the models in the order in which a figure is made, as the project file lists them.
CONFIGURED = yaml.safe_load((MODELS.parent / "dbt_project.yml").read_text(encoding="utf-8"))["models"]["icm_warehouse"]
ORDER = [key for key in CONFIGURED if not key.startswith("+")]

LONGEST_CHAIN = 15

# Does not run on Spark, or means something else there.
DUCKDB_ONLY = {
    "quantile_cont": r"\bquantile_cont\b",
    "list()": r"\blist\s*\(",
    "[...]": r"\[",
    "unnest()": r"\bunnest\s*\(",
    "strptime": r"\bstrptime\b",
    "exclude()": r"\bexclude\s*\(",
    "replace columns": r"\*\s*replace\s*\(",
    "pivot": r"\bpivot\b",
    "asof join": r"\basof\b",
    "//": r"//",
    "regexp_matches": r"\bregexp_matches\b",
    "arg_max": r"\barg_(max|min)\b",
    "generate_series": r"\bgenerate_series\b",
    "::": r"::",
    "hugeint": r"\bhugeint\b",
    "date_diff": r"\bdate_diff\s*\(",
    "string_agg": r"\bstring_agg\b",
    "quoted identifier": r'"',
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    workspace = tmp_path_factory.mktemp("models")
    return read_manifest(Settings(workspace=workspace, landing=workspace / "landing"))


@pytest.fixture(scope="module")
def models(manifest):
    """Models by their unique id."""
    return {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}


def layer_of(manifest, key):
    """Folder of a model, `seed`, or the name of a source."""
    if key.startswith("source."):
        return manifest["sources"][key]["source_name"]
    return manifest["nodes"][key]["fqn"][1] if key.startswith("model.") else key.split(".")[0]


def published(models):
    return [node for node in models.values() if node["schema"] in PUBLISHED_SCHEMAS]


def test_every_model_says_what_one_row_is(models):
    assert [node["name"] for node in models.values() if not node["description"].startswith("One row per ")] == []


def test_every_published_column_is_described(models):
    silent = [
        f"{node['name']}.{name}"
        for node in published(models)
        for name, column in node["columns"].items()
        if not column["description"].strip()
    ]
    assert silent == []
    assert all(node["columns"] for node in published(models))


def test_every_published_number_has_a_unit(models):
    without = [
        f"{node['name']}.{name}"
        for node in published(models)
        for name, column in node["columns"].items()
        if not column["data_type"].lower().startswith(NO_UNIT) and not column["config"]["meta"].get("unit")
    ]
    assert without == []


def test_contracts_and_keys_of_published_models_are_enforced(models):
    assert {node["schema"] for node in published(models)} == set(PUBLISHED_SCHEMAS)
    for node in published(models):
        assert node["config"]["contract"]["enforced"], node["name"]
        in_the_release = node["config"]["meta"].get("key_of_the_release")
        assert in_the_release or "primary_key" in {each["type"] for each in node["constraints"]}, node["name"]


def test_only_published_tables_are_public(models):
    assert {node["config"]["access"] for node in published(models)} == {"public"}
    assert {node["config"]["access"] for node in models.values() if node not in published(models)} == {"private"}


def test_contracts_use_types_that_duckdb_and_spark_both_know(models):
    types = {column["data_type"] for node in published(models) for column in node["columns"].values()}
    known = {"string", "integer", "bigint", "double", "boolean", "date", "timestamp"}
    assert {each for each in types if not re.fullmatch(r"decimal\(\d+, ?\d+\)", each)} <= known


def test_a_text_of_many_columns_is_a_doc_block():
    texts = Counter(
        text
        for path in MODELS.rglob("*.yml")
        if not {"staging", "merged"} & set(path.parts)
        for text in re.findall(r'description: "([^"{]+)"', path.read_text(encoding="utf-8"))
    )
    assert [text for text, times in texts.items() if times >= 5] == [], "move to models/_columns.md; use doc()"


def test_every_macro_and_argument_is_described():
    """dbt compares the names of arguments with the macros (validate_macro_args)."""
    texts = [path.read_text(encoding="utf-8") for path in (MODELS.parent / "macros").glob("*.sql")]
    written = {name for text in texts for name in re.findall(r"macro (\w+)\(", text)}
    described = [
        macro
        for path in (MODELS.parent / "macros").glob("*.yml")
        for macro in yaml.safe_load(path.read_text(encoding="utf-8"))["macros"]
    ]
    assert {macro["name"] for macro in described} == written
    assert all(each["description"] for macro in described for each in (macro, *macro.get("arguments", [])))


def exposures():
    """Names of the models that each exposure depends on."""
    written = yaml.safe_load((MODELS / "_exposures.yml").read_text(encoding="utf-8"))["exposures"]
    return {each["name"]: {used[len("ref('") : -len("')")] for used in each["depends_on"]} for each in written}


def test_exposures_of_whole_releases_have_every_published_table(models):
    for name in ("release_files", "business_intelligence"):
        tables = {node["name"] for node in published(models)}
        assert exposures()[name] ^ tables == set(), "bring every_published_table in _exposures.yml up to date"


@pytest.mark.parametrize(
    ("exposure", "readers"),
    [
        ("site", ["publication/site/**/*.py"]),
        ("workbooks", ["publication/national_tables/*.py", "publication/national_tables/*.yml"]),
        ("command_line_answers", ["answers/position.py", "answers/heading.py", "answers/picture.py"]),
    ],
)
def test_an_exposure_has_the_tables_that_its_code_names(models, exposure, readers):
    names = {f"{node['schema']}.{node['alias']}": node["name"] for node in published(models)}
    paths = [path for each in readers for path in (PROJECT_DIR / "orchestration").glob(each)]
    named = {
        table
        for path in paths
        # A pattern, as variation.partner_*, names every table that it matches.
        for pattern in re.findall(r"\b(?:marts|variation|quality|release)\.[\w*]+", path.read_text(encoding="utf-8"))
        for table in fnmatch.filter(names, pattern)
    }
    assert paths and named
    read = {names[table] for table in named}
    assert exposures()[exposure] ^ read == set(), f"bring {exposure} in _exposures.yml up to date"


def test_freshness_is_asked_of_every_return_that_has_a_date():
    written = yaml.safe_load((MODELS / "_freshness__sources.yml").read_text(encoding="utf-8"))["sources"]
    with (PROJECT_DIR / "seeds" / "reference" / "collection_rounds.csv").open(encoding="utf-8") as file:
        due = {row["return_id"] for row in csv.DictReader(file)}
    assert {table["name"] for source in written for table in source["tables"]} == due


def test_every_folder_of_models_has_its_place_in_the_order(models):
    assert {node["fqn"][1] for node in models.values()} == set(ORDER)


def test_a_model_reads_its_own_folder_and_those_before_it(models):
    upward = [
        f"{node['name']} ({node['fqn'][1]}) reads {models[used]['name']} ({models[used]['fqn'][1]})"
        for node in models.values()
        for used in node["depends_on"]["nodes"]
        if used in models and ORDER.index(models[used]["fqn"][1]) > ORDER.index(node["fqn"][1])
    ]
    assert upward == []


def test_no_chain_of_models_is_too_long_to_follow(models):
    """From raw text to facts and the values of measures, and from those values on to what is concluded from them."""

    @cache
    def length(key, start=None):
        read = [used for used in models[key]["depends_on"]["nodes"] if used in models]
        if key == start:
            return 0
        return 1 + max((length(used, start) for used in read), default=0 if start is None else -len(models))

    values = next(key for key, node in models.items() if node["name"] == "int_measures__values")
    after = {key for key in models if length(key, values) > 0}
    too_long = {models[key]["name"]: length(key) for key in models.keys() - after if length(key) > LONGEST_CHAIN}
    too_long |= {models[key]["name"]: length(key, values) for key in after if length(key, values) > LONGEST_CHAIN}
    assert too_long == {}


def test_a_check_reads_only_what_a_load_fills_before_it_compares(manifest, models):
    """Returns are compared before the marts are built: a published table would still hold what the last load left."""

    def above(key):
        for used in models[key]["depends_on"]["nodes"] if key in models else ():
            yield used
            yield from above(used)

    behind_checks = {used for key, node in models.items() if node["fqn"][1] == "checks" for used in above(key)}
    assert {layer_of(manifest, used) for used in behind_checks & set(models)} == {"staging", "intermediate"}


def test_only_staging_reads_raw_text(manifest, models):
    readers = {
        node["fqn"][1]
        for node in models.values()
        if "raw" in {layer_of(manifest, used) for used in node["depends_on"]["nodes"]}
    }
    assert readers == {"staging"}


def code_of(path):
    """SQL of a model without its comments and what Jinja puts in."""
    text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"--[^\n]*", " ", text).lower()


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_a_model_keeps_to_sql_that_other_engines_run(path):
    code = re.sub(r"'(?:[^']|'')*'", "''", code_of(path))
    assert [name for name, pattern in DUCKDB_ONLY.items() if re.search(pattern, code)] == []


def test_the_lint_would_see_what_it_looks_for(tmp_path):
    path = tmp_path / "model.sql"
    path.write_text(
        "-- a::b in a comment\nselect list(a), x::int, quantile_cont(b, 0.5), * exclude (c) from {{ ref('m') }} // 2",
        encoding="utf-8",
    )
    found = {name for name, pattern in DUCKDB_ONLY.items() if re.search(pattern, code_of(path))}
    assert found == {"list()", "::", "quantile_cont", "exclude()", "//"}


def calls_with_two_arguments(function, code):
    """Calls whose brackets have a comma of their own, calls inside other calls too."""
    code = re.sub(r"'(?:[^']|'')*'", "''", code)
    for call in re.finditer(rf"\b{function}\s*\(", code):
        depth = 1
        for sign in code[call.end() :]:
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if not depth:
                break
            if sign == "," and depth == 1:
                yield code[call.start() :][:60]
                break


def test_the_lint_would_see_a_second_argument():
    code = "ltrim(a, b), trim(f(a, b)), trim(both ',' from a), trim (trim(a), '-'), trim(g(a, 'b)'))"
    assert [call[:7] for call in calls_with_two_arguments("trim", code)] == ["trim (t"]


def test_trim_is_written_as_all_engines_read_it(manifest):
    """Spark reads the second argument of trim(text, signs) as the text: keys come out empty, without an error."""
    compiled = {node["name"]: node.get("compiled_code") or "" for node in manifest["nodes"].values()}
    found = {name: [*calls_with_two_arguments("trim", code)] for name, code in compiled.items()}
    assert {name: calls for name, calls in found.items() if calls} == {}, "write trim(both '-' from text)"


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_a_model_names_tables_by_reference_only(path):
    named = re.findall(r"\b(?:from|join)\s+([a-z_]+\.[a-z_]+)", code_of(path))
    assert named == []
