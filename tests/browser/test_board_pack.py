"""A board pack on paper: two to four sheets, printed by the command, and a sentence where nothing can print."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from orchestration.cli.app import app
from orchestration.publication import printed_page
from orchestration.publication.printed_page import NotPrinted, print_page
from tests.conftest import Hub

pytestmark = pytest.mark.browser


def sheets(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes()))


def ask(hub: Hub, *arguments: str):
    return CliRunner().invoke(app, ["board-pack", *arguments, "--workspace", str(hub.settings.workspace)])


def test_the_command_prints_a_pack_of_two_to_four_sheets(loaded_hub: Hub, tmp_path: Path) -> None:
    answer = ask(loaded_hub, "procurement", "--out", str(tmp_path / "pack.pdf"))
    assert answer.exit_code == 0, answer.output
    assert "Procurement, from release" in answer.output
    assert 2 <= sheets(tmp_path / "pack.pdf") <= 4


def test_a_whole_function_fits_on_four_sheets_too(loaded_hub: Hub, tmp_path: Path) -> None:
    release = loaded_hub.settings.current.resolve()
    print_page(release / "boards" / "support-functions.html", tmp_path / "pack.pdf")
    assert sheets(tmp_path / "pack.pdf") <= 4


def test_a_pack_of_level_1_counts_agreements_on_what_is_filed_below_it(
    published_release: Path, marts: Callable[..., list[tuple[Any, ...]]]
) -> None:
    live = marts(
        "SELECT DISTINCT a.agreement_id, p.force_id FROM marts.agreements AS a "
        "JOIN marts.agreement_functions AS f USING (agreement_id) "
        "JOIN marts.agreement_parties AS p USING (agreement_id) "
        "WHERE a.is_live AND f.heading_id LIKE 'support-functions/%' AND p.is_party_today AND p.role IS DISTINCT FROM "
        "'observer'"
    )
    agreements = {agreement for agreement, _ in live}
    forces = {force for _, force in live if force}
    page = (published_release / "boards" / "support-functions.html").read_text(encoding="utf-8")
    assert len(agreements) > 1
    said = f"{len(forces)} of 43 forces share work on support functions in {len(agreements)} live agreements."
    assert said in page and "No live agreement" not in page


def test_a_heading_that_does_not_exist_is_refused_with_the_nearest(loaded_hub: Hub, tmp_path: Path) -> None:
    answer = ask(loaded_hub, "Procurment", "--out", str(tmp_path / "pack.pdf"))
    assert answer.exit_code == 2
    assert not (tmp_path / "pack.pdf").exists()


def test_without_a_browser_the_command_says_what_to_do(
    loaded_hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed_page.shutil, "which", lambda _name: None)
    answer = ask(loaded_hub, "Procurement", "--out", str(tmp_path / "pack.pdf"))
    assert answer.exit_code == 1
    assert not (tmp_path / "pack.pdf").exists()
    with pytest.raises(NotPrinted, match="Install Chromium"):
        print_page(tmp_path / "page.html", tmp_path / "pack.pdf")


def test_a_browser_that_prints_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed_page.shutil, "which", lambda _name: "/bin/false")
    with pytest.raises(NotPrinted, match="could not print"):
        print_page(tmp_path / "page.html", tmp_path / "pack.pdf")
    assert list(tmp_path.iterdir()) == []
