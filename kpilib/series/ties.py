"""Rounding of whole arrays, with the cells that a float cannot decide named, not guessed.

`nearest` rounds every cell as its float says and names the few that lie so close to a tie that
the float may be on the wrong side; those are decided by `quotients` where the figure is one whole
number over another, else cell by cell on fractions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kpilib.series.block import Values
from kpilib.series.rounding import Rounding

Places = NDArray[np.intp]

_TILE = 1 << 14
#: how near a tie is too near, as a share of the largest number that went into the figure
_SHARE = 1e-12
#: largest whole number whose neighbours a float64 tells apart, halved for a sum of two
_SAFE = float(1 << 61)


def nearest(values: Values, decimals: int = 0, magnitude: float = 1.0) -> tuple[Values, Places]:
    """Round half away from zero; give the flat places of the cells too near a tie to trust.

    `magnitude` is the largest number that went into the figures: it bounds what cancellation may
    have cost. NaN stays NaN.

    >>> nearest(np.array([2.4, -11.5, np.nan]))
    (array([  2., -12.,  nan]), array([1]))
    """
    flat = np.ascontiguousarray(values).reshape(-1)
    out = np.empty_like(flat)
    scale = 10.0**decimals
    size, fraction = np.empty(_TILE), np.empty(_TILE)
    unsure = np.empty(_TILE, np.bool_)
    found = []
    for start in range(0, len(flat), _TILE):
        part = flat[start : start + _TILE]
        into = out[start : start + _TILE]
        n = len(part)
        places = _tile(part, into, size[:n], fraction[:n], unsure[:n], scale, magnitude)
        if len(places):
            found.append(places + start)
    ties = np.concatenate(found) if found else np.empty(0, np.intp)
    return out.reshape(values.shape), ties


def _tile(
    part: Values,
    into: Values,
    size: Values,
    fraction: Values,
    unsure: NDArray[np.bool_],
    scale: float,
    magnitude: float,
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
    np.less_equal(fraction, _SHARE * scale * max(magnitude, 1.0), out=unsure)
    np.copysign(into, part, out=into)
    if scale != 1.0:
        into /= scale
    into += 0.0
    return np.flatnonzero(unsure)


def quotients(
    part: Values, whole: Values, scale: int, decimals: int, rounding: Rounding
) -> tuple[Values, NDArray[np.bool_]]:
    """Round ``scale * part / whole`` exactly where both are whole numbers small enough.

    Gives the rounded values and a mask of the cells it could decide; one-dimensional arrays.

    >>> quotients(np.array([23.0]), np.array([80.0]), 100, 0, "half up")
    (array([29.]), array([ True]))
    """
    factor = 2 * scale * 10**decimals
    with np.errstate(invalid="ignore", over="ignore"):
        fits = (np.abs(part) * factor < _SAFE) & (np.abs(whole) < _SAFE / 4)
        fits &= (part == np.rint(part)) & (whole == np.rint(whole)) & (whole != 0)
    top = np.where(fits, part, 0).astype(np.int64)
    bottom = np.where(fits, whole, 1).astype(np.int64)
    negative = (top < 0) != (bottom < 0)
    top, bottom = np.abs(top) * factor, 2 * np.abs(bottom)
    units = (top + bottom // 2) // bottom
    if rounding == "half even":
        units -= (top % bottom == bottom // 2) & (units % 2 == 1)
    return np.where(negative, -units, units) / 10.0**decimals + 0.0, fits
