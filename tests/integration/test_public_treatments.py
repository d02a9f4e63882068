"""What the public edition does with each column is stated; a new column is withheld until somebody states it."""

import duckdb
import pytest

from orchestration.publication.public_edition import conditions, rules
from orchestration.publication.public_edition.rules import read_rules
from orchestration.publication.public_edition.tables import write_public_database
from orchestration.publication.state import DATABASE
from orchestration.settings import PROJECT_DIR

SEEDS = PROJECT_DIR / "seeds"


@pytest.fixture(scope="module")
def policy():
    return read_rules(SEEDS)


def columns_of(marts):
    return set(marts("SELECT schema_name || '.' || table_name, column_name FROM release.data_dictionary"))


def test_a_treatment_is_stated_for_every_published_column_and_for_no_other(policy, marts):
    published = columns_of(marts)
    stated = {place for place in policy.columns if place[1] != rules.EVERY_COLUMN}
    whole = {table for table, column in policy.columns if column == rules.EVERY_COLUMN}
    missing = sorted(place for place in published - stated if place[0] not in whole)
    assert not missing, f"State in seeds/publication/public_treatments.csv what the public may see of {missing}."
    assert not sorted(stated - published) and whole <= {table for table, _ in published}


def test_every_treatment_but_open_says_why(policy):
    silent = {rules.OPEN, rules.STATE, rules.STATISTICS_REASON}
    assert not [place for place, each in policy.columns.items() if not each.reason and each.name not in silent]


@pytest.mark.parametrize(
    ("treatment", "known"),
    [
        (rules.SMALL, conditions.SMALL), (rules.AVERAGED, conditions.AVERAGED), (rules.COMPARED, conditions.COMPARED),
        (rules.SPREAD, conditions.SPREAD), (rules.AGREEMENT_TEXT, conditions.NAMES_AN_AGREEMENT),
    ],
)  # fmt: skip
def test_a_condition_is_known_for_every_table_that_needs_one(policy, treatment, known):
    assert {table for (table, _), each in policy.columns.items() if each.name == treatment} == known.keys()


def test_columns_that_may_name_somebody_or_repeat_a_cell_are_not_open(policy, marts):
    endings = ("note", "remark", "contact_post", "contact_address", "file_name", "sha256", "value_given", "given_by")
    named = {place for place in columns_of(marts) if place[1].endswith(endings) or place[1].endswith("ed_by")}
    public = {place for place in named if policy.treatment(*place).name == rules.OPEN}
    assert {column for _, column in public} <= {"checked_by", "published_by", "note"}
    assert {table for table, column in public if column == "note"} <= {
        "marts.dim_poa_heading", "variation.benchmark_summary",
    }  # fmt: skip


def test_a_column_of_which_nothing_is_stated_is_empty(policy, published_release, tmp_path):
    less = {place: each for place, each in policy.columns.items() if place != ("marts.dim_force", "force_name")}
    wanted = rules.PublicRules(less, policy.settings, policy.groups, policy.measures)
    write_public_database(published_release / DATABASE, tmp_path / DATABASE, None, wanted, [])
    with duckdb.connect(str(tmp_path / DATABASE), read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*) > 40, count(force_name), count(force_id) > 40 FROM marts.dim_force"
        ).fetchall() == [(True, 0, True)]
        assert connection.execute(
            "SELECT reason FROM release.withheld WHERE table_name = 'marts.dim_force' AND column_name = 'force_name'"
        ).fetchall() == [(rules.NOT_STATED,)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("marts.dim_force,opened,force_id,\n", "the treatment 'opened'"),
        ("marts.dim_force,open,force_id force_id,\n", "marts.dim_force.force_id twice"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(tmp_path, row, sentence):
    (tmp_path / "publication").mkdir()
    text = f"table_name,treatment,columns,reason\n{row}"
    (tmp_path / "publication" / "public_treatments.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=sentence):
        read_rules(tmp_path)
