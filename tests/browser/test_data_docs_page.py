"""The engineer's evidence in Chromium without a network: from the index to a table, its ticks, and what only fails."""

import pytest
from playwright.sync_api import expect

from orchestration.validation.data_docs import write_data_docs
from tests.small_hub import SmallHub, funding


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    hub = SmallHub(tmp_path_factory.mktemp("hub"))
    hub.receive("police_funding_extract_2025_26.csv", funding((1, 1, "-1")))
    return write_data_docs(hub.settings)


def test_from_the_index_to_what_fails_with_no_request_beyond_the_folder(browser, index, tmp_path):
    page = browser.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.goto(index.as_uri())
    page.get_by_role("link", name="grant and precept").click()
    expect(page.get_by_text("V04 (reject)").first).to_be_visible()
    holds = page.get_by_text("R08 (reject)")
    expect(holds).to_be_visible()
    page.get_by_text("Failed Only").click()
    expect(holds).to_be_hidden()
    expect(page.get_by_text("V04 (reject)").first).to_be_visible()
    tick = page.evaluate("getComputedStyle(document.querySelector('.fa-times'), '::before').content")
    assert tick == '"✗"'
    page.screenshot(path=tmp_path / "data_docs.png", full_page=True)
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("heading", name="What the suites said")).to_be_visible()
    assert {url.split("/data_docs/")[0] for url in requests} == {index.parent.parent.as_uri()}
    assert complaints == []
    page.close()
