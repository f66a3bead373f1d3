"""The cells that exact evaluation reads: collected values, populations, formulas, lifetimes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kpilib.language.answers import Answer, Missing
from kpilib.language.catalogue import Catalogue
from kpilib.language.exact import Exact
from kpilib.language.syntax import Expression
from kpilib.project.stores.observations import Observations
from kpilib.values.reasons import ENDED, MARKERS, NOT_APPLICABLE, NOT_REPORTED, lifecycle

#: gives a collected value, the marker in its place, or None
Lookup = Callable[[str, str, int], Fraction | str | None]


class Cells:
    """A catalogue over collected values: a `kpilib.language.exact.Source`."""

    def __init__(
        self, catalogue: Catalogue, lookup: Lookup, first_month: int, geography: str
    ) -> None:
        self._catalogue, self._lookup = catalogue, lookup
        self._first_month = first_month
        self.populations = catalogue.populations(geography)

    def collected(self, ref: str, geography: str, month: int) -> Answer:
        """Give the value of a collected indicator, or why there is none."""
        row = self._catalogue.indicators.get(ref)
        if row is not None and row.formula is not None:
            return Missing.because(NOT_APPLICABLE)
        found = self._lookup(ref, geography, month)
        introduced, ended = self.lifetime(ref)
        if isinstance(found, str):
            return Missing.because(MARKERS[found])
        if found is None:
            return Missing.because(lifecycle(month, introduced, ended) or NOT_REPORTED)
        if ended is not None and month > ended:
            return Missing.because(ENDED)
        return found

    def population(self, denominator: str, geography: str, month: int) -> Fraction | None:
        """Give the denominator in force."""
        value = self.populations.in_force(denominator, geography, month)
        return value.value if value else None

    def definition(self, ref: str) -> Expression | None:
        """Give the bound formula of an indicator."""
        return self._catalogue.bound.get(ref)

    def lifetime(self, ref: str) -> tuple[int | None, int | None]:
        """Give the months from which and to which an indicator is reported."""
        row = self._catalogue.indicators.get(ref)
        return (row.introduced, row.ended) if row else (None, None)

    def first_month(self) -> int:
        """Give the first month with observations."""
        return self._first_month


def exact_cells(catalogue: Catalogue, observations: Observations, geography: str) -> Exact:
    """Give the exact evaluation of a catalogue over observations."""
    first = observations.months[0] if observations.months else 0
    return Exact(Cells(catalogue, observations.value, first, geography))
