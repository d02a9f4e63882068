"""The page on security names tests that exist."""

import re

from orchestration.settings import PROJECT_DIR


def test_every_test_that_the_page_names_is_there():
    named = set(re.findall(r"`(test_\w+)`", (PROJECT_DIR / "docs" / "security.md").read_text(encoding="utf-8")))
    written = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT_DIR / "tests").rglob("test_*.py"))
    assert len(named) > 30
    assert named - set(re.findall(r"^def (test_\w+)", written, flags=re.MULTILINE)) == set()
