"""The engineer's evidence of a load: what its pages tell, that they load nothing from elsewhere, that they stay few."""

import hashlib
import html
import json
import logging
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_DIR
from orchestration.validation import data_docs
from orchestration.validation.data_docs import RUNS_KEPT, write_data_docs
from orchestration.validation.validate import validate_return
from tests.small_hub import SmallHub, funding

HOSTILE = "<script>alert('£')</script> $value"
ASSETS = PROJECT_DIR / "orchestration" / "validation" / "data_docs_assets"


class Links(HTMLParser):
    """Every address that a page names."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.found += re.findall(r"url\(\s*['\"]?([^'\")]+)", text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in {"href", "src", "srcset", "action", "data"} and value]


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = SmallHub(tmp_path_factory.mktemp("hub"))
    hub.receive("police_funding_extract_2025_26.csv", funding((1, 0, HOSTILE), (1, 1, "-1"), (2, 1, "about 10")))
    assert write_data_docs(hub.settings) == folder_of(hub) / "index.html"
    return hub


def folder_of(hub):
    return hub.settings.reports / "data_docs"


def page_of(hub):
    (page,) = folder_of(hub).glob("run_*/police_funding__grant_and_precept.html")
    return page.read_text(encoding="utf-8")


def test_a_page_tells_of_each_expectation_how_many_rows_fail_and_which_values(hub):
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page_of(hub))))
    assert "V04 (reject): " in text
    assert "1 unexpected values found. ≈2.326% of 43 total rows." in text
    assert "-1" in text and "about 10" in text
    ((failing, run),) = hub.ask(
        "SELECT count(*) FILTER (outcome = 'failed'), count(*) FROM ledger.rule_results WHERE submission_id = 'S000001'"
    )
    assert f"Evaluated Expectations {run} Successful Expectations {run - failing}" in text


def test_what_a_cell_holds_is_shown_and_never_run(hub):
    assert "<script>alert" not in page_of(hub)
    assert HOSTILE in html.unescape(page_of(hub))


def test_every_address_on_every_page_is_a_file_beside_it(hub):
    pages = list(folder_of(hub).rglob("*.html"))
    assert len(pages) == 2
    for page in pages:
        links = Links(page.read_text(encoding="utf-8")).found
        assert any(link.endswith("bootstrap.min.css") for link in links)
        for link in links:
            if not link.startswith("#"):
                assert (page.parent / link).is_file(), f"{page.name} asks for {link}"
        assert not re.search(r"https?://(?!www\.w3\.org)", page.read_text(encoding="utf-8"))


def test_the_files_that_pages_load_are_those_the_list_names_and_small(hub):
    listed = dict(re.findall(r"^\| `(\S+)` \|.*`([0-9a-f]{64})` \|$", (ASSETS / "README.md").read_text("utf-8"), re.M))
    kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in ASSETS.glob("*.min.*")}
    assert kept == listed
    assert sum(path.stat().st_size for path in (folder_of(hub) / "assets").iterdir()) < 350_000


def test_a_load_with_nothing_new_adds_no_run_and_does_without_the_library(hub):
    before = (folder_of(hub) / "index.html").read_bytes()
    script = f"""
import sys
from pathlib import Path
from orchestration.settings import Settings
from orchestration.validation.data_docs import write_data_docs
from orchestration.validation.validate import validate_return
settings = Settings(workspace=Path({str(hub.settings.workspace)!r}), landing=Path({str(hub.settings.landing)!r}))
assert validate_return(settings, "police_funding") == {{}}
assert write_data_docs(settings)
print("great_expectations" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert (folder_of(hub) / "index.html").read_bytes() == before


def test_the_index_lists_the_last_runs_and_older_ones_are_taken_away(tmp_path, monkeypatch):
    hub = SmallHub(tmp_path)
    monkeypatch.setattr(data_docs, "render_page", lambda *_: "<html></html>")
    hub.receive("police_funding_extract_2025_26.csv", funding())
    write_data_docs(hub.settings)
    for _ in range(RUNS_KEPT + 1):
        hub.ask("UPDATE ledger.rule_results SET checked_at = checked_at + INTERVAL 1 DAY")
        write_data_docs(hub.settings)
    folder = folder_of(hub)
    runs = sorted(path.name for path in folder.glob("run_*"))
    assert len(runs) == RUNS_KEPT
    linked = re.findall(r'href="(run_\w+)/', (folder / "index.html").read_text(encoding="utf-8"))
    assert linked == runs[::-1]
    assert [run["folder"] for run in json.loads((folder / ".runs.json").read_text(encoding="utf-8"))] == linked


def test_a_rule_that_could_not_run_is_told_apart(tmp_path, monkeypatch):
    hub = SmallHub(tmp_path)
    hub.receive("police_funding_extract_2025_26.csv", funding())
    with_broken = (
        "UPDATE ledger.rule_results SET outcome = 'could_not_run', detail = 'no such column' WHERE rule_id = 'PF01'"
    )
    hub.ask(with_broken)
    index = write_data_docs(hub.settings)
    assert "no such column" in page_of(hub)
    counts = re.findall(r'<td class="text-right">(\d+)</td>', index.read_text(encoding="utf-8"))
    assert counts[-1] == "1"


def test_pages_that_cannot_be_written_are_told_of_and_fail_no_load(tmp_path, monkeypatch, caplog):
    hub = SmallHub(tmp_path)
    hub.receive("police_funding_extract_2025_26.csv", funding())

    def broken(*_):
        raise ValueError("the renderer has changed")

    monkeypatch.setattr(data_docs, "render_page", broken)
    with caplog.at_level(logging.WARNING, logger="icm.validation"):
        assert write_data_docs(hub.settings) is None
    assert "was not written, and the load goes on: the renderer has changed" in caplog.text
    monkeypatch.undo()
    assert Path(write_data_docs(hub.settings)).is_file(), "the next load writes what this one could not"


def test_a_hub_where_nothing_was_validated_has_no_pages(tmp_path):
    hub = SmallHub(tmp_path)
    assert validate_return(hub.settings, "police_funding") == {}
    assert write_data_docs(hub.settings) is None
    assert not folder_of(hub).exists()
