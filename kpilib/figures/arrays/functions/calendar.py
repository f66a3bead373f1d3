"""previous, same_month_last_year and change on arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kpilib.values.reasons import (
    BREAK,
    CONFIDENTIAL,
    NO_BASE,
    NOT_REPORTED,
    ZERO_BASE,
)

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.bounds import Bound
    from kpilib.figures.arrays.kinds import Mask, Reasons, Values
    from kpilib.figures.arrays.rationals import Rationals


def previous(x: Block, *, months: int = 1) -> Block:
    """The value that many calendar months earlier.

    >>> from kpilib.figures.arrays.block import Block
    >>> previous(Block.of(1, None, 3))
    Block([[nan, 1.0, nan]], [[246, 0, 246]])
    """
    return x.months_ago(months, NOT_REPORTED)


def same_month_last_year(x: Block, *, months: int = 12) -> Block:
    """The value twelve calendar months earlier.

    >>> from kpilib.figures.arrays.block import Block
    >>> same_month_last_year(Block.of(*range(13))).values[12]
    array([0.])
    """
    return previous(x, months=months)


def change(
    x: Block,
    *,
    months: int = 1,
    points: bool = False,
    breaks: tuple[int, ...] = (),
    first: int = 0,
) -> Block:
    """100 x (now - earlier) / magnitude of earlier, in percent; ``points=true``: now - earlier.

    No value from 0 (zero base), from a missing month (no base), or across a month in which the
    definition changed (break in series).

    >>> from kpilib.figures.arrays.block import Block
    >>> change(Block.of(100, 110, 0, 5))
    Block([[nan, 10.0, -100.0, nan]], [[249, 0, 0, 251]])
    """
    import numpy as np

    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.scratch import empty

    # the first months have no earlier one: whatever they hold, there is no base
    skip = min(months, len(x.values))
    size, lacking = x.once(("base", points), partial(_base, x, points=points))
    values = empty(x.values.shape, np.float64)
    values[:skip] = np.nan
    changes = values[skip:]
    with np.errstate(all="ignore"):
        np.subtract(x.values[skip:], x.values[: len(changes)], out=changes)
        if not points:
            changes *= 100.0
            changes /= size[: len(changes)]
    reasons = _change_reasons(x, lacking, skip)
    bound, doubt = _surely(x, changes, None if points else skip)
    for row in _rows_across(breaks, months, first, len(values)):
        here = (x.values[row] == x.values[row]) & (reasons[row] < BREAK)
        reasons[row][here] = BREAK
        values[row][here] = np.nan
    return Block(values, reasons, bound, doubt)


def _surely(x: Block, changes: Values, months: int | None) -> tuple[Bound, Mask | None]:
    """Return the bound of changes, and where the base may be zero or of another sign.

    `changes` are those of the months that have an earlier one, `months` ago; None: in points. The
    mask has the shape of `x`.
    """
    import numpy as np

    from kpilib.figures.arrays.dividing import change_bound, zeros

    if months is None:
        return x.bound.plus(x.bound), None
    near = zeros(x)[1]
    if near is None:
        return change_bound(x, changes, None), None
    doubt = np.zeros(near.shape, np.bool_)
    doubt[months:] = near[: len(near) - months]
    return change_bound(x, changes, doubt[months:]), doubt


def _change_reasons(x: Block, lacking: Reasons, skip: int) -> Reasons:
    """Give the reasons of changes: the month's own first, then what the earlier one lacks."""
    import numpy as np

    from kpilib.figures.arrays.scratch import empty

    reasons: Reasons = empty(x.values.shape, np.uint8)
    late = reasons[skip:]
    reasons[:skip], late[:] = NO_BASE, lacking[: len(late)]
    if x.reasons is not None:
        # only one of the two terms is not 0
        reasons *= np.equal(x.reasons, 0, out=empty(reasons.shape, np.bool_))
        reasons += x.reasons
    hidden = x.is_confidential()
    if hidden is not None:
        late[hidden[: len(late)]] = CONFIDENTIAL
    return reasons


def _base(x: Block, *, points: bool) -> tuple[Values, Reasons]:
    """Give the magnitude of each value, NaN for 0, and why there is no change from it.

    Why is told by adding bytes, which is many times faster than copying them by a mask.
    """
    import numpy as np

    from kpilib.figures.arrays.scratch import empty

    shape = x.values.shape
    size, mask = empty(shape, np.float64), empty(shape, np.bool_)
    why: Reasons = empty(shape, np.uint8)
    if points:
        why.fill(0)
    else:
        np.abs(x.values, out=size)
        np.equal(size, 0, out=mask)
        np.copyto(size, np.nan, where=mask)
        np.multiply(mask, np.uint8(ZERO_BASE), out=why)
    if x.reasons is not None:
        np.not_equal(x.reasons, 0, out=mask)
        why += np.multiply(mask, np.uint8(NO_BASE), out=mask.view(np.uint8))
    return size, why


def _rows_across(breaks: tuple[int, ...], months: int, first: int, rows: int) -> list[int]:
    """Give the rows whose look-back crosses a month in which the definition changed."""
    crossed = {changed - first + step for changed in breaks for step in range(months)}
    return sorted(row for row in crossed if 0 <= row < rows)


def previous_rational(at: Callable[..., Rationals], *, months: int) -> Rationals:
    """Return the earlier cells, on whole numbers."""
    earlier: Rationals = at(0, months)
    return earlier


def change_rational(
    at: Callable[..., Rationals], *, months: int, points: bool, breaks: tuple[int, ...]
) -> Rationals:
    """Return changes on whole numbers."""
    then: Rationals = at(0, months)
    moved: Rationals = at(0) - then
    return moved if points else moved.times(100) / abs(then)
