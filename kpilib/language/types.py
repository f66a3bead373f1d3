"""What a figure is, a count or a rate, a flow or a stock, and what a formula knows of its row."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from kpilib.language.syntax import Call, Expression

Unit = Literal["count", "percent", "rate", "number", "days", "money"]
#: how a figure stands in time. A flow adds up over months; a stock stands at the end of one; an
#: average (a mean, score or index) never adds up; a ratio has two parts that may; an accumulated
#: figure has added months up already. A population in force is the whole of a rate.
Measure = Literal["flow", "stock", "average", "ratio", "accumulated", "in force"]


class Type(NamedTuple):
    """What a part of a formula is."""

    unit: Unit
    measure: Measure | None = None
    #: a number written in the formula, which takes the unit and the measure of what it meets
    bare: bool = False
    #: read from an earlier month: such a stock may meet a flow
    earlier: bool = False
    #: of a ratio: the measures of its part and of its whole
    parts: tuple[Measure, Measure] | None = None

    def named(self) -> str:
        """Return it in words: a count (flow)."""
        return f"a {self.unit}" + (f" ({self.measure})" if self.measure else "")

    @property
    def happens(self) -> bool:
        """Whether it counts what happens in a month: a flow, or a rate of one."""
        return self.measure == "flow" or (self.unit == "rate" and self._counts("flow"))

    @property
    def stated(self) -> Measure | None:
        """The measure as a person states or reads it; a rate has that of its count."""
        if self.measure != "ratio":
            return self.measure
        if self.unit == "rate" and self.parts is not None:
            return self.parts[0]
        return None

    def _counts(self, measure: Measure) -> bool:
        return self.parts is not None and self.parts[0] == measure

    def settled(self) -> Type:
        """Return the type of a row that is worked out so."""
        return self._replace(bare=False, earlier=False)


class Ratio(NamedTuple):
    """A figure of two parts that can be rolled up: ``times x call + plus``.

    `call` is a bound percent() or rate() of a part and a whole; a quotient is a percent() whose
    scale is 1.
    """

    call: Call
    measures: tuple[Measure, Measure]
    times: Fraction = Fraction(1)
    plus: Fraction = Fraction(0)

    @property
    def scale(self) -> int:
        """What the quotient of part and whole is multiplied by."""
        found = self.call.option("scale")
        assert isinstance(found, int)
        return found

    def moved(self, times: Fraction, plus: Fraction = Fraction(0)) -> Ratio:
        """Return the ratio times a number, plus a number."""
        return self._replace(times=self.times * times, plus=self.plus * times + plus)

    def around(self, call: Call) -> Expression:
        """Return the formula that does to a call what this ratio does to its own."""
        from kpilib.language.syntax import Number, Operation

        plus = Number(abs(self.plus), call.at)
        if self.times == -1 and self.plus > 0:  # 100 - percent(a, b) stays as it is written
            return Operation(("-",), (plus, call), call.at)
        tree: Expression = call
        if self.times == -1:
            tree = Operation(("-",), (call,), call.at)
        elif self.times != 1:
            tree = Operation(("*",), (tree, Number(self.times, call.at)), call.at)
        sign = "+" if self.plus > 0 else "-"
        return Operation((sign,), (tree, plus), call.at) if self.plus else tree


class Typed(NamedTuple):
    """A part of a formula once it is bound."""

    type: Type
    tree: Expression
    #: the months in which it is no longer comparable with the month before
    breaks: frozenset[int] = frozenset()
    ratio: Ratio | None = None


class Scope(NamedTuple):
    """What binding a formula needs to know of the row it stands in."""

    #: the denominator the row names, if it does
    denominator: str | None
    per: int
    year_starts: int
    #: the two parts of an indicator, None where it is not a ratio
    ratio: Callable[[str], Ratio | None]
    #: the months in which the definition of an indicator, or of its inputs, changed
    breaks: Callable[[str], frozenset[int]]
    #: the same two for ``value``, in a dataset column
    value_ratio: Ratio | None = None
    value_breaks: frozenset[int] = frozenset()
