"""Rounding of whole arrays, with the cells that a float cannot decide named, not guessed.

`nearest` rounds every cell as its float says and names the few that lie so close to a tie that
the float may be on the wrong side; those are decided on whole numbers (`Rationals`), else cell by
cell on fractions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.arrays.bounds import UNIT, UNKNOWN, Bound
from kpilib.figures.arrays.kinds import Values

Places = NDArray[np.intp]

_TILE = 1 << 14
_WIDE = 1 << 16


def nearest(values: Values, decimals: int = 0, bound: Bound = UNKNOWN) -> tuple[Values, Places]:
    """Round half away from zero; return the flat places of the cells too near a tie to trust too.

    `bound` says how far the floats may lie from the exact figures. NaN stays NaN.

    >>> nearest(np.array([2.4, -11.5, np.nan]), bound=Bound.of_decimals(1e7))
    (array([  2., -12.,  nan]), array([1]))
    """
    flat = np.ascontiguousarray(values).reshape(-1)
    out = np.empty_like(flat)
    scale = 10.0**decimals
    doubt = scale * bound.error
    # of a figure's own size, with what scaling it by a power of ten costs
    relative = bound.relative + 4 * UNIT
    size, fraction = np.empty(_TILE), np.empty(_TILE)
    unsure = np.empty(_TILE, np.bool_)
    found = []
    for start in range(0, len(flat), _TILE):
        part = flat[start : start + _TILE]
        into = out[start : start + _TILE]
        n = len(part)
        places = _tile(part, into, size[:n], fraction[:n], unsure[:n], scale, doubt, relative)
        if len(places):
            found.append(places + start)
    ties = np.concatenate(found) if found else np.empty(0, np.intp)
    return out.reshape(values.shape), ties


def nearest_sure(values: Values) -> Values:
    """Round half away from zero, to whole numbers, where every float is known to decide.

    It does where it is N / D, rounded once, for whole N and D with 2 N + D < 2 ** 53: a tie is a
    float itself then, and a figure beside one stays beside it when a half is added.

    >>> nearest_sure(np.array([2.5, -11.5, -0.2]))
    array([  3., -12.,   0.])
    """
    flat = np.ascontiguousarray(values).reshape(-1)
    out = np.empty_like(flat)
    for start in range(0, len(flat), _WIDE):
        part, into = flat[start : start + _WIDE], out[start : start + _WIDE]
        np.add(part, 0.5, out=into)
        np.floor(into, out=into)
        if np.fmin.reduce(part) < 0:
            np.copysign(0.5, part, out=into)
            into += part
            np.trunc(into, out=into)
            into += 0.0
    return out.reshape(values.shape)


def _tile(
    part: Values,
    into: Values,
    size: Values,
    fraction: Values,
    unsure: NDArray[np.bool_],
    scale: float,
    doubt: float,
    relative: float,
) -> Places:
    if scale == 1.0:
        np.absolute(part, out=size)
    else:
        np.multiply(part, scale, out=fraction)
        np.absolute(fraction, out=size)
    np.floor(size, out=into)
    np.subtract(size, into, out=fraction)
    fraction -= 0.5
    into += fraction >= 0.0
    np.absolute(fraction, out=fraction)
    if relative < 1.0:
        size *= relative
        size += doubt
        np.less_equal(fraction, size, out=unsure)
    else:
        np.equal(fraction, fraction, out=unsure)
    np.copysign(into, part, out=into)
    if scale != 1.0:
        into /= scale
    into += 0.0
    return np.flatnonzero(unsure)
