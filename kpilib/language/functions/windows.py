"""mean, minimum, maximum, median and total: over the months ending here that have a value.

No window reaches across a break: months before it do not count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from kpilib.language.answers import Answer, At, Missing, confidential
from kpilib.language.functions.function import (
    AT_LEAST,
    AT_LEAST_ALL,
    MONTHS_12,
    Function,
    Setting,
    months_window,
    unbroken_months,
    with_options,
)
from kpilib.language.syntax import Call
from kpilib.language.types import Scope, Type, Typed
from kpilib.language.typing_rules import AMOUNTS, not_added_up, one_of
from kpilib.values.reasons import BREAK, TOO_FEW


def _exact(reduce: Callable[[Sequence[Fraction]], Fraction]) -> Callable[..., Answer]:
    def window(
        at: At, *, months: int, at_least: int, breaks: tuple[int, ...], month: int
    ) -> Answer:
        kept = unbroken_months(breaks, month, months)
        answers = [at(0, ago) for ago in range(kept)]
        hidden = confidential(*answers)
        values = [answer for answer in answers if isinstance(answer, Fraction)]
        if hidden or len(values) < at_least:
            few = BREAK if kept < months == at_least else TOO_FEW
            return hidden or Missing.because(few)
        return reduce(values)

    return window


def _middle(values: Sequence[Fraction]) -> Fraction:
    ordered, n = sorted(values), len(values)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def _bind(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    bound = with_options(call, breaks=tuple(sorted(given[0].breaks)))
    return Typed(Type(given[0].type.unit, "average"), bound)


def _bind_total(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    one_of(AMOUNTS, given[0].type, call, 0)
    if given[0].type.measure != "flow":
        raise not_added_up(call, given[0].type)
    bound = _bind(call, given, scope)
    return bound._replace(type=bound.type._replace(measure="accumulated"))


def _entry(
    name: str,
    reduce: Callable[[Sequence[Fraction]], Fraction],
    bind: Callable[[Call, tuple[Typed, ...], Scope], Typed] = _bind,
    at_least: Setting = AT_LEAST,
) -> Function:
    return Function(
        name=name,
        parameters=("x",),
        settings=(MONTHS_12, at_least),
        bind=bind,
        exact=_exact(reduce),
        reach=months_window,
        calendar=True,
    )


def _sum(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


FUNCTIONS = (
    _entry("mean", lambda values: _sum(values) / len(values)),
    _entry("minimum", min),
    _entry("maximum", max),
    _entry("median", _middle),
    _entry("total", _sum, bind=_bind_total, at_least=AT_LEAST_ALL),
)
