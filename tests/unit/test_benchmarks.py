"""The benchmarks count what they say they count, and refuse what would be no comparison."""

import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from benchmarks.__main__ import _run
from benchmarks.equality import differences, require_same_tables
from benchmarks.figures import compared, exceeded, read_bounds, write_json
from benchmarks.measure import BenchmarkError, Cost, environment, measure
from benchmarks.plain_sql import Step, run_steps
from orchestration.settings import PROJECT_DIR

BUSY = "import time\nwhile time.process_time() < 0.5: pass"
IN_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
# The child is left behind by a parent that nobody waits for any more.
IN_AN_ORPHAN = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"
HOLDING = "held = bytearray(300 * 1024**2); held[::4096] = b'x' * len(held[::4096]); import time; time.sleep(0.5)"


@pytest.mark.parametrize("program", [BUSY, IN_A_CHILD, IN_AN_ORPHAN])
def test_cost_counts_every_descendant(program):
    cost = measure([sys.executable, "-c", program])
    assert 0.5 <= cost.cpu < 3


def test_cost_counts_memory_of_children():
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDING!r}])"
    cost = measure([sys.executable, "-c", program])
    assert cost.peak_mb > 300
    assert cost.tree_mb > cost.peak_mb


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(BenchmarkError, match="ended with 3:\nno such file"):
        measure([sys.executable, "-c", "import sys; print('no such file'); sys.exit(3)"])


def test_a_run_that_is_killed_leaves_no_command_behind(tmp_path):
    program = f"import os, time; open({str(tmp_path / 'id')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    command = [sys.executable, "-m", "benchmarks.measure", str(tmp_path / "cost"), sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=PROJECT_DIR, env=environment()) as running:
        assert _soon(lambda: (tmp_path / "id").exists() and (tmp_path / "id").read_text())
        running.kill()
    assert _soon(lambda: not Path(f"/proc/{(tmp_path / 'id').read_text()}").exists())


def _soon(is_so):
    until = time.monotonic() + 10
    while not is_so() and time.monotonic() < until:
        time.sleep(0.05)
    return is_so()


def test_settings_of_the_callers_hub_do_not_reach_a_measured_one(monkeypatch):
    monkeypatch.setenv("ICM_WORKSPACE", "/somewhere")
    printed = "import os; print(os.environ.get('ICM_WORKSPACE'), os.environ['DBT_TARGET_PATH'])"
    cost = measure([sys.executable, "-c", printed], {"DBT_TARGET_PATH": "given"})
    assert cost.out.split() == ["None", "given"]


def test_only_a_ratio_above_its_bound_is_told(tmp_path):
    figures = [compared("load", Cost(6, 1, 1, 1), Cost(2, 1, 1, 1), "plain SQL")]
    assert exceeded(figures, {"load": 3.0, "other": 1.0}) == []
    assert exceeded(figures, {"load": 2.9}) == ["load costs 3.00 times plain SQL; its bound is 2.9."]
    write_json(tmp_path / "figures.json", figures, {"load": 2.9})
    assert '"ratio": 3.0' in (tmp_path / "figures.json").read_text(encoding="utf-8")


def _measured(*seconds):
    """A set that costs so many times its floor, each time that it is run."""
    runs = iter(seconds)
    return SimpleNamespace(
        run=lambda _bench, _size: iter([compared("load", Cost(next(runs), 1, 1, 1), Cost(1, 1, 1, 1), "SQL")])
    )


@pytest.mark.parametrize(
    ("seconds", "bound", "counts"),
    [
        ((2.9, 9, 9), 3.0, 2.9),  # within its bound: measured once
        ((3.1, 2.8, 2.9), 3.0, 2.9),  # disturbed once
        ((3.1, 2.8, 3.2), 3.0, 3.1),
        ((3.1,), None, 3.1),  # nobody asked for bounds to be held
    ],
)
def test_a_ratio_above_its_bound_is_measured_three_times(seconds, bound, counts):
    bench = SimpleNamespace(say=lambda _words: None, forget_loads=lambda: None)
    figures = _run(_measured(*seconds), bench, "small", {"load": bound} if bound else {})
    assert [each.ratio for each in figures] == [counts]


def test_bounds_are_ratios():
    assert all(bound > 0 for bound in read_bounds().values())


def test_floor_that_makes_other_rows_is_refused(tmp_path):
    for name, rows in (("ours", "(1), (2)"), ("same", "(2), (1)"), ("other", "(1), (3)"), ("fewer", "(1)")):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(f"CREATE SCHEMA marts; CREATE TABLE marts.savings AS FROM (VALUES {rows})")
    require_same_tables(tmp_path / "ours.duckdb", tmp_path / "same.duckdb")
    for name in ("other", "fewer"):
        with pytest.raises(BenchmarkError, match=r"marts\.savings differ"):
            require_same_tables(tmp_path / "ours.duckdb", tmp_path / f"{name}.duckdb")


def test_differences_of_two_releases_are_listed_by_table(tmp_path):
    made = {
        "one": "CREATE TABLE marts.savings AS FROM (VALUES (1, 'a'), (2, 'b')) AS t (n, text)",
        "same": "CREATE TABLE marts.savings AS FROM (VALUES (2, 'b'), (1, 'a')) AS t (n, text)",
        "row": "CREATE TABLE marts.savings AS FROM (VALUES (1, 'a'), (2, 'c')) AS t (n, text)",
        "order": "CREATE TABLE marts.savings AS FROM (VALUES ('a', 1), ('b', 2)) AS t (text, n)",
        "comment": "CREATE TABLE marts.savings AS FROM (VALUES (1, 'a'), (2, 'b')) AS t (n, text); "
        "COMMENT ON TABLE marts.savings IS 'One row per saving.'",
    }
    for name, sql in made.items():
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(f"CREATE SCHEMA marts; {sql}")

    def found(other, **chosen):
        return differences(tmp_path / "one.duckdb", tmp_path / f"{other}.duckdb", **chosen)

    assert found("same") == []
    assert found("row") == [
        "marts.savings: only in the first (2, 'b')",
        "marts.savings: only in the second (2, 'c')",
    ]
    assert found("row", without=["text"]) == []
    assert all(each.startswith("columns: only in the") for each in found("order")[:4])
    assert [each.split(":")[0] for each in found("comment")] == ["comments", "comments"]


def test_checked_steps_hold_to_contract_and_plain_ones_do_not():
    columns = (("force_id", "VARCHAR", "NOT NULL"), ("amount", "INTEGER", ""))
    step = Step(
        "table", "marts.savings", "SELECT 1 AS amount, 'kent' AS force_id FROM range(2)", columns, ("force_id",)
    )
    with duckdb.connect() as connection:
        run_steps(connection, [step], is_checked=False)
        assert connection.execute("SELECT count(*) FROM marts.savings").fetchall() == [(2,)]
        with pytest.raises(duckdb.ConstraintException):
            run_steps(connection, [step], is_checked=True)


def test_help_names_every_set_and_a_wrong_one_is_refused():
    def benchmarks(*arguments):
        command = [sys.executable, "-m", "benchmarks", *arguments]
        return subprocess.run(
            command, cwd=PROJECT_DIR, env=environment(), capture_output=True, text=True, check=False, timeout=60
        )

    helped, wrong = benchmarks("--help"), benchmarks("resubmisson")
    assert helped.returncode == 0 and "resubmission" in helped.stdout
    assert wrong.returncode == 2 and "there is no set resubmisson; the sets are" in wrong.stderr
