"""A block: the numbers of one series for every month and geography, and why some are missing.

Arrays stand (months, geographies), geographies contiguous: a look-back is a shift of whole rows.
Invariant: a value is NaN exactly where the reason is not 0; ``reasons`` is None where every cell
has a value, which most blocks of counts do, and which costs nothing to carry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from kpilib.series.reasons import CONFIDENTIAL, NOT_REPORTED
from kpilib.series.scratch import empty

Values: TypeAlias = NDArray[np.float64]
Reasons: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.bool_]
_Cell = TypeVar("_Cell", np.float64, np.uint8, np.bool_)
_Found = TypeVar("_Found")


class Block:
    """Values float64 and reasons uint8 of one shape, (months, geographies)."""

    __slots__ = ("_remembered", "reasons", "values")

    def __init__(self, values: Values, reasons: Reasons | None = None) -> None:
        self.values = values
        self.reasons = reasons
        self._remembered: dict[object, Any] | None = None

    def remembering(self) -> Block:
        """Keep what functions find out about the block, because several will ask the same."""
        self._remembered = {}
        return self

    def once(self, what: object, find: Callable[[], _Found]) -> _Found:
        """Find something out, once where the block remembers."""
        if self._remembered is None:
            return find()
        if what not in self._remembered:
            self._remembered[what] = find()
        found: _Found = self._remembered[what]
        return found

    @classmethod
    def of(cls, *rows: float | None, reason: int = NOT_REPORTED) -> Block:
        """Make a block of one geography, None for a missing month; for examples and tests."""
        values = np.array([[np.nan if row is None else float(row)] for row in rows])
        missing = values != values
        return cls(values, np.where(missing, np.uint8(reason), np.uint8(0)))

    def months_ago(self, months: int, reason: int) -> Block:
        """Give each month the cell of that many months earlier; before the first: that reason."""
        if months == 0:
            return self
        values = earlier(self.values, months, np.nan)
        if self.reasons is None:
            reasons = np.zeros(values.shape, np.uint8)
            reasons[:months] = reason
            return Block(values, reasons)
        return Block(values, earlier(self.reasons, months, reason))

    def part(self, places: slice) -> Block:
        """Give some of the geographies, as views of the same arrays."""
        reasons = None if self.reasons is None else self.reasons[:, places]
        return Block(self.values[:, places], reasons)

    def translated(self, table: bytes) -> Block:
        """Read every reason through a table of 256 bytes."""
        if self.reasons is None:
            return self
        read = self.reasons.tobytes().translate(table)
        return Block(self.values, np.frombuffer(read, np.uint8).reshape(self.reasons.shape))

    def because(self, where: Mask, reason: int) -> Block:
        """Take the value away where the mask says so, for that reason if it is the strongest."""
        if not where.any():
            return self
        values = empty(self.values.shape, np.float64)
        np.copyto(values, self.values)
        np.copyto(values, np.nan, where=where)
        extra = where * np.uint8(reason)
        return Block(values, extra if self.reasons is None else np.maximum(self.reasons, extra))

    def tidy(self) -> Block:
        """Drop the reasons where none is needed."""
        return self if self.reasons is None or self.reasons.any() else Block(self.values)

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


def largest(values: Values) -> float:
    """Give the largest number in size, 0 where there is none."""
    if not values.size:
        return 0.0
    low = float(np.fmin.reduce(values, axis=None))
    high = float(np.fmax.reduce(values, axis=None))
    return max(-low, high, 0.0) if high == high else 0.0
