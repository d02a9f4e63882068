"""Every code that checks use is in the catalogue, every active code of the catalogue is checked, and words fit."""

import csv
import json
import re
from dataclasses import replace

import pytest

from orchestration.findings.catalogue import CatalogueError, read_catalogue
from orchestration.findings.finding import Finding
from orchestration.findings.history import identity_of
from orchestration.findings.record import finding_rows
from orchestration.returns.description import all_descriptions
from orchestration.settings import PROJECT_DIR
from orchestration.validation.cross_return import rules_of
from orchestration.validation.described import described_expectations
from orchestration.validation.suites import SuiteError, read_suite
from orchestration.warehouse.ledger import Submission

CATALOGUE = read_catalogue(PROJECT_DIR / "seeds")
RULES = list(CATALOGUE)
SEVERITY_OF_LIBRARY = {"reject": "critical", "query": "warning", "note": "info"}
EXPECTATIONS = PROJECT_DIR / "expectations"


def expectations_of(return_id):
    return read_suite(EXPECTATIONS, return_id, CATALOGUE)


def own_expectations_of(return_id):
    path = EXPECTATIONS / f"{return_id}.json"
    return json.loads(path.read_text(encoding="utf-8"))["expectations"] if path.is_file() else []


def seed_rows(name):
    with (PROJECT_DIR / "seeds" / "quality" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes_in_reading_code():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("readers", "intake", "findings", "validation")
        for path in (PROJECT_DIR / "orchestration" / folder).glob("*.py")
    )
    return set(re.findall(r'"([CFSRH]\d\d)"', code))


def tables_of_checks():
    """Tables of the rules across submissions and the codes in their names."""
    folder = PROJECT_DIR / "dbt_project" / "models" / "checks"
    return {path: set(rules_of(path.stem)) for path in folder.glob("*.sql")}


def codes_of_checks():
    return set().union(*tables_of_checks().values())


def test_a_check_asks_the_catalogue_for_its_own_rules():
    for path, codes in tables_of_checks().items():
        text = path.read_text(encoding="utf-8")
        if len(codes) == 1:
            assert f"active_rule('{min(codes)}')" in text, path.name
            assert set(re.findall(r"'((?:X[RYS]|BD|CR|PG)\d\d)'", text)) == codes, path.name
        else:
            assert "rules.is_active" in text, path.name


def codes_in_matching():
    code = (PROJECT_DIR / "orchestration" / "matching" / "queries.py").read_text(encoding="utf-8")
    return set(re.findall(r'"(CR\d\d)"', code))


def test_rules_of_a_return_belong_to_a_return():
    suites = {path.stem for path in EXPECTATIONS.glob("*.json")}
    assert suites <= {description.return_id for description in all_descriptions()}


@pytest.mark.parametrize("description", all_descriptions(), ids=lambda each: each.return_id)
def test_own_rules_do_not_repeat_the_description(description):
    described = [(each["type"], each["kwargs"]) for each in described_expectations(description, CATALOGUE)]
    assert [
        each for each in own_expectations_of(description.return_id) if (each["type"], each["kwargs"]) in described
    ] == []


def test_every_code_that_is_used_is_in_the_catalogue():
    used = codes_in_reading_code() | codes_of_checks() | codes_in_matching()
    for description in all_descriptions():
        used |= {each["meta"]["rule"] for each in expectations_of(description.return_id)}
    assert used <= {rule.rule_id for rule in RULES}


def test_every_active_code_is_used_by_what_the_catalogue_says_checks_it():
    by_suites = {each["meta"]["rule"] for d in all_descriptions() for each in expectations_of(d.return_id)}
    used = {
        "expectations": by_suites,
        "reader": codes_in_reading_code(),
        "dbt": codes_of_checks(),
        "matching": codes_in_matching(),
    }
    for rule in RULES:
        assert rule.rule_id in used[rule.checked_by], f"{rule.rule_id} is in the catalogue, but nothing checks it"
    assert codes_of_checks() == {rule.rule_id for rule in RULES if rule.checked_by == "dbt"}


