"""Catalogues and panels in one line, for tests of the engine."""

from __future__ import annotations

import numpy as np

from kpilib import Catalogue, Indicator, Panel
from kpilib.language.building import build
from kpilib.language.catalogue import Registers
from kpilib.values.findings import Span, TextPlace

HERE = Span("test")
PLACES = {"formula": TextPlace(HERE)}


def catalogue(**formulas: str) -> Catalogue:
    """Give a catalogue: a formula for each ref, nothing for a collected flow."""
    rows = [
        Indicator(ref=ref, title=ref, area="a", owner="o", span=HERE, places=PLACES, **_kind(text))  # type: ignore[arg-type]
        for ref, text in formulas.items()
    ]
    return build(rows, Registers())


def _kind(formula: str) -> dict[str, str]:
    return {"formula": formula} if formula else {"unit": "count", "measure": "flow"}


def panel(**series: list[float]) -> Panel:
    """Give a panel of one geography from 2016-01 on."""
    return Panel.from_arrays("2016-01", ["local"], {r: np.array([v]) for r, v in series.items()})
