"""What the tests of a project touch: formulas, reasons, thresholds, denominators, columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpilib.figures.proof.running import Outcome
from kpilib.language.catalogue import Catalogue
from kpilib.language.syntax import Population, walk
from kpilib.language.tokens import named_refs
from kpilib.project.project import Project
from kpilib.values.reasons import TEXT


class Part(NamedTuple):
    """One kind of thing: how many there are, and those that no test touches."""

    name: str
    total: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        """The share that is touched, rounded down."""
        return 100 if not self.total else 100 * (self.total - len(self.missing)) // self.total


def coverage(project: Project, outcomes: Sequence[Outcome]) -> tuple[Part, ...]:
    """Say what the tests touch and what they do not."""
    catalogue = project.catalogue
    seen = [pair for outcome in outcomes for pair in outcome.seen]
    derived = [row.ref for row in catalogue if row.formula is not None]
    asked = {one.ref for one, _ in seen}
    with_value = {one.ref for one, cell in seen if cell.value is not None and not one.column}
    without = {one.ref for one, cell in seen if cell.value is None and not one.column}
    changes = {(one.column, getattr(cell, "direction", None)) for one, cell in seen if one.column}
    columns = {one.column for one, _ in seen}
    declared = [column for dataset in project.datasets.values() for column in dataset.columns]
    arrows = [
        f"{column.id}: {way}"
        for dataset in project.datasets.values()
        for column in dataset.columns
        if project.specs.columns[dataset.dataset].is_change(column)
        for way in ("up", "similar", "down")
    ]
    reasons = {str(cell.reason).split(":")[0] for _, cell in seen if cell.reason}
    return (
        _part("formulas", derived, asked & with_value),
        _part("formulas without a value", derived, without),
        _part("reasons", [*TEXT.values(), "input missing"], reasons),
        _part("arrows", arrows, {f"{column}: {way}" for column, way in changes}),
        _part("columns", [column.id for column in declared], columns),
        _part(
            "denominators", catalogue.registers.denominators, _populations(catalogue, with_value)
        ),
    )


def _part(name: str, there: Iterable[str], touched: Iterable[str | None]) -> Part:
    known, found = dict.fromkeys(there), set(touched)
    return Part(name, len(known), tuple(one for one in known if one not in found))


def _populations(catalogue: Catalogue, refs: Iterable[str]) -> set[str]:
    """Give the denominators that some rows divide by, or rows that they read."""
    found: set[str] = set()
    stack, done = list(refs), set[str]()
    while stack:
        ref = stack.pop()
        if ref in done or ref not in catalogue:
            continue
        done.add(ref)
        tree = catalogue.bound.get(ref)
        if tree is not None:
            found |= {node.denominator for node in walk(tree) if isinstance(node, Population)}
        stack += named_refs(catalogue[ref].formula)
    return found
