"""What division asks of a block: where it is zero, where only fractions can tell, how large."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from kpilib.figures.arrays.block import Block, largest
from kpilib.figures.arrays.bounds import (
    CANCELLED,
    HUGE,
    LARGEST_RELATIVE,
    NEAR_ZERO,
    UNIT,
    Bound,
    Sure,
)
from kpilib.figures.arrays.kinds import Mask, Values
from kpilib.figures.arrays.scratch import empty


def zeros(whole: Block) -> tuple[Mask | None, Mask | None]:
    """Return where a block is zero, and where only exact evaluation can tell; None for nowhere.

    Both are masks of the block's shape.
    """
    if whole.bound.sure >= Sure.SIGN:
        zero = np.equal(whole.values, 0, out=empty(whole.values.shape, np.bool_))
        return (zero if zero.any() else None), None
    near = np.abs(whole.values) <= whole.bound.near_zero
    return None, near if near.any() else None


def quotient_bound(
    part: Block, whole: Block, values: Values, scale: float = 1.0, doubt: Mask | None = None
) -> Bound:
    """Return the bound of quotients; what is in doubt is not yet decided and does not count."""
    scale = abs(scale)
    least, most = _quotients(part.bound, whole, scale * part.bound.size, values, doubt)
    return part.bound.over(whole.bound, least, most, scale)


def change_bound(x: Block, changes: Values, doubt: Mask | None) -> Bound:
    """Return the bound of percentage changes of a block from an earlier month."""
    return x.bound.changed(*_quotients(x.bound, x, 200.0 * x.bound.size, changes, doubt))


def _quotients(
    part: Bound, whole: Block, size: float, values: Values, doubt: Mask | None
) -> tuple[float, float]:
    """Return the size of the smallest figure divided by, and of the largest quotient.

    They are looked for only where what is known of the two sides does not say enough.
    """
    least = whole.bound.least
    if least and not part.error and not whole.bound.error and size / least <= HUGE:
        return least, size / least
    most = largest(values if doubt is None else np.where(doubt, np.nan, values))
    if most == math.inf:
        most = largest(np.where(np.isfinite(values), values, np.nan))
    if not least and (part.error or whole.bound.error):
        near = whole.bound.near_zero if whole.bound.sure < Sure.SIGN else 0.0
        least = whole.once("smallest", lambda: smallest(whole.values, near))
    return least, most


def added_up(
    x: Block, sums: Values, bound: Bound, terms: int, add: Callable[[Values], Values]
) -> tuple[Bound, Mask | None]:
    """Return the bound of sums once those that cancelled are decided exactly, and where they are.

    `add` adds up as the sums were; `terms` is how many figures there are in one at most.
    """
    if not bound.error or x.bound.relative > LARGEST_RELATIVE:
        return bound, None
    sizes = add(np.abs(np.where(x.values == x.values, x.values, 0.0)))
    return sums_in_doubt(sums, sizes, bound, (x.bound.error * terms, x.bound.relative), terms)


def sums_in_doubt(
    sums: Values, sizes: Values, bound: Bound, errors: tuple[float, float], terms: int
) -> tuple[Bound, Mask | None]:
    """Return the bound of sums once those that cancelled are decided exactly, and where they are.

    `sizes` are the sums of the sizes of their terms, `errors` the absolute errors of the terms of
    one together and the largest relative one.
    """
    error, relative = errors
    lost = (np.abs(sums) * CANCELLED <= sizes) & (sizes > 0)
    if error:
        lost |= np.abs(sums) <= NEAR_ZERO * error
    return bound.uncancelled(error, relative + terms * UNIT), lost if lost.any() else None


def smallest(values: Values, near: float) -> float:
    """Return the size of the smallest figure beyond `near`; infinity where there is none."""
    low = float(np.fmin.reduce(values, axis=None, initial=np.inf))
    if low > near:
        return low
    sizes = np.abs(values)
    found = np.fmin.reduce(np.where(sizes > near, sizes, np.nan), axis=None, initial=np.nan)
    return float(found) if found == found else math.inf
