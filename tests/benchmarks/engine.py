"""kpilib against a hand-written polars form of the same work: run by hand.

    python tests/benchmarks/engine.py [GEOGRAPHIES MONTHS]

Needs polars. Checks that both give the same figures before it times them, in turns, in one run.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
import workload

import kpilib

DERIVED = [*workload.COLUMNS]


def ours(catalogue, dataset, panel) -> kpilib.Evaluation:
    """Every row, every column, the direction and judgement of every change."""
    evaluation = kpilib.evaluate(catalogue, panel, dataset=dataset)
    for ref in evaluation.refs:
        for name in DERIVED:
            line = evaluation.column(ref, name)
            assert line is not None
            _ = line.block
            if line.is_change:
                _ = line.direction, line.judgement
    return evaluation


def wide_frame(names, months, counts) -> pl.DataFrame:
    """One row a geography and month, padded, sorted; a column a count; the population beside."""
    people = np.empty((len(names), months))
    for place in range(len(names)):
        for first, value in workload.populations(place, months):
            people[place, first - workload.FIRST :] = value
    data = {
        "geography": np.repeat(np.arange(len(names)), months),
        "month": np.tile(np.arange(months), len(names)),
        "people": people.reshape(-1),
    }
    data |= {ref: values.reshape(-1) for ref, values in counts.items()}
    return pl.DataFrame(data).with_columns(pl.col(list(counts)).fill_nan(None))


def polars_form(frame: pl.DataFrame) -> pl.DataFrame:
    """The same work: derived rows, then four columns and a direction each, over geographies."""
    col = pl.col

    def ratio(part, whole, scale):
        return pl.when(whole != 0).then(part * float(scale) / whole)

    derived = [ratio(col(a), col(b), 100).alias(ref) for ref, a, b in workload.PERCENTS]
    derived += [ratio(col(c), col("people"), 10_000).alias(ref) for ref, c in workload.RATES]
    derived += [
        (col(a) + col(b) if sign == "+" else col(a) - col(b)).alias(ref)
        for ref, a, b, sign in workload.SUMS
    ]
    frame = frame.with_columns(derived)
    refs = [name for name in frame.columns if name not in ("geography", "month", "people")]
    columns, directions = [], []
    for ref in refs:
        x = col(ref)
        for name, months in (("change_month", 1), ("change_year", 12)):
            then = x.shift(months).over("geography")
            made = pl.when(then != 0).then((x - then) * 100.0 / then.abs())
            columns.append(made.alias(f"{ref}|{name}"))
            rounded = (col(f"{ref}|{name}").abs() + 0.5).floor() * col(f"{ref}|{name}").sign()
            # a judgement is the direction times a sign: polars is let off it
            directions.append(
                ((rounded >= 10).cast(pl.Int8) - (rounded <= -10).cast(pl.Int8)).alias(
                    f"{ref}|{name}|direction"
                )
            )
        mean = x.rolling_mean(12, min_samples=1).over("geography")
        columns.append(mean.alias(f"{ref}|average_12"))
        largest = x.rolling_max(12, min_samples=1).over("geography")
        columns.append(largest.alias(f"{ref}|maximum_12"))
    return frame.lazy().with_columns(columns).with_columns(directions).collect()


def same(evaluation, frame: pl.DataFrame) -> int:
    """Compare every figure; give how many."""
    compared = 0
    shape = (len(evaluation.geographies), len(evaluation.periods))
    for ref in evaluation.refs:
        lines = {ref: evaluation[ref]} | {
            f"{ref}|{name}": evaluation.column(ref, name) for name in DERIVED
        }
        for name, line in lines.items():
            theirs = frame[name].cast(pl.Float64).to_numpy().reshape(shape)
            np.testing.assert_allclose(line.values, theirs, rtol=1e-9, atol=1e-9, err_msg=name)
            compared += theirs.size
    return compared


def main(geographies: int = 150, months: int = 120, runs: int = 9) -> None:
    names = [f"g{n:05}" for n in range(geographies)]
    counts = workload.arrays(geographies, months)
    catalogue, dataset = workload.catalogue(names, months), workload.dataset(names[0])
    panel, frame = workload.panel(names, counts), wide_frame(names, months, counts)
    compared = same(ours(catalogue, dataset, panel), polars_form(frame))
    print(f"{geographies} x {months}: {compared:,} figures equal")
    times: dict[str, list[float]] = {"kpilib": [], "polars": []}
    for _ in range(runs):
        for name, work in (
            ("kpilib", lambda: ours(catalogue, dataset, panel)),
            ("polars", lambda: polars_form(frame)),
        ):
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name:8} {1000 * median:8.1f} ms")
    print(f"kpilib / polars: {medians['kpilib'] / medians['polars']:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