@pytest.mark.parametrize("description", all_descriptions(), ids=lambda each: each.return_id)
def test_severity_of_a_suite_is_that_of_the_catalogue(description):
    for each in own_expectations_of(description.return_id):
        assert each["severity"] == SEVERITY_OF_LIBRARY[CATALOGUE[each["meta"]["rule"]].severity], each


@pytest.mark.parametrize("description", all_descriptions(), ids=lambda each: each.return_id)
def test_every_described_column_is_checked_as_the_description_says(description):
    checked = {
        (each["meta"]["table"], each["meta"]["rule"], (each["kwargs"].get("column") or "").split("__")[0])
        for each in expectations_of(description.return_id)
    }
    for form in description.forms:
        for table in form.tables:
            assert any(t == table.name and rule == "R08" for t, rule, _ in checked), f"{table.name}: key unchecked"
            for column in table.columns:
                wanted = {
                    "V01": column.required,
                    "V02": bool(column.allowed or column.allowed_from),
                    "V03": column.type in {"integer", "decimal", "money"},
                    "V04": column.minimum is not None or column.maximum is not None,
                    "V05": column.type in {"date", "partial_date"},
                    "V06": column.type == "financial_year",
                    "R02": column.type == "force",
                }
                for rule_id, is_wanted in wanted.items():
                    if is_wanted:
                        assert (table.name, rule_id, column.name) in checked, f"{table.name}.{column.name}: {rule_id}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule_id)
def test_a_finding_reads_as_a_sentence(rule):
    finding = Finding(
        rule.rule_id, sheet="Data", row=12, column_letter="C", column="Force", value="Norfoke", expected="Norfolk",
        detail="The nearest known name is 'Norfolk'.",
    )  # fmt: skip
    sentence = finding.sentence(rule, "return.xlsx")
    advice = finding.how_to_fix(rule, "return.xlsx")
    assert sentence[0].isupper() or sentence.startswith("return.xlsx")
    assert sentence.endswith(".") and advice.endswith(".")
    assert "{" not in sentence + advice


