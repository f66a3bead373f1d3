"""Printed percentages and rates of 200,000 pairs against numpy.round: run by hand.

    python tests/benchmarks/rounding.py

Every figure is checked against exact rational half-up before anything is timed; a third of the
pairs are ties. The time is that of the function and its rounding, on arrays that are there.
"""

from __future__ import annotations

import statistics
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import workload

import kpilib
from kpilib.series.rounding import scaled
from kpilib.spec.building import build
from kpilib.spec.catalogue import Registers
from kpilib.spec.dated import Denominator, DenominatorValue

PAIRS = 200_000
SHAPE = (400, 500)


def pairs(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers, a third of them such that 100 * part / whole ends in .5."""
    rng = np.random.default_rng(seed)
    whole = rng.integers(1, 5_000, PAIRS)
    part = rng.integers(0, whole + 1)
    ties = rng.random(PAIRS) < 1 / 3
    factor = rng.integers(1, 25, PAIRS)
    whole = np.where(ties, 200 * factor, whole)
    part = np.where(ties, (2 * rng.integers(0, 100, PAIRS) + 1) * factor, part)
    return part.astype(float).reshape(SHAPE), whole.astype(float).reshape(SHAPE)


def catalogue(names: list[str]) -> kpilib.Catalogue:
    rows = [workload.indicator(ref, unit="count", measure="flow") for ref in ("A", "B")]
    rows.append(workload.indicator("P", formula="percent([A], [B])"))
    rows.append(workload.indicator("R", formula="rate([A])", denominator="people"))
    values = tuple(
        DenominatorValue(
            since=workload.FIRST,
            value=Fraction(population(place)),
            geography=name,
            span=workload.HERE,
        )
        for place, name in enumerate(names)
    )
    people = Denominator(id="people", title="People", values=values, span=workload.HERE)
    return build(rows, Registers(denominators={"people": people}))


def population(place: int) -> int:
    """A population of each geography; every fourth makes ties: 100 x 200."""
    return 20_000 if place % 4 == 0 else 47_876 + place


def main(runs: int = 30) -> None:
    part, whole = pairs()
    names = [f"{n:03}" for n in range(SHAPE[0])]
    people = np.array([[float(population(n))] for n in range(SHAPE[0])])
    panel = kpilib.Panel.from_arrays("2010-01", names, {"A": part, "B": whole})
    cat, home = catalogue(names), workload.dataset(names[0])

    def printed(ref: str) -> np.ndarray:
        # a fresh evaluation each time: nothing is remembered
        return kpilib.evaluate(cat, panel, dataset=home, refs=[ref])[ref].rounded

    for ref, below, scale in (("P", whole, 100), ("R", people + 0 * whole, 10_000)):
        exact = [
            scaled(Fraction(scale * int(a), int(b)), 0)
            for a, b in zip(part.reshape(-1), below.reshape(-1), strict=True)
        ]
        assert printed(ref).reshape(-1).tolist() == exact
        missed = (np.round(part / below * scale).reshape(-1) != exact).sum()
        times: dict[str, list[float]] = {"kpilib": [], "numpy": []}
        for _ in range(runs):
            for name in times:
                start = time.perf_counter()
                if name == "kpilib":
                    printed(ref)
                else:
                    np.round(part / below * scale)
                times[name].append(time.perf_counter() - start)
        ours, numpys = (1000 * statistics.median(found) for found in times.values())
        print(f"{ref}: {PAIRS:,} of {PAIRS:,} equal exact half-up; numpy.round misses {missed:,}")
        print(f"   {ours:.2f} ms, numpy.round {numpys:.2f} ms: {ours / numpys:.2f}")


if __name__ == "__main__":
    main()
