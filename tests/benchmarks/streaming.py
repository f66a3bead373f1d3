"""A hundred million figures to a Parquet file, block by block, beside DuckDB: run by hand.

    python -m tests.benchmarks.streaming [GEOGRAPHIES] [--only kpilib]

The workload of the engine's benchmark over 120 months; 16,667 geographies make 10^8 figures. The
observations stand in a Parquet file sorted by geography. Each contender is a process of its own,
its peak memory that of the whole process. DuckDB works the rows out in one pass written by
hand, with a limit of 1 GB of memory (it may write to the disk); and by the views of `kpilib sql`
over the same file, with that limit and without.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet as parquet

from kpilib.language.columns import Columns
from kpilib.project.interchange import spread
from kpilib.values.period import Period
from tests.benchmarks import workload

MONTHS, BLOCK = 120, 500


def observations(path: Path, geographies: int) -> None:
    """Write the counts, sorted by geography, a row group a block."""
    months = [str(Period.month(workload.FIRST + number)) for number in range(MONTHS)]
    writer = None
    for begin in range(0, geographies, BLOCK):
        size = min(BLOCK, geographies - begin)
        counts = workload.arrays(size, MONTHS, seed=begin + 1)
        stack = np.stack([*counts.values()], axis=1).reshape(-1)
        names = [f"g{begin + number:05}" for number in range(size)]
        shape = (size, len(counts), MONTHS)
        place, ref, month = spread(*shape)
        there = stack == stack
        table = pyarrow.table({
            "ref": _coded(ref[there], [*counts]),
            "geography": _coded(place[there], names),
            "period": _coded(month[there], months),
            "number": stack[there],
        })  # fmt: skip
        writer = writer or parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def _coded(codes: np.ndarray, texts: list[str]) -> pyarrow.Array:
    arrays = pyarrow.array(codes.astype(np.int32)), pyarrow.array(texts)
    return pyarrow.DictionaryArray.from_arrays(*arrays).cast(pyarrow.string())


def by_kpilib(source: Path, target: Path, geographies: int) -> None:
    from kpilib.figures.streams import Blocks, ParquetSource, write

    names = [f"g{number:05}" for number in range(geographies)]
    catalogue = workload.catalogue(names, MONTHS)
    blocks = Blocks(catalogue, ParquetSource(source))
    print(f"{write(blocks, target):,} figures in {len(blocks)} blocks of {blocks.size} places")


def by_duckdb(source: Path, target: Path, geographies: int, limit: str) -> None:
    import duckdb

    from kpilib.figures.sql.script import query
    from kpilib.figures.sql.views import Views

    names = [f"g{number:05}" for number in range(geographies)]
    catalogue, dataset = workload.catalogue(names, MONTHS), workload.dataset(names[0])
    views = Views(catalogue, dataset, Columns(catalogue, dataset))
    month = "CAST(SUBSTRING(period, 1, 4) AS INT) * 12 + CAST(SUBSTRING(period, 6, 2) AS INT) - 1"
    observed = (
        f"SELECT ref, geography, {month} AS month, number AS value, CAST(NULL AS TEXT) AS marker"
        f" FROM observations"
    )
    relations = [
        (name, observed if name == "observed" else select)
        for name, select in views.all()
        if name != "derived" and not name.startswith("column_")
    ]
    last = "SELECT ref, geography, period, value, reason, printed FROM figure"
    connection = duckdb.connect()
    connection.execute(f"SET temp_directory = '{target.parent}'")
    if limit:
        connection.execute(f"SET memory_limit = '{limit}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"CREATE VIEW observations AS SELECT * FROM read_parquet('{source}')")
    text = query(relations, last, "duckdb")
    connection.execute(f"COPY ({text}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def by_hand(source: Path, target: Path, geographies: int) -> None:
    """The rows as an engineer would write them for DuckDB, one pass, reasons in short."""
    import duckdb

    counts = ", ".join(f"max(number) FILTER (ref = '{ref}') AS {ref}" for ref in workload.COUNTS)
    people = ", ".join(
        f"('g{place:05}', '{Period.month(since)}', '{Period.month(since + 11)}', {value}.0)"
        for place in range(geographies)
        for since, value in workload.populations(place, MONTHS)
    )
    derived = [f"{a} * 100.0 / nullif({b}, 0) AS {ref}" for ref, a, b in workload.PERCENTS]
    derived += [f"{c} * 10000.0 / people AS {ref}" for ref, c in workload.RATES]
    derived += [f"{a} {sign} {b} AS {ref}" for ref, a, b, sign in workload.SUMS]
    every = [*workload.COUNTS, *(row[0] for row in (*workload.PERCENTS, *workload.RATES,
                                                     *workload.SUMS))]  # fmt: skip
    size = "CAST(floor(abs(value) + 0.5) AS BIGINT)"
    connection = duckdb.connect()
    connection.execute(f"SET temp_directory = '{target.parent}'")
    connection.execute("SET memory_limit = '1GB'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        "CREATE TABLE population AS SELECT * FROM (VALUES "
        f"{people}) AS p(geography, since, until, people)"
    )
    connection.execute(
        f"COPY (WITH wide AS (SELECT geography, period, {counts} FROM read_parquet('{source}')"
        f" GROUP BY geography, period), more AS (SELECT w.*, {', '.join(derived)} FROM wide w"
        " JOIN population p ON w.geography = p.geography AND w.period BETWEEN p.since AND p.until),"
        f" long AS (SELECT * FROM more UNPIVOT INCLUDE NULLS"
        f" (value FOR ref IN ({', '.join(every)})))"
        " SELECT ref, geography, period, value, CASE WHEN value IS NULL THEN 'not reported' END AS"
        f" reason, CASE WHEN value < 0 THEN '-' ELSE '' END || CAST({size} AS TEXT)"
        " || CASE WHEN ref[1] = 'P' THEN '%' ELSE '' END AS printed FROM long)"
        f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    )


def measured(name: str, source: Path, target: Path, geographies: int) -> None:
    """Run a contender in a process of its own; print its time and its peak."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.streaming", str(geographies)]
    child = subprocess.Popen([*command, "--run", name, str(source), str(target)])
    _, status, used = os.wait4(child.pid, 0)
    spent = time.perf_counter() - begun
    size = target.stat().st_size / 1e6 if target.exists() else 0
    ended = "" if status == 0 else f" (ended with {status})"
    print(f"{name:16} {spent:8.1f} s   peak {used.ru_maxrss / 1024:8,.0f} MiB   file {size:,.0f} MB"
          f"{ended}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("geographies", nargs="?", type=int, default=16_667)
    parser.add_argument("--only")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        name, source, target = given.run[0], Path(given.run[1]), Path(given.run[2])
        if name == "kpilib":
            by_kpilib(source, target, given.geographies)
        elif name == "by hand, 1GB":
            by_hand(source, target, given.geographies)
        else:
            by_duckdb(source, target, given.geographies, name.removeprefix("duckdb").strip())
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "observations.parquet"
        observations(source, given.geographies)
        print(
            f"{given.geographies * MONTHS * 50:,} figures, {source.stat().st_size / 1e6:.0f} MB in"
        )
        for name in ("kpilib", "by hand, 1GB", "duckdb 1GB", "duckdb"):
            if given.only in (None, name):
                measured(
                    name, source, Path(folder) / f"{name.split()[0]}.parquet", given.geographies
                )


if __name__ == "__main__":
    main()
