"""A change: one thing that differs between two sides, in words, and how to make it by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from kpilib.figures.difference.side import Side
from kpilib.values.period import Period
from kpilib.values.rounding import plain

Action = Literal["added", "removed", "renamed", "changed"]
_MONTHS = ("introduced", "ended")


class Change(NamedTuple):
    """One thing that differs; `make` makes it on a side."""

    what: str
    name: str
    action: Action
    key: str
    before: str | None
    after: str | None
    #: refs whose own figures it may move; None: all
    touches: frozenset[str] | None
    make: Callable[[Side], Side]
    #: refs that have to be there before it can be made
    needs: frozenset[str] = frozenset()

    @property
    def is_words(self) -> bool:
        """Say whether it can move no figure."""
        return self.touches is not None and not self.touches

    def __str__(self) -> str:
        subject = f"{self.what} {self.name}" if self.what != "indicator" else self.name
        if self.action == "renamed":
            return f"{self.before} renamed to {self.after}"
        if self.action != "changed" or not self.key:
            return f"{subject} {self.action}"
        return f"{subject}, {self.key}: {self.before or 'none'} to {self.after or 'none'}"


def number(value: Fraction) -> str:
    """Write a figure."""
    return str(value.numerator) if value.denominator == 1 else plain(float(value))


def shown(name: str, value: Any) -> str | None:
    """Write a value as a person would."""
    if value is None or value == () or value == {}:
        return None
    if name in _MONTHS:
        return str(Period.month(value))
    if name == "breaks":
        return ", ".join(str(Period.month(month)) for month in value)
    if isinstance(value, Fraction):
        return number(value)
    if name == "checks":
        return "; ".join(check.expect for check in value)
    if name in ("remarks", "differences", "columns", "rows"):
        return f"{len(value)}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return (
        "; ".join(f"{k}: {v}" for k, v in value.items())
        if isinstance(value, Mapping)
        else str(value)
    )
