"""The declared things, as values: indicators, registers, datasets. They know nothing of YAML."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, Protocol

from attrs import field, frozen

from kpilib.findings import Span, TextPlace
from kpilib.formula.typing_rules import Measure, Unit
from kpilib.series.change import Polarity
from kpilib.series.period import Period
from kpilib.series.rounding import Rounding

Basis = Literal["annual", "monthly"]
NOWHERE: Mapping[str, TextPlace] = {}


class Placed(Protocol):
    """A declared thing that knows where it stands."""

    @property
    def span(self) -> Span:
        """Where it stands."""

    @property
    def places(self) -> Mapping[str, TextPlace]:
        """Where the value of each of its keys stands."""


@frozen(kw_only=True)
class Check:
    """A comparison that has to hold in every month and geography."""

    expect: str
    because: str | None = None
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Indicator:
    """What one measure means."""

    ref: str
    title: str
    area: str
    owner: str
    accountable: str | None = None
    #: as stated; a formula's own is `Catalogue.type_of`
    unit: Unit | None = None
    measure: Measure | None = None
    formula: str | None = None
    denominator: str | None = None
    per: int = 10_000
    polarity: Polarity = "neither"
    decimals: int = 0
    #: months, as ordinals
    introduced: int | None = None
    ended: int | None = None
    replaced_by: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()
    part_of: str | None = None
    checks: tuple[Check, ...] = ()
    notes: str | None = None
    because: str | None = None
    allow: Mapping[str, str] = NOWHERE  # type: ignore[assignment]
    #: the place of its ref
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Area:
    """A service area."""

    id: str
    name: str
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Person:
    """Somebody who owns an indicator or answers for it."""

    id: str
    name: str
    github: str | None = None
    #: the month in which the person left
    left: int | None = None
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


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


@frozen(kw_only=True)
class ChangeRule:
    """How a dataset decides its arrows."""

    basis: Literal["exact", "printed"] = "exact"
    threshold: Fraction = Fraction(10)
    decided_on: Literal["rounded", "exact"] = "rounded"


@frozen(kw_only=True)
class Column:
    """A printed column behind the months: a formula over the row, or a comparator."""

    id: str
    heading: str
    formula: str | None = None
    comparator: str | None = None
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Row:
    """A printed row: an indicator, the columns it prints (None: all), its polarity here."""

    ref: str
    columns: tuple[str, ...] | None = None
    polarity: Polarity | None = None
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Difference:
    """A printed cell that is known not to follow, and why."""

    #: the report's month
    period: int
    ref: str
    #: a month, such as ``2016-04``, or a column's id
    column: str
    printed: str
    computed: str
    reason: str
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Remark:
    """The commentary on one indicator in one report."""

    period: int
    ref: str
    text: str
    span: Span = field(eq=False, repr=False)


@frozen(kw_only=True)
class Dataset:
    """One published dataset."""

    dataset: str
    title: str
    frequency: Literal["monthly"] = "monthly"
    #: the geography of observations that name none
    geography: str = "local"
    #: how many months are printed
    window: int = 13
    #: the month, 1 to 12, in which the reporting year begins
    year_starts: int = 4
    rounding: Rounding = "half up"
    change: ChangeRule = field(factory=ChangeRule)
    commentary: Literal["optional", "required"] = "optional"
    columns: tuple[Column, ...] = ()
    empty_cells: Mapping[str, str] = NOWHERE  # type: ignore[assignment]
    rows: tuple[Row, ...] | None = None
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Remark, ...] = ()
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)
