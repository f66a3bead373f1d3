"""Arrays of many lines, and the blocks of several rows side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.arrays.block import Block
from kpilib.figures.arrays.bounds import NO_FIGURES, widest
from kpilib.figures.arrays.kinds import Reasons, Values
from kpilib.figures.arrays.scratch import empty


class Slab:
    """The figures of many lines: arrays (lines, months, geographies), written tile by tile."""

    def __init__(self, values: Values, reasons: Reasons) -> None:
        self.values, self.reasons = values, reasons
        #: of each line, over all that was put in
        self.bounds = [NO_FIGURES] * len(values)

    def cut(self, lines: slice) -> Slab:
        """Return some of the lines, into which nothing was put yet."""
        return Slab(self.values[lines], self.reasons[lines])

    def put(self, lines: slice, places: slice, block: Block) -> None:
        """Write the block of some lines that stand side by side."""
        before = wide = None
        for line in range(*lines.indices(len(self.bounds))):
            if wide is None or self.bounds[line] is not before:
                before = self.bounds[line]
                wide = widest(before, block.bound)
            self.bounds[line] = wide
        spread(self.values[lines, :, places], block.values)
        if block.reasons is None:
            self.reasons[lines, :, places] = 0
        else:
            spread(self.reasons[lines, :, places], block.reasons)

    def block(self, line: int) -> Block:
        """Return one line."""
        return Block(self.values[line], self.reasons[line], self.bounds[line])


def spread(out: NDArray[np.generic], side_by_side: NDArray[np.generic]) -> None:
    """Write lines that stand side by side, (months, lines x geographies), one behind another."""
    lines, months, places = out.shape
    np.copyto(out, side_by_side.reshape(months, lines, places).swapaxes(0, 1))


def side_by_side(blocks: Sequence[Block]) -> Block:
    """Put the blocks of several rows next to each other, as if they were more geographies."""
    months, places = blocks[0].values.shape
    shape = months, places * len(blocks)
    values = empty(shape, np.float64)
    np.concatenate([block.values for block in blocks], axis=1, out=values)
    bound = widest(*(block.bound for block in blocks))
    if all(block.reasons is None for block in blocks):
        return Block(values, None, bound)
    reasons = empty(shape, np.uint8)
    np.concatenate([block.all_reasons() for block in blocks], axis=1, out=reasons)
    return Block(values, reasons, bound)
