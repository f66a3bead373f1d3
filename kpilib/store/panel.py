"""From observations to a panel of arrays."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from kpilib.series.block import Block
from kpilib.series.panel import Panel
from kpilib.series.reasons import ABSENT, MARKERS
from kpilib.store.observations import Observations

#: so many digits a float64 carries through and back
_CARRIED = 15


def panel_of(observations: Observations, geography: str) -> Panel:
    """Give the panel of the observations that count; `geography` where there are none."""
    first, last = observations.months or (0, -1)
    geographies = observations.geographies or (geography,)
    place = {name: number for number, name in enumerate(geographies)}
    shape = (last - first + 1, len(geographies))
    blocks: dict[str, Block] = {}
    exact: dict[tuple[str, str, int], Fraction] = {}
    for (ref, where), months in observations.series.items():
        block = blocks.get(ref)
        if block is None:
            block = Block(np.full(shape, np.nan), np.full(shape, np.uint8(ABSENT)))
            blocks[ref] = block
        values, reasons = block.values[:, place[where]], block.all_reasons()[:, place[where]]
        for month, row in months.items():
            if row.value is not None:
                values[month - first] = float(row.value)
                reasons[month - first] = 0
                if len(row.value) > _CARRIED:
                    exact[ref, where, month] = Fraction(row.value)
            elif row.marker:
                reasons[month - first] = MARKERS[row.marker]
    tidy = {ref: block.tidy() for ref, block in blocks.items()}
    return Panel(first, shape[0], geographies, tidy, exact)
