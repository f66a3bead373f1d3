"""A store in PostgreSQL, for organisations that keep their figures there. Needs ``kpilib[postgres]``.

The address comes from the environment (KPILIB_POSTGRES, or the PGHOST, PGDATABASE, ... that every
PostgreSQL program reads), never from a spec: a pull request cannot name a server to talk to.
"""  # noqa: E501

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from kpilib.project.stores.sql_store import Session, SqlStore
from kpilib.values.errors import StoreError, UsageError

if TYPE_CHECKING:
    import psycopg

ADDRESS = "KPILIB_POSTGRES"
_NUMBERS = count()


def postgres_store(
    dataset: str = "", geography: str = "local", *, address: str | None = None, create: bool = False
) -> SqlStore:
    """Open a store; `address` is a libpq connection string, default that of the environment."""
    engine = _Postgres(os.environ.get(ADDRESS, "") if address is None else address)
    store = SqlStore(engine, dataset, geography)
    if create:
        store.create()
    return store


class _Session:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(statement.replace("?", "%s").encode(), values)

    def query(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        # a cursor of the server: rows come in batches, whatever their number
        with self._connection.cursor(name=f"rows_{next(_NUMBERS)}") as cursor:
            cursor.itersize = 20_000
            cursor.execute(statement.replace("?", "%s").encode(), values)
            yield from cursor


class _Postgres:
    """One connection, opened when it is first needed."""

    def __init__(self, address: str) -> None:
        try:
            import psycopg
        except ModuleNotFoundError:
            message = "a PostgreSQL store needs psycopg: pip install kpilib[postgres]"
            raise UsageError(message) from None
        self._psycopg = psycopg
        self._address = address
        self._open: psycopg.Connection[Any] | None = None
        self.name = "postgresql"

    @contextmanager
    def session(self, *, for_writing: bool = False) -> Iterator[Session]:
        try:
            if self._open is None or self._open.closed:
                self._open = self._psycopg.connect(self._address, application_name="kpilib")
            connection = self._open
            with connection.transaction():
                if for_writing:
                    # one writer at a time, whether the tables are there yet or not
                    connection.execute(
                        "SELECT pg_advisory_xact_lock(hashtext('kpilib.project.stores'))"
                    )
                yield _Session(connection)
        except self._psycopg.errors.UndefinedTable:
            raise StoreError("the database holds no store: kpilib store init makes it") from None
        except self._psycopg.Error as error:
            text = str(error).strip().splitlines() or [type(error).__name__]
            raise StoreError(f"postgresql: {text[0]}") from None

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None
