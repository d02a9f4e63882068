"""Examples in docstrings: each gives what it says."""

import doctest
import importlib

import pytest

from orchestration.settings import PROJECT_DIR

WITH_EXAMPLES = sorted(
    path.relative_to(PROJECT_DIR).with_suffix("").as_posix().replace("/", ".")
    for path in (PROJECT_DIR / "orchestration").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_an_example_gives_what_it_says(module):
    failed, tried = doctest.testmod(importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried > 0 and failed == 0
