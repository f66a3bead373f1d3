"""numpy by hand: tiles that stay in the cache, scratch reused, windows in steps of 2, 4, 8, 12.

A tile is (months, lanes), so that a month earlier is `lanes` cells earlier and every operation
runs over one stretch of memory for each row.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.national.common import (
    CHANGES,
    INPUT_MISSING,
    LIMIT,
    NO_BASE,
    REFS,
    SIGNS,
    STEPS,
    TOO_FEW,
    WINDOW,
    ZERO_BASE,
    ZERO_DENOMINATOR,
    Counts,
    Form,
    Step,
    Values,
)
from tests.benchmarks.national.tiles import Outputs, Tiled, figures, fresh, spread, tiled

Bytes = NDArray[np.uint8]
#: measured: so many cells a block, of one row or of several small ones
CELLS = 32_000


class Block:
    """The scratch of one thread: some rows of one tile, each with 12 months before its first."""

    def __init__(self, rows: int, months: int, lanes: int) -> None:
        cells, pad = months * lanes, WINDOW * lanes
        self.lanes, self.pad, self.cells = lanes, pad, cells
        floats = np.zeros((6, rows, pad + cells))
        self.values, self.size, self.filled, self.w2, self.w4, self.w8 = floats
        self.values[:, :pad] = self.size[:, :pad] = np.nan
        self.m2, self.m4, self.m8 = np.full((3, rows, pad + cells), np.nan)
        small = np.zeros((5, rows, pad + cells), np.uint8)
        self.present, self.n2, self.n4, self.n8, self.base = small
        self.base[:, :pad] = NO_BASE
        self.number, self.spare = np.empty((2, rows, cells))
        self.missing, self.zero, self.flag = np.empty((3, rows, cells), bool)

    def now(self, array: NDArray[Any], months_ago: int = 0) -> NDArray[Any]:
        """Give the months of a scratch array, or those so many months earlier."""
        start = self.pad - months_ago * self.lanes
        return array[:, start : start + self.cells]

    def derive(self, place: int, step: Step, inputs: Values, why: Bytes) -> None:
        """Work out a derived row into the scratch values."""
        x, left, right = self.now(self.values)[place], inputs[step.left], inputs[step.right]
        missing, zero, flag = self.missing[place], self.zero[place], self.flag[place]
        if step.kind == "+":
            np.add(left, right, out=x)
        elif step.kind == "-":
            np.subtract(left, right, out=x)
        else:
            np.multiply(left, step.scale, out=x)
            np.divide(x, right, out=x)
            np.equal(right, 0.0, out=zero)
            np.copyto(x, np.nan, where=zero)
        np.not_equal(x, x, out=missing)
        np.multiply(missing.view(np.uint8), INPUT_MISSING, out=why)
        if step.kind == "/":
            np.not_equal(left, left, out=flag)
            np.greater(zero, flag, out=flag)
            why += flag.view(np.uint8) * np.uint8(ZERO_DENOMINATOR - INPUT_MISSING)

    def look(self) -> None:
        """Find what changes and windows share: which cells are missing, zero, and how large."""
        x, base = self.now(self.values), self.now(self.base)
        size = np.abs(x, out=self.now(self.size))
        np.equal(x, 0.0, out=self.zero)
        np.copyto(size, np.nan, where=self.zero)
        np.multiply(self.zero.view(np.uint8), ZERO_BASE, out=base)
        base += self.missing.view(np.uint8) * np.uint8(NO_BASE)
        np.logical_not(self.missing, out=self.now(self.present).view(bool))

    def change(self, ago: int, out: Values, moved: NDArray[np.int8], why: Bytes) -> None:
        """Work out a change, its direction, and why there is none."""
        x, spare = self.now(self.values), self.spare
        np.subtract(x, self.now(self.values, ago), out=spare)
        np.multiply(spare, 100.0, out=spare)
        np.divide(spare, self.now(self.size, ago), out=out)
        np.greater_equal(out, LIMIT, out=self.flag)
        np.less_equal(out, -LIMIT, out=self.zero)
        np.subtract(self.flag.view(np.int8), self.zero.view(np.int8), out=moved)
        np.multiply(self.now(self.present), self.now(self.base, ago), out=why)
        np.add(why, self.missing.view(np.uint8), out=why)

    def windows(self, mean: Values, most: Values, why: Bytes) -> None:
        """Work out the mean and the largest of twelve months, and where there are too few."""
        now, number = self.now, self.number
        now(self.filled)[:] = now(self.values)
        np.copyto(now(self.filled), 0.0, where=self.missing)
        for steps, add, last in (
            ((self.filled, self.w2, self.w4, self.w8), np.add, mean),
            ((self.present, self.n2, self.n4, self.n8), np.add, why),
            ((self.values, self.m2, self.m4, self.m8), np.fmax, most),
        ):
            one, two, four, eight = steps
            add(now(one), now(one, 1), out=now(two))
            add(now(two), now(two, 2), out=now(four))
            add(now(four), now(four, 4), out=now(eight))
            add(now(eight), now(four, 8), out=last)
        number[:] = why
        np.divide(mean, number, out=mean)
        np.equal(why, 0, out=self.flag)
        np.multiply(self.flag.view(np.uint8), TOO_FEW, out=why)


def block(scratch: Block, flat: list[NDArray[Any]], rows: slice) -> None:
    """Work out some rows of one tile; `flat` are the arrays with months and lanes as one axis."""
    inputs, derived, columns, moved, judged, reasons = flat
    why, counts = reasons[rows], len(REFS) - len(STEPS)
    if rows.start < counts:
        scratch.now(scratch.values)[:] = inputs[rows]
        np.not_equal(inputs[rows], inputs[rows], out=scratch.missing)
        why[:, 0] = scratch.missing
    else:
        made = slice(rows.start - counts, rows.stop - counts)
        for place, step in enumerate(STEPS[made]):
            scratch.derive(place, step, inputs, why[place, 0])
        derived[made] = scratch.now(scratch.values)
    scratch.look()
    for n, ago in enumerate(CHANGES.values()):
        scratch.change(ago, columns[rows, n], moved[rows, n], why[:, 1 + n])
        np.multiply(moved[rows, n], SIGNS[rows, None], out=judged[rows, n])
    scratch.windows(columns[rows, 2], columns[rows, 3], why[:, 3])
    why[:, 4] = why[:, 3]


def work(outputs: Outputs, first: int, last: int) -> None:
    """Work out every row of some tiles, several rows at a time where they are short."""
    tiles, months, lanes = outputs.tiled.shape
    together = min((n for n in (1, 2, 5, 10) if n * months * lanes >= CELLS), default=10)
    scratch = Block(together, months, lanes)
    whole = [
        array.reshape(*array.shape[:-3], tiles, months * lanes)
        for array in (outputs.tiled.inputs, *outputs[1:])
    ]
    with np.errstate(all="ignore"):
        for place in range(first, last):
            flat = [array[..., place, :] for array in whole]
            for row in range(0, len(REFS), together):
                block(scratch, flat, slice(row, row + together))


def run(inputs: Tiled, threads: int = 1) -> Outputs:
    outputs = fresh(inputs)
    spread(partial(work, outputs), inputs.shape[0], threads)
    return outputs


def prepare(counts: Counts, people: Values) -> Tiled:
    """Cut the geographies into an even number of tiles of about the same size."""
    geographies, months = people.shape
    tiles = max(round(geographies * months / CELLS / 2) * 2, 2 if geographies > 1 else 1)
    return tiled(counts, people, -(-geographies // tiles))


FORMS = {
    "numpy, tiled": Form(prepare, run, figures, reasons=True),
    "numpy, tiled, 2 threads": Form(prepare, partial(run, threads=2), figures, reasons=True),
}
