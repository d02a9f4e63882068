"""The dbt files that follow from the descriptions: up to date, and changed by changing a description alone."""

import subprocess
import sys

import pytest

from orchestration.findings.catalogue import read_catalogue
from orchestration.generate.files import generated_files, out_of_date, write_files
from orchestration.returns.description import RETURNS_DIR, DescriptionError, all_descriptions
from orchestration.settings import PROJECT_DIR
from orchestration.validation.described import described_expectations

DBT = PROJECT_DIR / "dbt_project"


def with_column(folder, return_id, after, added):
    """The descriptions, one of them with a column after that of the first line that contains `after`."""
    folder.mkdir()
    for path in RETURNS_DIR.glob("*.yml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.stem == return_id:
            at = next(number for number, line in enumerate(lines) if after in line)
            indent = lines[at][: lines[at].index("-")]
            lines.insert(at + 1, f"{indent}- {{{added}, required: false, description: Added for the test.}}")
        (folder / path.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return all_descriptions(folder)


def text_of(files, name):
    return next(text for path, text in files.items() if path.name == name)


def test_generated_files_are_up_to_date():
    assert out_of_date(DBT, generated_files(all_descriptions())) == [], "run: make generate"


def test_first_line_names_the_command_and_the_source():
    for path, text in generated_files(all_descriptions()).items():
        first = text.partition("\n")[0]
        assert "`make generate`" in first and "orchestration/returns/" in first, path


def test_column_added_to_a_description_reaches_all_that_follows(tmp_path):
    added = "name: access, header: Access, type: code, allowed: [open, closed]"
    descriptions = with_column(tmp_path / "returns", "collaboration_register", "{name: title,", added)
    files = generated_files(descriptions)
    assert "    access__value as access,\n" in text_of(files, "stg_collaboration_register__agreements.sql")
    assert "{name: access, description:" in text_of(files, "_collaboration_register__models.yml")
    for kind in ("reported", "settled"):
        assert "access" in text_of(files, f"int_collaboration_register__{kind}_agreements.sql")
    assert "'access' as column_name" in text_of(files, "int_collaboration_register__values_reported.sql")
    assert {path.name for path in out_of_date(DBT, files)} == {
        "stg_collaboration_register__agreements.sql", "_collaboration_register__models.yml",
        "int_collaboration_register__reported_agreements.sql", "int_collaboration_register__settled_agreements.sql",
        "int_collaboration_register__values_reported.sql", "_merged__models.yml",
    }  # fmt: skip
    register = next(each for each in descriptions if each.return_id == "collaboration_register")
    checked = [
        each["meta"]["rule"]
        for each in described_expectations(register, read_catalogue(PROJECT_DIR / "seeds"))
        if each["kwargs"].get("column") == "access__stated"
    ]
    assert checked == ["V02"]


@pytest.mark.parametrize(
    ("kind", "sql"),
    [
        ("type: text", "nullif(trim(extra), '') as extra"),
        ("type: code, allowed: [a, b]", "extra__value as extra"),
        ("type: integer", "{{ try_integer('extra__value') }} as extra"),
        ("type: money", "{{ try_money('extra__value') }} as extra"),
        ("type: date", "try_cast(extra__value as date) as extra"),
        ("type: partial_date", "{{ register_date_precision('extra__value') }} as extra_precision"),
    ],
)
def test_each_type_of_column_is_read_as_what_it_is(tmp_path, kind, sql):
    added = f"name: extra, header: Extra, {kind}"
    descriptions = with_column(tmp_path / "returns", "peer_groups", "{name: note,", added)
    assert f"    {sql},\n" in text_of(generated_files(descriptions), "stg_peer_groups__peers.sql")


def test_line_of_expenditure_is_added_in_its_description_alone(tmp_path):
    added = "name: insurance_gbp, header: Insurance, type: money"
    with_column(tmp_path / "returns", "expenditure", "{name: transport_gbp,", added)
    path = tmp_path / "returns" / "expenditure.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("transport_gbp, supplies", "transport_gbp, insurance_gbp, supplies"), encoding="utf-8")
    all_descriptions.cache_clear()
    files = generated_files(all_descriptions(tmp_path / "returns"))
    assert "{'line': 'insurance', 'kind': 'expenditure'}" in text_of(files, "expenditure_amounts.sql")
    assert "{{ try_money('insurance_gbp__value') }} as insurance_gbp" in text_of(
        files, "stg_expenditure__functions.sql"
    )


def test_files_are_written_once_and_removed_when_nothing_asks_for_them(tmp_path):
    files = generated_files(all_descriptions())
    write_files(tmp_path, files)
    assert out_of_date(tmp_path, files) == []
    left_over = next(iter(files))
    fewer = {path: text for path, text in files.items() if path != left_over}
    assert out_of_date(tmp_path, fewer) == [left_over]
    write_files(tmp_path, fewer)
    assert not (tmp_path / left_over).exists()


def test_check_fails_and_says_what_to_do(tmp_path):
    files = generated_files(all_descriptions())
    write_files(tmp_path, files)
    path = next(iter(files))
    (tmp_path / path).write_text("select 1\n", encoding="utf-8")
    command = [sys.executable, "-m", "orchestration.generate", "--check", "--dbt", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT_DIR, check=False)
    assert done.returncode == 1
    assert str(path) in done.stdout and "make generate" in done.stderr
    assert (tmp_path / path).read_text(encoding="utf-8") == "select 1\n"


def test_wrong_description_is_reported_by_file_and_place(tmp_path):
    with pytest.raises(DescriptionError):
        with_column(tmp_path / "returns", "peer_groups", "{name: note,", "name: extra, type: text")
    command = [sys.executable, "-m", "orchestration.generate", "--returns", str(tmp_path / "returns")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT_DIR, check=False)
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("peer_groups.yml is not a valid description") and line.endswith("header: Field required.")
