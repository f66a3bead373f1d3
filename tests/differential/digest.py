"""One digest of all figures, to be compared between two Pythons.

``python -m tests.differential.digest`` prints how many cells there are and what they come to, after
lines, everything at once and streams were found to say the same; with ``spark``, Spark too.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack

from attrs import evolve

import kpilib
from kpilib.figures.streams.blocks import Blocks
from kpilib.figures.streams.tables import plain_table
from tests.conftest import ROOT
from tests.differential.cancelling import cancelling
from tests.differential.cases import Case, Figures, thorough
from tests.differential.engines import figures, kernel
from tests.differential.servers import ENGINES

Told = dict[tuple[str, str, str, str], tuple[object, ...]]


def shipped() -> Case:
    """Return the shipped dataset as a case."""
    project = kpilib.read(ROOT)
    dataset = project.dataset()
    catalogue = project.specs.columns[dataset.dataset].catalogue
    columns = tuple(column for column in dataset.columns if column.formula)
    return Case(catalogue, evolve(dataset, columns=columns), project.observations())


def cases() -> Iterator[tuple[str, Case]]:
    """Return the cases, each with a name."""
    yield "shipped", shipped()
    for number, case in enumerate(thorough()):
        yield f"thorough {number}", case
    for seed in range(3):
        yield f"cancelling {seed}", cancelling(seed)


def one_by_one(case: Case) -> Told:
    """Return what the lines of an evaluation say, asked for one by one."""
    evaluation = kpilib.evaluate(case.catalogue, case.observations, dataset=case.dataset)
    found: Told = {}
    for ref in evaluation.refs:
        for name in ("", *(one.id for one in case.dataset.columns if one.formula)):
            line = evaluation.column(ref, name) if name else evaluation[ref]
            for place, where in enumerate(evaluation.geographies if line else ()):
                for month, period in enumerate(evaluation.periods):
                    assert line is not None
                    cell = line.cell(place, month)
                    moved = line.moved(place, month) if line.is_change and not cell.reason else None
                    printed = None if cell.reason else cell.text
                    key = name, ref, where, str(period)
                    found[key] = _digits(cell.value), cell.reason, printed, moved
    return found


def streamed(case: Case) -> Told:
    """Return what the blocks of a stream say, as tables."""
    from kpilib.project.stores.memory import MemoryStore

    store = MemoryStore(case.dataset.geography)
    store.append(case.observations)
    names = [one.id for one in case.dataset.columns if one.formula]
    found: Told = {}
    for evaluation in Blocks(case.catalogue, store, dataset=case.dataset):
        rows = (tuple(row.values())[:-1] for row in plain_table(evaluation, names).to_pylist())
        found |= _said(dict(figures(rows)))
    return found


def compare(name: str, told: Told, other: Told) -> None:
    """Raise AssertionError where two ways of asking do not say the same."""
    apart = [key for key in told.keys() | other.keys() if told.get(key) != other.get(key)]
    assert not apart, (name, len(apart), apart[0], told.get(apart[0]), other.get(apart[0]))


def main(names: list[str]) -> None:
    """Print the digests, once every way of asking is found to say the same."""
    with ExitStack() as stack:
        engines = {name: stack.enter_context(ENGINES[name]()) for name in names}
        for name, case in cases():
            told = one_by_one(case)
            compare(f"{name}, at once", told, _said(kernel(case)))
            compare(f"{name}, streamed", told, streamed(case))
            for engine, run in engines.items():
                compare(f"{name}, {engine}", told, _said(run(case)))
            text = "\n".join(map(repr, sorted(told.items())))
            print(f"{name}: {len(told):,} cells {hashlib.sha256(text.encode()).hexdigest()}")


def _said(found: Figures) -> Told:
    return {key: (_digits(figure.value), *figure[1:4]) for key, figure in found.items()}


def _digits(value: float | None) -> str | None:
    """Return the digits of a value that do not depend on what is worked out beside it."""
    return None if value is None else f"{value + 0.0:.9g}"


if __name__ == "__main__":
    main(sys.argv[1:])
