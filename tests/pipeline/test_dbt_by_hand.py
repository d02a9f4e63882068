"""dbt run by hand: it builds the tables that a load builds, its unit tests pass, and the next load starts afresh.

The files have one path and one target folder one after another, so that dbt parses the project once.
"""

import json
import os
import shutil
import subprocess
from dataclasses import replace

import duckdb
import pytest
import yaml

from orchestration.settings import PROJECT_DIR
from orchestration.warehouse.lock import write_lock
from orchestration.warehouse.models import dbt_executable
from orchestration.warehouse.plan import read_plan
from tests.conftest import copy_of
from tests.equal_tables import SCHEMAS, differences

MODELS = PROJECT_DIR / "dbt_project" / "models"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """Folder in which dbt works."""
    return tmp_path_factory.mktemp("dbt")


def dbt(settings, *arguments):
    project = str(settings.dbt_project)
    done = subprocess.run(
        [dbt_executable(), *arguments, "--project-dir", project, "--profiles-dir", project],
        env={**os.environ, **settings.environment()}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def built_by_hand(settings, *but):
    """A private file that is a copy of a hub's: what is built in it goes, and dbt builds it again, but for tests.

    `but` is what else it leaves out.
    """
    with duckdb.connect(str(settings.warehouse)) as connection:
        for schema in SCHEMAS:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")
        assert connection.execute("SELECT count(*) > 300 FROM ledger.tables_built").fetchall() == [(True,)]
    dbt(settings, "build", "--exclude", "resource_type:test", *but)
    return settings.warehouse


@pytest.fixture(scope="module")
def published(loaded_hub, workshop):
    """The file of the published examples as dbt has built it, with its unit tests."""
    settings = replace(loaded_hub.settings, workspace=workshop)
    with write_lock(loaded_hub.settings):
        shutil.copyfile(loaded_hub.settings.warehouse, settings.warehouse)
    return built_by_hand(settings).rename(workshop / "published.duckdb")


def test_the_published_examples_are_built_equally(loaded_hub, published):
    with write_lock(loaded_hub.settings):
        assert differences(loaded_hub.settings.warehouse, published) == []


def test_every_unit_test_of_dbt_passes(published):
    results = json.loads((published.parent / "dbt_target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    verdicts = [each["status"] for each in results if each["unique_id"].startswith("unit_test.")]
    assert set(verdicts) == {"pass"}
    described = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in MODELS.rglob("*.yml"))
    assert len(verdicts) == sum(len(each.get("unit_tests", [])) for each in described) > 100


def test_the_next_load_builds_everything_afresh(loaded_hub, published, tmp_path):
    hub = copy_of(loaded_hub, tmp_path / "hub")
    shutil.copyfile(published, hub.settings.warehouse)
    with duckdb.connect(str(hub.settings.warehouse), read_only=True) as connection:
        assert connection.execute("FROM ledger.tables_built").fetchall() == []
    result = hub.load()
    assert result.code == 0, result.err
    with duckdb.connect(str(hub.settings.warehouse), read_only=True) as connection:
        ((built,),) = connection.execute("SELECT count(*) FROM ledger.tables_built").fetchall()
    assert built == len(read_plan(hub.settings).steps)
    assert result.facts["published"] is False
    assert differences(hub.settings.warehouse, published) == []


def test_the_made_up_national_set_is_built_equally(national_set, workshop):
    settings = replace(national_set.hub.settings, with_illustrative=True, workspace=workshop)
    shutil.copyfile(national_set.warehouse, settings.warehouse)
    by_hand = built_by_hand(settings, "resource_type:unit_test")
    assert differences(national_set.warehouse, by_hand) == []
