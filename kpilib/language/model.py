"""Indicators, and the people and areas they name, as values. They know nothing of YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import field, frozen

from kpilib.values.findings import Span, TextPlace

if TYPE_CHECKING:
    from kpilib.language.types import Measure, Unit
    from kpilib.values.change import Polarity


NOWHERE: Mapping[str, TextPlace] = {}


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
class Geography:
    """A place that observations are of, as open data name it."""

    #: what observations call it
    id: str
    name: str
    level: str = "Local authority"
    code: str | None = None
    old_code: str | None = None
    region_name: str | None = None
    region_code: str | None = None
    country_name: str = "England"
    country_code: str = "E92000001"
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


def place_of(thing: Indicator | Check, key: str) -> TextPlace:
    """Give the place of a key's value; of the thing where it does not state the key."""
    return thing.places.get(key) or TextPlace(thing.span)
