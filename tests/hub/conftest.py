"""Fixtures of the fast tests."""

import pytest

from orchestration.settings import Settings
from orchestration.warehouse.check_views import make_check_views
from tests.small_hub import SmallHub


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory):
    """A private file without a submission, in which the views of the checks are made: dbt runs once a session."""
    workspace = tmp_path_factory.mktemp("checks")
    settings = Settings(workspace=workspace, landing=workspace / "landing")
    assert make_check_views(settings)
    assert not make_check_views(settings), "dbt runs again although nothing changed"
    return settings.warehouse


@pytest.fixture
def comparing_hub(tmp_path, empty_warehouse):
    return SmallHub(tmp_path, warehouse=empty_warehouse)
