"""The gate: a figure that no longer reconciles stops the release, and the last one stands."""

import json
import shutil
import subprocess
import sys

from orchestration.settings import PROJECT_DIR

SCRIPT = """
import json, sys
from pathlib import Path
from orchestration.pipeline import run_load
from orchestration.settings import Settings
settings = Settings(workspace=Path(sys.argv[1]), landing=Path(sys.argv[2]), project=Path(sys.argv[3]))
result = run_load(settings)
print(json.dumps({"succeeded": result.succeeded, "problems": result.problems}))
"""


def project_with(tmp_path, change):
    """A copy of what a release is built from, changed."""
    project = tmp_path / "project"
    for name in ("orchestration", "dbt_project", "seeds", "expectations", "deploy"):
        shutil.copytree(PROJECT_DIR / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "target"))
    change(project)
    return project


def load(hub, project):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, hub.settings.workspace, hub.settings.landing, project],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def wrong_figure(project):
    path = project / "seeds" / "reference" / "published_figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [line.replace(",620,", ",621,") if line.startswith("G10,") else line for line in lines]
    assert changed != lines
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")


def test_a_figure_that_does_not_reconcile_stops_the_release(hub_copy, tmp_path):
    before = hub_copy.settings.current.resolve()
    result = load(hub_copy, project_with(tmp_path, wrong_figure))
    assert result["succeeded"] is False
    assert any("reconciliation_has_no_mismatch" in problem for problem in result["problems"])
    assert not any("Traceback" in problem for problem in result["problems"])
    assert hub_copy.settings.current.resolve() == before
    again = hub_copy.load()
    assert again.code == 0, again.err
