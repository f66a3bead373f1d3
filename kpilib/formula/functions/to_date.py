"""year_to_date: since the reporting year began."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kpilib.formula.answers import Answer, At, Missing, confidential
from kpilib.formula.functions.function import Function, with_options
from kpilib.formula.functions.ratios import pooled, pooled_exact, ratio_behind
from kpilib.formula.syntax import Call, Option
from kpilib.formula.types import Scope, Type
from kpilib.series.reasons import CONFIDENTIAL, NOT_REPORTED, TOO_FEW

if TYPE_CHECKING:
    from kpilib.series.block import Block


def year_to_date(x: Block, *, year_starts: int = 4, stock: bool = False, first: int = 0) -> Block:
    """A flow: the total since the reporting year began; a stock: its latest value in that year.

    >>> from kpilib.series.block import Block
    >>> year_to_date(Block.of(5, 1, 2), first=2016 * 12 + 2).values.T
    array([[5., 1., 3.]])
    >>> year_to_date(Block.of(None), first=2016 * 12 + 2)
    Block([[nan]], [[248]])
    """
    import numpy as np

    from kpilib.series.block import Block

    values = x.values.copy()
    hidden = None if x.reasons is None else x.reasons == CONFIDENTIAL
    for row in range(1, len(values)):
        if (first + row - (year_starts - 1)) % 12 == 0:
            continue
        before, now = values[row - 1], values[row]
        both = now if stock else before + now
        carried = np.where(now != now, before, np.where(before != before, now, both))
        values[row] = carried
        if hidden is not None:
            hidden[row] |= hidden[row - 1]
    result = Block(values).because(values != values, TOO_FEW)
    return result if hidden is None else result.because(hidden, CONFIDENTIAL)


def pooled_to_date(
    part: Block, whole: Block, *, year_starts: int = 4, scale: int = 100, first: int = 0
) -> Block:
    """A percentage or rate since the reporting year began: sum of parts over sum of wholes.

    >>> from kpilib.series.block import Block
    >>> pooled_to_date(Block.of(1, 2), Block.of(4, 4), first=2016 * 12 + 3).values.T
    array([[25. , 37.5]])
    """
    import numpy as np

    from kpilib.series.block import Block

    both = (part.values == part.values) & (whole.values == whole.values)
    sides = []
    for side in (part, whole):
        values = np.where(both, side.values, np.nan)
        reasons = np.where(both, np.uint8(0), np.uint8(NOT_REPORTED))
        if side.reasons is not None:
            reasons[side.reasons == CONFIDENTIAL] = CONFIDENTIAL
        sides.append(year_to_date(Block(values, reasons), year_starts=year_starts, first=first))
    return pooled(sides[0], sides[1], months=1, scale=scale)


def _since_year_began(month: int, year_starts: int) -> range:
    return range((month - (year_starts - 1)) % 12 + 1)


def _year_to_date_exact(at: At, *, year_starts: int, stock: bool, month: int) -> Answer:
    answers = [at(0, ago) for ago in _since_year_began(month, year_starts)]
    hidden = confidential(*answers)
    values = [answer for answer in answers if isinstance(answer, Fraction)]
    if hidden or not values:
        return hidden or Missing.because(TOO_FEW)
    return values[0] if stock else sum(values, Fraction(0))


def _pooled_to_date_exact(at: At, *, year_starts: int, scale: int, month: int) -> Answer:
    return pooled_exact(at, months=len(_since_year_began(month, year_starts)), scale=scale)


def _bind_year_to_date(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    result = types[0]._replace(bare=False, earlier=False)
    if types[0].unit in ("percent", "rate"):
        defined, scale = ratio_behind(call.arguments[0], scope, call)
        options: tuple[tuple[str, Option], ...]
        options = (("scale", scale), ("year_starts", scope.year_starts))
        return result, Call("pooled_to_date", defined.arguments, call.at, options)
    stock = types[0].measure == "stock"
    return result, with_options(call, stock=stock, year_starts=scope.year_starts)


FUNCTIONS = (
    Function(
        name="year_to_date",
        parameters=("x",),
        bind=_bind_year_to_date,
        exact=_year_to_date_exact,
        array=year_to_date,
        reach=lambda call: range(12),
        calendar=True,
    ),
)
#: what binding turns a call into; nobody writes these
BOUND_ONLY = (
    Function(
        name="pooled_to_date",
        parameters=("part", "whole"),
        bind=_bind_year_to_date,
        exact=_pooled_to_date_exact,
        array=pooled_to_date,
        reach=lambda call: range(12),
        calendar=True,
    ),
)
