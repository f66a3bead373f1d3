"""previous, same_month_last_year, change and year_to_date: the calendar, never the row before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpilib.formula.answers import Answer, At, Missing, confidential
from kpilib.formula.functions.function import (
    MONTHS_1,
    Function,
    Setting,
    months_back,
    whole,
    with_options,
)
from kpilib.formula.syntax import Call, Expression, Ref, Value, walk
from kpilib.formula.types import Scope, Type
from kpilib.formula.typing_rules import one_of
from kpilib.series.reasons import (
    BREAK,
    CONFIDENTIAL,
    NO_BASE,
    NOT_REPORTED,
    ZERO_BASE,
)

if TYPE_CHECKING:
    from kpilib.series.block import Block, Reasons, Values


def previous(x: Block, *, months: int = 1) -> Block:
    """The value that many calendar months earlier.

    >>> from kpilib.series.block import Block
    >>> previous(Block.of(1, None, 3))
    Block([[nan, 1.0, nan]], [[246, 0, 246]])
    """
    return x.months_ago(months, NOT_REPORTED)


def same_month_last_year(x: Block, *, months: int = 12) -> Block:
    """The value twelve calendar months earlier.

    >>> from kpilib.series.block import Block
    >>> same_month_last_year(Block.of(*range(13))).values[12]
    array([0.])
    """
    return previous(x, months=months)


def change(
    x: Block,
    *,
    months: int = 1,
    points: bool = False,
    breaks: tuple[int, ...] = (),
    first: int = 0,
) -> Block:
    """100 x (now - earlier) / magnitude of earlier, in percent; ``points=true``: now - earlier.

    No value from 0 (zero base), from a missing month (no base), or across a month in which the
    definition changed (break in series).

    >>> from kpilib.series.block import Block
    >>> change(Block.of(100, 110, 0, 5))
    Block([[nan, 10.0, -100.0, nan]], [[249, 0, 0, 251]])
    """
    import numpy as np

    from kpilib.series.block import Block

    then = x.months_ago(months, NOT_REPORTED)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = x.values - then.values
        if not points:
            values *= 100.0
            values /= np.abs(then.values)
    reasons = _change_reasons(x, then, points)
    for row in range(len(values)):
        month = first + row
        if any(month - months < changed <= month for changed in breaks):
            here = (x.values[row] == x.values[row]) & (reasons[row] < BREAK)
            reasons[row][here] = BREAK
    values[reasons != 0] = np.nan
    return Block(values, reasons).tidy()


def _change_reasons(x: Block, then: Block, points: bool) -> Reasons:
    import numpy as np

    reasons: Reasons = (then.values != then.values).astype(np.uint8)
    reasons *= np.uint8(NO_BASE)
    if not points:
        reasons += (then.values == 0).astype(np.uint8) * np.uint8(ZERO_BASE)
    if x.reasons is not None:
        np.copyto(reasons, x.reasons, where=x.reasons != 0)
    hidden = then.is_confidential()
    if hidden is not None:
        reasons[hidden] = CONFIDENTIAL
    return reasons


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


def _bind_previous(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    return types[0]._replace(bare=False, earlier=True), call


def _bind_last_year(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    return types[0]._replace(bare=False, earlier=True), with_options(call, months=12)


def breaks_in(node: Expression, scope: Scope) -> tuple[int, ...]:
    """Give the months in which what a formula reads changed its definition."""
    found: set[int] = set()
    for part in walk(node):
        if isinstance(part, Ref):
            found |= scope.breaks(part.ref)
        elif isinstance(part, Value):
            found |= scope.value_breaks
    return tuple(sorted(found))


def _bind_change(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    points = bool(call.option("points"))
    if points:
        one_of(("percent", "rate"), types[0], call, 0)
    bound = with_options(call, breaks=breaks_in(call.arguments[0], scope))
    return types[0]._replace(bare=False, earlier=False) if points else Type("percent"), bound


def _change_quotient(
    x: Block, *, months: int, points: bool, breaks: tuple[int, ...], first: int
) -> tuple[Values, Values, int]:
    import numpy as np

    then = previous(x, months=months).values
    return (x.values - then, np.ones_like(then), 1) if points else (x.values - then, abs(then), 100)


_POINTS = Setting(name="points", kind="true or false", default=False)

FUNCTIONS = (
    Function(
        name="previous",
        parameters=("x",),
        settings=(MONTHS_1,),
        bind=_bind_previous,
        exact=_previous_exact,
        array=previous,
        reach=months_back,
        in_checks=True,
    ),
    Function(
        name="same_month_last_year",
        parameters=("x",),
        bind=_bind_last_year,
        exact=_previous_exact,
        array=same_month_last_year,
        reach=months_back,
    ),
    Function(
        name="change",
        parameters=("x",),
        settings=(MONTHS_1, _POINTS),
        bind=_bind_change,
        exact=_change_exact,
        array=change,
        reach=lambda call: range(0, whole(call, "months") + 1, whole(call, "months")),
        calendar=True,
        quotient=_change_quotient,
    ),
)
