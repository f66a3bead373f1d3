"""mean, minimum, maximum, median and total: over the months ending here that have a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from kpilib.formula.answers import Answer, At, Missing, confidential
from kpilib.formula.functions.function import AT_LEAST, MONTHS_12, Function, months_window
from kpilib.formula.syntax import Call
from kpilib.formula.tokens import FormulaFault
from kpilib.formula.types import Scope, Type
from kpilib.formula.typing_rules import AMOUNTS, STOCK_PLUS_FLOW, one_of
from kpilib.series.reasons import CONFIDENTIAL, TOO_FEW

if TYPE_CHECKING:
    from kpilib.series.block import Block, Mask, Values
    from kpilib.series.block import Reasons as Counts
    from kpilib.series.rationals import Rationals


def mean(x: Block, *, months: int = 12, at_least: int = 1) -> Block:
    """The mean of the months ending here that have a value.

    >>> from kpilib.series.block import Block
    >>> mean(Block.of(1, None, 4), months=2)
    Block([[1.0, 1.0, 4.0]], [[0, 0, 0]])
    >>> mean(Block.of(None, 1, 2), months=2, at_least=2)
    Block([[nan, nan, 1.5]], [[248, 248, 0]])
    """
    import numpy as np

    from kpilib.series.scratch import empty

    means = empty(x.values.shape, np.float64)
    with np.errstate(invalid="ignore"):
        np.divide(_sums(x, months), _counted(x, months), out=means)
    return _window(x, means, months, at_least)


def minimum(x: Block, *, months: int = 12, at_least: int = 1) -> Block:
    """The smallest value of the months ending here.

    >>> from kpilib.series.block import Block
    >>> minimum(Block.of(3, None, 5), months=2)
    Block([[3.0, 3.0, 5.0]], [[0, 0, 0]])
    """
    from kpilib.series.windows import window_extreme

    values = window_extreme(x.values, months, largest=False)
    return _window(x, values, months, at_least)


def maximum(x: Block, *, months: int = 12, at_least: int = 1) -> Block:
    """The largest value of the months ending here.

    >>> from kpilib.series.block import Block
    >>> maximum(Block.of(None, 3, 2), months=2)
    Block([[nan, 3.0, 3.0]], [[248, 0, 0]])
    """
    from kpilib.series.windows import window_extreme

    values = window_extreme(x.values, months, largest=True)
    return _window(x, values, months, at_least)


def median(x: Block, *, months: int = 12, at_least: int = 1) -> Block:
    """The middle value of the months ending here; of an even number, the mean of the middle two.

    >>> from kpilib.series.block import Block
    >>> median(Block.of(9, None, 1), months=3)
    Block([[9.0, 9.0, 5.0]], [[0, 0, 0]])
    """
    from kpilib.series.windows import window_median

    values = window_median(x.values, months)
    return _window(x, values, months, at_least)


def total(x: Block, *, months: int = 12, at_least: int = 1) -> Block:
    """The sum of the months ending here that have a value; for what happens, not what stands.

    >>> from kpilib.series.block import Block
    >>> total(Block.of(1, 2, 4), months=2)
    Block([[1.0, 3.0, 6.0]], [[0, 0, 0]])
    >>> total(Block.of(None), months=2)
    Block([[nan]], [[248]])
    """
    return _window(x, _sums(x, months), months, at_least)


def _sums(x: Block, months: int) -> Values:
    import numpy as np

    from kpilib.series.scratch import empty
    from kpilib.series.windows import window_sum

    if x.reasons is None:
        return window_sum(x.values, months)
    filled = empty(x.values.shape, np.float64)
    np.copyto(filled, x.values)
    np.copyto(filled, 0.0, where=x.reasons != 0)
    return window_sum(filled, months)


def _counted(x: Block, months: int) -> Counts:
    """Count the values in each window."""
    return x.once(("counted", months), partial(_count, x, months))


def _count(x: Block, months: int) -> Counts:
    import numpy as np

    from kpilib.series.scratch import empty
    from kpilib.series.windows import window_count

    if x.reasons is None:
        steps = np.minimum(np.arange(len(x.values)) + 1, months).astype(np.uint8)[:, None]
        return np.broadcast_to(steps, x.values.shape)
    present = np.equal(x.reasons, 0, out=empty(x.reasons.shape, np.bool_))
    return window_count(present, months)


def _window(x: Block, values: Values, months: int, at_least: int) -> Block:
    """Give the block of a window: no value where there are too few, or a hidden one."""
    import numpy as np

    from kpilib.series.block import Block
    from kpilib.series.windows import window_any

    hidden = x.is_confidential()
    if x.reasons is None and at_least == 1:
        return Block(values)
    few, reasons = x.once(("few", months, at_least), partial(_few, x, months, at_least))
    if values is x.values:
        values = values.copy()
    result = Block(values)
    if few is not None:
        np.copyto(values, np.nan, where=few)
        result = Block(values, reasons)
    return result if hidden is None else result.because(window_any(hidden, months), CONFIDENTIAL)


def _few(x: Block, months: int, at_least: int) -> tuple[Mask | None, Counts | None]:
    """Say where a window holds too few values, and give the reasons; None where nowhere."""
    import numpy as np

    from kpilib.series.scratch import empty

    few = np.less(_counted(x, months), at_least, out=empty(x.values.shape, np.bool_))
    if not few.any():
        return None, None
    return few, np.multiply(few, np.uint8(TOO_FEW), out=empty(few.shape, np.uint8))


def _exact(reduce: Callable[[Sequence[Fraction]], Fraction]) -> Callable[..., Answer]:
    def window(at: At, *, months: int, at_least: int) -> Answer:
        answers = [at(0, ago) for ago in range(months)]
        hidden = confidential(*answers)
        values = [answer for answer in answers if isinstance(answer, Fraction)]
        if hidden or len(values) < at_least:
            return hidden or Missing.because(TOO_FEW)
        return reduce(values)

    return window


def _middle(values: Sequence[Fraction]) -> Fraction:
    ordered, n = sorted(values), len(values)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def _bind(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    return types[0]._replace(bare=False, earlier=False), call


def _bind_total(call: Call, types: tuple[Type, ...], scope: Scope) -> tuple[Type, Call]:
    one_of(AMOUNTS, types[0], call, 0)
    if types[0].measure == "stock":
        message = f"{call.name}() adds up months, and this is a stock: it would be counted again"
        hint = "take mean() or maximum() of a stock"
        raise FormulaFault(STOCK_PLUS_FLOW, call.arguments[0].at, message, hint)
    return _bind(call, types, scope)


def _mean_rational(at: Callable[..., Rationals], *, months: int, at_least: int) -> Rationals:
    import numpy as np

    from kpilib.series.rationals import Rationals

    window: list[Rationals] = [at(0, ago) for ago in range(months)]
    counted = sum((~one.missing).astype(np.float64) for one in window)
    total = window[0].or_zero()
    for one in window[1:]:
        total = total + one.or_zero()
    return total / Rationals.whole(np.asarray(counted, np.float64))


def _entry(
    array: Callable[..., Block],
    reduce: Callable[[Sequence[Fraction]], Fraction],
    bind: Callable[[Call, tuple[Type, ...], Scope], tuple[Type, Call]] = _bind,
    rational: Callable[..., Rationals] | None = None,
) -> Function:
    return Function(
        name=array.__name__,
        parameters=("x",),
        settings=(MONTHS_12, AT_LEAST),
        bind=bind,
        exact=_exact(reduce),
        array=array,
        reach=months_window,
        rational=rational,
    )


FUNCTIONS = (
    _entry(mean, lambda values: sum(values, Fraction(0)) / len(values), rational=_mean_rational),
    _entry(minimum, min),
    _entry(maximum, max),
    _entry(median, _middle),
    _entry(total, lambda values: sum(values, Fraction(0)), bind=_bind_total),
)
