"""Printed percentages and rates of 200,000 pairs against numpy.round: run by hand.

    python tests/benchmarks/rounding.py

Every figure is checked against exact rational half-up before anything is timed; a third of the
pairs are ties. Timed are the figure and its rounding on arrays that are there, and then the
whole way from a catalogue and a panel to the printed row.
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
from kpilib.figures.arrays.block import Block
from kpilib.figures.arrays.functions.ratios import percent
from kpilib.figures.arrays.ties import nearest_sure
from kpilib.language.building import build
from kpilib.language.catalogue import Registers
from kpilib.language.dated import Denominator, DenominatorValue
from kpilib.values.rounding import scaled

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

    def whole_way(ref: str) -> np.ndarray:
        # a fresh evaluation: nothing is remembered but that the panel's numbers are whole
        return kpilib.evaluate(cat, panel, dataset=home, refs=[ref])[ref].rounded

    blocks = (
        panel.blocks["A"],
        panel.blocks["B"],
        Block(np.ascontiguousarray((people + 0 * whole).T)),
    )
    for ref, below, scale, place in (("P", whole, 100, 1), ("R", people + 0 * whole, 10_000, 2)):
        exact = [
            scaled(Fraction(scale * int(a), int(b)), 0)
            for a, b in zip(part.reshape(-1), below.reshape(-1), strict=True)
        ]

        def printed(place: int = place, scale: int = scale) -> np.ndarray:
            return nearest_sure(percent(blocks[0], blocks[place], scale=scale).values).T

        assert whole_way(ref).reshape(-1).tolist() == exact
        assert printed().reshape(-1).tolist() == exact
        missed = (np.round(part / below * scale).reshape(-1) != exact).sum()
        works = {
            "kpilib": printed,
            "numpy": lambda below=below, scale=scale: np.round(part / below * scale),
            "whole": lambda ref=ref: whole_way(ref),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for names_in_turn in (("kpilib", "numpy"), ("whole",)):
            for _ in range(runs):
                for name in names_in_turn:
                    start = time.perf_counter()
                    works[name]()
                    times[name].append(time.perf_counter() - start)
        ours, numpys, way = (1000 * statistics.median(found) for found in times.values())
        print(f"{ref}: {PAIRS:,} figures equal exact half-up; numpy.round misses {missed:,}")
        ratio = ours / numpys
        print(f"   figure and rounding {ours:.2f} ms, numpy.round {numpys:.2f} ms: {ratio:.2f}")
        print(f"   the whole way, catalogue to printed row: {way:.2f} ms")


if __name__ == "__main__":
    main()
