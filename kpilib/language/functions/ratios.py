"""percent, rate and pooled: one figure over another."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from kpilib.language.answers import Answer, At, Missing, confidential, strongest
from kpilib.language.functions.function import (
    AT_LEAST,
    MONTHS_12,
    Function,
    months_window,
    unbroken_months,
    with_options,
)
from kpilib.language.syntax import Call, Population
from kpilib.language.tokens import FormulaFault
from kpilib.language.types import Ratio, Scope, Type, Typed
from kpilib.language.typing_rules import (
    ADDED_UP,
    BAD_ARGUMENT,
    one_of,
    ratio,
    same_unit,
)
from kpilib.values.reasons import BREAK, TOO_FEW, ZERO_DENOMINATOR

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.kinds import Values
    from kpilib.figures.arrays.rationals import Rationals


def percent(part: Block, whole: Block, *, scale: int = 100) -> Block:
    """Part over whole, times 100; no value where the whole is 0.

    >>> from kpilib.figures.arrays.block import Block
    >>> percent(Block.of(1, 3), Block.of(4, 0))
    Block([[25.0, nan]], [[0, 252]])
    """
    import numpy as np

    from kpilib.figures.arrays.block import Block, worst
    from kpilib.figures.arrays.dividing import quotient_bound, zeros
    from kpilib.figures.arrays.scratch import empty

    values = empty(part.values.shape, np.float64)
    with np.errstate(all="ignore"):
        np.multiply(part.values, float(scale), out=values)
        np.divide(values, whole.values, out=values)
    zero, doubt = zeros(whole)
    reasons = worst(part, whole)
    if zero is not None:
        np.copyto(values, np.nan, where=zero)
        none = np.multiply(zero, np.uint8(ZERO_DENOMINATOR), out=empty(zero.shape, np.uint8))
        reasons = none if reasons is None else np.maximum(reasons, none, out=none)
    return Block(values, reasons, quotient_bound(part, whole, values, scale, doubt), doubt)


def rate(x: Block, population: Block, *, scale: int = 10_000) -> Block:
    """A count over the denominator in force, times per (10,000 unless the indicator says so).

    >>> from kpilib.figures.arrays.block import Block
    >>> rate(Block.of(417, None), Block.of(49209, 49209)).values.round(2)
    array([[84.74],
           [  nan]])
    """
    return percent(x, population, scale=scale)


def pooled(
    part: Block,
    whole: Block,
    *,
    months: int = 12,
    scale: int = 100,
    at_least: int = 1,
    breaks: tuple[int, ...] = (),
    first: int = 0,
) -> Block:
    """Sum of parts over sum of wholes, over the months ending here in which both have a value.

    Months before a break in the series do not count.

    >>> from kpilib.figures.arrays.block import Block
    >>> pooled(Block.of(1, 2, None), Block.of(4, 4, 4), months=2).values.T
    array([[25. , 37.5, 50. ]])
    >>> pooled(Block.of(None), Block.of(4))
    Block([[nan]], [[248]])
    """
    from kpilib.figures.arrays.breaks import by_stretch

    def within(part: Block, whole: Block) -> Block:
        return _pooled(part, whole, months, scale, at_least)

    needed = months if at_least == months else 0
    return by_stretch(within, (part, whole), breaks, first, needed)


def _pooled(part: Block, whole: Block, months: int, scale: int, at_least: int) -> Block:
    import numpy as np

    from kpilib.figures.arrays.windows import window_count, window_sum

    both = (part.values == part.values) & (whole.values == whole.values)

    def added(values: Values) -> Values:
        return window_sum(np.where(both, values, 0.0), months)

    tops, bottoms = (summed(side, added, months) for side in (part, whole))
    return over_pooled(tops, bottoms, window_count(both, months), at_least, scale).hidden(
        (part, whole), months
    )


def summed(side: Block, add: Callable[[Values], Values], terms: int) -> Block:
    """Return the sums of a part or a whole, those that have cancelled in doubt."""
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.dividing import added_up

    sums = add(side.values)
    bound = side.bound.summed(terms, positive=side.is_positive())
    return Block(sums, None, *added_up(side, sums, bound, terms, add))


def over_pooled(part: Block, whole: Block, counted: object, at_least: int, scale: int) -> Block:
    """Return one sum over another where enough months were counted; else *too few values*."""
    import numpy as np

    from kpilib.figures.arrays.block import Block, either

    result = percent(part, whole, scale=scale)
    few = np.asarray(counted) < at_least
    reasons = np.where(few, np.uint8(TOO_FEW), result.all_reasons())
    values = np.where(few, np.nan, result.values)
    doubt = either(either(part.doubt, whole.doubt), result.doubt)
    return Block(values, reasons, result.bound, None if doubt is None else doubt & ~few)


def _ratio_exact(at: At, *, scale: int) -> Answer:
    part, whole = at(0), at(1)
    zero = whole == 0
    missing = strongest(part, whole, Missing.because(ZERO_DENOMINATOR) if zero else Fraction(0))
    if missing:
        return missing
    assert isinstance(part, Fraction)
    assert isinstance(whole, Fraction)
    return scale * part / whole


def _pooled_exact(
    at: At, *, months: int, scale: int, at_least: int, breaks: tuple[int, ...], month: int
) -> Answer:
    kept = unbroken_months(breaks, month, months)
    return pooled_over(at, kept, scale, at_least, BREAK if kept < months == at_least else TOO_FEW)


def pooled_over(at: At, months: int, scale: int, at_least: int, few: int) -> Answer:
    """Return the sum of parts over the sum of wholes of so many months, of which both are needed.

    `few` is the reason for having none where fewer than `at_least` months have both.
    """
    pairs = [(at(0, ago), at(1, ago)) for ago in range(months)]
    hidden = confidential(*(side for pair in pairs for side in pair))
    if hidden:
        return hidden
    both = [(p, w) for p, w in pairs if isinstance(p, Fraction) and isinstance(w, Fraction)]
    if len(both) < at_least:
        return Missing.because(few)
    whole = sum(w for _, w in both)
    if not whole:
        return Missing.because(ZERO_DENOMINATOR)
    return scale * sum((p for p, _ in both), Fraction(0)) / whole


def _ratio_rational(at: Callable[..., Rationals], *, scale: int) -> Rationals:
    part: Rationals = at(0)
    return part.times(scale) / at(1)


def _bind_percent(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    types = part, whole = given[0].type, given[1].type
    same_unit(types, call.arguments, "percent() compares")
    bound = with_options(call, scale=100)
    kind = ratio("percent", part, whole)
    return Typed(kind, bound, ratio=Ratio(bound, kind.parts) if kind.parts else None)


def _bind_rate(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    one_of(("count",), given[0].type, call, 0)
    if scope.denominator is None:
        message = "rate() divides by a population, and the indicator names none"
        raise FormulaFault("KPI105", call.at, message, "add `denominator:` with an id")
    arguments = (*call.arguments, Population(scope.denominator, call.at))
    bound = with_options(Call("rate", arguments, call.at), scale=scope.per)
    kind = ratio("rate", given[0].type, Type("count", "in force"))
    return Typed(kind, bound, ratio=Ratio(bound, kind.parts) if kind.parts else None)


def _bind_pooled(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    x = given[0]
    if x.ratio is None:
        message = f"{call.name}() needs a ratio of two figures that it can add up"
        hint = "a figure without a part and a whole has nothing to pool; take mean() of it"
        raise FormulaFault(BAD_ARGUMENT, call.arguments[0].at, message, hint)
    if "stock" in x.ratio.measures:
        message = f"{call.name}() adds up months, and a stock would be counted again in each"
        hint = "take mean() or the figure itself of a ratio of stocks"
        raise FormulaFault(ADDED_UP, call.arguments[0].at, message, hint)
    bound = Call("pooled", x.ratio.call.arguments, call.at, call.options)
    bound = with_options(bound, scale=x.ratio.scale, breaks=tuple(sorted(x.breaks)))
    return Typed(Type(x.type.unit, "accumulated"), x.ratio.around(bound))


FUNCTIONS = (
    Function(
        name="percent",
        parameters=("part", "whole"),
        bind=_bind_percent,
        exact=_ratio_exact,
        array=percent,
        opposes=True,
        in_checks=True,
        rational=_ratio_rational,
    ),
    Function(
        name="rate",
        parameters=("x",),
        bind=_bind_rate,
        exact=_ratio_exact,
        array=rate,
        in_checks=True,
        rational=_ratio_rational,
    ),
    Function(
        name="pooled",
        parameters=("x",),
        settings=(MONTHS_12, AT_LEAST),
        bind=_bind_pooled,
        exact=_pooled_exact,
        array=pooled,
        reach=months_window,
        calendar=True,
    ),
)
