"""Denominators and comparators, dated and sourced, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeVar

from attrs import evolve, field, frozen

from kpilib.language.model import NOWHERE
from kpilib.values.findings import Span, TextPlace

if TYPE_CHECKING:
    from fractions import Fraction

    from kpilib.values.period import Period


Basis = Literal["annual", "monthly"]


@frozen(kw_only=True)
class DenominatorValue:
    """A population, in force from a month until the next value."""

    since: int
    value: Fraction
    reference: str | None = None
    source: str | None = None
    evidence: str | None = None
    geography: str | None = None
    #: the day from which it was known, None where it always was
    recorded: str | None = None
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Denominator:
    """A population that rates divide by, with its dated and sourced values."""

    id: str
    title: str
    values: tuple[DenominatorValue, ...] = ()
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class ComparatorValue:
    """The figure of another body for one indicator and period."""

    ref: str
    period: Period
    value: Fraction
    basis: Basis
    source: str | None = None
    evidence: str | None = None
    geography: str | None = None
    #: the day from which it was known, None where it always was
    recorded: str | None = None
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Comparator:
    """Another body, or a group of them, to compare with."""

    id: str
    title: str
    values: tuple[ComparatorValue, ...] = ()
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


_Dated = TypeVar("_Dated", Denominator, Comparator)


def known_by(register: Mapping[str, _Dated], day: str) -> Mapping[str, _Dated]:
    """Return a register with the values that were recorded by a day; those without a day always.

    It is the register itself where that is all of them.
    """
    found: dict[str, _Dated] = {}
    for name, thing in register.items():
        values = tuple(value for value in thing.values if (value.recorded or "") <= day)
        whole = len(values) == len(thing.values)
        found[name] = thing if whole else evolve(thing, values=values)
    return register if all(found[name] is register[name] for name in found) else found


def days(*registers: Mapping[str, _Dated]) -> set[str]:
    """Return the days on which some value of a register was recorded."""
    return {
        value.recorded
        for register in registers
        for thing in register.values()
        for value in thing.values
        if value.recorded
    }
