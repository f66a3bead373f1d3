"""From observations to a panel of arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.arrays.block import Block
from kpilib.project.panel import Panel
from kpilib.project.stores.observations import Observation, Observations
from kpilib.values.reasons import ABSENT, MARKERS

#: so many digits a float64 carries through and back
CARRIED = 15


class Grid:
    """A panel in the making: later values take the place of earlier ones."""

    def __init__(self, months: tuple[int, int] | None, geographies: Sequence[str]) -> None:
        self._first, last = months or (0, -1)
        self._shape = (last - self._first + 1, len(geographies))
        self.geographies = tuple(geographies)
        #: the column of each geography
        self.place = {name: number for number, name in enumerate(self.geographies)}
        self._blocks: dict[str, Block] = {}
        self._exact: dict[tuple[str, str, int], Fraction] = {}

    def put(
        self,
        ref: str,
        months: NDArray[np.integer],
        geographies: NDArray[np.integer],
        values: NDArray[np.float64],
        reasons: NDArray[np.uint8],
    ) -> None:
        """Set cells of a series: ordinals of months, columns, values and reasons.

        Cells outside the months, and those whose column is negative, are passed over.
        """
        rows = months - self._first
        inside = (rows >= 0) & (rows < self._shape[0]) & (geographies >= 0)
        if not inside.all():
            rows, geographies = rows[inside], geographies[inside]
            values, reasons = values[inside], reasons[inside]
        block = self._blocks.get(ref)
        if block is None:
            block = Block(np.full(self._shape, np.nan), np.full(self._shape, np.uint8(ABSENT)))
            self._blocks[ref] = block
        elif self._exact:
            self._forget(ref, rows, geographies)
        block.values[rows, geographies] = values
        if block.reasons is not None:
            block.reasons[rows, geographies] = reasons

    def _forget(
        self, ref: str, rows: NDArray[np.integer], geographies: NDArray[np.integer]
    ) -> None:
        for row, place in zip(rows.tolist(), geographies.tolist(), strict=True):
            self._exact.pop((ref, self.geographies[place], row + self._first), None)

    def put_exact(self, ref: str, geography: str, month: int, value: str) -> None:
        """Remember a value whose decimals a float cannot carry, behind its `put`."""
        if geography in self.place and 0 <= month - self._first < self._shape[0]:
            self._exact[ref, geography, month] = Fraction(value)

    def put_rows(self, rows: Iterable[Observation]) -> None:
        """Set the cells of observations, the earlier recorded first."""
        for ref, several in groupby(rows, key=lambda row: row.ref):
            found = list(several)
            texts = [row.value for row in found]
            self.put(
                ref,
                np.array([row.month for row in found]),
                np.array([self.place.get(row.geography, -1) for row in found]),
                np.array([np.nan if text is None else float(text) for text in texts]),
                np.array([reason_of(row.value, row.marker) for row in found], np.uint8),
            )
            for row in found:
                if row.value is not None and len(row.value) > CARRIED:
                    self.put_exact(ref, row.geography, row.month, row.value)
                elif self._exact:
                    self._exact.pop((ref, row.geography, row.month), None)

    def panel(self) -> Panel:
        """Give the panel."""
        tidy = {ref: block.tidy() for ref, block in self._blocks.items()}
        return Panel(self._first, self._shape[0], self.geographies, tidy, self._exact)


def reason_of(value: str | None, marker: str | None) -> int:
    """Give the code of a stored cell: 0 with a value."""
    if value is not None:
        return 0
    return MARKERS[marker] if marker else ABSENT


def panel_of(observations: Observations, geography: str) -> Panel:
    """Give the panel of the observations that count; `geography` where there are none."""
    grid = Grid(observations.months, observations.geographies or (geography,))
    counting: Mapping[tuple[str, str], Mapping[int, Observation]] = observations.series
    grid.put_rows(row for months in counting.values() for row in months.values())
    return grid.panel()
