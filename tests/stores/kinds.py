"""The kinds of store, each as a way to open one and the same store again and again."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kpilib.project.stores.csv_store import CsvStore
from kpilib.project.stores.duckdb_store import duckdb_store
from kpilib.project.stores.memory import MemoryStore
from kpilib.project.stores.postgres_store import postgres_store
from kpilib.project.stores.protocol import Store
from kpilib.project.stores.sqlite import SqliteStore

#: opens a handle on the store of one test
Opener = Callable[[], Store]


def memory(folder: Path) -> Opener:
    store = MemoryStore()
    return lambda: store


def csv_folder(folder: Path) -> Opener:
    return lambda: CsvStore(folder / "observations")


def sqlite(folder: Path) -> Opener:
    SqliteStore.create(folder / "store.sqlite").close()
    return lambda: SqliteStore(folder / "store.sqlite")


def duckdb(folder: Path) -> Opener:
    return lambda: duckdb_store(folder / "store.duckdb", create=True)


def postgres(folder: Path) -> Opener:
    """Give a database of its own in the server that `server` started."""
    import psycopg

    address = os.environ["KPILIB_TEST_POSTGRES"]
    name = f"t{abs(hash(str(folder)))}_{next(tempfile._get_candidate_names())}".lower()  # type: ignore[attr-defined]
    with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return lambda: postgres_store(address=f"{address} dbname='{name}'", create=True)


KINDS = {
    "memory": memory, "csv": csv_folder, "sqlite": sqlite, "duckdb": duckdb, "postgres": postgres,
}  # fmt: skip


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start PostgreSQL in a temporary folder on a Unix socket; give its address."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="kpilib-pg-"))
    as_postgres: list[str] = []
    if os.geteuid() == 0:
        # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    initdb = [binaries / "initdb", "-D", folder / "data", "-U", "kpilib", "-A", "trust", "-N"]
    subprocess.run([*as_postgres, *initdb], **quiet)  # type: ignore[call-overload]
    options = f"-c listen_addresses= -c fsync=off -k {folder}"
    control = [*as_postgres, binaries / "pg_ctl", "-D", folder / "data"]
    start = [*control, "-o", options, "-l", folder / "log", "-w", "start"]
    subprocess.run(start, **quiet)  # type: ignore[call-overload]
    try:
        yield f"host={folder} user=kpilib"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)
