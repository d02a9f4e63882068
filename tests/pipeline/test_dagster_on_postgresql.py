"""Dagster keeps its history in PostgreSQL where its configuration says so, as the documentation writes it."""

import os
import re
import subprocess
import sys

import dagster as dg
import psycopg
import pytest

from orchestration.dagster_hub.home import CONFIG, prepare_dagster_home, prune_runs
from orchestration.settings import DAGSTER_DATABASE_VARIABLE, PROJECT_DIR, Settings
from tests.postgresql import OWNER, PASSWORD, running_server

PREPARE = (
    "import sys; from pathlib import Path; from orchestration.settings import Settings; "
    "from orchestration.dagster_hub.home import prepare_dagster_home; "
    "prepare_dagster_home(Settings(workspace=Path(sys.argv[1]), landing=Path(sys.argv[1])))"
)


@pytest.fixture
def database(monkeypatch):
    with running_server() as server:
        server.make_database("dagster")
        address = f"postgresql+psycopg2://{OWNER}:{PASSWORD}@127.0.0.1:{server.port}/dagster"
        monkeypatch.setenv(DAGSTER_DATABASE_VARIABLE, address)
        yield address


@pytest.fixture
def settings(tmp_path):
    """A hub whose Dagster home is configured as docs/operations.md says."""
    settings = Settings(workspace=tmp_path, landing=tmp_path / "landing")
    (block,) = re.findall(r"```yaml\n(storage:.*?)```", (PROJECT_DIR / "docs" / "operations.md").read_text(), re.S)
    settings.dagster_home.mkdir()
    config = (settings.project / "deploy" / CONFIG).read_text() + block
    (settings.dagster_home / CONFIG).write_text(config)
    return settings


@dg.op
def work():
    return 1


@dg.job
def job():
    work()


def test_history_is_kept_in_postgresql_and_pruned_there(database, settings):
    at_once = [
        subprocess.Popen([sys.executable, "-c", PREPARE, str(settings.workspace)], env=dict(os.environ))
        for _ in range(2)
    ]
    assert [each.wait(timeout=120) for each in at_once] == [0, 0]
    home = prepare_dagster_home(settings)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        for _ in range(3):
            assert job.execute_in_process(instance=instance).success
        with psycopg.connect(database.replace("+psycopg2", "")) as connection:
            assert connection.execute("SELECT count(*) FROM runs").fetchone() == (3,)
        assert prune_runs(instance, keep=1) == 2
    with psycopg.connect(database.replace("+psycopg2", "")) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    # No history in files beside it; each process that asks writes a log of the engine at most.
    assert not list(home.rglob("*.db"))
    assert PASSWORD not in (home / CONFIG).read_text()
