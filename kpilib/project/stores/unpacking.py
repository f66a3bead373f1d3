"""Packed stretches as arrays, on their way into a panel."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from kpilib.project.stores.observations import is_sound
from kpilib.project.stores.packing import AS_TEXT, VALUE, columns_of
from kpilib.project.stores.panel import CARRIED, Grid
from kpilib.values.reasons import ABSENT, MARKERS

#: from the letter of a state to the reason
_REASONS = np.full(256, ABSENT, np.uint8)
_REASONS[[VALUE, AS_TEXT, ord("p"), ord("r")]] = 0
for _marker, _reason in MARKERS.items():
    _REASONS[ord(_marker)] = _reason
_POWERS = 10.0 ** np.arange(16)


def put_stretch(
    grid: Grid, ref: str, first: int, body: bytes, rest: str, count: int,
    places: NDArray[np.intp],
) -> None:  # fmt: skip
    """Set the cells of a stretch; `places` gives the column of each geography's code."""
    columns = columns_of(body, count)
    states = np.frombuffer(columns.states, np.uint8)
    decimals = np.frombuffer(columns.decimals, np.uint8)
    months = np.asarray(columns.months).astype(np.intp)
    months += first
    geographies = places[np.asarray(columns.geographies)]
    values = np.asarray(columns.units).astype(np.float64)
    if decimals.any():
        # whole numbers below 10^15 over powers of ten: the float nearest to the decimal
        values /= _POWERS[decimals]
    reasons = _REASONS[states]
    values[reasons != 0] = np.nan
    texts = json.loads(rest)["values"] if rest else {}
    if not all(is_sound(text.lstrip("pr"), None) for text in texts.values()):
        raise ValueError(f"a row of {ref!a:.60} holds no figure")
    for number, text in texts.items():
        values[int(number)] = float(text.lstrip("pr"))
    grid.put(ref, months, geographies, values, reasons)
    for number, text in texts.items():
        value, place = text.lstrip("pr"), geographies[int(number)]
        if len(value) > CARRIED and place >= 0:
            grid.put_exact(ref, grid.geographies[place], int(months[int(number)]), value)
