"""Windows over series whose definition changed: each stretch between two breaks by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from kpilib.figures.arrays.block import Block, stacked
from kpilib.values.reasons import BREAK


def by_stretch(
    window: Callable[..., Block],
    blocks: Sequence[Block],
    breaks: Sequence[int],
    first: int,
    needed: int = 0,
) -> Block:
    """Work a window out, which never reaches across a break: months before it do not count.

    `breaks` are ordinals of months, `first` that of the first row of the blocks, all of one shape
    (months, geographies). Where `needed` months are needed and one of them lies before a break,
    the reason is *break in series*.
    """
    rows = len(blocks[0].values)
    edges = sorted({0, rows, *(month - first for month in breaks if 0 < month - first < rows)})
    if len(edges) > 2:
        parts = [slice(*pair) for pair in pairwise(edges)]
        result = stacked([window(*(block.rows(part) for block in blocks)) for part in parts])
    else:
        result = window(*blocks)
    broken = np.zeros((rows, 1), np.bool_)
    for month in breaks if needed > 1 else ():
        broken[max(month - first, 0) : max(month - first + needed - 1, 0)] = True
    if not broken.any():
        return result
    return result.because(np.broadcast_to(broken, result.values.shape), BREAK)
