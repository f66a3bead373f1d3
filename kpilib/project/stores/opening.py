"""Which store is meant: that of a project, or one at a path."""

from __future__ import annotations

import os
from pathlib import Path

from kpilib.project.stores.protocol import Store
from kpilib.project.yaml.configuration import CSV, POSTGRES, Configuration
from kpilib.values.errors import UsageError

_SQLITE, _DUCKDB = (".sqlite", ".sqlite3", ".db"), (".duckdb",)


def store_of(
    configuration: Configuration, dataset: str, folder: str, geography: str, *, create: bool = False
) -> Store:
    """Open the store of a project's dataset; with `create` make what is not there."""
    if configuration.store == CSV:
        from kpilib.project.stores.csv_store import CsvStore

        path = Path(configuration.root, folder, "observations")
        _stays_here(path, f"{folder}/observations")
        return CsvStore(path, geography)
    if configuration.store == POSTGRES:
        from kpilib.project.stores.postgres_store import postgres_store

        return postgres_store(dataset, geography, create=create)
    path = Path(configuration.root, configuration.store)
    _stays_here(path, configuration.store)
    return store_at(path, dataset, geography, create=create)


def _stays_here(path: Path, name: str) -> None:
    """Raise UsageError where a path of a project leads elsewhere."""
    if os.path.realpath(path) != os.path.normpath(path):
        raise UsageError(f"{name} lies behind a link: nothing is read or written there")


def store_at(
    path: str | os.PathLike[str], dataset: str = "", geography: str = "local", *,
    create: bool = False,
) -> Store:  # fmt: skip
    """Open the store at a path, told by its ending: .sqlite, .duckdb, or a folder of CSV files.

    ``postgresql`` is the database that libpq's environment variables name.

    Raises UsageError for another ending, StoreError where there is no store.
    """
    if str(path) == POSTGRES:
        from kpilib.project.stores.postgres_store import postgres_store

        return postgres_store(dataset, geography, create=create)
    place = Path(path)
    ending = place.suffix.lower()
    if ending in _SQLITE:
        from kpilib.project.stores.sqlite import SqliteStore

        make = SqliteStore.create if create else SqliteStore
        return make(place, dataset, geography)
    if ending in _DUCKDB:
        from kpilib.project.stores.duckdb_store import duckdb_store

        return duckdb_store(place, dataset, geography, create=create)
    if ending == ".parquet":
        from kpilib.project.stores.parquet import read_parquet

        return read_parquet(place, geography)
    if ending or (not create and not place.is_dir()):
        known = ", ".join((*_SQLITE, *_DUCKDB, ".parquet"))
        raise UsageError(
            f"{path} is no store: a store is a folder of CSV files, or ends in {known}"
        )
    from kpilib.project.stores.csv_store import CsvStore

    return CsvStore(place, geography)
