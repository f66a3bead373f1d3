"""Stores of 1,000,000 observations and 100,000 restatements, beside pandas reading the same CSV.

    python -m tests.benchmarks.stores            # memory, CSV, SQLite, DuckDB
    python -m tests.benchmarks.stores postgres   # PostgreSQL too, where it is installed

Every store is read in a process of its own, so that its peak of memory is its own; all panels are
compared with each other before times are told. Ratios are to pandas.read_csv of the same rows,
medians of alternating runs.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from kpilib.project.stores.csv_store import written
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Store

REFS, PLACES, MONTHS = 100, 100, 100
DAY = "2020-01-01"
RUNS = 7


def rows() -> tuple[list[Observation], list[Observation]]:
    """Give a million observations, and a hundred thousand of them restated."""
    chance = random.Random(1)
    first = [
        Observation(f"M{ref}", f"place {place:03}", 24_120 + month, str(chance.randrange(2000)))
        for ref in range(REFS) for place in range(PLACES) for month in range(MONTHS)
    ]  # fmt: skip
    again = chance.sample(first, len(first) // 10)
    again.sort(key=lambda row: (int(row.ref[1:]), row.geography, row.month))
    return first, [row._replace(value=str(int(row.value or 0) + 1), marker="r") for row in again]


def opened(kind: str, folder: Path, *, create: bool = False) -> Store:
    if kind == "postgres":
        from kpilib.project.stores.postgres_store import postgres_store

        return postgres_store(address=os.environ["KPILIB_TEST_POSTGRES"], create=create)
    from kpilib.project.stores.opening import store_at

    names = {"sqlite": "s.sqlite", "duckdb": "s.duckdb", "csv": "csv", "parquet": "s.parquet"}
    return store_at(folder / names[kind], create=create)


def peak(*, anew: bool = True) -> float:
    """Give the largest resident size of this process, in MiB; anew: since now."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measured(kind: str, folder: Path) -> dict[str, float]:
    """Read in this process: medians in milliseconds, and the peak over what was there before."""
    import numpy

    import kpilib.project.stores.panel
    import kpilib.project.stores.unpacking

    _ = numpy, kpilib.project.stores
    found: dict[str, float] = {}
    store = opened(kind, folder)
    questions = {"one": {"refs": ["M5"]}, "then": {"as_of": "2019-12-31"}, "all": {}}
    store.vintages()
    before = peak()
    panel = store.read()
    found["peak"] = peak(anew=False) - before
    found["panel"] = sum(b.values.nbytes + b.all_reasons().nbytes for b in panel.blocks.values())
    found["panel"] /= 2**20
    found["sum"] = float(sum(b.values.sum() for b in panel.blocks.values()))
    for name, question in questions.items():
        times = []
        for _ in range(RUNS if kind == "sqlite" else 3):
            begun = time.perf_counter()
            store.read(**question)  # type: ignore[arg-type]
            times.append(time.perf_counter() - begun)
        found[name] = statistics.median(times) * 1000
    store.close()
    return found


def pandas_times(folder: Path) -> dict[str, float]:
    """Read the same rows with pandas: those of now, and all that were ever recorded."""
    import pandas

    found = {}
    for name in ("now", "ever"):
        times = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            pandas.read_csv(folder / f"{name}.csv", low_memory=False)
            times.append(time.perf_counter() - begun)
        found[name] = statistics.median(times) * 1000
    return found


def child(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.stores", *arguments]
    done = subprocess.run(command, check=True, capture_output=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def size_of(kind: str, folder: Path) -> float:
    names = {"csv": "csv/*", "sqlite": "s.sqlite*", "duckdb": "s.duckdb*", "parquet": "s.parquet"}
    pattern = names.get(kind)
    return sum(p.stat().st_size for p in folder.glob(pattern)) / 2**20 if pattern else float("nan")


def main(kinds: list[str]) -> None:
    first, again = rows()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        if "postgres" in kinds:
            from tests.stores.kinds import server

            os.environ["KPILIB_TEST_POSTGRES"] = stack.enter_context(server()) + " dbname=postgres"
        known = {row[:3]: row for row in first} | {row[:3]: row for row in again}
        (folder / "now.csv").write_text(written(list(known.values()), ""))
        dated = [row._replace(recorded=DAY) for row in again]
        (folder / "ever.csv").write_text(written([*first, *dated], ""))
        imports = {}
        for kind in kinds:
            begun = time.perf_counter()
            store = opened(kind, folder, create=True)
            store.append(first, None, "first")
            store.append(again, DAY, "again")
            store.close()
            imports[kind] = time.perf_counter() - begun
        beside = pandas_times(folder)
        found = {kind: child("read", kind, name) for kind in kinds}
        beside_again = child("pandas", name)
        pandas = {key: statistics.mean((beside[key], beside_again[key])) for key in beside}
        assert len({result["sum"] for result in found.values()}) == 1, "the panels differ"
        print(
            f"pandas.read_csv: as of now {pandas['now']:.0f} ms, every row {pandas['ever']:.0f} ms"
        )
        print("store     import s  one ms  as of ms  now ms  now/pandas  as of/pandas  MB  peak MB")
        for kind, result in found.items():
            print(
                f"{kind:<9} {imports[kind]:>8.1f} {result['one']:>7.1f} {result['then']:>9.0f}"
                f" {result['all']:>7.0f} {result['all'] / pandas['now']:>11.2f}"
                f" {result['then'] / pandas['ever']:>13.2f} {size_of(kind, folder):>4.0f}"
                f" {result['peak']:>5.0f} ({result['peak'] / result['panel']:.1f} x the panel)"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        print(json.dumps(measured(sys.argv[2], Path(sys.argv[3]))))
    elif sys.argv[1:2] == ["pandas"]:
        print(json.dumps(pandas_times(Path(sys.argv[2]))))
    else:
        main(["csv", "sqlite", "duckdb", *sys.argv[1:]])
