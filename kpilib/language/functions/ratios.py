"""percent, rate and pooled: one figure over another."""

from __future__ import annotations

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
    pass


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
        opposes=True,
        in_checks=True,
    ),
    Function(
        name="rate",
        parameters=("x",),
        bind=_bind_rate,
        exact=_ratio_exact,
        in_checks=True,
    ),
    Function(
        name="pooled",
        parameters=("x",),
        settings=(MONTHS_12, AT_LEAST),
        bind=_bind_pooled,
        exact=_pooled_exact,
        reach=months_window,
        calendar=True,
    ),
)
