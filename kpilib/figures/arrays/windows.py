"""Windows over the months ending at each month, on arrays (months, geographies).

Sums are built by doubling (1, 2, 4, ... months) and not by running totals, so that they do not
drift: sums of whole numbers are exact. Months without a value, and months before the first, count
as nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.arrays.kinds import Mask, Values
from kpilib.figures.arrays.scratch import empty, frame

_Number = TypeVar("_Number", np.float64, np.uint8)


def window_sum(array: Values, months: int) -> Values:
    """Sum over the `months` rows ending at each row; NaN is not allowed in.

    >>> window_sum(np.array([[1.0], [2.0], [4.0]]), 2).T.tolist()
    [[1.0, 3.0, 6.0]]
    """
    return _by_doubling(array, months, np.add)


def window_any(mask: Mask, months: int) -> Mask:
    """Say whether the mask holds anywhere in the `months` rows ending at each row."""
    return window_count(mask, months) > 0


def window_count(mask: Mask, months: int) -> NDArray[np.uint8]:
    """Count where the mask holds in the `months` rows, at most 255, ending at each row.

    >>> window_count(np.array([[True], [False], [True]]), 3).T.tolist()
    [[1, 1, 2]]
    """
    return _by_doubling(mask.view(np.uint8), months, np.add)


def window_extreme(array: Values, months: int, *, largest: bool) -> Values:
    """Give the largest (or smallest) value of the rows ending at each row, NaN passed over.

    >>> window_extreme(np.array([[3.0], [np.nan], [1.0]]), 2, largest=True).T.tolist()
    [[3.0, 3.0, 1.0]]
    """
    pick: Callable[..., Values] = np.fmax if largest else np.fmin
    return _by_doubling(array, months, pick)


def window_median(array: Values, months: int) -> Values:
    """Give the median of the values in the rows ending at each row, NaN where there is none.

    >>> window_median(np.array([[3.0], [np.nan], [1.0]]), 3).T.tolist()
    [[3.0, 3.0, 2.0]]
    """
    front = np.full((months - 1, *array.shape[1:]), np.nan)
    padded = np.concatenate([front, array])
    stack = np.sort(np.lib.stride_tricks.sliding_window_view(padded, months, axis=0), axis=-1)
    count = (stack == stack).sum(axis=-1)[..., None]
    low = np.take_along_axis(stack, np.maximum(count - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(stack, count // 2, axis=-1)
    return np.asarray(((low + high) / 2)[..., 0])


def _by_doubling(
    array: NDArray[_Number], months: int, combine: Callable[..., NDArray[_Number]]
) -> NDArray[_Number]:
    """Combine the rows of every window, which is made of windows of 1, 2, 4, ... rows."""
    if months == 1:
        return array
    result = empty(array.shape, array.dtype.type)
    with frame():
        power, width, done, left = array, 1, 0, months
        found: NDArray[_Number] | None = None
        while left:
            if left & 1:
                into = result if found is not None or left == 1 else None
                found = power if found is None else _with_earlier(found, power, done, combine, into)
                done += width
            left >>= 1
            if left:
                last = left == 1 and done == 0
                power = _with_earlier(power, power, width, combine, result if last else None)
                width *= 2
    return result


def _with_earlier(
    now: NDArray[_Number],
    other: NDArray[_Number],
    months: int,
    combine: Callable[..., NDArray[_Number]],
    into: NDArray[_Number] | None = None,
) -> NDArray[_Number]:
    """Combine each row with the one of the other array that many months earlier, if there is.

    `into` may be `now` itself, since every row is read before it is written.
    """
    result = empty(now.shape, now.dtype.type) if into is None else into
    skip = min(months, len(now))
    if result is not now:
        result[:skip] = now[:skip]
    combine(now[skip:], other[: len(other) - skip], out=result[skip:])
    return result
