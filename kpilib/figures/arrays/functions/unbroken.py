"""unbroken on arrays: no value where a row and its past lie on two sides of a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpilib.values.reasons import BREAK

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block


def unbroken(x: Block, *, months: tuple[int, ...], first: int = 0) -> Block:
    """Take the values of those months away."""
    import numpy as np

    broken = np.zeros((len(x.values), 1), np.bool_)
    for month in months:
        if 0 <= month - first < len(broken):
            broken[month - first] = True
    if not broken.any():
        return x
    return x.because(np.broadcast_to(broken, x.values.shape), BREAK)
