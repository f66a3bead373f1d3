"""mean, minimum, maximum, median and total on arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from kpilib.values.reasons import CONFIDENTIAL, TOO_FEW

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.bounds import Bound
    from kpilib.figures.arrays.kinds import Mask, Values
    from kpilib.figures.arrays.kinds import Reasons as Counts

    #: values, their bound, and the cells in doubt, if there are any
    Reduced: TypeAlias = tuple[Values, Bound, Mask | None]
    from kpilib.figures.arrays.rationals import Rationals


def mean(
    x: Block, *, months: int = 12, at_least: int = 1, breaks: tuple[int, ...] = (), first: int = 0
) -> Block:
    """The mean of the months ending here that have a value.

    >>> from kpilib.figures.arrays.block import Block
    >>> mean(Block.of(1, None, 4), months=2)
    Block([[1.0, 1.0, 4.0]], [[0, 0, 0]])
    >>> mean(Block.of(None, 1, 2), months=2, at_least=2)
    Block([[nan, nan, 1.5]], [[248, 248, 0]])
    """
    return _windowed(_mean, x, months, at_least, breaks, first)


def _mean(x: Block, months: int) -> Reduced:
    import numpy as np

    from kpilib.figures.arrays.scratch import empty

    sums, means = _sums(x, months), empty(x.values.shape, np.float64)
    with np.errstate(all="ignore"):
        np.divide(sums, _counted(x, months), out=means)
    return means, *_added(x, sums, x.bound.averaged(months, positive=x.is_positive()), months)


def minimum(
    x: Block, *, months: int = 12, at_least: int = 1, breaks: tuple[int, ...] = (), first: int = 0
) -> Block:
    """The smallest value of the months ending here.

    >>> from kpilib.figures.arrays.block import Block
    >>> minimum(Block.of(3, None, 5), months=2)
    Block([[3.0, 3.0, 5.0]], [[0, 0, 0]])
    """
    return _windowed(partial(_extreme, largest=False), x, months, at_least, breaks, first)


def maximum(
    x: Block, *, months: int = 12, at_least: int = 1, breaks: tuple[int, ...] = (), first: int = 0
) -> Block:
    """The largest value of the months ending here.

    >>> from kpilib.figures.arrays.block import Block
    >>> maximum(Block.of(None, 3, 2), months=2)
    Block([[nan, 3.0, 3.0]], [[248, 0, 0]])
    """
    return _windowed(partial(_extreme, largest=True), x, months, at_least, breaks, first)


def _extreme(x: Block, months: int, *, largest: bool) -> Reduced:
    from kpilib.figures.arrays.windows import window_extreme

    return window_extreme(x.values, months, largest=largest), x.bound, None


def median(
    x: Block, *, months: int = 12, at_least: int = 1, breaks: tuple[int, ...] = (), first: int = 0
) -> Block:
    """The middle value of the months ending here; of an even number, the mean of the middle two.

    >>> from kpilib.figures.arrays.block import Block
    >>> median(Block.of(9, None, 1), months=3)
    Block([[9.0, 9.0, 5.0]], [[0, 0, 0]])
    """
    return _windowed(_median, x, months, at_least, breaks, first)


def _median(x: Block, months: int) -> Reduced:
    from kpilib.figures.arrays.windows import window_median

    return window_median(x.values, months), x.bound.middle(), None


def total(
    x: Block, *, months: int = 12, at_least: int = 12, breaks: tuple[int, ...] = (), first: int = 0
) -> Block:
    """The sum of the months ending here, every one of which has a value; of flows.

    `at_least` asks for fewer months.

    >>> from kpilib.figures.arrays.block import Block
    >>> total(Block.of(1, 2, 4), months=2, at_least=2)
    Block([[nan, 3.0, 6.0]], [[248, 0, 0]])
    >>> total(Block.of(1, None), months=2, at_least=1)
    Block([[1.0, 1.0]], [[0, 0]])
    """
    return _windowed(_total, x, months, at_least, breaks, first)


def _total(x: Block, months: int) -> Reduced:
    sums = _sums(x, months)
    return sums, *_added(x, sums, x.bound.summed(months, positive=x.is_positive()), months)


def _windowed(
    reduce: Callable[[Block, int], Reduced],
    x: Block,
    months: int,
    at_least: int,
    breaks: tuple[int, ...],
    first: int,
) -> Block:
    """Return the block of a window, which `reduce` works out where nothing breaks."""
    from kpilib.figures.arrays.breaks import by_stretch

    def within(x: Block) -> Block:
        values, bound, doubt = reduce(x, months)
        result = _window(x, values, bound, months, at_least)
        result.doubt = doubt
        return result

    if not breaks:
        return within(x)
    return by_stretch(within, (x,), breaks, first, months if at_least == months else 0)


def _sums(x: Block, months: int) -> Values:
    import numpy as np

    from kpilib.figures.arrays.scratch import empty
    from kpilib.figures.arrays.windows import window_sum

    if x.reasons is None:
        return window_sum(x.values, months)
    filled = empty(x.values.shape, np.float64)
    np.copyto(filled, x.values)
    np.copyto(filled, 0.0, where=x.reasons != 0)
    return window_sum(filled, months)


def _counted(x: Block, months: int) -> Counts:
    """Count the values in each window."""
    return x.once(("counted", months), partial(_count, x, months))


def _count(x: Block, months: int) -> Counts:
    import numpy as np

    from kpilib.figures.arrays.scratch import empty
    from kpilib.figures.arrays.windows import window_count

    if x.reasons is None:
        steps = np.minimum(np.arange(len(x.values)) + 1, months).astype(np.uint8)[:, None]
        return np.broadcast_to(steps, x.values.shape)
    present = np.equal(x.reasons, 0, out=empty(x.reasons.shape, np.bool_))
    return window_count(present, months)


def _added(x: Block, sums: Values, bound: Bound, months: int) -> tuple[Bound, Mask | None]:
    """Return the bound of sums or means once those in doubt are decided, and which those are."""
    from kpilib.figures.arrays.dividing import added_up
    from kpilib.figures.arrays.windows import window_sum

    return added_up(x, sums, bound, months, lambda sizes: window_sum(sizes, months))


def _window(x: Block, values: Values, bound: Bound, months: int, at_least: int) -> Block:
    """Return the block of a window: no value where there are too few, or a hidden one."""
    import numpy as np

    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.windows import window_any

    hidden = x.is_confidential()
    if x.reasons is None and at_least == 1:
        return Block(values, None, bound)
    few, reasons = x.once(("few", months, at_least), partial(_few, x, months, at_least))
    if values is x.values:
        values = values.copy()
    if few is not None:
        np.copyto(values, np.nan, where=few)
    result = Block(values, reasons if few is not None else None, bound)
    return result if hidden is None else result.because(window_any(hidden, months), CONFIDENTIAL)


def _few(x: Block, months: int, at_least: int) -> tuple[Mask | None, Counts | None]:
    """Say where a window holds too few values, and give the reasons; None where nowhere."""
    import numpy as np

    from kpilib.figures.arrays.scratch import empty

    few = np.less(_counted(x, months), at_least, out=empty(x.values.shape, np.bool_))
    if not few.any():
        return None, None
    return few, np.multiply(few, np.uint8(TOO_FEW), out=empty(few.shape, np.uint8))


def mean_rational(
    at: Callable[..., Rationals], *, months: int, at_least: int, breaks: tuple[int, ...]
) -> Rationals | None:
    """Return means on whole numbers; None where there are breaks."""
    import numpy as np

    from kpilib.figures.arrays.rationals import Rationals

    if breaks:
        return None
    window: list[Rationals] = [at(0, ago) for ago in range(months)]
    counted = sum((~one.missing).astype(np.float64) for one in window)
    total = window[0].or_zero()
    for one in window[1:]:
        total = total + one.or_zero()
    return total / Rationals.whole(np.asarray(counted, np.float64))
