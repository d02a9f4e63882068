"""Fixtures of the fast tests."""

import pytest

from tests.small_hub import SmallHub


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)
