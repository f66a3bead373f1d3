"""Arrays of (indicators, tiles, months, lanes): what tiled contenders read and write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.national.common import (
    CHANGES,
    COLUMNS,
    DERIVED,
    REFS,
    Counts,
    Values,
)


class Tiled(NamedTuple):
    """The 31 inputs, (31, tiles, months, lanes), filled with missing geographies at the end."""

    inputs: Values
    geographies: int

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.inputs.shape[1:]  # type: ignore[return-value]


class Outputs(NamedTuple):
    """Everything that is worked out, in fresh memory."""

    tiled: Tiled
    derived: Values
    columns: Values
    directions: NDArray[np.int8]
    judgements: NDArray[np.int8]
    reasons: NDArray[np.uint8]


@cache
def pool(threads: int) -> ThreadPoolExecutor:
    """Give threads that are started once, not in every run."""
    return ThreadPoolExecutor(threads)


def spread(work: Callable[[int, int], object], count: int, threads: int) -> None:
    """Do the work, from a first to before a last, in so many threads."""
    threads = min(threads, count)
    if threads == 1:
        work(0, count)
        return
    bounds = [count * part // threads for part in range(threads + 1)]
    list(pool(threads).map(work, bounds[:-1], bounds[1:]))


def tiled(counts: Counts, people: Values, lanes: int) -> Tiled:
    geographies, months = people.shape
    tiles = -(-geographies // lanes)
    inputs = np.full((31, tiles, months, lanes), np.nan)
    for place, series in enumerate([*counts.values(), people]):
        wide = np.full((tiles * lanes, months), np.nan)
        wide[:geographies] = series
        inputs[place] = wide.reshape(tiles, lanes, months).transpose(0, 2, 1)
    return Tiled(inputs, geographies)


def fresh(inputs: Tiled) -> Outputs:
    shape = inputs.shape
    return Outputs(
        inputs,
        np.empty((len(DERIVED), *shape)),
        np.empty((len(REFS), len(COLUMNS), *shape)),
        np.empty((len(REFS), len(CHANGES), *shape), np.int8),
        np.empty((len(REFS), len(CHANGES), *shape), np.int8),
        np.empty((len(REFS), 1 + len(COLUMNS), *shape), np.uint8),
    )


def figures(outputs: Outputs, name: str) -> Values:
    """Give one figure as (geographies, months)."""
    ref, *rest = name.split("|")
    row = REFS.index(ref)
    array: NDArray[np.generic]
    if not rest:
        counted = len(REFS) - len(DERIVED)
        array = outputs.tiled.inputs[row] if row < counted else outputs.derived[row - counted]
    elif rest[-1] == "reason":
        array = outputs.reasons[row, ["value", *COLUMNS].index(rest[0])]
    elif rest[-1] in ("direction", "judgement"):
        both = outputs.directions if rest[-1] == "direction" else outputs.judgements
        array = both[row, list(CHANGES).index(rest[0])]
    else:
        array = outputs.columns[row, COLUMNS.index(rest[0])]
    tiles, months, lanes = array.shape
    flat = array.transpose(0, 2, 1).reshape(tiles * lanes, months)
    return np.asarray(flat[: outputs.tiled.geographies], float)
