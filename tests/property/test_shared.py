"""Evaluations, projects and catalogues shared between threads: every figure as if asked alone.

``python -m tests.property.test_shared 1500`` asks that many evaluations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Barrier

import kpilib
from kpilib.language.dated import Denominator, DenominatorValue
from tests.differential.cases import HERE as SPAN
from tests.differential.cases import Case, indicator, thorough

THREADS = 8
ROOT = Path(__file__).parents[2]
Cells = dict[tuple[str, str, str, str], tuple[object, ...]]


@contextmanager
def impatient() -> Iterator[None]:
    """Let threads take turns as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def at_once(ask: Callable[[int], Cells]) -> list[Cells]:
    """Ask from eight threads that begin at one moment."""
    barrier = Barrier(THREADS)

    def begin(number: int) -> Cells:
        barrier.wait()
        return ask(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def cells(evaluation: kpilib.Evaluation, order: Random) -> Cells:
    """Read every cell of rows and columns, the rows in an order of the thread's own."""
    refs = list(evaluation.refs)
    order.shuffle(refs)
    assert evaluation.dataset is not None
    names = [column.id for column in evaluation.dataset.columns if column.formula]
    found: Cells = {}
    for ref in refs:
        for name in ("", *names):
            line = evaluation.column(ref, name) if name else evaluation[ref]
            for place, where in enumerate(evaluation.geographies if line else ()):
                for month, period in enumerate(evaluation.periods):
                    assert line is not None
                    cell = line.cell(place, month)
                    found[ref, name, where, str(period)] = (cell.value, cell.reason, cell.text)
    return found


def small(case: Case) -> Case:
    """Return a case of a few rows, among them rates and rows that read others."""
    keep = ("A0", "B", "Open", "share", "people", "pool-rate", "rate to date", "turned", "moved")
    rows = [row for row in case.catalogue if row.ref in keep]
    from kpilib.language.building import build

    catalogue = build(rows, case.catalogue.registers)
    observations = [row for row in case.observations if row.ref in keep]
    return Case(catalogue, case.dataset, kpilib.Observations(observations))


def shared_evaluations(count: int) -> int:
    """Compare what eight threads are told at once with what one is told alone; return cells."""
    compared = 0
    cases = [small(case) for case in thorough()]
    alone = [
        cells(kpilib.evaluate(c.catalogue, c.observations, dataset=c.dataset), Random(0))
        for c in cases
    ]
    with impatient():
        for number in range(count):
            case, known = cases[number % len(cases)], alone[number % len(cases)]
            evaluation = kpilib.evaluate(case.catalogue, case.observations, dataset=case.dataset)
            for told in at_once(lambda n, e=evaluation: cells(e, Random(n))):
                assert told == known, next(k for k in known if told[k] != known[k])
                compared += len(known)
    return compared


def test_one_evaluation_tells_every_thread_the_same() -> None:
    """Fresh evaluations, each asked for every cell by eight threads at once."""
    assert shared_evaluations(12)


def test_a_project_and_its_catalogue_are_shared() -> None:
    """A project that nobody has asked anything yet, evaluated by eight threads at once."""

    def evaluated(project: kpilib.Project) -> Cells:
        evaluation = kpilib.evaluate(project, start="2016-08", end="2016-09")
        return cells(evaluation, Random(0))

    known = evaluated(kpilib.read(ROOT))
    with impatient():
        project = kpilib.read(ROOT)
        for told in at_once(lambda _: evaluated(project)):
            assert told == known


def test_denominators_of_many_places_are_whole_when_they_are_seen() -> None:
    """The population of every place, from a register that takes a while to lay out."""
    values = tuple(
        DenominatorValue(since=24180 + n % 3, value=1000 + n, geography=f"g{n // 3}", span=SPAN)
        for n in range(900)
    )
    people = Denominator(id="people", title="People", values=values, span=SPAN)
    rows = [indicator("A"), indicator("R", "rate([A])", denominator="people")]
    from kpilib.language.building import build
    from kpilib.language.catalogue import Registers

    catalogue = build(rows, Registers(denominators={"people": people}))
    panel = kpilib.Panel.from_arrays(
        "2015-01", [f"g{n}" for n in range(300)], {"A": [[n + 1.0] * 3 for n in range(300)]}
    )
    known = kpilib.evaluate(catalogue, panel)["R"].values.tolist()
    with impatient():
        for _ in range(20):
            evaluation = kpilib.evaluate(catalogue, panel)
            barrier = Barrier(THREADS)

            def ask(_: int, e: kpilib.Evaluation = evaluation, b: Barrier = barrier) -> object:
                b.wait()
                return e["R"].values.tolist()

            with ThreadPoolExecutor(THREADS) as pool:
                assert all(told == known for told in pool.map(ask, range(THREADS)))


if __name__ == "__main__":
    evaluations = int(sys.argv[1])
    told = shared_evaluations(evaluations)
    print(f"{evaluations:,} evaluations asked by {THREADS} threads: {told:,} cells, 0 differ")
