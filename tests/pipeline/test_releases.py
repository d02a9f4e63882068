"""Releases through time: what changed and why, which are final, going back, and making one again from its manifest."""

import csv
import html
import json
import shutil
from dataclasses import replace

import duckdb
import pytest

from orchestration.intake.archive import SIDECAR_SUFFIX
from orchestration.publication.retention import prune_releases
from orchestration.publication.state import DATABASE, MANIFEST, all_releases, current_release
from tests.conftest import PUBLISHED, copy_of, run_icm

FUNDING = PUBLISHED / "police_funding_extract_2025_26.csv"


def corrected_funding(amount):
    return FUNDING.read_text(encoding="utf-8").replace("231607316", str(amount)).encode()


def release_of(hub, *arguments, workspace=None):
    return run_icm("release", *arguments, "--workspace", workspace or hub.settings.workspace)


def ask(settings, query):
    with duckdb.connect(str(settings.current / DATABASE), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def hub(loaded_hub, tmp_path_factory):
    """A hub with two releases: the published examples, and one cell of them corrected."""
    hub = copy_of(loaded_hub, tmp_path_factory.mktemp("releases") / "hub")
    hub.drop("police_funding_corrected_2025_26.csv", corrected_funding(231607317))
    done = hub.load()
    assert done.code == 0 and done.facts["published"] is True, done.err
    return hub


@pytest.fixture
def copied(hub, tmp_path):
    return copy_of(hub, tmp_path / "copy")


def test_a_correction_is_the_cause_of_what_it_changed_and_comes_first(hub):
    (submission,) = ask(
        hub.settings, "SELECT submission_id FROM quality.submissions WHERE file_name LIKE 'police_funding_corr%'"
    )[0]
    causes = ask(hub.settings, "SELECT place, kind, description, changes, largest_change FROM release.revision_causes")
    place, kind, description, changes, largest = causes[0]
    assert (place, kind) == (1, "submission")
    assert description.startswith(
        "Police funding by force (Home Office), grant and precept, 2025/26: police_funding_corrected_"
    )
    assert f"({submission}) in place of S" in description
    assert largest.startswith("marts.") and "force_id=avon-and-somerset" in largest
    listed = ask(hub.settings, "SELECT table_name, column_name, cause_id FROM release.revisions")
    assert {cause for *_, cause in listed} == {f"submission {submission}"}
    assert changes == len(listed)
    assert ("marts.force_funding", "formula_grant_gbp", f"submission {submission}") in listed


def test_the_page_says_what_changed_since_which_release_and_why(hub):
    first = all_releases(hub.settings)[-1]
    ((description, changes),) = ask(hub.settings, "SELECT description, changes FROM release.revision_causes")
    page = html.unescape(" ".join((hub.settings.current / "revisions.html").read_text(encoding="utf-8").split()))
    assert f"This release changes {changes} facts and headline figures since the release of" in page
    assert "because of a file received." in page and description in page
    assert "No release before this one has been declared final." in page
    assert first.release_id in page
    assert "This is the first release" in (first.folder / "revisions.html").read_text(encoding="utf-8")


def test_what_follows_from_a_change_is_counted_and_not_listed(hub):
    counted = ask(hub.settings, "SELECT table_name, column_name, is_listed, changes FROM release.revision_counts")
    listed = ask(
        hub.settings, "SELECT table_name, column_name, true, count(*) FROM release.revisions GROUP BY ALL ORDER BY ALL"
    )
    assert sorted(each for each in counted if each[2]) == listed
    assert {table for table, _, is_listed, _ in counted if not is_listed} >= {"variation.force_position"}
    # What the counts say is what a comparison of both files finds.
    first = all_releases(hub.settings)[-1]
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{first.folder / DATABASE}' AS one (READ_ONLY)")
        connection.execute(f"ATTACH '{hub.settings.current / DATABASE}' AS two (READ_ONLY)")
        ((differ,),) = connection.execute(
            "SELECT count(*) FROM one.variation.force_position AS o JOIN two.variation.force_position AS n "
            "USING (measure_id, heading_id, financial_year, force_id, average_method) WHERE o.gap_gbp <> n.gap_gbp"
        ).fetchall()
    assert ("variation.force_position", "gap_gbp", False, differ) in counted and differ > 0


def test_diff_lists_every_change_between_two_releases(hub):
    first = all_releases(hub.settings)[-1].release_id
    answer = json.loads(release_of(hub, "diff", first, "--json").out)
    (grant,) = [
        each
        for each in answer["changes"]
        if (each["table_name"], each["column_name"]) == ("marts.force_funding", "formula_grant_gbp")
    ]
    assert (grant["previous_value"], grant["new_value"]) == ("231607316.00", "231607317.00")
    assert {each["table_name"] for each in answer["changes"]} >= {"marts.force_funding", "variation.force_position"}
    only = json.loads(release_of(hub, "diff", first, "current", "--table", "marts.force_funding", "--json").out)
    assert {each["table_name"] for each in only["changes"]} == {"marts.force_funding"}
    shown = release_of(hub, "diff", first)
    assert shown.code == 0 and "formula_grant_gbp" in shown.out
    same = release_of(hub, "diff", first, first)
    assert same.out.strip() == f"No value differs between {first} and {first}."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "20000101T000000Z"), "There is no release 20000101T000000Z"),
        (("diff", "current", "current", "--table", "marts.nothing"), "Neither release has a table marts.nothing"),
        (("finalise", "current"), "Say who declares the release final with --by."),
        (("rollback", "--by", "A. Steward"), "Say why with --reason."),
        (("rollback", "current", "--by", "A. Steward", "--reason", "To try"), "is the current release already."),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(hub, arguments, sentence):
    said = release_of(hub, *arguments)
    assert said.code == 2 and sentence in " ".join(said.err.split()) and "Traceback" not in said.err