def test_catalogue_has_no_code_twice_and_no_field_empty():
    with (PROJECT_DIR / "seeds" / "quality" / "rules.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [row["rule_id"] for row in rows]
    assert len(codes) == len(set(codes))
    for row in rows:
        for name in ("return_id", "level", "severity", "title", "sentence", "how_to_fix", "contact", "changed_on"):
            assert row[name], f"{row['rule_id']} has no {name}"
        assert row["severity"] in SEVERITY_OF_LIBRARY


def test_the_catalogue_says_of_every_query_whether_it_holds_figures_and_why():
    for rule in RULES:
        assert bool(rule.holds_reason) == (rule.severity == "query"), rule.rule_id
        assert rule.holds_figures or not (rule.holds_from_factor or rule.compared_with), rule.rule_id
    assert {rule.rule_id for rule in RULES if rule.holds_figures} >= {"R04", "R11", "XR01", "XY01", "XY03", "XY04"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holds_figures": "cell"}, "'cell' as holds_figures"),
        ({"holds_from_factor": "ten"}, "'ten' as holds_from_factor"),
        ({"holds_from_factor": "1"}, "'1' as holds_from_factor"),
        ({"severity": "note"}, "severity is note"),
    ],
)
def test_a_rule_that_holds_what_cannot_be_is_refused_in_words(tmp_path, changes, words):
    rows = seed_rows("rules.csv")
    next(row for row in rows if row["rule_id"] == "XY01").update(changes)
    (tmp_path / "quality").mkdir()
    with (tmp_path / "quality" / "rules.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(CatalogueError, match=words):
        read_catalogue(tmp_path)


def test_a_suite_that_names_an_unknown_rule_is_refused_in_words(tmp_path):
    suite = {"expectations": [{"type": "x", "kwargs": {}, "meta": {"rule": "X99", "table": "data"}}]}
    (tmp_path / "home_office_workforce.json").write_text(json.dumps(suite), encoding="utf-8")
    with pytest.raises(SuiteError, match="X99 is not in"):
        read_suite(tmp_path, "home_office_workforce", CATALOGUE)


def test_a_return_without_rules_of_its_own_is_checked_as_described(tmp_path):
    suite = read_suite(tmp_path, "home_office_workforce", CATALOGUE)
    assert {each["meta"]["rule"] for each in suite} == {"V01", "V02", "V03", "V04", "R02", "R08"}


def test_a_suite_that_cannot_be_read_is_refused_in_words(tmp_path):
    (tmp_path / "home_office_workforce.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"expectations/home_office_workforce\.json is not a suite"):
        read_suite(tmp_path, "home_office_workforce", CATALOGUE)


def test_a_rule_last_changed_on_the_day_of_its_last_change():
    last = {}
    for change in seed_rows("rule_changes.csv"):
        last[change["rule_id"]] = max(change["changed_on"], last.get(change["rule_id"], ""))
    changed_on = {row["rule_id"]: row["changed_on"] for row in seed_rows("rules.csv")}
    assert last
    assert {rule_id: changed_on.get(rule_id) for rule_id in last} == last


def test_the_last_change_of_a_column_is_what_the_catalogue_says():
    rules = {row["rule_id"]: row for row in seed_rows("rules.csv")}
    last = {}
    for change in sorted(seed_rows("rule_changes.csv"), key=lambda row: row["changed_on"]):
        assert change["reason"] and change["decided_by"]
        last[change["rule_id"], change["what"]] = change["changed_to"]
    assert {(rule_id, what): rules[rule_id][what] for rule_id, what in last} == last


def test_every_return_has_thresholds_and_a_provisional_release_takes_at_least_as_much():
    found = {
        (row["return_id"], row["release_type"]): float(row["greatest_share_in_question_pct"])
        for row in seed_rows("thresholds.csv")
    }
    for description in all_descriptions():
        return_id = description.return_id
        assert 0 < found[return_id, "final"] <= found[return_id, "provisional"] <= 100
    assert {return_id for return_id, _ in found} == {description.return_id for description in all_descriptions()}


@pytest.mark.parametrize(
    ("rule_id", "value", "expected", "words"),
    [
        ("EX01", "12500000", "12400000.5", "its parts add up to £12,400,000.50, a difference of £99,999.50."),
        ("EX01", "£1,250", "-1200", "gross expenditure is £1,250, but its parts add up to -£1,200, a"),
        ("XR01", "343333", "20000 to 150000", "is £343,333 per FTE"),
        ("XR01", "343333", "20000 to 150000", "The expected range is £20,000 to £150,000."),
        ("XY03", "1234.56", "150", "the heading has 1,234.6 FTE against 150.0 FTE in the previous year (+723%)."),
        ("XY01", "1840000", "704000", "expenditure is £1.84m against £0.70m in the previous year (+161%)."),
        ("V03", "1234567 or so", None, "contains '1234567 or so'"),
        ("CR14", None, None, "nothing was delivered"),
    ],
)  # fmt: skip
def test_amounts_and_fte_are_grouped_in_sentences_and_not_in_values(rule_id, value, expected, words):
    finding = Finding(rule_id, sheet="Data", row=12, value=value, expected=expected)
    assert words in finding.sentence(CATALOGUE[rule_id], "return.xlsx")
    assert finding.value == value and finding.expected == expected


def test_the_key_and_identity_of_a_finding_do_not_depend_on_its_words():
    rule = CATALOGUE["EX01"]
    words = {"title": "Another", "sentence": "{where}: another sentence.", "how_to_fix": "Do something else."}
    reworded = type(CATALOGUE)({"EX01": replace(rule, **words)})
    submission = Submission(
        "S000001", "kent.xlsx", "expenditure", "workbook", "kent", "2022/23", "outturn", None, 1, "received"
    )
    finding = Finding("EX01", sheet="Functions", row=12, natural_key="heading_name=Roads", value="12500000")
    before, after = (finding_rows(submission, [finding], catalogue)[0] for catalogue in (CATALOGUE, reworded))
    changed = {one for one, other in zip(before, after, strict=True) if isinstance(one, str) and one != other}
    assert changed == {finding.sentence(rule, "kent.xlsx"), finding.how_to_fix(rule, "kent.xlsx")}
    kept = {each for each in before if each in after}
    assert {finding.finding_id("S000001"), identity_of(submission, finding)} <= kept
