"""What the README and the architecture page name exists: files, targets of make, commands and their options."""

import re

import pytest
from typer.main import get_command

from orchestration.cli.app import app
from orchestration.settings import PROJECT_DIR

PAGES = ("README.md", "docs/architecture.md", "docs/operations.md")
FOLDERS = ("orchestration", "dbt_project", "seeds", "expectations", "examples", "benchmarks", "tests", "docs", "deploy")
COMMANDS = get_command(app).commands


def text_of(page):
    return (PROJECT_DIR / page).read_text(encoding="utf-8")


def code_in(page):
    """Inline code and lines of code blocks."""
    text = text_of(page)
    return re.findall(r"`([^`\n]+)`", text) + re.findall(
        r"^[^|\n`]+$", "\n".join(re.findall(r"```\w*\n(.*?)```", text, re.S)), re.M
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_file_named_exists(page):
    named = {code for code in code_in(page) if re.fullmatch(rf"(?:{'|'.join(FOLDERS)})/[\w./<>*-]*", code)}
    missing = [code for code in named if not any(PROJECT_DIR.glob(re.sub(r"<\w+>", "*", code).rstrip("/")))]
    assert named and missing == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_or_a_heading(page):
    headings = {
        re.sub(r"[^\w -]", "", line).strip().lower().replace(" ", "-")
        for line in text_of(page).splitlines()
        if line.startswith("#")
    }
    for link in re.findall(r"\]\(([^)]+)\)", text_of(page)):
        if link.startswith("#"):
            assert link[1:] in headings, link
        else:
            assert ((PROJECT_DIR / page).parent / link).exists(), link


def test_every_target_of_make_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_DIR / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {name for page in PAGES for code in code_in(page) for name in re.findall(r"\bmake ([a-z-]+)\b", code)}
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_named_exists(page):
    for row in re.findall(r"^\|.*\bicm\b.*$", text_of(page), re.M):
        names = [name for name in re.findall(r"`(?:\.venv/bin/icm )?([a-z-]+)\b[^`]*`", row) if name in COMMANDS]
        options = {option for name in names for each in COMMANDS[name].params for option in each.opts}
        assert set(re.findall(r"(?<![\w-])(--[a-z-]+)", row)) <= options | {"--help", "--version"}, row
    named = {name for code in code_in(page) for name in re.findall(r"^(?:\S*/)?icm ([a-z-]+)", code)}
    assert named <= set(COMMANDS) | {"--help"}


def test_the_tree_of_the_package_is_the_package():
    tree = text_of("README.md").split("orchestration/   the Python package")[1].split("expectations/")[0]
    shown = set(re.findall(r"(?:^  |\s{2,})([a-z_]+)/\s", tree))
    rooms = {path.name for path in (PROJECT_DIR / "orchestration").iterdir() if (path / "__init__.py").is_file()}
    assert shown == rooms
