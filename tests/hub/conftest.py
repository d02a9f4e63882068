"""Fixtures of the fast tests."""

import pytest

from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.plan import read_plan
from orchestration.warehouse.runner import build_warehouse
from tests.small_hub import SmallHub


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory):
    """A private file without a submission, in which the views of the checks are made, once a session."""
    workspace = tmp_path_factory.mktemp("checks")
    settings = Settings(workspace=workspace, landing=workspace / "landing")
    plan = read_plan(settings)
    with open_warehouse(settings) as connection:
        assert build_warehouse(connection, settings, plan, plan.checks, with_tests=False).problems == []
    return settings.warehouse


@pytest.fixture
def comparing_hub(tmp_path, empty_warehouse):
    return SmallHub(tmp_path, warehouse=empty_warehouse)
