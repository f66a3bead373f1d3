"""percent, rate and pooled: one figure over another."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from kpilib.formula.answers import Answer, At, Missing, confidential, strongest
from kpilib.formula.functions.function import MONTHS_12, Function, months_window, with_options
from kpilib.formula.syntax import Call, Expression, Population, Ref, Value
from kpilib.formula.tokens import FormulaFault
from kpilib.formula.types import Scope, Type
from kpilib.formula.typing_rules import AMOUNTS, BAD_ARGUMENT, one_of, same_unit
from kpilib.series.reasons import TOO_FEW, ZERO_DENOMINATOR

if TYPE_CHECKING:
    from kpilib.series.block import Block
    from kpilib.series.rationals import Rationals


def percent(part: Block, whole: Block, *, scale: int = 100) -> Block:
    """Part over whole, times 100; no value where the whole is 0.

    >>> from kpilib.series.block import Block
    >>> percent(Block.of(1, 3), Block.of(4, 0))
    Block([[25.0, nan]], [[0, 252]])
    """
    import numpy as np

    from kpilib.series.block import Block, worst
    from kpilib.series.scratch import empty

    values = empty(part.values.shape, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.multiply(part.values, float(scale), out=values)
        np.divide(values, whole.values, out=values)
    zero = np.equal(whole.values, 0, out=empty(values.shape, np.bool_))
    reasons = worst(part, whole)
    if zero.any():
        np.copyto(values, np.nan, where=zero)
        none = np.multiply(zero, np.uint8(ZERO_DENOMINATOR), out=empty(zero.shape, np.uint8))
        reasons = none if reasons is None else np.maximum(reasons, none, out=none)
    return Block(values, reasons)


def rate(x: Block, population: Block, *, scale: int = 10_000) -> Block:
    """A count over the denominator in force, times per (10,000 unless the indicator says so).

    >>> from kpilib.series.block import Block
    >>> rate(Block.of(417, None), Block.of(49209, 49209)).values.round(2)
    array([[84.74],
           [  nan]])
    """
    return percent(x, population, scale=scale)


def pooled(
    part: Block, whole: Block, *, months: int = 12, scale: int = 100, at_least: int = 1
) -> Block:
    """Sum of parts over sum of wholes, over the months ending here in which both have a value.

    >>> from kpilib.series.block import Block
    >>> pooled(Block.of(1, 2, None), Block.of(4, 4, 4), months=2).values.T
    array([[25. , 37.5, 50. ]])
    >>> pooled(Block.of(None), Block.of(4))
    Block([[nan]], [[248]])
    """
    import numpy as np

    from kpilib.series.block import Block
    from kpilib.series.windows import window_any, window_count, window_sum

    both = (part.values == part.values) & (whole.values == whole.values)
    sums = [window_sum(np.where(both, side.values, 0.0), months) for side in (part, whole)]
    counted = window_count(both, months)
    result = percent(Block(sums[0]), Block(sums[1]), scale=scale)
    result = Block(
        result.values, np.where(counted < at_least, np.uint8(TOO_FEW), result.all_reasons())
    )
    result.values[counted < at_least] = np.nan
    for side in (part, whole):
        hidden = side.is_confidential()
        if hidden is not None:
            from kpilib.series.reasons import CONFIDENTIAL

            result = result.because(window_any(hidden, months), CONFIDENTIAL)
    return result


def _ratio_exact(at: At, *, scale: int) -> Answer:
    part, whole = at(0), at(1)
    zero = whole == 0
    missing = strongest(part, whole, Missing.because(ZERO_DENOMINATOR) if zero else Fraction(0))
    if missing:
        return missing
    assert isinstance(part, Fraction)
    assert isinstance(whole, Fraction)
    return scale * part / whole


def pooled_exact(at: At, *, months: int, scale: int, at_least: int = 1) -> Answer:
    """Give one cell of pooled()."""
    pairs = [(at(0, ago), at(1, ago)) for ago in range(months)]
    hidden = confidential(*(side for pair in pairs for side in pair))
    if hidden:
        return hidden
    both = [(p, w) for p, w in pairs if isinstance(p, Fraction) and isinstance(w, Fraction)]
    if len(both) < at_least:
        return Missing.because(TOO_FEW)
    whole = sum(w for _, w in both)
    if not whole:
        return Missing.because(ZERO_DENOMINATOR)
    return scale * sum((p for p, _ in both), Fraction(0)) / whole


def _ratio_rational(at: Callable[..., Rationals], *, scale: int) -> Rationals:
    part: Rationals = at(0)
    return part.times(scale) / at(1)


def _bind_percent(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    unit = same_unit(types, call.arguments, "percent() compares")
    one_of(AMOUNTS, unit, call, 0)
    return Type("percent"), with_options(call, scale=100)


def _bind_rate(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    one_of(("count",), types[0], call, 0)
    if scope.denominator is None:
        message = "rate() divides by a population, and the indicator names none"
        raise FormulaFault("KPI105", call.at, message, "add `denominator:` with an id")
    arguments = (*call.arguments, Population(scope.denominator, call.at))
    bound = Call("rate", arguments, call.at)
    return Type("rate", types[0].measure), with_options(bound, scale=scope.per)


def ratio_behind(node: Expression, scope: Scope, call: Call) -> tuple[Call, int]:
    """Give the percent() or rate() that defines a [ref] or value, and its scale."""
    defined = None
    if isinstance(node, Ref):
        defined = scope.definition(node.ref)
    elif isinstance(node, Value):
        defined = scope.value_definition
    if not isinstance(defined, Call) or defined.name not in ("percent", "rate"):
        message = f"{call.name}() needs a [ref] that is defined by percent() or rate()"
        hint = "a collected percentage has no parts to add up; take mean() of it"
        raise FormulaFault(BAD_ARGUMENT, node.at, message, hint)
    scale = defined.option("scale")
    assert isinstance(scale, int)
    return defined, scale


def _bind_pooled(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    defined, scale = ratio_behind(call.arguments[0], scope, call)
    bound = Call("pooled", defined.arguments, call.at, call.options)
    return types[0]._replace(bare=False, earlier=False), with_options(bound, scale=scale)


FUNCTIONS = (
    Function(
        name="percent",
        parameters=("part", "whole"),
        bind=_bind_percent,
        exact=_ratio_exact,
        array=percent,
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
        settings=(MONTHS_12,),
        bind=_bind_pooled,
        exact=pooled_exact,
        array=pooled,
        reach=months_window,
    ),
)
