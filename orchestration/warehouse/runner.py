"""Running what dbt compiled, in one connection: what reads nothing new is left as it stands.

In scope: seeds, views, tables with their contracts, keys and comments, and the tests. Out of scope: what
the steps are (`warehouse.plan`), or when a load builds (`pipeline`).

A table is built again if its SQL or anything it reads is other than when it was built; what reads it follows only if
its rows came out different. Of a table that says so, only years behind which something differs are made
(`warehouse.by_year`). Each table is written in one transaction with the line that says what it was built from,
so that a load that is killed leaves whole tables and the next one goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestration.faults import HubFault, stop_if_of_the_machine
from orchestration.settings import Settings
from orchestration.warehouse.by_year import Inputs, as_text, years_to_make
from orchestration.warehouse.contents import content_by_year, digest, submissions_by_return
from orchestration.warehouse.database import transaction
from orchestration.warehouse.ledger import now
from orchestration.warehouse.plan import Plan, Step, Test
from orchestration.warehouse.relations import kinds_of_relations, make, make_years, seed_file, take_away

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Steps at a time: most queries are too small for the engine to use a second core on.
AT_A_TIME = 2
PASSED, WARNED, FAILED = "passed", "warned", "failed"  # what else a test may say is why it could not run

log = logging.getLogger("icm.warehouse")


@dataclass
class Build:
    """What a build did.

    Attributes:
        steps: Seeds, views and tables looked at.
        built: Those made anew, in order.
        changed: Tables and seeds among them whose rows are others than before.
        years: Tables among those built of which only some years were made, with these years.
        tests_run: Tests that were run, since something they read had changed.
        failed: Relations that could not be built, and those that read them, each with the sentence that says why.
        problems: What failed, in sentences.
        warnings: Tests that warn, in sentences.
        failing_tests: Relation to the tests that failed or warned at it.
    """

    steps: int = 0
    built: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    years: dict[str, frozenset[str]] = field(default_factory=dict)
    tests_run: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    failing_tests: dict[str, list[str]] = field(default_factory=dict)


def build_warehouse(
    connection: DuckDBPyConnection,
    settings: Settings,
    plan: Plan,
    only: Iterable[str] | None = None,
    with_tests: bool = True,
) -> Build:
    """Bring the seeds, views and tables of a plan up to date, then run the tests that have anything new to say.

    Args:
        connection: The private file, open for writing.
        settings: The hub.
        plan: What dbt compiled.
        only: Relations to bring up to date with all they read; every one where None.
        with_tests: Whether tests are run.

    Returns:
        What was done. A table that cannot be built is taken away, with what reads it, and said in `problems`.

    Raises:
        HubFault: If the machine failed, for example because the disk is full: what was built until then stays.
    """
    return _Runner(connection, settings, plan).build(only, with_tests)


@dataclass(frozen=True)
class _Built:
    """What was written down of a relation when it was built last: inputs, rows, code; rows and inputs by year."""

    built_from: str
    content: str
    code: str
    years: str | None = None
    inputs: str | None = None


class _Runner:
    """One build; what is asked twice is kept for its length."""

    def __init__(self, connection: DuckDBPyConnection, settings: Settings, plan: Plan) -> None:
        self._opened = connection
        self._of_thread = threading.local()
        self._settings = settings
        self._plan = plan
        self._build = Build()
        self._before = _built_before(connection)
        self._there = kinds_of_relations(connection)
        self._codes: dict[str, str] = {}
        self._contents: dict[str, str] = {}
        self._years: dict[str, dict[str, str]] = {}
        self._rows: dict[str, str] = {}
        self._landed = submissions_by_return(connection, settings)
        ((day, version),) = connection.execute("SELECT CAST(current_date AS VARCHAR), version()").fetchall()
        self._day, self._engine = str(day), str(version)

    def build(self, only: Iterable[str] | None, with_tests: bool) -> Build:
        wanted = self._plan.needed_by(only) if only is not None else set(self._plan.steps)
        steps = [step for relation, step in self._plan.steps.items() if relation in wanted]
        for schema in sorted({step.schema for step in steps}):
            self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        self._take_away_what_the_plan_has_not()
        self._build.steps = len(steps)
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            self._bring_all_up_to_date(steps, pool)
            if with_tests:
                self._run_tests([test for test in self._plan.tests if wanted.issuperset(test.models)], pool)
        order = {step.relation: number for number, step in enumerate(steps)}
        self._build.built.sort(key=order.__getitem__)
        self._build.changed.sort(key=order.__getitem__)
        return self._build

    def _bring_all_up_to_date(self, steps: Sequence[Step], pool: Executor) -> None:
        """Each step once all that it reads is up to date; steps that do not read one another at the same time."""
        left = {step.relation: set(step.reads) for step in steps}
        readers: dict[str, list[Step]] = {}
        for step in steps:
            for relation in step.reads:
                readers.setdefault(relation, []).append(step)
        done = 0
        ready = [step for step in steps if not step.reads]
        at_work: dict[Future[bool], Step] = {}
        while ready or at_work:
            at_work |= {pool.submit(self._bring_up_to_date, step): step for step in ready}
            ready = []
            for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                done += 1
                if self._result(future, at_work):
                    log.info("Building the warehouse: %d of %d tables and views", done, len(steps))
                finished = at_work.pop(future).relation
                for reader in readers.get(finished, []):
                    left[reader.relation].discard(finished)
                    if not left[reader.relation]:
                        ready.append(reader)

    @staticmethod
    def _result(future: Future[bool], at_work: Iterable[Future[bool]]) -> bool:
        """Whether a step was built; a fault of the machine ends the build, and the steps that have not begun."""
        try:
            return future.result()
        except HubFault:
            for each in at_work:
                each.cancel()
            raise

    @property
    def _connection(self) -> DuckDBPyConnection:
        """The thread's own connection to the file: a connection runs one statement at a time."""
        if not hasattr(self._of_thread, "connection"):
            self._of_thread.connection = self._opened.cursor()
            self._of_thread.connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false;")
        own: DuckDBPyConnection = self._of_thread.connection
        return own

    def _bring_up_to_date(self, step: Step) -> bool:
        """Build a step if it has to be, and say whether it was."""
        import duckdb

        if broken := next((relation for relation in step.reads if relation in self._build.failed), None):
            self._give_up(step, f"{step.relation} was not built, since {broken} could not be.")
            return False
        try:
            built_from = self._built_from(step)
            before = self._before.get(step.relation)
            stands = self._there.get(step.relation) == step.stands_as
            if before and before.built_from == built_from and stands:
                self._note(step, before)
                return False
            inputs = self._inputs_by_year(step) if step.years_before is not None else None
            with transaction(self._connection):
                code = self._code(step.relation)
                is_new_code = before is None or before.code != code
                years = None
                if before and inputs and stands and not is_new_code:
                    years = years_to_make(before.inputs, inputs, step.years_before or 0)
                if years:
                    models = [relation for relation in step.reads if self._plan.steps[relation].kind != "seed"]
                    make_years(self._connection, step, years, models)
                    self._build.years[step.relation] = years
                else:
                    self._clear_the_place(step)
                    make(self._connection, step, self._settings, is_new_code)
                rows = content_by_year(self._connection, step.relation) if step.kind == "table" else None
                content = rows.all if rows else built_from
                built = _Built(
                    built_from,
                    content,
                    code,
                    as_text(rows.years) if rows and rows.years is not None else None,
                    as_text(inputs) if inputs else None,
                )
                self._record(step, built)
        except duckdb.Error as error:
            stop_if_of_the_machine(error)
            self._give_up(step, f"The {step.kind} {step.relation} could not be built: {error}")
            return False
        self._note(step, built)
        self._build.built.append(step.relation)
        if step.kind != "view" and (before is None or before.content != content):
            self._build.changed.append(step.relation)
        return True

    def _note(self, step: Step, built: _Built) -> None:
        self._contents[step.relation] = built.content
        if built.years is not None:
            self._years[step.relation] = json.loads(built.years)

    # What a step depends on

    def _built_from(self, step: Step) -> str:
        """Fingerprint of the code of a step and of all that it reads, as it is now."""
        code = self._code(step.relation)
        if step.kind == "seed":
            return hashlib.sha256(code.encode() + seed_file(self._settings, step).read_bytes()).hexdigest()
        if step.kind == "view":
            return code
        inputs: dict[str, str] = {}
        self._gather_behind(step, inputs)
        return digest(code, self._engine, sorted(inputs.items()))

    def _inputs_by_year(self, step: Step) -> Inputs:
        """All that a step reads, as `_built_from` has it; of tables with years, a fingerprint for each year."""
        inputs: dict[str, str] = {"the engine": self._engine}
        self._gather_behind(step, inputs)
        return {name: self._years.get(name, content) for name, content in inputs.items()}

    def _gather(self, relation: str, inputs: dict[str, str]) -> None:
        """Write down, name by name, what the rows of a relation depend on: for a view, what is behind it."""
        step = self._plan.steps.get(relation)
        if step and step.kind != "view":
            inputs[relation] = self._contents[relation]
        elif step is None or self._is_list_of_the_ledger(step):
            # The rows themselves say whether they have changed.
            inputs[relation] = self._rows_of(relation)
        else:
            self._gather_behind(step, inputs)

    def _gather_behind(self, step: Step, inputs: dict[str, str]) -> None:
        for return_id in step.doors:
            inputs[f"submissions of {return_id}"] = self._landed.get(return_id, "")
        if step.reads_the_day:
            inputs["the day"] = self._day
        for relation in (*step.ledger, *step.reads):
            self._gather(relation, inputs)

    def _is_list_of_the_ledger(self, step: Step) -> bool:
        """Whether a view is a short list drawn from the ledger, or from such lists alone."""
        if step.kind != "view" or step.doors:
            return False
        behind = [self._plan.steps[relation] for relation in step.reads]
        return bool(step.ledger) or (bool(behind) and all(self._is_list_of_the_ledger(each) for each in behind))

    def _rows_of(self, relation: str) -> str:
        if relation not in self._rows:
            found = content_by_year(self._connection, relation)
            if found and found.years is not None:
                self._years[relation] = found.years
            self._rows[relation] = found.all if found else str(now())
        return self._rows[relation]

    def _code(self, relation: str) -> str:
        """Fingerprint of the code of a step and of everything that it reads, directly or not."""
        if relation not in self._codes:
            step = self._plan.steps[relation]
            self._codes[relation] = digest(step.code, [self._code(other) for other in step.reads])
        return self._codes[relation]

    # What stands in the file

    def _record(self, step: Step, built: _Built) -> None:
        self._connection.execute("DELETE FROM ledger.tables_built WHERE relation = ?", [step.relation])
        self._connection.execute(
            "INSERT INTO ledger.tables_built BY NAME SELECT ? AS relation, ? AS kind, ? AS built_from, ? AS content, "
            "? AS code, ? AS built_at, ? AS years, ? AS inputs",
            [step.relation, step.kind, built.built_from, built.content, built.code, now(), built.years, built.inputs],
        )

    def _give_up(self, step: Step, problem: str) -> None:
        """Take away what could not be built: nobody must read what it was before."""
        log.warning("%s", problem)
        self._build.failed[step.relation] = problem
        self._build.problems.append(problem)
        with transaction(self._connection):
            take_away(self._connection, step.relation, self._there.get(step.relation))

    def _clear_the_place(self, step: Step) -> None:
        """A view cannot replace a table, nor a table a view."""
        if self._there.get(step.relation, step.stands_as) != step.stands_as:
            take_away(self._connection, step.relation, self._there[step.relation])

    def _take_away_what_the_plan_has_not(self) -> None:
        """A model that was renamed or removed must not be published any more."""
        own = {step.schema for step in self._plan.steps.values()}
        for relation, kind in self._there.items():
            if relation.split(".")[0] in own and relation not in self._plan.steps:
                take_away(self._connection, relation, kind)

    # Tests

    def _run_tests(self, tests: Sequence[Test], pool: Executor) -> None:
        before = {
            test: (run_on, failures, verdict)
            for test, run_on, failures, verdict in self._connection.execute("FROM ledger.tests_run").fetchall()
        }
        to_run: list[tuple[Test, str]] = []
        for test in tests:
            if self._build.failed.keys() & set(test.models):
                continue
            inputs: dict[str, str] = {}
            for relation in test.reads:
                self._gather(relation, inputs)
            run_on = digest(test.sql, self._engine, sorted(inputs.items()))
            known = before.get(test.name)
            if known and known[0] == run_on and known[2] in {PASSED, WARNED}:
                self._judge(test, known[1], known[2])
            else:
                to_run.append((test, run_on))
        log.info("Testing the warehouse: %d of %d tests have anything new to look at", len(to_run), len(tests))
        self._build.tests_run = len(to_run)
        said: list[tuple[str, str, int, str]] = []
        for (test, run_on), (failures, verdict) in zip(
            to_run, pool.map(self._asked, [test for test, _ in to_run]), strict=True
        ):
            said.append((test.name, run_on, failures, verdict))
            self._judge(test, failures, verdict)
        if said:
            with transaction(self._connection):
                columns = [list(column) for column in zip(*said, strict=True)]
                self._connection.execute("DELETE FROM ledger.tests_run WHERE list_contains(?, test)", columns[:1])
                self._connection.execute(
                    "INSERT INTO ledger.tests_run SELECT unnest(?), unnest(?), unnest(?), unnest(?)", columns
                )

    def _asked(self, test: Test) -> tuple[int, str]:
        """Rows that a test found, and whether it passed, warned or failed."""
        import duckdb

        try:
            ((failures, warns, fails),) = self._connection.execute(test.sql).fetchall()
        except duckdb.Error as error:
            stop_if_of_the_machine(error)
            return 0, f"could not run: {error}"
        if fails and not test.warns:
            return int(failures), FAILED
        return int(failures), WARNED if warns else PASSED

    def _judge(self, test: Test, failures: int, verdict: str) -> None:
        if verdict == PASSED:
            return
        self._build.failing_tests.setdefault(test.about, []).append(test.name)
        found = f"failed: it found {failures:,} where it should find none." if verdict in {FAILED, WARNED} else verdict
        (self._build.warnings if verdict == WARNED else self._build.problems).append(
            f"The warehouse test {test.name} {found}"
        )


def _built_before(connection: DuckDBPyConnection) -> dict[str, _Built]:
    rows = connection.execute(
        "SELECT relation, built_from, content, code, years, inputs FROM ledger.tables_built"
    ).fetchall()
    return {relation: _Built(*facts) for relation, *facts in rows}
