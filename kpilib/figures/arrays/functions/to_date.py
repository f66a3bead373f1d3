"""year_to_date on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpilib.figures.arrays.functions.ratios import over_pooled, summed
from kpilib.language.functions.function import (
    ALL,
    unbroken_months,
)
from kpilib.values.reasons import BREAK, CONFIDENTIAL, TOO_FEW

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.kinds import Mask, Values
from kpilib.language.functions.to_date import since_year_began

_YEAR = 12


def year_to_date(
    x: Block,
    *,
    year_starts: int = 4,
    stock: bool = False,
    at_least: int = ALL,
    breaks: tuple[int, ...] = (),
    first: int = 0,
) -> Block:
    """A flow: the total since the reporting year began; a stock: its value now.

    Every month since then is needed unless `at_least` asks for fewer; months before a break in the
    series do not count.

    >>> from kpilib.figures.arrays.block import Block
    >>> year_to_date(Block.of(5, 1, 2), first=2016 * 12 + 2, at_least=1).values.T
    array([[5., 1., 3.]])
    >>> year_to_date(Block.of(1, None, 4), first=2016 * 12 + 3)
    Block([[1.0, nan, nan]], [[0, 248, 248]])
    """
    import numpy as np

    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.dividing import added_up

    if stock:
        return x
    there = x.values == x.values
    restarts = _restarts(len(x.values), first, year_starts, breaks)
    (sums,), counted = _running([np.where(there, x.values, 0.0)], there, restarts)
    bound, doubt = added_up(
        x,
        sums,
        x.bound.summed(_YEAR, positive=x.is_positive()),
        _YEAR,
        lambda sizes: _running([sizes], there, restarts)[0][0],
    )
    missing = _missing(counted, first, year_starts, at_least, breaks)
    reasons = np.multiply(missing, 1, dtype=np.uint8)
    values = np.where(missing != 0, np.nan, sums)
    return _hidden(Block(values, reasons, bound, doubt), (x,), restarts)


def pooled_to_date(
    part: Block,
    whole: Block,
    *,
    year_starts: int = 4,
    scale: int = 100,
    at_least: int = ALL,
    breaks: tuple[int, ...] = (),
    first: int = 0,
) -> Block:
    """A ratio since the reporting year began: sum of parts over sum of wholes.

    >>> from kpilib.figures.arrays.block import Block
    >>> pooled_to_date(Block.of(1, 2), Block.of(4, 4), first=2016 * 12 + 3).values.T
    array([[25. , 37.5]])
    """
    import numpy as np

    both = (part.values == part.values) & (whole.values == whole.values)
    restarts = _restarts(len(both), first, year_starts, breaks)
    _, counted = _running([], both, restarts)

    def added(values: Values) -> Values:
        return _running([np.where(both, values, 0.0)], both, restarts)[0][0]

    tops, bottoms = (summed(side, added, _YEAR) for side in (part, whole))
    missing = _missing(counted, first, year_starts, at_least, breaks)
    result = over_pooled(tops, bottoms, missing == 0, 1, scale)
    broken = missing == BREAK
    return _hidden(result.because(broken, BREAK), (part, whole), restarts)


def _restarts(rows: int, first: int, year_starts: int, breaks: Sequence[int]) -> frozenset[int]:
    """Return the rows in which a sum to date begins anew: a reporting year, or a new definition."""
    years = {row for row in range(rows) if (first + row - (year_starts - 1)) % _YEAR == 0}
    return frozenset(years | {month - first for month in breaks})


def _running(
    sides: Sequence[Values], there: Mask, restarts: frozenset[int]
) -> tuple[list[Values], Values]:
    """Add figures up month by month; with how many months have one. The arrays given are used."""
    import numpy as np

    counted = there.astype(np.float64)
    for row in range(1, len(there)):
        if row not in restarts:
            for values in (*sides, counted):
                values[row] += values[row - 1]
    return list(sides), counted


def _missing(
    counted: Values, first: int, year_starts: int, at_least: int, breaks: Sequence[int]
) -> Mask:
    """Return the reason of every cell that has none of its own, 0 where there is a figure."""
    import numpy as np

    reasons = np.zeros(counted.shape, np.uint8)
    for row, counts in enumerate(counted):
        months = since_year_began(first + row, year_starts)
        kept = unbroken_months(tuple(breaks), first + row, months)
        few = BREAK if at_least == ALL and kept < months else TOO_FEW
        reasons[row] = np.where(counts < (at_least or months), np.uint8(few), np.uint8(0))
    return reasons  # type: ignore[return-value]


def _hidden(result: Block, inputs: Sequence[Block], restarts: frozenset[int]) -> Block:
    """Take values away from the first confidential month of the inputs on."""
    for block in inputs:
        mask = block.is_confidential()
        if mask is not None:
            mask = mask.copy()
            for row in range(1, len(mask)):
                if row not in restarts:
                    mask[row] |= mask[row - 1]
            result = result.because(mask, CONFIDENTIAL)
    return result
