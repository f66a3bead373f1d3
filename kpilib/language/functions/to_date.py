"""year_to_date: since the reporting year began."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from kpilib.language.answers import Answer, At, Missing, confidential
from kpilib.language.functions.function import (
    ALL,
    AT_LEAST_ALL,
    Function,
    unbroken_months,
    with_options,
)
from kpilib.language.functions.ratios import over_pooled, pooled_over, summed
from kpilib.language.syntax import Call, Expression
from kpilib.language.tokens import FormulaFault
from kpilib.language.types import Measure, Ratio, Scope, Type, Typed
from kpilib.language.typing_rules import BAD_ARGUMENT, not_added_up
from kpilib.values.reasons import BREAK, CONFIDENTIAL, TOO_FEW

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.kinds import Mask, Values

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


def since_year_began(month: int, year_starts: int) -> int:
    """Return how many months of the reporting year have begun by the end of a month.

    >>> since_year_began(2016 * 12 + 3, 4), since_year_began(2016 * 12 + 2, 4)
    (1, 12)
    """
    return (month - (year_starts - 1)) % _YEAR + 1


def _year_to_date_exact(
    at: At, *, year_starts: int, stock: bool, at_least: int, breaks: tuple[int, ...], month: int
) -> Answer:
    if stock:
        return at(0, 0)
    months = since_year_began(month, year_starts)
    kept = unbroken_months(breaks, month, months)
    answers = [at(0, ago) for ago in range(kept)]
    hidden = confidential(*answers)
    values = [answer for answer in answers if isinstance(answer, Fraction)]
    if hidden or len(values) < (at_least or months):
        few = BREAK if at_least == ALL and kept < months else TOO_FEW
        return hidden or Missing.because(few)
    return sum(values, Fraction(0))


def _pooled_to_date_exact(
    at: At, *, year_starts: int, scale: int, at_least: int, breaks: tuple[int, ...], month: int
) -> Answer:
    months = since_year_began(month, year_starts)
    kept = unbroken_months(breaks, month, months)
    few = BREAK if at_least == ALL and kept < months else TOO_FEW
    return pooled_over(at, kept, scale, at_least or months, few)


def _bind_year_to_date(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    x = given[0]
    kind = Type(x.type.unit, "accumulated")
    breaks = tuple(sorted(x.breaks))
    since = with_options(call, year_starts=scope.year_starts, breaks=breaks)
    if x.ratio is not None:
        return Typed(kind, _ratio_to_date(since, x, x.ratio))
    if x.type.unit in ("percent", "rate") and x.type.measure == "average":
        message = f"{call.name}() of a {x.type.unit} needs a part and a whole that add up"
        hint = "what is collected has none, and totals are added up already; take mean() of it"
        raise FormulaFault(BAD_ARGUMENT, call.arguments[0].at, message, hint)
    if x.type.measure not in ("flow", "stock"):
        raise not_added_up(call, x.type)
    return Typed(kind, with_options(since, stock=x.type.measure == "stock"))


def _ratio_to_date(since: Call, x: Typed, ratio: Ratio) -> Expression:
    """Return a ratio of its parts to date: flows added up, stocks and populations as they are."""
    if "flow" not in ratio.measures:
        return with_options(_of(since, x.tree), stock=True)
    if ratio.measures == ("flow", "flow"):
        both = Call("pooled_to_date", ratio.call.arguments, since.at, since.options)
        return ratio.around(with_options(both, scale=ratio.scale))

    def to_date(side: Expression, measure: Measure) -> Expression:
        if measure == "flow":
            return with_options(_of(since, side), stock=False)
        return side

    sides = map(to_date, ratio.call.arguments, ratio.measures)
    return ratio.around(Call(ratio.call.name, tuple(sides), since.at, ratio.call.options))


def _of(since: Call, x: Expression) -> Call:
    return Call("year_to_date", (x,), since.at, since.options)


def _reach(call: Call) -> range:
    stands = call.name == "year_to_date" and call.option("stock")
    return range(1 if stands else _YEAR)


FUNCTIONS = (
    Function(
        name="year_to_date",
        parameters=("x",),
        settings=(AT_LEAST_ALL,),
        bind=_bind_year_to_date,
        exact=_year_to_date_exact,
        array=year_to_date,
        reach=_reach,
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
        reach=_reach,
        calendar=True,
    ),
)
