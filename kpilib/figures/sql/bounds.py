"""How far a float of SQL may lie from the exact figure, as SQL that stands beside it.

A database counts in doubles, so that 0.3 - 0.1 - 0.2 is a number a little beside 0. Every figure
therefore has a bound: twice the most that rounding can have done to it and to all it was made of,
0 for whole numbers and their sums, which doubles carry as they are. A figure that is no larger than
its bound is 0, and what lies within its bound of a tie is one, as on the decimals that were
written; `kpilib.figures.arrays.bounds` is the same for whole arrays. Source: Higham, Accuracy and
Stability of Numerical Algorithms, 2002, chapters 2 to 4. The factor of two keeps what is divided by
at least half as far from 0 as it seems, and covers the products of bounds that are left out.
"""

from __future__ import annotations

from kpilib.figures.sql.text import number

#: figures beyond it are not applicable in SQL: some databases stop where a double overflows
MOST = 1e100
#: as many characters as a collected figure has at most: it is within the range, then
MOST_CHARACTERS = 100
#: twice the unit roundoff of doubles, and a little
STEP = 2.3e-16
#: decimals of up to fifteen digits are told apart by doubles: what looks whole is whole
_WHOLE = 1e15


def written(value: float) -> float:
    """Return the bound of a decimal as written.

    >>> written(5.0), written(0.5)
    (0.0, 1.15e-16)
    """
    return 0.0 if value.is_integer() and abs(value) < _WHOLE else STEP * abs(value)


def of_written(value: str) -> str:
    """Return the bound of a column of decimals as written."""
    whole = f"{value} = FLOOR({value}) AND ABS({value}) < {number(_WHOLE)}"
    return f"CASE WHEN {whole} THEN 0 ELSE {number(STEP)} * ABS({value}) END"


def of_sum(carried: str, size: str, steps: int) -> str:
    """Return the bound of a sum that was rounded so many times.

    `carried` is the sum of the bounds of its terms, `size` that of their sizes.
    """
    more = f"{carried} + {number(steps * STEP)} * ({size})"
    return f"CASE WHEN {carried} = 0 THEN {number(0)} ELSE {more} END"


def of_product(left: str, left_bound: str, right: str, right_bound: str) -> str:
    """Return the bound of a product."""
    return (
        f"ABS({left}) * ({right_bound} + {number(STEP)} * ABS({right}))"
        f" + ABS({right}) * {left_bound}"
    )


def of_quotient(part: str, part_bound: str, whole: str, whole_bound: str, scale: int = 1) -> str:
    """Return the bound of one figure over another, which is not 0, times a scale."""
    more = f"2 * {whole_bound} / ABS({whole}) + {number(2 * STEP)}"
    return f"{number(scale)} * (2 * {part_bound} + ABS({part}) * ({more})) / ABS({whole})"
