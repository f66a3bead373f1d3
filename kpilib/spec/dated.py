"""Denominators and comparators, dated and sourced, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from kpilib.findings import Span, TextPlace
from kpilib.spec.model import NOWHERE

if TYPE_CHECKING:
    from fractions import Fraction

    from kpilib.series.period import Period


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