def test_a_final_release_says_so_and_is_never_removed(copied):
    first = all_releases(copied.settings)[-1].release_id
    for amount in (231607318, 231607319):
        copied.drop(f"police_funding_corrected_{amount}_2025_26.csv", corrected_funding(amount))
        assert copied.load().facts["published"] is True
    done = release_of(copied, "finalise", first, "--by", "Hub board", "--reason", "Approved", "--json")
    assert json.loads(done.out)["status"] == "final"
    again = release_of(copied, "finalise", first, "--by", "Hub board")
    assert again.code == 2 and "has been final since" in again.err
    listed = json.loads(release_of(copied, "list", "--json").out)
    assert [each["status"] for each in listed] == ["provisional", "provisional", "provisional", "final"]
    assert [(each["decision"], each["by"]) for each in listed[-1]["decisions"]] == [("final", "Hub board")]
    # The current one and the one before it stay too.
    assert prune_releases(copied.settings, 1) == [listed[2]["release_id"]]
    assert "final" in release_of(copied, "show", first).out


def test_going_back_withdraws_and_the_next_load_does_not_publish_the_same_again(copied):
    second, first = all_releases(copied.settings)
    done = release_of(copied, "rollback", "--by", "A. Steward", "--reason", "Wrong grant", "--json")
    told = json.loads(done.out)
    assert (told["current"]["release_id"], told["withdrawn"]["release_id"]) == (first.release_id, second.release_id)
    assert told["withdrawn"]["status"] == "withdrawn"
    assert current_release(copied.settings).release_id == first.release_id
    assert copied.load().facts["published"] is False
    said = run_icm("load", "--landing", copied.settings.landing, "--workspace", copied.settings.workspace)
    assert (
        f"Release {first.release_id} stays current: {second.release_id}, published after it, is withdrawn" in said.out
    )
    assert "reflects everything received" not in said.out
    assert current_release(copied.settings).release_id == first.release_id
    refused = release_of(copied, "finalise", second.release_id, "--by", "Hub board")
    assert refused.code == 2 and "is withdrawn" in refused.err
    # Something else is built: it is published, and compared with the release that people read until now.
    copied.drop("police_funding_corrected_again_2025_26.csv", corrected_funding(231607320))
    done = copied.load()
    assert done.facts["published"] is True, done.facts["submissions"]
    assert ask(
        copied.settings,
        "SELECT previous_value, new_value FROM release.revisions "
        "WHERE table_name = 'marts.force_funding' AND column_name = 'formula_grant_gbp'",
    ) == [("231607316.00", "231607320.00")]
    # The withdrawn one is put back by going to it.
    assert release_of(copied, "rollback", second.release_id, "--by", "A. Steward", "--reason", "It was right").code == 0
    assert current_release(copied.settings).release_id == second.release_id
    assert current_release(copied.settings).status == "provisional"


def test_a_release_is_made_again_from_its_manifest_and_the_archive(hub, tmp_path):
    """Files are found by the fingerprints that the manifest names; CSV files come out byte for byte the same."""
    settings = hub.settings
    manifest = json.loads((settings.current / MANIFEST).read_text(encoding="utf-8"))
    landing = tmp_path / "landing"
    landing.mkdir()
    again = replace(settings, workspace=tmp_path / "again", landing=landing)
    before = ""
    for each in [*manifest["inputs"], None]:
        if each is None or each["file_name"] < before:  # a load receives files in the order of their names
            done = run_icm("load", "--landing", landing, "--workspace", again.workspace, "--json")
            assert done.code == 0, done.err
        if each is not None:
            before = each["file_name"]
            for kept in settings.archive.rglob(f"{each['sha256']}*"):
                if kept.name.endswith(SIDECAR_SUFFIX):
                    continue
                note = ".source.yml" if kept.name.endswith(".source.yml") else ""
                shutil.copyfile(kept, landing / f"{each['file_name']}{note}")
    made = json.loads((again.current / MANIFEST).read_text(encoding="utf-8"))
    assert made["seeds"] == manifest["seeds"] and made["code"] == manifest["code"]
    assert made["versions"] == manifest["versions"] and made["settings"] == manifest["settings"]
    texts = {name: told for name, told in manifest["files"].items() if name.endswith(".csv")}
    assert len(texts) > 90
    differ = {name for name, told in texts.items() if made["files"][name] != told}
    # What holds a time of receipt, or the number of the submission that was received last, is compared without it.
    for name in differ:
        one, other = (_rows(folder / name) for folder in (settings.current, again.current))
        assert one == other, name
    assert len(differ) < 20, sorted(differ)


def _rows(path):
    """Rows of a CSV without what is of the moment or of the order of receipt."""
    of_the_moment = ("_at", "submission_id", "release_id", "version", "load_id", "inputs_fingerprint", "status_reason")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            tuple(value for name, value in row.items() if not name.endswith(of_the_moment))
            for row in csv.DictReader(file)
        ]
    return sorted(rows)
