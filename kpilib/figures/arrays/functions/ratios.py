"""percent, rate and pooled on arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kpilib.values.reasons import TOO_FEW, ZERO_DENOMINATOR

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.kinds import Values
    from kpilib.figures.arrays.rationals import Rationals


def percent(part: Block, whole: Block, *, scale: int = 100) -> Block:
    """Part over whole, times 100; no value where the whole is 0.

    >>> from kpilib.figures.arrays.block import Block
    >>> percent(Block.of(1, 3), Block.of(4, 0))
    Block([[25.0, nan]], [[0, 252]])
    """
    import numpy as np

    from kpilib.figures.arrays.block import Block, worst
    from kpilib.figures.arrays.dividing import quotient_bound, zeros
    from kpilib.figures.arrays.scratch import empty

    values = empty(part.values.shape, np.float64)
    with np.errstate(all="ignore"):
        np.multiply(part.values, float(scale), out=values)
        np.divide(values, whole.values, out=values)
    zero, doubt = zeros(whole)
    reasons = worst(part, whole)
    if zero is not None:
        np.copyto(values, np.nan, where=zero)
        none = np.multiply(zero, np.uint8(ZERO_DENOMINATOR), out=empty(zero.shape, np.uint8))
        reasons = none if reasons is None else np.maximum(reasons, none, out=none)
    return Block(values, reasons, quotient_bound(part, whole, values, scale, doubt), doubt)


def rate(x: Block, population: Block, *, scale: int = 10_000) -> Block:
    """A count over the denominator in force, times per (10,000 unless the indicator says so).

    >>> from kpilib.figures.arrays.block import Block
    >>> rate(Block.of(417, None), Block.of(49209, 49209)).values.round(2)
    array([[84.74],
           [  nan]])
    """
    return percent(x, population, scale=scale)


def pooled(
    part: Block,
    whole: Block,
    *,
    months: int = 12,
    scale: int = 100,
    at_least: int = 1,
    breaks: tuple[int, ...] = (),
    first: int = 0,
) -> Block:
    """Sum of parts over sum of wholes, over the months ending here in which both have a value.

    Months before a break in the series do not count.

    >>> from kpilib.figures.arrays.block import Block
    >>> pooled(Block.of(1, 2, None), Block.of(4, 4, 4), months=2).values.T
    array([[25. , 37.5, 50. ]])
    >>> pooled(Block.of(None), Block.of(4))
    Block([[nan]], [[248]])
    """
    from kpilib.figures.arrays.breaks import by_stretch

    def within(part: Block, whole: Block) -> Block:
        return _pooled(part, whole, months, scale, at_least)

    needed = months if at_least == months else 0
    return by_stretch(within, (part, whole), breaks, first, needed)


def _pooled(part: Block, whole: Block, months: int, scale: int, at_least: int) -> Block:
    import numpy as np

    from kpilib.figures.arrays.windows import window_count, window_sum

    both = (part.values == part.values) & (whole.values == whole.values)

    def added(values: Values) -> Values:
        return window_sum(np.where(both, values, 0.0), months)

    tops, bottoms = (summed(side, added, months) for side in (part, whole))
    return over_pooled(tops, bottoms, window_count(both, months), at_least, scale).hidden(
        (part, whole), months
    )


def summed(side: Block, add: Callable[[Values], Values], terms: int) -> Block:
    """Return the sums of a part or a whole, those that have cancelled in doubt."""
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.dividing import added_up

    sums = add(side.values)
    bound = side.bound.summed(terms, positive=side.is_positive())
    return Block(sums, None, *added_up(side, sums, bound, terms, add))


def over_pooled(part: Block, whole: Block, counted: object, at_least: int, scale: int) -> Block:
    """Return one sum over another where enough months were counted; else *too few values*."""
    import numpy as np

    from kpilib.figures.arrays.block import Block, either

    result = percent(part, whole, scale=scale)
    few = np.asarray(counted) < at_least
    reasons = np.where(few, np.uint8(TOO_FEW), result.all_reasons())
    values = np.where(few, np.nan, result.values)
    doubt = either(either(part.doubt, whole.doubt), result.doubt)
    return Block(values, reasons, result.bound, None if doubt is None else doubt & ~few)


def ratio_rational(at: Callable[..., Rationals], *, scale: int) -> Rationals:
    """Return one figure over another on whole numbers."""
    part: Rationals = at(0)
    return part.times(scale) / at(1)
