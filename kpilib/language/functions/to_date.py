"""year_to_date: since the reporting year began."""

from __future__ import annotations

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
from kpilib.language.functions.ratios import pooled_over
from kpilib.language.syntax import Call, Expression
from kpilib.language.tokens import FormulaFault
from kpilib.language.types import Measure, Ratio, Scope, Type, Typed
from kpilib.language.typing_rules import BAD_ARGUMENT, not_added_up
from kpilib.values.reasons import BREAK, TOO_FEW

if TYPE_CHECKING:
    pass

_YEAR = 12


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
        reach=_reach,
        calendar=True,
    ),
)
