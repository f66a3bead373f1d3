"""The work that the engine is measured on: 30 counts, 10 percentages, 5 rates, 5 sums."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from kpilib import Catalogue, Dataset, Indicator, Panel
from kpilib.language.building import build
from kpilib.language.catalogue import Registers
from kpilib.language.dataset import Column
from kpilib.language.dated import Denominator, DenominatorValue
from kpilib.values.findings import Span, TextPlace
from kpilib.values.period import Period

COUNTS = [f"C{n}" for n in range(30)]
PERCENTS = [(f"P{n}", f"C{2 * n}", f"C{2 * n + 1}") for n in range(10)]
RATES = [(f"R{n}", f"C{20 + n}") for n in range(5)]
SUMS = [(f"S{n}", f"C{25 + n}", f"C{n}", "+-"[n % 2]) for n in range(5)]
COLUMNS = {
    "change_month": "change(value, months=1)",
    "change_year": "change(value, months=12)",
    "average_12": "mean(value, months=12)",
    "maximum_12": "maximum(value, months=12)",
}
HERE = Span("benchmark")
PLACES = {name: TextPlace(HERE) for name in ("formula", "heading")}


def indicator(ref: str, **given: object) -> Indicator:
    return Indicator(ref=ref, title=ref, area="a", owner="o", span=HERE, places=PLACES, **given)  # type: ignore[arg-type]


def catalogue(geographies: list[str], months: int) -> Catalogue:
    rows = [indicator(ref, unit="count", measure="flow") for ref in COUNTS]
    rows += [indicator(ref, formula=f"percent([{a}], [{b}])") for ref, a, b in PERCENTS]
    rows += [indicator(r, formula=f"rate([{c}])", denominator="people") for r, c in RATES]
    rows += [indicator(r, formula=f"[{a}] {sign} [{b}]") for r, a, b, sign in SUMS]
    values = [
        DenominatorValue(since=first, value=Fraction(value), geography=name, span=HERE)
        for place, name in enumerate(geographies)
        for first, value in populations(place, months)
    ]
    people = Denominator(id="people", title="People", values=tuple(values), span=HERE)
    return build(rows, Registers(denominators={"people": people}))


FIRST = Period.parse("2010-01").first


def populations(place: int, months: int) -> list[tuple[int, int]]:
    """A population that changes every twelve months."""
    return [(FIRST + month, 40_000 + 13 * place + 5 * month) for month in range(0, months, 12)]


def dataset(geography: str) -> Dataset:
    columns = tuple(
        Column(id=name, heading=name, formula=formula, span=HERE, places=PLACES)
        for name, formula in COLUMNS.items()
    )
    return Dataset(
        dataset="benchmark", title="Benchmark", geography=geography, columns=columns, span=HERE
    )


def arrays(geographies: int, months: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Counts (geographies, months), 5 % of them missing."""
    rng = np.random.default_rng(seed)
    found = {}
    for ref in COUNTS:
        values = rng.integers(0, 400, (geographies, months)).astype(float)
        values[rng.random(values.shape) < 0.05] = np.nan
        found[ref] = values
    return found


def panel(names: list[str], counts: dict[str, np.ndarray]) -> Panel:
    return Panel.from_arrays("2010-01", names, counts)
