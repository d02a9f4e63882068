"""Why a release differs from the one before: each kind of cause, and what is no cause."""

import duckdb
import pytest

from orchestration.publication.revision_causes import causes_of_table, find_causes

TABLES = (
    "submissions (submission_id VARCHAR, return_id VARCHAR, force_id VARCHAR, financial_year VARCHAR, variant VARCHAR, "
    "file_name VARCHAR, is_in_release BOOLEAN)",
    "explanations (explanation_id VARCHAR, return_id VARCHAR, rule_id VARCHAR, explained_by VARCHAR)",
    "waivers (waiver_id VARCHAR, return_id VARCHAR, rule_id VARCHAR, waived_by VARCHAR)",
    "agreement_decisions (decision_id VARCHAR, agreement_id VARCHAR, other_agreement_id VARCHAR, decided_by VARCHAR)",
)
SEEDS = {"reference/forces.csv": "1", "quality/rules.csv": "1"}
BEFORE = {"code_version": "0.9.0+a", "code": "a", "seeds": SEEDS, "settings": {"with_illustrative": False}}
KENT, ESSEX = ("expenditure", "kent", "2022/23", "outturn"), ("workforce", "essex", "2022/23", "workforce")


@pytest.fixture
def files():
    """Two release files with the tables that causes are read from, both empty."""
    with duckdb.connect() as connection:
        for name in ("previous", "published"):
            connection.execute(f"ATTACH ':memory:' AS {name}; CREATE SCHEMA {name}.quality")
            for table in TABLES:
                connection.execute(f"CREATE TABLE {name}.quality.{table}")
        connection.execute("CREATE SCHEMA published.marts")
        connection.execute("CREATE TABLE published.marts.dim_force AS SELECT 'kent' AS force_id, 'Kent' AS force_name")
        yield connection


def submitted(connection, name, *rows):
    for submission_id, what, file_name, is_in_release in rows:
        connection.execute(
            f"INSERT INTO {name}.quality.submissions VALUES (?, ?, ?, ?, ?, ?, ?)",
            [submission_id, *what, file_name, is_in_release],
        )


def test_submissions_that_replace_come_and_go(files):
    submitted(files, "previous", ("S1", KENT, "one.xlsx", True), ("S2", ESSEX, "two.xlsx", True))
    submitted(
        files, "published", ("S1", KENT, "one.xlsx", False), ("S2", ESSEX, "two.xlsx", False),
        ("S3", KENT, "three.xlsx", True), ("S4", ("savings_requirement", "kent", "2022/23", None), "four.xlsx", True),
    )  # fmt: skip
    causes = {each.cause_id: each for each in find_causes(files, BEFORE, BEFORE)}
    assert causes["submission S3"].description == (
        "Expenditure by function, outturn, Kent, 2022/23: three.xlsx (S3) in place of S1."
    )
    assert causes["submission S3"].submissions == ("S3", "S1")
    assert (
        causes["submission S2"].description
        == "Police workforce by function, essex, 2022/23: S2 is no longer in the release."
    )
    assert causes["submission S4"].description == "Savings requirement, Kent, 2022/23: four.xlsx (S4) is new."
    assert {each.kind for each in causes.values()} == {"submission"}


def test_a_submission_that_was_in_both_or_in_neither_is_no_cause(files):
    for name in ("previous", "published"):
        submitted(files, name, ("S1", KENT, "one.xlsx", True))
    submitted(files, "published", ("S2", KENT, "rejected.xlsx", False))
    assert [each.kind for each in find_causes(files, BEFORE, BEFORE)] == ["day"]


def test_decisions_that_were_taken_or_lapsed(files):
    files.execute("INSERT INTO published.quality.explanations VALUES ('D1', 'expenditure', 'XY01', 'C. Officer')")
    files.execute("INSERT INTO previous.quality.waivers VALUES ('D2', 'workforce', 'WF01', 'A. Steward')")
    files.execute("INSERT INTO published.quality.agreement_decisions VALUES ('D3', 'one', 'two', 'A. Steward')")
    found = [(each.kind, each.description, each.return_id) for each in find_causes(files, BEFORE, BEFORE)]
    assert found == [
        ("decision", "Explanation D1: XY01 by C. Officer.", "expenditure"),
        ("decision", "Waiver D2: WF01 by A. Steward no longer holds.", "workforce"),
        ("decision", "Decision on agreements D3: one and two by A. Steward.", "collaboration_register"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"seeds": SEEDS | {"quality/rules.csv": "2"}}, ("reference data", "seeds/quality/rules.csv was changed.")),
        ({"seeds": SEEDS | {"reference/new.csv": "1"}}, ("reference data", "seeds/reference/new.csv was changed.")),
        ({"code": "b", "code_version": "0.9.1+b"}, ("method", "The code changed from 0.9.0+a to 0.9.1+b.")),
        ({"settings": {"with_illustrative": True}}, ("setting", "The setting with_illustrative is True now.")),
    ],
)  # fmt: skip
def test_what_a_release_is_made_with_is_a_cause_of_every_table(files, change, expected):
    (cause,) = find_causes(files, BEFORE, {**BEFORE, **change})
    assert (cause.kind, cause.description) == expected
    assert causes_of_table([cause], ["workforce"]) == causes_of_table([cause], []) == [cause]


def test_a_manifest_of_before_0_9_says_only_that_the_code_changed(files):
    (cause,) = find_causes(files, {"code_version": "0.8.0+z"}, BEFORE)
    assert cause.kind == "method"


def test_a_cause_of_one_return_is_behind_tables_made_of_it_only(files):
    submitted(files, "published", ("S1", KENT, "one.xlsx", True))
    causes = find_causes(files, BEFORE, BEFORE)
    assert causes_of_table(causes, ["expenditure", "workforce"]) == causes
    assert causes_of_table(causes, ["workforce"]) == []
