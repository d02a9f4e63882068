"""What people read is plain British English: no phrase that is always wrong, and rules that are whole sentences."""

import csv
import re

import pytest

from orchestration.settings import PROJECT_DIR

# Phrase and the reason; each is always wrong in what people read, so that nothing needs an exception.
WRONG = {
    r"one row an?": "write 'One row per'",
    r"stands? (twice|more than once)": "write 'is duplicated' or 'appears twice'",
    r"(force|forces|was|not) in being": "write 'existing' or 'existed in the year'",
    r"(is|are|was|were|be) told": "write 'is reported' or 'is shown'",
    r"turned away": "the status is 'rejected'",
    r"(not|was|were|is|are) taken in": "write 'accepted'",
    r"mend(ed|able|s)?": "write 'fix' or 'correct'",
    r"nought": "write 'zero'",
    r"nothing need be": "write 'You do not need to do anything.'",
    r"what became of": "write 'outcome' or 'what happened to'",
    r"(?<!there )is no (force|date|number)": "write 'is not a force'",
    r"held against": "write 'compared with'",
    r"plain means?": "write 'simple mean'",
    r"whomever|whoever": "write 'anyone who'",
    r"\d %(?!\})": "write '5%' without a space",
    r"the house('s)?": "write 'the project'",
    r"made up for illustration": "write 'illustrative'",
}
PATTERNS = {re.compile(rf"(?<!\w)(?:{phrase})(?!\w)", re.IGNORECASE): reason for phrase, reason in WRONG.items()}

NOTHING_TO_DO = "You do not need to do anything."
IMPERATIVES = (
    "Add", "Agree", "Ask", "Check", "Choose", "Compare", "Confirm", "Correct", "Delete", "Enter", "Fill", "Fix",
    "Format", "Give", "Keep", "Look", "Move", "Name", "Open", "Put", "Remove", "Restore", "Save", "Send", "Use",
)  # fmt: skip


def read(path):
    return (PROJECT_DIR / path).read_text(encoding="utf-8")


def found_in(text):
    return {match.group(): reason for pattern, reason in PATTERNS.items() if (match := pattern.search(text))}


def files(*patterns):
    return [path.relative_to(PROJECT_DIR).as_posix() for pattern in patterns for path in PROJECT_DIR.glob(pattern)]


READ_BY_PEOPLE = files(
    "seeds/**/*.csv",
    "orchestration/publication/**/*.jinja",
    "orchestration/steward_report/**/*.jinja",
    "orchestration/validation/**/*.jinja",
    "orchestration/**/*.js",
    "orchestration/cli/*.py",
    "orchestration/alerts/*.py",
    "orchestration/answers/**/*.py",
    "orchestration/publication/national_tables/*.yml",
    "orchestration/returns/*.yml",
    "dbt_project/models/_columns.md",
    "docs/**/*.md",
    "README.md",
)


@pytest.mark.parametrize("path", READ_BY_PEOPLE)
def test_text_has_no_phrase_that_is_always_wrong(path):
    # Comments are for developers; headings and their aliases are those of files that forces have.
    text = re.sub(r"\{#.*?#\}|aliases: \[.*?\]|header: \".*?\"", "", read(path), flags=re.DOTALL)
    assert found_in(" ".join(text.split())) == {}


@pytest.mark.parametrize("path", files("dbt_project/**/*.yml", "seeds/**/*.yml"))
def test_descriptions_have_no_phrase_that_is_always_wrong(path):
    lines = [line for line in read(path).splitlines() if not line.lstrip().startswith("#")]
    described = re.findall(r"description:\s*(.*?)(?=\n\s*-? ?\w+:|\Z)", "\n".join(lines), flags=re.DOTALL)
    assert found_in(" ".join(" ".join(described).split())) == {}


def rules():
    with (PROJECT_DIR / "seeds" / "quality" / "rules.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["rule_id"])
def test_a_rule_has_a_title_a_sentence_and_a_fix(rule):
    title, sentence, fix = rule["title"], rule["sentence"], rule["how_to_fix"]
    assert title[0].isupper() and not title.endswith(".")
    assert sentence.endswith((".", "}"))
    assert fix.endswith(".")
    if rule["severity"] == "note" and rule["rule_id"] != "R21":
        assert fix.startswith(NOTHING_TO_DO)
    assert fix.startswith(NOTHING_TO_DO) or fix.split()[0].rstrip(":") in IMPERATIVES, fix
    assert ";" not in title + sentence + fix, "a new sentence instead of a semicolon"


@pytest.mark.parametrize("path", files("orchestration/**/*.jinja"))
def test_pages_write_days_as_people_say_them(path):
    assert "strftime" not in read(path), "the filters of the pages write 5 March 2026"


def test_every_phrase_is_found_where_it_stands():
    """The scan itself: each phrase in an example, and none in what replaces it."""
    assert len(found_in("One row a force; the file was turned away and nobody knows what became of it: 5 % more.")) == 4
    assert found_in("One row per force. The file was rejected. Its outcome is not known: 5% more.") == {}
