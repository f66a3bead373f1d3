"""previous, same_month_last_year and change: the calendar, never the row before.

A change is not worked out across a month in which the definition changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpilib.language.answers import Answer, At, Missing, confidential
from kpilib.language.functions.function import (
    MONTHS_1,
    Function,
    Setting,
    months_back,
    whole,
    with_options,
)
from kpilib.language.syntax import Call, Number
from kpilib.language.types import Scope, Type, Typed
from kpilib.language.typing_rules import one_of
from kpilib.values.reasons import (
    BREAK,
    NO_BASE,
    ZERO_BASE,
)

if TYPE_CHECKING:
    pass


def _previous_exact(at: At, *, months: int) -> Answer:
    return at(0, months)


def _change_exact(
    at: At, *, months: int, points: bool, breaks: tuple[int, ...], month: int
) -> Answer:
    now, then = at(0), at(0, months)
    hidden = confidential(now, then)
    if hidden or isinstance(now, Missing):
        return hidden or now
    if then == 0 and not points:
        return Missing.because(ZERO_BASE)
    if any(month - months < changed <= month for changed in breaks):
        return Missing.because(BREAK)
    if isinstance(then, Missing):
        return Missing.because(NO_BASE)
    return now - then if points else 100 * (now - then) / abs(then)


def _bind_previous(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    x = given[0]
    kind = x.type._replace(bare=False, earlier=True)
    if x.ratio is None:
        return Typed(kind, call)
    sides = (
        side if isinstance(side, Number) else Call(call.name, (side,), call.at, call.options)
        for side in x.ratio.call.arguments
    )
    behind = Call(x.ratio.call.name, tuple(sides), call.at, x.ratio.call.options)
    return Typed(kind, call, ratio=x.ratio._replace(call=behind))


def _bind_last_year(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    return _bind_previous(with_options(call, months=12), given, scope)


def _bind_change(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    points, x = bool(call.option("points")), given[0]
    if points:
        one_of(("percent", "rate"), x.type, call, 0)
    bound = with_options(call, breaks=tuple(sorted(x.breaks)))
    return Typed(Type(x.type.unit if points else "percent", "average"), bound)


def _from(call: Call) -> range:
    """Return the two months that a change compares."""
    months = whole(call, "months")
    return range(0, months + 1, months)


_POINTS = Setting(name="points", kind="true or false", default=False)

FUNCTIONS = (
    Function(
        name="previous",
        parameters=("x",),
        settings=(MONTHS_1,),
        bind=_bind_previous,
        exact=_previous_exact,
        reach=months_back,
        compares=months_back,
        in_checks=True,
    ),
    Function(
        name="same_month_last_year",
        parameters=("x",),
        bind=_bind_last_year,
        exact=_previous_exact,
        reach=months_back,
        compares=lambda call: range(12, 13),
    ),
    Function(
        name="change",
        parameters=("x",),
        settings=(MONTHS_1, _POINTS),
        bind=_bind_change,
        exact=_change_exact,
        reach=_from,
        compares=_from,
        calendar=True,
    ),
)
