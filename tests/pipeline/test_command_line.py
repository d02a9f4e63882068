"""The command line: answers for people and programs, and its exit codes."""

import json

from tests.conftest import run_icm


def test_help_teaches():
    shown = run_icm("--help")
    assert shown.code == 0
    for command in ("load", "status", "release", "serve"):
        assert command in shown.out
    assert "Exit code 0" in run_icm("load", "--help").out


def test_wrong_usage_is_exit_code_2(tmp_path):
    assert run_icm("load", "--landing", tmp_path / "no such folder").code == 2
    assert run_icm("laod").code == 2
    assert run_icm("load", "--colour", "red").code == 2


def test_nothing_landed_publishes_nothing_and_says_so(tmp_path):
    result = run_icm("load", "--workspace", tmp_path / "hub")
    assert result.code == 1
    assert "there is no file in" in result.err
    assert "Traceback" not in result.out + result.err


def test_status_and_releases_of_a_new_workspace_are_empty_not_broken(tmp_path):
    status = run_icm("status", "--workspace", tmp_path, "--json")
    assert status.code == 0
    assert status.facts["release"] is None
    releases = run_icm("release", "list", "--workspace", tmp_path)
    assert releases.code == 0 and "No release has been published yet" in releases.out


def test_a_load_says_what_a_program_needs(loaded_hub):
    facts = loaded_hub.first_load.facts
    assert facts["published"] is True
    # Registers of 2013 and 2020 give the collaboration of Warwickshire and West Mercia different titles.
    assert facts["submissions_by_status"] == {"accepted": 6, "accepted_with_queries": 3}
    assert facts["figures_by_status"].get("mismatch") is None
    assert sum(facts["figures_by_status"].values()) >= 70
    bases = facts["figures_by_basis"]
    assert set(bases) == {"computed", "cross_checked", "as_printed"}
    assert sum(sum(statuses.values()) for statuses in bases.values()) == sum(facts["figures_by_status"].values())
    assert set(bases["as_printed"]) == {"exact"}, "what is held as printed cannot differ from its print"
    assert facts["problems"] == []


def test_a_second_load_says_that_nothing_is_new(loaded_hub):
    settings = loaded_hub.settings
    again = run_icm("load", "--landing", settings.landing, "--workspace", settings.workspace)
    assert again.code == 0
    release = loaded_hub.first_load.facts["release"]["release_id"]
    assert again.out.rstrip().endswith(f"Nothing new: release {release} reflects everything received.")
    assert "First load" not in again.err


def test_what_the_hub_writes_is_for_its_account_and_group_alone(loaded_hub):
    landing = loaded_hub.settings.landing
    written = [
        path for path in loaded_hub.settings.workspace.rglob("*") if path != landing and landing not in path.parents
    ]
    assert {path.suffix for path in written} >= {".duckdb", ".csv", ".html", ".parquet", ".xlsx", ".json"}
    open_to_others = [str(path) for path in written if not path.is_symlink() and path.stat().st_mode & 0o027]
    assert open_to_others == []


def test_status_in_words_names_every_file(loaded_hub):
    shown = run_icm("status", "--workspace", loaded_hub.settings.workspace, "--files")
    assert shown.code == 0
    words = " ".join(shown.out.split())
    for each in loaded_hub.first_load.facts["submissions"]:
        assert each["file_name"][:20] in words
    computed = loaded_hub.first_load.facts["figures_by_basis"]["computed"]
    agreeing = computed["exact"] + computed["agrees"]
    assert f"{agreeing} of {sum(computed.values())} computed figures agree" in words


def test_releases_lists_the_one_in_force(loaded_hub):
    listed = json.loads(run_icm("release", "list", "--workspace", loaded_hub.settings.workspace, "--json").out)
    assert [each["is_current"] for each in listed] == [True]
    assert listed[0]["release_id"] == loaded_hub.first_load.facts["release"]["release_id"]
