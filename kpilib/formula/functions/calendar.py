"""previous, same_month_last_year, change and year_to_date: the calendar, never the row before."""

from __future__ import annotations

from fractions import Fraction
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
from kpilib.formula.functions.ratios import pooled, ratio_behind
from kpilib.formula.syntax import Call, Expression, Ref, Value, walk
from kpilib.formula.typing_rules import Scope, Type, one_of
from kpilib.series.reasons import (
    BREAK,
    CONFIDENTIAL,
    NO_BASE,
    NOT_REPORTED,
    TOO_FEW,
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

    reasons = (then.values != then.values).astype(np.uint8) * np.uint8(NO_BASE)
    if not points:
        reasons += (then.values == 0).astype(np.uint8) * np.uint8(ZERO_BASE)
    if x.reasons is not None:
        np.copyto(reasons, x.reasons, where=x.reasons != 0)
    hidden = then.is_confidential()
    if hidden is not None:
        reasons[hidden] = CONFIDENTIAL
    return reasons


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
        carried = before if stock else before + now
        values[row] = np.where(now != now, before, now if stock else carried)
        np.copyto(values[row], now, where=before != before)
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
    from kpilib.formula.functions.ratios import _pooled_exact

    return _pooled_exact(at, months=len(_since_year_began(month, year_starts)), scale=scale)


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


def _bind_year_to_date(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    result = types[0]._replace(bare=False, earlier=False)
    if types[0].unit in ("percent", "rate"):
        defined, scale = ratio_behind(call.arguments[0], scope, call)
        options = (("scale", scale), ("year_starts", scope.year_starts))
        return result, Call("pooled_to_date", defined.arguments, call.at, options)
    stock = types[0].measure == "stock"
    return result, with_options(call, stock=stock, year_starts=scope.year_starts)


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
