"""The functions of formulas on whole arrays, and where it pays on whole numbers.

An entry of the function table says what a function means, cell by cell; here is how a whole block
is worked out. The tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kpilib.figures.arrays.block import Block
from kpilib.figures.arrays.functions import (
    calendar,
    elementwise,
    ratios,
    to_date,
    unbroken,
    windows,
)
from kpilib.figures.arrays.rationals import Rationals


class Form(NamedTuple):
    """How a function is worked out for many cells at once."""

    #: takes the blocks of the arguments and the bound options
    array: Callable[..., Block]
    #: several cells on whole numbers: takes ``at(argument, months_ago)`` and the options; None
    #: where its options ask for more than that
    rational: Callable[..., Rationals | None] | None = None


FORMS: dict[str, Form] = {
    "percent": Form(ratios.percent, ratios.ratio_rational),
    "rate": Form(ratios.rate, ratios.ratio_rational),
    "pooled": Form(ratios.pooled),
    "previous": Form(calendar.previous, calendar.previous_rational),
    "same_month_last_year": Form(calendar.same_month_last_year, calendar.previous_rational),
    "change": Form(calendar.change, calendar.change_rational),
    "year_to_date": Form(to_date.year_to_date),
    "pooled_to_date": Form(to_date.pooled_to_date),
    "mean": Form(windows.mean, windows.mean_rational),
    "minimum": Form(windows.minimum),
    "maximum": Form(windows.maximum),
    "median": Form(windows.median),
    "total": Form(windows.total),
    "coalesce": Form(elementwise.coalesce),
    "least": Form(elementwise.least),
    "greatest": Form(elementwise.greatest),
    "abs": Form(elementwise.absolute),
    "unbroken": Form(unbroken.unbroken),
}
