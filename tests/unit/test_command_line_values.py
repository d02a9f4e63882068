"""The command line reads what people type, says what they probably meant, and keeps to its exit codes."""

import json
import re
import socket

import pytest
import typer
from typer.testing import CliRunner

from orchestration import __version__
from orchestration.cli import values
from orchestration.cli.app import app
from orchestration.pipeline.load import LoadResult
from orchestration.settings import Settings
from orchestration.synthetic_data.defects import assigned
from orchestration.synthetic_data.example_returns import _years
from orchestration.synthetic_data.national_set import ExampleSetError, filled_returns
from tests.returns import workforce

COMMANDS = sorted(
    [command.name or command.callback.__name__ for command in app.registered_commands if not command.hidden]
    + [
        f"{group.name} {command.name or command.callback.__name__}"
        for group in app.registered_groups
        for command in group.typer_instance.registered_commands
    ]
)
KENT = ("--force", "kent", "--year", "2025/26")


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")


def icm(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def words(result):
    return " ".join((result.stdout + result.stderr).split())


def test_version_is_printed():
    assert icm("--version").stdout.strip() == f"icm {__version__}"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_by_an_example(command):
    shown = icm(*command.split(), "--help")
    assert shown.exit_code == 0
    assert re.search(rf"Examples?: icm {command}\b", words(shown))


TYPED = {
    "a return": (("status", "--return", "workfroce"), "Did you mean 'workforce'?"),
    "a return like none": (("status", "--return", "xyzzy"), "The returns are board_decisions,"),
    "a year begun": (("status", "--year", "2025"), "Did you mean 2025/26?"),
    "a year with a dash": (("status", "--year", "2025-26"), "Did you mean 2025/26?"),
    "a year in full": (("status", "--year", "2025/2026"), "Did you mean 2025/26?"),
    "a year that ends wrongly": (("status", "--year", "2025/27"), "Did you mean 2025/26?"),
    "a year out of range": (("status", "--year", "1850/51"), "Give one from 1990/91 to 2040/41"),
    "no year": (("status", "--year", "last"), "Give one from 1990/91 to 2040/41"),
    "a date with the day first": (("picture", "--at", "31/03/2015"), "Did you mean 2015-03-31?"),
    "a year as a date": (("picture", "--at", "2015"), "Give the year, month and day, for example 2015-03-31."),
    "a day that no month has": (("picture", "--at", "2015-02-30"), "'2015-02-30' is not a date."),
    "the end of a waiver": (("waive", "V01", "--until", "31.12.2026"), "Did you mean 2026-12-31?"),
    "the last year of a set": (("example-returns", "--out", "set", "--last-year", "2022"), "Did you mean 2022/23?"),
    "a return without a template": (("template", "workfroce", "--out", "a.xlsx"), "Did you mean 'workforce'?"),
    "a force": (("template", "workforce", "--force", "Kentt", "--year", "2025/26", "--out", "a.xlsx"), "mean 'Kent'?"),
    "a force with a release": (("position", "Kentt"), "No release has been published yet"),
    "a workbook that is text": (("template", "workforce", *KENT, "--out", "a.txt"), "for example a.xlsx"),
    "a table that is a workbook": (("picture", "--matrix", "who.xlsx"), "for example who.csv"),
    "a command": (("laod",), "Did you mean 'load'"),
    "a folder": (("status", "--workspace", "nowhere"), "There is no folder nowhere."),
}


@pytest.mark.parametrize("what", TYPED)
def test_what_is_typed_wrongly_is_answered_with_what_was_meant(what, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ICM_WORKSPACE", str(tmp_path))
    arguments, sentence = TYPED[what]
    answer = icm(*arguments)
    assert answer.exit_code == (1 if what == "a force with a release" else 2)
    assert sentence in words(answer)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["kent", "Kent", "KENT", "Kent Police", " kent  police "])
def test_a_force_goes_by_any_of_its_names(text):
    assert values.force_id_of(text) == "kent"


def test_a_force_goes_by_its_id_however_it_is_joined():
    for text in ("avon-and-somerset", "avon_and_somerset", "Avon and Somerset", "Avon & Somerset"):
        assert values.force_id_of(text) == "avon-and-somerset"


@pytest.mark.parametrize("text", ["collaboration register", "Collaboration-Register", "collaboration_register"])
def test_a_return_goes_by_its_name_however_it_is_joined(text):
    assert values.return_id_of(text) == "collaboration_register"


def test_what_is_right_or_left_out_passes():
    assert values.financial_year_of(" 2025/26 ") == "2025/26"
    assert values.day_of("2015-03-31") == "2015-03-31"
    assert values.return_id_of("") == values.financial_year_of("") == values.day_of("") == ""


def test_a_hub_without_loads_and_one_without_release_are_told_what_to_do(tmp_path):
    status = icm("status", "--workspace", tmp_path)
    assert status.exit_code == 0
    assert "Nothing has been loaded" in words(status) and "late" not in words(status)
    for command in (("picture",), ("heading", "Custody"), ("position", "kent")):
        answer = icm(*command, "--workspace", tmp_path)
        assert answer.exit_code == 1
        assert "No release has been published yet" in words(answer) and "Run icm load" in words(answer)


def test_a_first_load_says_how_long_it_will_take(tmp_path, monkeypatch):
    monkeypatch.setattr("orchestration.pipeline.load.run_load", lambda settings: LoadResult(False, ["It was stopped."]))
    (tmp_path / "landing").mkdir()
    assert "First load" not in words(icm("load", "--workspace", tmp_path)), "there is no file to load"
    (tmp_path / "landing" / "a.xlsx").write_bytes(b"")
    told = icm("load", "--workspace", tmp_path)
    assert told.exit_code == 1 and "It was stopped." in words(told)
    assert re.search(r"First load of this hub: 1 files?, about 2 to 3 minutes\.", words(told))


def test_a_template_never_replaces_a_filled_return_unasked(tmp_path):
    out = tmp_path / "workforce.xlsx"
    out.write_bytes(b"filled in")
    refused = icm("template", "workforce", *KENT, "--out", out)
    assert refused.exit_code == 2 and "may be filled in" in words(refused)
    assert out.read_bytes() == b"filled in"
    assert icm("template", "workforce", *KENT, "--out", out, "--overwrite").exit_code == 0
    assert out.read_bytes() != b"filled in"


def test_a_template_of_a_force_needs_force_year_and_basis(tmp_path):
    out = tmp_path / "expenditure.xlsx"
    assert "Give both" in words(icm("template", "expenditure", "--force", "kent", "--out", out))
    assert "estimate or outturn" in words(icm("template", "expenditure", *KENT, "--out", out))
    assert icm("template", "expenditure", *KENT, "--basis", "outturn", "--out", out).exit_code == 0


def test_a_set_that_is_too_small_for_its_defects_leaves_nothing_behind(tmp_path):
    answer = icm("example-returns", "--out", tmp_path / "set", "--forces", 6, "--defects")
    assert answer.exit_code == 2
    assert re.search(r"6 forces with 1 year have too few\. \d+ forces are enough", words(answer))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("years", [1, 2])
def test_as_many_forces_as_are_said_to_be_enough_are_enough(years, tmp_path):
    settings = Settings(workspace=tmp_path, landing=tmp_path / "landing")
    with pytest.raises(ExampleSetError) as refused:
        assigned(list(filled_returns(settings, 3, _years("2022/23", years), 1)), 1)
    enough = int(re.search(r"(\d+) forces are enough", str(refused.value))[1])
    assert len(assigned(list(filled_returns(settings, enough, _years("2022/23", years), 1)), 1)) >= 89


def test_a_port_in_use_is_said(tmp_path):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        answer = icm("serve", "--port", port, "--workspace", tmp_path)
    assert answer.exit_code == 2 and f"Port {port} is in use" in words(answer)
    assert list(tmp_path.iterdir()) == []


def test_a_check_lists_every_finding_with_its_cell_and_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("ICM_WORKSPACE", str(tmp_path / "hub"))
    wrong = {"heading_name": "Local policing", "police_officer_fte": "lots", "police_staff_fte": -4}
    good, bad, junk = (tmp_path / name for name in ("workforce_kent.xlsx", "workforce_essex.xlsx", "junk.csv"))
    good.write_bytes(workforce(year="2040/41"))
    bad.write_bytes(workforce(wrong, force="Essex", year="2040/41"))
    junk.write_text("colours\nred\n")
    clean = icm("check", good)
    assert clean.exit_code == 0, words(clean)
    assert "workforce_kent.xlsx: workforce, kent, 2040/41" in words(clean)
    found = icm("check", good, bad, junk)
    assert found.exit_code == 1
    assert "V03" in words(found) and "V04" in words(found) and "B2" in words(found)
    assert "junk.csv: not recognised as any return" in words(found)
    assert not (tmp_path / "hub").exists()


def test_a_check_answers_programs(tmp_path):
    path = tmp_path / "workforce_kent.xlsx"
    path.write_bytes(workforce({"heading_name": "Local policing", "police_officer_fte": "lots"}))
    answer = icm("check", path, "--json")
    (facts,) = json.loads(answer.stdout)
    assert (answer.exit_code, facts["would_be_accepted"], facts["force_id"]) == (1, False, "kent")
    assert ("V03", "reject", "Workforce", "B2") in {
        (each["rule_id"], each["severity"], each["sheet"], each["cell"]) for each in facts["findings"]
    }


def test_a_check_refuses_two_files_of_one_name_and_says_which_it_ignores(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.xlsx").write_bytes(b"")
    twice = icm("check", tmp_path / "one" / "a.xlsx", tmp_path / "two" / "a.xlsx")
    assert twice.exit_code == 2 and "called a.xlsx" in words(twice)
    hidden = tmp_path / "~$a.xlsx"
    hidden.write_bytes(b"")
    ignored = icm("check", hidden)
    assert ignored.exit_code == 1 and "ignores files of this name" in words(ignored)


@pytest.mark.parametrize(
    "text", ["2026-12-01 09:30", "2026-12-01T09:30Z", "2026-12-01 10:30+01:00", " 2026-12-01  09:30 "]
)
def test_a_time_is_read_in_utc(text):
    assert values.moment_of(text) == "2026-12-01T09:30:00+00:00"


def test_a_day_alone_begins_at_midnight_and_what_is_no_time_is_refused(capsys):
    assert values.moment_of("2026-12-01") == "2026-12-01T00:00:00+00:00"
    with pytest.raises(typer.Exit):
        values.moment_of("2026-12-01 at noon")
    assert "is not a time" in words_of(capsys.readouterr().err)
    with pytest.raises(typer.Exit):
        values.moment_of("1/12/2026 09:30")
    assert "Did you mean 2026-12-01?" in words_of(capsys.readouterr().err)


def words_of(text):
    return " ".join(text.split())
