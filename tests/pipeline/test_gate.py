"""The gate: a figure that no longer reconciles stops the release, and the last one stands."""

from dataclasses import replace

from orchestration.pipeline.load import run_load
from tests.projects import change_seed, own_project_with_models

FIGURES = "reference/published_figures.csv"


def test_a_figure_that_does_not_reconcile_stops_the_release(hub_copy, tmp_path):
    before = hub_copy.settings.current.resolve()
    (tmp_path / "project").mkdir()
    project = own_project_with_models(tmp_path / "project")
    change_seed(project, FIGURES, {"figure_id": "G10", "published_value": "620"}, published_value="621")
    result = run_load(replace(hub_copy.settings, project=project))
    assert not result.succeeded
    assert any("reconciliation_has_no_mismatch" in problem for problem in result.problems)
    assert not any("Traceback" in problem for problem in result.problems)
    assert hub_copy.settings.current.resolve() == before
    again = hub_copy.load()
    assert again.code == 0, again.err
    assert hub_copy.settings.current.resolve() == before, "the figures are those of the release in force again"
