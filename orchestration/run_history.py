"""Dagster's run history of a load, with its files kept open while the load runs.

Belongs here: how a load in this process writes the history. Does not belong here: what is written (Dagster decides), or
the configuration of a hub (`deploy/dagster.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from dagster._config import StringSource
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

# Where Dagster itself puts the history, below its home.
HISTORY = Path("history") / "runs"
CHOICES_OF_STORAGE = {"storage", "event_log_storage", "run_storage", "schedule_storage", "instance_class"}


class KeptOpenHistory(SqliteEventLogStorage):
    """Dagster's own history in SQLite; only the connections last.

    Dagster opens and closes a file for each of the thousands of events of a load, and SQLite tidies up its log at each
    close. The files are the same, and other processes read them meanwhile.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None):
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """The folder of the history."""
        return {"base_dir": StringSource}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> KeptOpenHistory:
        """The history in the folder that the configuration names."""
        return cls(base_dir=config_value["base_dir"], inst_data=inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            engine = create_engine(
                self.conn_string_for_shard(shard),
                poolclass=StaticPool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            event.listen(engine, "connect", _without_waiting_for_the_disk)
            self._initdb(engine)
            self._engines[shard] = engine
        return self._engines[shard]

    def dispose(self) -> None:
        """Close the files."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    """A power cut may cost the last events of the history; the file stays whole, since it is written ahead."""
    connection.execute("PRAGMA synchronous = NORMAL")


@contextmanager
def instance_of_load(home: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster's instance for one load in this process; where the hub's configuration chooses a storage, that one.

    Args:
        home: Dagster's folder, which holds `dagster.yaml`.
    """
    chosen = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8")) or {}
    overrides: Any = {} if CHOICES_OF_STORAGE & chosen.keys() else {"event_log_storage": _kept_open(home)}
    with dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=overrides)) as instance:
        yield instance


def _kept_open(home: Path) -> dict[str, Any]:
    return {"module": __name__, "class": KeptOpenHistory.__name__, "config": {"base_dir": str(home / HISTORY)}}
