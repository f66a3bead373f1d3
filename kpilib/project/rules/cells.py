"""Exact cells of every dataset, for the rules that look at figures."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kpilib.language.dataset import Dataset
from kpilib.language.exact import Exact
from kpilib.project.project import Project
from kpilib.project.stores.cells import exact_cells
from kpilib.project.stores.observations import Observations
from kpilib.values.findings import Span
from kpilib.values.period import Period
from kpilib.values.rounding import plain


class Cells:
    """The cells of one dataset: exact values and where they come from."""

    def __init__(self, project: Project, dataset: Dataset) -> None:
        self._observations: Observations = project.observations(dataset.dataset)
        self._home = dataset.geography
        self._catalogue = project.catalogue
        self.exact: Exact = exact_cells(project.catalogue, self._observations, dataset.geography)

    def observed(self, ref: str) -> Iterator[tuple[str, int]]:
        """Give the geographies and months in which an indicator may have a value."""
        if self._catalogue[ref].formula is None:
            for geography in self._observations.geographies:
                months = self._observations.series.get((ref, geography), {})
                yield from ((geography, month) for month in sorted(months))
        else:
            yield from self.everywhere()

    def everywhere(self) -> Iterator[tuple[str, int]]:
        """Give every geography and month observed."""
        if self._observations.months is None:
            return
        first, last = self._observations.months
        for geography in self._observations.geographies:
            yield from ((geography, month) for month in range(first, last + 1))

    def place(self, ref: str, geography: str, month: int) -> Span | None:
        """Give the place of an observation."""
        row = self._observations.series.get((ref, geography), {}).get(month)
        return row.place("value") if row else None

    def at(self, geography: str, month: int) -> str:
        """Give the words for a month, and a geography where it is not the usual one."""
        place = "" if geography == self._home else f" ({geography})"
        return f"{Period.month(month)}{place}"


def every_cell(project: Project) -> Iterator[Cells]:
    """Give the cells of each dataset that has observations."""
    for dataset in project.datasets.values():
        if len(project.observations(dataset.dataset)):
            yield Cells(project, dataset)


def shown(value: Fraction) -> str:
    """Write a figure short: whole numbers whole, others as a float."""
    return str(value.numerator) if value.denominator == 1 else plain(round(float(value), 4))
