"""A block: the numbers of one series for every month and geography, and why some are missing.

Arrays stand (months, geographies), geographies contiguous: a look-back is a shift of whole rows.
Invariant: a value is NaN exactly where the reason is not 0; ``reasons`` is None where every cell
has a value, which most blocks of counts do, and which costs nothing to carry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.arrays.bounds import UNKNOWN, Bound, Sure, widest
from kpilib.figures.arrays.kinds import Mask, Reasons, Values
from kpilib.figures.arrays.scratch import Frame, empty, frame, innermost
from kpilib.values.reasons import CONFIDENTIAL, NOT_REPORTED

_Cell = TypeVar("_Cell", np.float64, np.uint8, np.bool_)
_Found = TypeVar("_Found")


class Block:
    """Values float64 and reasons uint8 of one shape, (months, geographies).

    `bound` says how far the floats may lie from the exact figures; `doubt` is a mask of the cells
    whose figure, or whose lack of one, only exact evaluation can tell, None where there is none.
    """

    __slots__ = ("_frame", "_remembered", "bound", "doubt", "reasons", "values")

    def __init__(
        self,
        values: Values,
        reasons: Reasons | None = None,
        bound: Bound = UNKNOWN,
        doubt: Mask | None = None,
    ) -> None:
        self.values = values
        self.reasons = reasons
        self.bound = bound
        self.doubt = doubt
        self._remembered: dict[object, Any] | None = None
        self._frame: Frame | None = None

    def remembering(self) -> Block:
        """Keep what functions find out about the block, because several will ask the same."""
        self._remembered, self._frame = {}, innermost()
        return self

    def once(self, what: object, find: Callable[[], _Found]) -> _Found:
        """Find something out, once where the block remembers."""
        if self._remembered is None:
            return find()
        if what not in self._remembered:
            if self._frame is None:
                self._remembered[what] = find()
            else:
                with frame(self._frame):  # what is remembered lives as long as the block
                    self._remembered[what] = find()
        found: _Found = self._remembered[what]
        return found

    @classmethod
    def of(cls, *rows: float | None, reason: int = NOT_REPORTED) -> Block:
        """Make a block of one geography, None for a missing month; for examples and tests."""
        values = np.array([[np.nan if row is None else float(row)] for row in rows])
        missing = values != values
        reasons = np.where(missing, np.uint8(reason), np.uint8(0))
        return cls(values, reasons, bound_of(values))

    def months_ago(self, months: int, reason: int) -> Block:
        """Give each month the cell of that many months earlier; before the first: that reason."""
        if months == 0:
            return self
        values = earlier(self.values, months, np.nan)
        if self.reasons is None:
            reasons = np.zeros(values.shape, np.uint8)
            reasons[:months] = reason
            return Block(values, reasons, self.bound)
        return Block(values, earlier(self.reasons, months, reason), self.bound)

    def part(self, places: slice) -> Block:
        """Give some of the geographies, as views of the same arrays."""
        reasons = None if self.reasons is None else self.reasons[:, places]
        return Block(self.values[:, places], reasons, self.bound)

    def rows(self, months: slice) -> Block:
        """Return some of the months, as views of the same arrays."""
        reasons = None if self.reasons is None else self.reasons[months]
        return Block(self.values[months], reasons, self.bound)

    def translated(self, table: bytes) -> Block:
        """Read every reason through a table of 256 bytes."""
        if self.reasons is None:
            return self
        read = self.reasons.tobytes().translate(table)
        reasons = np.frombuffer(read, np.uint8).reshape(self.reasons.shape)
        return Block(self.values, reasons, self.bound)

    def because(self, where: Mask, reason: int) -> Block:
        """Take the value away where the mask says so, for that reason if it is the strongest."""
        if not where.any():
            return self
        values = empty(self.values.shape, np.float64)
        np.copyto(values, self.values)
        np.copyto(values, np.nan, where=where)
        extra = where * np.uint8(reason)
        reasons = extra if self.reasons is None else np.maximum(self.reasons, extra)
        return Block(values, reasons, self.bound, self.doubt)

    def tidy(self) -> Block:
        """Drop the reasons where none is needed."""
        if self.reasons is None or self.reasons.any():
            return self
        return Block(self.values, None, self.bound, self.doubt)

    def sure_of_signs(self) -> Block:
        """Return the block once every figure near zero was decided exactly."""
        return Block(self.values, self.reasons, self.bound.decided())

    def kept(self) -> Block:
        """Return the block with arrays of its own, which outlive the frame they were made in."""
        if innermost() is None:
            return self
        reasons = None if self.reasons is None else self.reasons.copy()
        return Block(self.values.copy(), reasons, self.bound)

    def frozen(self) -> Block:
        """Give a block that nobody can change, because it is shared."""
        self.values.flags.writeable = False
        if self.reasons is not None:
            self.reasons.flags.writeable = False
        return self

    def all_reasons(self) -> Reasons:
        """Give the reasons as an array even where there are none."""
        if self.reasons is None:
            return np.zeros(self.values.shape, np.uint8)
        return self.reasons

    def hidden(self, inputs: Sequence[Block], months: int) -> Block:
        """Take values away where a cell of the inputs is confidential in the months ending here."""
        from kpilib.figures.arrays.windows import window_any

        result = self
        for block in inputs:
            mask = block.is_confidential()
            if mask is not None:
                result = result.because(window_any(mask, months), CONFIDENTIAL)
        return result

    def is_positive(self) -> bool:
        """Say whether no figure is below zero; only asked where that is not known otherwise."""
        if self.bound.sure not in (Sure.SIGN, Sure.ORDER):
            return False
        return not np.fmin.reduce(self.values, axis=None, initial=0.0) < 0.0

    def is_confidential(self) -> Mask | None:
        """Say which cells are confidential; None where none is."""
        return self.once("confidential", self._hidden)

    def _hidden(self) -> Mask | None:
        if self.reasons is None:
            return None
        mask = np.equal(self.reasons, CONFIDENTIAL, out=empty(self.reasons.shape, np.bool_))
        return mask if mask.any() else None

    def __repr__(self) -> str:
        return f"Block({self.values.T.tolist()}, {self.all_reasons().T.tolist()})"


def stacked(blocks: Sequence[Block]) -> Block:
    """Return blocks of the same geographies one behind the other in time."""
    values = np.concatenate([block.values for block in blocks])
    reasons = doubt = None
    if any(block.reasons is not None for block in blocks):
        reasons = np.concatenate([block.all_reasons() for block in blocks])
    if any(block.doubt is not None for block in blocks):
        none = [np.zeros(block.values.shape, np.bool_) for block in blocks]
        doubt = np.concatenate(
            [
                mask if (mask := b.doubt) is not None else n
                for b, n in zip(blocks, none, strict=True)
            ]
        )
    return Block(values, reasons, widest(*(block.bound for block in blocks)), doubt)


def earlier(array: NDArray[_Cell], months: int, fill: float) -> NDArray[_Cell]:
    """Shift the months of an array (months, ...) by that many, filling the first ones."""
    shifted = empty(array.shape, array.dtype.type)
    shifted[:months] = fill
    shifted[months:] = array[: max(len(array) - months, 0)]
    return shifted


def worst(*blocks: Block) -> Reasons | None:
    """Combine the reasons of cells that are all needed: the strongest, the first in reading."""
    result: Reasons | None = None
    for block in blocks:
        if block.reasons is not None:
            if result is None:
                result = block.reasons
            else:
                into = empty(result.shape, np.uint8)
                result = np.maximum(result, block.reasons, out=into)
    return result


def bound_of(values: Values, *, carried: bool = True) -> Bound:
    """Return the bound of decimals as written; `carried`: each float reads back as its decimal."""
    size = largest(values)
    if carried and bool(((values == np.rint(values)) | (values != values)).all()):
        return Bound.of_whole(size)
    sizes = np.abs(values)
    least = np.fmin.reduce(np.where(sizes > 0, sizes, np.nan), axis=None, initial=size)
    return Bound.of_decimals(size, float(least), carried=carried)


def either(one: Mask | None, other: Mask | None) -> Mask | None:
    """Return where one of two masks holds, None being nowhere."""
    if one is None or other is None:
        return other if one is None else one
    return one | other


def largest(values: Values) -> float:
    """Give the largest number in size, 0 where there is none."""
    if not values.size:
        return 0.0
    low = float(np.fmin.reduce(values, axis=None))
    high = float(np.fmax.reduce(values, axis=None))
    return max(-low, high, 0.0) if high == high else 0.0
