"""The engines that need something running: a database, a server, a cluster."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from tests.differential.cases import Case, Figure, Figures, Key
from tests.differential.engines import figures, queries, rows_of, sql
from tests.stores.kinds import server

Engine = Callable[[Case], Figures]


@contextmanager
def duckdb() -> Iterator[Engine]:
    """DuckDB in memory, a new database for every case."""
    import duckdb as engine

    def run(case: Case) -> Figures:
        with engine.connect() as connection:
            return sql(case, connection, "duckdb", "?")

    yield run


@contextmanager
def postgres() -> Iterator[Engine]:
    """PostgreSQL on a socket, its schema dropped behind every case."""
    import psycopg

    # compiling long expressions takes longer than the figures
    options = "dbname=postgres options='-c jit=off'"
    with server() as address, psycopg.connect(f"{address} {options}") as connection:

        def run(case: Case) -> Figures:
            try:
                return sql(case, connection, "postgres", "%s")
            finally:
                connection.rollback()

        yield run


@contextmanager
def session() -> Iterator[Any]:
    """Start Spark on two cores, with its warehouse in a temporary folder."""
    import pyspark
    from pyspark.sql import SparkSession

    # its workers would take the first python3 there is, which may not be this one
    os.environ["PYSPARK_PYTHON"] = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        builder = SparkSession.builder.master("local[2]").appName("kpilib")
        for key, value in {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": f"{folder}/warehouse",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.ansi.enabled": "true",
        }.items():
            builder = builder.config(key, value)
        found = builder.getOrCreate()
        found.sparkContext.setLogLevel("OFF")
        assert pyspark.__version__ == found.version
        try:
            yield found
        finally:
            found.stop()


_OBSERVATION = (
    "submission int, place int, ref string, geography string, period string, value string,"
    " marker string, note string"
)


@contextmanager
def spark() -> Iterator[Engine]:
    """Run the kernel on Spark, by `kpilib.spark.evaluate`."""
    import kpilib.spark

    with session() as cluster:

        def run(case: Case) -> Figures:
            frame = cluster.createDataFrame([*rows_of(case)], _OBSERVATION)
            names = [column.id for column in case.dataset.columns]
            found = kpilib.spark.evaluate(frame, case.catalogue, case.dataset, columns=names)
            return dict(figures(row[:-1] for row in found.collect()))

        yield run


@contextmanager
def spark_sql() -> Iterator[Engine]:
    """Run the views on Spark, as its own dialect has them."""
    with session() as cluster:
        cluster.sql("CREATE DATABASE kpilib")
        known = [(1, "d", None, "x", 0, "")]
        heads = (
            "number int, dataset string, recorded string, source string, rows int, digest string"
        )
        cluster.createDataFrame(known, heads).write.saveAsTable("kpilib.submission")

        def run(case: Case) -> Figures:
            frame = cluster.createDataFrame([*rows_of(case)], _OBSERVATION)
            frame.write.mode("overwrite").saveAsTable("kpilib.observation")
            found: dict[Key, Figure] = {}
            for query in queries(case, "spark"):
                found.update(figures(tuple(row) for row in cluster.sql(query).collect()))
            return found

        yield run


ENGINES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {
    "duckdb": duckdb, "postgres": postgres, "spark": spark, "spark-sql": spark_sql,
}  # fmt: skip
