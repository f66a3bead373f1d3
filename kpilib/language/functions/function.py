"""What an entry of the function table holds."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from kpilib.language.answers import Answer
from kpilib.language.syntax import Call
from kpilib.language.types import Scope, Typed

if TYPE_CHECKING:
    pass


@frozen(kw_only=True)
class Setting:
    """A named argument: how many months, how many values at least, points or percent."""

    name: str
    kind: Literal["whole", "true or false"]
    #: ``all``: every month that the call reads
    default: int | bool | Literal["all"]


#: what `at_least` is bound to where every month is needed, however many there are
ALL = 0
MONTHS_1 = Setting(name="months", kind="whole", default=1)
MONTHS_12 = Setting(name="months", kind="whole", default=12)
AT_LEAST = Setting(name="at_least", kind="whole", default=1)
AT_LEAST_ALL = Setting(name="at_least", kind="whole", default="all")

#: the longest look-back, in months
MOST_MONTHS = 120


@frozen(kw_only=True)
class Function:
    """One function of the formula language."""

    name: str
    #: the arguments that are formulas; one that ends in ``...`` may be given several times
    parameters: tuple[str, ...]
    settings: tuple[Setting, ...] = ()
    #: the type rule: the call and its bound arguments to what it is once bound, the months of its
    #: breaks left out (`compares` says them); raises FormulaFault
    bind: Callable[[Call, tuple[Typed, ...], Scope], Typed]
    #: one cell, on fractions: takes ``at(argument, months_ago)`` and the bound options
    exact: Callable[..., Answer]
    #: how many months ago the arguments are read, from the bound call
    reach: Callable[[Call], range] = lambda call: range(1)
    #: of which months, so many ago, it compares or hands on the figures: those of a look-back. A
    #: window stands for the month in which it ends, since it never reaches across a break
    compares: Callable[[Call], range] = lambda call: range(1)
    #: whether it sets its arguments against one another, so that they must not lie on two sides of
    #: a break in one series
    opposes: bool = False
    #: whether it is given the month (exact) or the first month of the block (array)
    calendar: bool = False
    #: whether a check may use it
    in_checks: bool = False

    @property
    def signature(self) -> str:
        """The call as documented: ``change(x, months=1, points=false)``."""
        written = [f"{s.name}={str(s.default).lower()}" for s in self.settings]
        return f"{self.name}({', '.join([*self.parameters, *written])})"


def with_options(call: Call, **more: Any) -> Call:
    """Give the call with options added or replaced."""
    return Call(call.name, call.arguments, call.at, (*(dict(call.options) | more).items(),))


def whole(call: Call, name: str) -> int:
    """Give a whole-number option of a bound call."""
    value = call.option(name)
    assert isinstance(value, Fraction | int)
    return int(value)


def months_window(call: Call) -> range:
    """Give the reach of a window: this month and those before it."""
    return range(whole(call, "months"))


def months_back(call: Call) -> range:
    """Give the reach of a look-back: one earlier month."""
    months = whole(call, "months")
    return range(months, months + 1)


def unbroken_months(breaks: tuple[int, ...], month: int, months: int) -> int:
    """Return how many of the months ending in `month` lie behind the last break.

    >>> unbroken_months((24196,), 24197, 12), unbroken_months((24198,), 24197, 12)
    (2, 12)
    """
    return min([months, *(month - changed + 1 for changed in breaks if changed <= month)])
