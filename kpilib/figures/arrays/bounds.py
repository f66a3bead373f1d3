"""How far the floats of a block may lie from the exact figures, and what they decide for sure.

A decision, whether a figure is zero, a tie, beyond a threshold, is taken on the float where it lies
farther from the boundary than the bound, and on exact fractions elsewhere. One bound stands for a
whole block; it is carried through every formula beside the array, by first-order rounding analysis
(Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapters 2 to 4) with a margin.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

#: the unit roundoff of float64
UNIT = 2.0**-53
#: whole numbers below it are floats, and sums below it are exact
_WHOLE = 2.0**53
#: figures that may be larger are looked through for what is beyond the finite
HUGE = 1e300
#: a figure within so many bounds of zero is decided exactly, so that what is divided by another
#: keeps most of its digits
NEAR_ZERO = 1024.0
#: roundings of a sum of up to 120 months built by doubling, with margin
_OF_SUMS = 16
#: figures less exact than this in their own size are not told from zero by what cancelled
LARGEST_RELATIVE = 2.0**-30
#: a sum that is so many times smaller than the sizes of its terms together has cancelled; told for
#: each cell by itself, so that no figure depends on those that are worked out beside it
CANCELLED = 2.0**20


class Sure(IntEnum):
    """What the floats of a block say for sure; each says what those above it say, too."""

    #: nothing within the bound
    NOTHING = 0
    #: their signs, and which of them are zero
    SIGN = 1
    #: which of two is larger: each is the float nearest to a decimal as written
    ORDER = 2
    #: all of them: they are whole numbers
    WHOLE = 3


class Bound(NamedTuple):
    """How far the floats of a block may lie from the exact figures, and how large those are.

    The float of a figure lies within ``error + relative x |figure|`` of it. Figures are not larger
    than `size`; those that are not zero are not smaller than `least`, 0 where that is not known.
    """

    error: float
    relative: float
    size: float
    least: float
    sure: Sure

    @classmethod
    def of_decimals(cls, size: float, least: float = 0.0, *, carried: bool = True) -> Bound:
        """Return the bound of decimals as written, from `least` to `size`.

        `carried` says that the float of each reads back as the decimal that was written.
        """
        return cls(0.0, UNIT, size, least, Sure.ORDER if carried else Sure.NOTHING)

    @classmethod
    def of_whole(cls, size: float) -> Bound:
        """Return the bound of whole numbers, the largest of which has that size."""
        if size < _WHOLE:
            return cls(0.0, 0.0, size, 1.0, Sure.WHOLE)
        return cls(0.0, UNIT, size, 1.0, Sure.ORDER)

    @classmethod
    def of_fractions(cls, size: float) -> Bound:
        """Return the bound of the floats nearest to exact figures, the largest of that size."""
        return cls(0.0, UNIT, size, 0.0, Sure.SIGN)

    @property
    def most(self) -> float:
        """The largest error of any figure."""
        return self.error + self.relative * self.size if self.relative else self.error

    @property
    def is_exact(self) -> bool:
        """Whether every float is the exact figure."""
        return self.error == self.relative == 0.0

    @property
    def near_zero(self) -> float:
        """The size up to which a figure may be zero, or of the other sign."""
        if self.relative > LARGEST_RELATIVE:
            return math.inf
        return math.nextafter(self.error * NEAR_ZERO, math.inf)

    def plus(self, other: Bound) -> Bound:
        """Return the bound of sums, and of differences."""
        size = self.size + other.size
        if self.sure == other.sure == Sure.WHOLE and size < _WHOLE:
            return Bound.of_whole(size)
        # floats nearest to two decimals differ exactly where the decimals do
        sure = Sure.SIGN if min(self.sure, other.sure) >= Sure.ORDER else Sure.NOTHING
        return _known(self.most + other.most + UNIT * size, 0.0, size, 0.0, sure)

    def times(self, other: Bound) -> Bound:
        """Return the bound of products."""
        size = self.size * other.size
        if self.sure == other.sure == Sure.WHOLE and size < _WHOLE:
            return Bound.of_whole(size)
        error = self.size * other.error + other.size * self.error + self.error * other.error
        relative = self.relative + other.relative + self.relative * other.relative + UNIT
        least = self.least * other.least
        return _known(error, 2 * relative, size, least, min(self.sure, other.sure, Sure.SIGN))

    def over(self, other: Bound, least: float, largest: float, scale: float = 1.0) -> Bound:
        """Return the bound of quotients times a scale.

        `least` is the size of the smallest whole that is divided by, `largest` that of the largest
        result.
        """
        apart = least - other.error
        error = 0.0
        if self.error or other.error:
            error = math.inf
            if apart > 0:
                error = 1.1 * (scale * self.error + largest * other.error) / apart
        relative = 2 * (self.relative + other.relative + 2 * UNIT)
        smallest = scale * self.least / other.size if other.size else 0.0
        if other.relative > LARGEST_RELATIVE:
            relative = math.inf
        return _known(error, relative, largest, smallest, min(self.sure, Sure.SIGN))

    def changed(self, least: float, largest: float) -> Bound:
        """Return the bound of percentage changes, the largest of which has that size."""
        sure = min(self.plus(self).sure, Sure.SIGN)
        # 100 x (now - then) / then errs by as much as now / then x 100 and it itself do
        relative = 2 * (2 * self.relative + 2 * UNIT)
        error = 200.0 * relative
        if self.error:
            apart = least - self.error
            error += (200.0 + largest) * self.error / apart if apart > 0 else math.inf
        return _known(error, relative, largest, 0.0, sure)

    def summed(self, months: int, *, positive: bool = False) -> Bound:
        """Return the bound of sums over so many months; `positive` says that none is below zero."""
        if months == 1:
            return self
        size = self.size * months
        if self.sure == Sure.WHOLE and size < _WHOLE:
            return Bound.of_whole(size)
        if positive:
            relative = self.relative + _OF_SUMS * UNIT
            sure = min(self.sure, Sure.SIGN)
            return _known(months * self.error, relative, size, self.least, sure)
        is_pair = months == 2 and self.sure >= Sure.ORDER
        sure = Sure.SIGN if is_pair else Sure.NOTHING
        return _known(months * self.most + _OF_SUMS * UNIT * size, 0.0, size, 0.0, sure)

    def averaged(self, months: int, *, positive: bool = False) -> Bound:
        """Return the bound of means over up to so many months."""
        sums = self.summed(months, positive=positive)
        sure = min(sums.sure, Sure.SIGN)
        if positive or self.sure == Sure.WHOLE:
            relative = sums.relative + UNIT
            return _known(self.error, relative, self.size, self.least / months, sure)
        error = self.most + (_OF_SUMS + 1) * UNIT * self.size
        return _known(error, 0.0, self.size, 0.0, sure)

    def middle(self) -> Bound:
        """Return the bound of values, or of means of two of them."""
        sure = Sure.SIGN if self.sure >= Sure.ORDER else Sure.NOTHING
        return _known(self.most + 2 * UNIT * self.size, 0.0, self.size, 0.0, sure)

    def decided(self) -> Bound:
        """Return the bound once every figure near zero is decided exactly."""
        return self._replace(sure=max(self.sure, Sure.SIGN))

    def with_exact(self, size: float) -> Bound:
        """Return the bound once some figures, of up to that size, are put in exactly."""
        return self._replace(
            size=max(self.size, size), relative=max(self.relative, UNIT), least=0.0
        )

    def uncancelled(self, error: float, relative: float) -> Bound:
        """Return the bound of sums once those that lost their leading digits are decided exactly.

        The errors of what was added up are at most `error` together, and `relative` of their sizes.
        """
        relative *= CANCELLED
        return self._replace(error=error, relative=relative, sure=max(self.sure, Sure.SIGN))


def _known(error: float, relative: float, size: float, least: float, sure: Sure) -> Bound:
    """Return a bound; where infinite ones cancelled, nothing is known."""
    if math.isnan(error) or math.isnan(size) or math.isnan(relative):
        return UNKNOWN
    return Bound(error, relative, size, least, sure)


def widest(first: Bound, *others: Bound) -> Bound:
    """Return a bound that holds for the figures of several blocks."""
    error, relative, size, least, sure = first
    for other in others:
        if other.error > error:
            error = other.error
        if other.relative > relative:
            relative = other.relative
        if other.size > size:
            size = other.size
        if other.least < least:
            least = other.least
        if other.sure < sure:
            sure = other.sure
    return Bound(error, relative, size, least, sure)


#: of what nothing is known: every decision is taken exactly
UNKNOWN = Bound(math.inf, math.inf, math.inf, 0.0, Sure.NOTHING)
#: of no figures
NO_FIGURES = Bound(0.0, 0.0, 0.0, math.inf, Sure.WHOLE)
