"""What a figure is, a count or a rate, a flow or a stock, and what a formula knows of its row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from kpilib.formula.syntax import Expression

Unit = Literal["count", "percent", "rate", "number", "days", "money"]
Measure = Literal["flow", "stock"]


class Type(NamedTuple):
    """What a part of a formula is."""

    unit: Unit
    measure: Measure | None = None
    #: a number written in the formula, which takes the unit of what it meets
    bare: bool = False
    #: read from an earlier month: such a stock may meet a flow
    earlier: bool = False

    def named(self) -> str:
        """Give it in words: a count (flow)."""
        return f"a {self.unit}" + (f" ({self.measure})" if self.measure else "")


class Scope(NamedTuple):
    """What binding a formula needs to know of the row it stands in."""

    #: the denominator the row names, if it does
    denominator: str | None
    per: int
    year_starts: int
    #: the bound formula of an indicator, None for a collected one
    definition: Callable[[str], Expression | None]
    #: the months in which the definition of an indicator, or of its inputs, changed
    breaks: Callable[[str], frozenset[int]]
    #: the same two for ``value``, in a dataset column
    value_definition: Expression | None = None
    value_breaks: frozenset[int] = frozenset()
