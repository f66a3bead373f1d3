"""Published datasets, as values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from kpilib.language.model import NOWHERE
from kpilib.values.findings import Span, TextPlace
from kpilib.values.wording.languages import DEFAULT

if TYPE_CHECKING:
    from kpilib.values.change import Polarity
    from kpilib.values.rounding import Rounding


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
    #: the language of what is printed around the figures
    locale: str = DEFAULT
    columns: tuple[Column, ...] = ()
    empty_cells: Mapping[str, str] = NOWHERE  # type: ignore[assignment]
    rows: tuple[Row, ...] | None = None
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Remark, ...] = ()
    span: Span = field(eq=False, repr=False)
    places: Mapping[str, TextPlace] = field(default=NOWHERE, eq=False, repr=False)
