"""polars by hand, long: rows stacked under each other, so that ten expressions do all fifty.

Planning seven hundred expressions takes polars longer than the work itself at 150 geographies.
Here every series stands padded in one long column, 12 months of nulls before each; the counts are
stacked beforehand, the derived rows in the run. Smaller pieces of a stack fit the cache, but were
measured to lose more by planning than they gain.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import polars as pl

from tests.benchmarks.national.common import (
    CHANGES,
    DERIVED,
    PEOPLE,
    REFS,
    SIGNS,
    WINDOW,
    Counts,
    Form,
    Values,
)
from tests.benchmarks.national.polars_forms import (
    base,
    change,
    derived,
    direction,
)

col = pl.col


class Long(NamedTuple):
    """The counts stacked, the people, and the sign of every cell of all fifty rows."""

    counts: pl.Series
    people: pl.Series
    signs: pl.Series
    shape: tuple[int, int]


class Done(NamedTuple):
    """Two frames: the counts and the derived rows."""

    frames: list[pl.DataFrame]
    shape: tuple[int, int]


def prepare(counts: Counts, people: Values) -> Long:
    geographies, months = people.shape
    padded = np.full((PEOPLE + 1, geographies, WINDOW + months), np.nan)
    for place, series in enumerate([*counts.values(), people]):
        padded[place, :, WINDOW:] = series
    length = geographies * (WINDOW + months)
    stack = pl.Series("x", padded.reshape(-1)).fill_nan(None)
    signs = pl.Series("sign", np.repeat(SIGNS, length))
    counted, living = stack[: PEOPLE * length], stack[PEOPLE * length :].alias("people")
    return Long(counted.rechunk(), living.rechunk(), signs, people.shape)


def stacked(inputs: Long) -> list[pl.DataFrame]:
    """Work out the derived rows and stack them; give both stacks."""
    length = len(inputs.people)
    series = [inputs.counts.slice(n * length, length).alias(REFS[n]) for n in range(PEOPLE)]
    wide = pl.DataFrame([*series, inputs.people]).select(derived())
    stack = pl.concat([wide[ref].alias("x") for ref in DERIVED]).rechunk()
    cut = PEOPLE * length
    counted = pl.DataFrame([inputs.counts, inputs.signs.slice(0, cut)])
    return [counted, pl.DataFrame([stack, inputs.signs.slice(cut)])]


def worked(frame: pl.LazyFrame) -> pl.LazyFrame:
    x = col("x")
    made = [change("x", col("base").shift(months)).alias(name) for name, months in CHANGES.items()]
    made.append(x.rolling_mean(WINDOW, min_samples=1).alias("average_12"))
    made.append(x.rolling_max(WINDOW, min_samples=1).alias("maximum_12"))
    frame = frame.with_columns(base("x").alias("base")).with_columns(made)
    frame = frame.with_columns(direction(col(name)).alias(f"{name}|direction") for name in CHANGES)
    moved = [
        (col(f"{name}|direction") * col("sign")).alias(f"{name}|judgement") for name in CHANGES
    ]
    return frame.with_columns(moved).select(pl.exclude("base", "sign"))


def run(inputs: Long, engine: str = "auto") -> Done:
    lazy = [worked(frame.lazy()) for frame in stacked(inputs)]
    return Done(pl.collect_all(lazy, engine=engine), inputs.shape)  # type: ignore[arg-type]


def figures(outputs: Done, name: str) -> Values:
    ref, _, rest = name.partition("|")
    row = REFS.index(ref)
    geographies, months = outputs.shape
    length = geographies * (WINDOW + months)
    frame, place = outputs.frames[row >= PEOPLE], row - PEOPLE * (row >= PEOPLE)
    column = frame[rest or "x"].slice(place * length, length).cast(pl.Float64)
    if rest.endswith(("direction", "judgement")):
        column = column.fill_null(0.0)
    return column.to_numpy().reshape(geographies, WINDOW + months)[:, WINDOW:]


FORMS = {
    "polars, long": Form(prepare, run, figures),
    "polars, long, streaming": Form(prepare, partial(run, engine="streaming"), figures),
}
