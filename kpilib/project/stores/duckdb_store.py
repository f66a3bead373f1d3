"""A store in a DuckDB file, for those who query it with DuckDB. Needs ``kpilib[sql]``."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpilib.project.stores.locking import locked_file
from kpilib.project.stores.sql_store import Session, SqlStore
from kpilib.values.errors import StoreError, UsageError

if TYPE_CHECKING:
    import duckdb

#: so many seconds a process waits for another that has the file
PATIENCE = 60.0
_SAFE = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


def duckdb_store(
    path: str | PathLike[str], dataset: str = "", geography: str = "local", *, create: bool = False
) -> SqlStore:
    """Open a store; with `create` make the file and its tables where they are not there."""
    store = SqlStore(_DuckDb(Path(path), create=create), dataset, geography)
    if create:
        store.create()
    return store


class _Session:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(statement, list(values))

    def query(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        found = self._connection.execute(statement, list(values))
        while several := found.fetchmany(20_000):
            yield from several


class _DuckDb:
    """A file that is opened for each call: DuckDB lets one process at a time have it."""

    def __init__(self, path: Path, *, create: bool) -> None:
        try:
            import duckdb
        except ModuleNotFoundError:
            message = "a DuckDB store needs duckdb: pip install kpilib[sql]"
            raise UsageError(message) from None
        self._duckdb = duckdb
        self.path, self.name = path, str(path)
        self._create = create

    @contextmanager
    def session(self, *, for_writing: bool = False) -> Iterator[Session]:
        if not self._create and not self.path.is_file():
            raise StoreError(f"{self.path} is not there: kpilib store init makes it")
        try:
            # DuckDB lets go of its own lock before its journal is whole: readers write, too
            with locked_file(self.path):
                connection = self._connected(for_writing)
                try:
                    connection.execute("BEGIN")
                    yield _Session(connection)
                    connection.execute("COMMIT")
                finally:
                    # what is not committed when the connection closes is not there
                    connection.close()
        except self._duckdb.Error as error:
            raise StoreError(f"{self.path}: {str(error).splitlines()[0]}") from None

    def _connected(self, for_writing: bool) -> duckdb.DuckDBPyConnection:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._duckdb.connect(self.name, config=dict(_SAFE))
            except self._duckdb.IOException as error:
                if "set lock on file" in str(error) and time.monotonic() < until:
                    time.sleep(0.02)
                    continue
                if for_writing:
                    raise
                return self._duckdb.connect(self.name, read_only=True, config=dict(_SAFE))

    def close(self) -> None:
        """Nothing is held between calls."""
