"""Exact fractions as pairs of whole-number arrays, for the few cells that a float cannot decide.

Numerators and denominators are int64; where a result might not fit, `sound` turns false for that
cell and its figure has to be found another way. One-dimensional arrays throughout.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.arrays.kinds import Mask, Values
from kpilib.values.rounding import Rounding

Whole = NDArray[np.int64]

#: products beyond this are not trusted to fit
_MOST = float(1 << 61)
_MOST_PLACES, _FIFTEEN_DIGITS = 6, 1e15


class Rationals:
    """Fractions ``top / bottom``; ``missing`` cells have none."""

    __slots__ = ("bottom", "missing", "sound", "top")

    def __init__(self, top: Whole, bottom: Whole, sound: Mask, missing: Mask) -> None:
        self.top, self.bottom, self.sound, self.missing = top, bottom, sound, missing

    @classmethod
    def whole(cls, values: Values) -> Rationals:
        """Take whole numbers; others are not sound, NaN is missing."""
        missing = values != values
        with np.errstate(invalid="ignore"):
            sound = (np.abs(values) < 2.0**53) & (values == np.rint(values))
        top = np.where(sound, values, 0.0).astype(np.int64)
        return cls(top, np.ones_like(top), sound, missing)

    @classmethod
    def decimals(cls, values: Values) -> Rationals:
        """Take decimals as written, of up to six places; others are not sound, NaN is missing.

        A float stands for the shortest decimal that reads back as it, which is the one written
        where that has at most fifteen digits (IEEE 754).

        >>> one = Rationals.decimals(np.array([0.1, 2.0, 1 / 3]))
        >>> one.top.tolist(), one.bottom.tolist(), one.sound.tolist()
        ([1, 2, 0], [10, 1, 1], [True, True, False])
        """
        missing = values != values
        top, bottom = np.zeros(len(values), np.int64), np.ones(len(values), np.int64)
        sound = np.zeros(len(values), np.bool_)
        for places in range(_MOST_PLACES + 1):
            with np.errstate(all="ignore"):
                units = np.rint(values * 10.0**places)
                fits = ~sound & (np.abs(units) < _FIFTEEN_DIGITS)
                fits &= units / 10.0**places == values
            top[fits], bottom[fits] = units[fits].astype(np.int64), 10**places
            sound |= fits
        return cls(top, bottom, sound, missing)

    @classmethod
    def number(cls, top: int, bottom: int, size: int) -> Rationals:
        """Give one fraction for every cell."""
        sound = np.full(size, abs(top) < _MOST and bottom < _MOST)
        tops = np.full(size, top if sound.all() else 0, np.int64)
        bottoms = np.full(size, bottom if sound.all() else 1, np.int64)
        return cls(tops, bottoms, sound, np.zeros(size, np.bool_))

    def __add__(self, other: Rationals) -> Rationals:
        left, right = _product(self.top, other.bottom), _product(other.top, self.bottom)
        bottom = _product(self.bottom, other.bottom)
        return self._made(left[0] + right[0], bottom[0], other, left[1] & right[1] & bottom[1])

    def __neg__(self) -> Rationals:
        return Rationals(-self.top, self.bottom, self.sound, self.missing)

    def __sub__(self, other: Rationals) -> Rationals:
        return self + -other

    def __mul__(self, other: Rationals) -> Rationals:
        top, bottom = _product(self.top, other.top), _product(self.bottom, other.bottom)
        return self._made(top[0], bottom[0], other, top[1] & bottom[1])

    def __truediv__(self, other: Rationals) -> Rationals:
        flipped = np.where(other.top < 0, -other.bottom, other.bottom)
        size = np.abs(other.top)
        zero = size == 0
        inverse = Rationals(flipped, np.where(zero, 1, size), other.sound & ~zero, other.missing)
        return self * inverse

    def __abs__(self) -> Rationals:
        return Rationals(np.abs(self.top), self.bottom, self.sound, self.missing)

    def times(self, number: int) -> Rationals:
        """Multiply by a whole number."""
        return self * Rationals.number(number, 1, len(self.top))

    def or_zero(self) -> Rationals:
        """Give 0 where there is no value."""
        top = np.where(self.missing, 0, self.top)
        bottom = np.where(self.missing, 1, self.bottom)
        return Rationals(top, bottom, self.sound | self.missing, np.zeros_like(self.missing))

    def rounded(self, decimals: int, rounding: Rounding) -> tuple[Values, Mask]:
        """Round to that many decimals; with the mask of the cells it could decide.

        >>> Rationals.whole(np.array([23.0])).times(10).rounded(0, "half up")
        (array([230.]), array([ True]))
        """
        twice, fits = _product(self.top, np.full_like(self.top, 2 * 10**decimals))
        fits &= self.sound & ~self.missing & (self.bottom < 1 << 60)
        twice, bottom = np.where(fits, np.abs(twice), 0), np.where(fits, 2 * self.bottom, 2)
        units = (twice + bottom // 2) // bottom
        if rounding == "half even":
            units -= (twice % bottom == bottom // 2) & (units % 2 == 1)
        return np.where(self.top < 0, -units, units) / 10.0**decimals + 0.0, fits

    def _made(self, top: Whole, bottom: Whole, other: Rationals, fits: Mask) -> Rationals:
        sound = self.sound & other.sound & fits
        top, bottom = np.where(sound, top, 0), np.where(sound, bottom, 1)
        return Rationals(top, bottom, sound, self.missing | other.missing)


def _product(left: Whole, right: Whole) -> tuple[Whole, Mask]:
    """Multiply, with the mask of the products that are sure to fit."""
    fits = np.abs(left.astype(np.float64) * right) < _MOST
    return np.where(fits, left, 0) * right, fits
