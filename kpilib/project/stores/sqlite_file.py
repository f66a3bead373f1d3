"""The file of a SQLite store: made whole, opened for reading or writing, its faults in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from kpilib.project.stores.sqlite_schema import VERSION, expect_tables, migrate, version_of
from kpilib.values.errors import StoreError

#: so many seconds a writer waits for the others
PATIENCE = 60.0


#: what a file that holds something else than was written may make of reading it
_DAMAGE = (
    sqlite3.Error, ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError,
    RecursionError, MemoryError, AssertionError,
)  # fmt: skip


class SqliteFile:
    """A path and, when one is needed, a connection to what is there."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._open: sqlite3.Connection | None = None
        self._writable = False

    def create(self) -> None:
        """Make an empty store, or bring the one that is there up to date."""
        with self.told():
            if not self.path.exists():
                self._make()
            connection = self.connected(for_writing=True)
            version = version_of(connection, str(self.path))
            if version < VERSION:
                migrate(connection, version)
            expect_tables(connection, str(self.path))

    def _make(self) -> None:
        """Make the file beside its place and link it there: nobody ever sees half of it."""
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        try:
            connection = sqlite3.connect(beside, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection, 0)
            finally:
                connection.close()
            try:
                os.link(beside, self.path)
            except FileExistsError:
                pass  # another process was first, and its store is as good
            except OSError:
                os.replace(beside, self.path)
        finally:
            for name in (beside, f"{beside}-wal", f"{beside}-shm"):
                Path(name).unlink(missing_ok=True)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn whatever a damaged, full or locked file makes of a call into one sentence."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreError(f"{self.path}: {_why(error)}") from None
        except _DAMAGE as error:
            why = str(error) or type(error).__name__
            if isinstance(error, sqlite3.ProgrammingError) and "thread" in why:
                message = "a store belongs to the thread that opened it: open one in each thread"
                raise StoreError(f"{self.path}: {message}") from None
            raise StoreError(f"{self.path} is damaged: {why:.200}") from None
        except OSError as error:
            why = (error.strerror or "").lower()
            raise StoreError(f"{self.path} cannot be made: {why}") from None

    def connected(self, *, for_writing: bool = False) -> sqlite3.Connection:
        """Give the connection, opening the file where that is not done yet."""
        if self._open is not None and (self._writable or not for_writing):
            return self._open
        self.close()
        if not self.path.is_file():
            raise StoreError(f"{self.path} is not there: kpilib store init makes it")
        connection = self._connect(for_writing=for_writing)
        try:
            expected = version_of(connection, str(self.path))
            if expected == VERSION:
                expect_tables(connection, str(self.path))
            elif not for_writing:
                message = "has an older form: kpilib store init brings it up to date"
                raise StoreError(f"{self.path} {message}")
        except BaseException:
            connection.close()
            raise
        self._open, self._writable = connection, for_writing
        return connection

    def _connect(self, *, for_writing: bool) -> sqlite3.Connection:
        address = f"file:{quote(str(self.path.resolve()))}?mode="
        if for_writing:
            return _opened(f"{address}rw")
        # a reader that may write tidies the journal up; one that may not, reads all the same
        for mode in ("rw", "ro"):
            try:
                connection = _opened(f"{address}{mode}")
                connection.execute("PRAGMA query_only = ON")
                return connection
            except sqlite3.OperationalError as error:
                if "locked" in str(error) or (mode == "ro" and self._has_journal()):
                    raise
        # a folder that cannot hold a journal, and has none: there is nobody to wait for
        return _opened(f"{address}ro&immutable=1")

    def _has_journal(self) -> bool:
        try:
            return Path(f"{self.path}-wal").stat().st_size > 0
        except OSError:
            return False

    def close(self) -> None:
        """Close the file; another thread than the one that opened it raises StoreError."""
        if self._open is not None:
            with self.told():
                self._open.close()
            self._open = None


def _opened(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        # nothing that a file holds may run, and an append lasts when it returns
        for pragma in ("trusted_schema = OFF", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("SELECT count(*) FROM sqlite_schema")
    except BaseException:
        connection.close()
        raise
    return connection


def _why(error: sqlite3.OperationalError) -> str:
    text = str(error)
    known = {
        "readonly": "it cannot be written: the file or its folder is read-only",
        "full": "it cannot be written: the disk is full",
        "disk I/O": "the disk fails, or is full (disk I/O error)",
        "locked": f"other writers kept it for {PATIENCE:.0f} seconds",
        "unable to open": "it cannot be opened for writing: is its folder read-only?",
    }
    return next((words for part, words in known.items() if part in text), f"damaged: {text}")
