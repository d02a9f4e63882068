"""Chromium, started once, and releases to open in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, sync_playwright

from orchestration.publication.site.write import write_site
from orchestration.publication.state import DATABASE
from tests.browser.opened_page import ARGUMENTS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is not installed, and the page tests need it: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def changed_release(published_release: Path, tmp_path: Path) -> Callable[..., Path]:
    """The published release with its file changed by statements, and its pages written anew."""

    def change(*statements: str) -> Path:
        shutil.copyfile(published_release / DATABASE, tmp_path / DATABASE)
        with duckdb.connect(str(tmp_path / DATABASE)) as connection:
            for statement in statements:
                connection.execute(statement)
            release_id = connection.execute("SELECT max(release_id) FROM release.releases").fetchone()
        assert release_id is not None
        write_site(tmp_path, release_id[0])
        return tmp_path

    return change
