"""What stands on a thing: everything downstream of an indicator, a register's entry, a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from kpilib.language.columns import printed_rows, prints
from kpilib.language.tokens import named_refs
from kpilib.project.project import Project
from kpilib.values.errors import UsageError
from kpilib.values.suggest import did_you_mean

T = TypeVar("T")


class Edge(NamedTuple):
    """One thing that another one reads, or divides by."""

    source: str
    target: str
    #: reads, divides by, part of
    how: str


class Impact(NamedTuple):
    """What a change of something would reach."""

    #: indicator, denominator, comparator, person, area
    what: str
    name: str
    #: indicators that name it themselves
    direct: tuple[str, ...]
    #: indicators that read those, and so on
    beyond: tuple[str, ...]
    #: columns that name it or one of those
    columns: tuple[str, ...]
    #: datasets that print any of it, with the number of printed cells of one report
    cells: Mapping[str, int]
    edges: tuple[Edge, ...]

    @property
    def refs(self) -> tuple[str, ...]:
        """Every indicator reached."""
        return (*self.direct, *self.beyond)


def graph(project: Project) -> tuple[Edge, ...]:
    """Give every edge of the catalogue: from what is read to what reads it."""
    edges = []
    for row in project.catalogue:
        edges += [Edge(ref, row.ref, "reads") for ref in sorted(named_refs(row.formula))]
        if row.denominator is not None:
            edges.append(Edge(row.denominator, row.ref, "divides by"))
    return tuple(edges)


def impact(project: Project, name: str) -> Impact:
    """Give everything downstream of a name; UsageError where nothing is called so."""
    catalogue, registers = project.catalogue, project.catalogue.registers
    if name in catalogue:
        what, direct = "indicator", [name]
    elif name in registers.denominators:
        what, direct = "denominator", [r.ref for r in catalogue if r.denominator == name]
    elif name in registers.comparators:
        values = registers.comparators[name].values
        what, direct = "comparator", [v.ref for v in values if v.ref in catalogue]
    elif name in registers.people:
        what = "person"
        direct = [r.ref for r in catalogue if name in (r.owner, r.accountable)]
    elif name in registers.areas:
        what, direct = "area", [r.ref for r in catalogue if r.area == name]
    else:
        known = [*catalogue.indicators, *registers.denominators, *registers.comparators]
        near = did_you_mean(name, [*known, *registers.people, *registers.areas])
        also = f"; did you mean `{near}`?" if near else ""
        raise UsageError(f"nothing is called `{name}`{also}")
    return _reached(project, what, name, tuple(dict.fromkeys(direct)))


def _reached(project: Project, what: str, name: str, direct: tuple[str, ...]) -> Impact:
    edges = graph(project)
    moves = what in ("indicator", "denominator")
    pairs = [(edge.source, edge.target) for edge in edges if edge.how == "reads"]
    reached = reachable(direct, pairs) if moves else set(direct)
    beyond = tuple(row.ref for row in project.catalogue if row.ref in reached - set(direct))
    kept = tuple(
        edge for edge in edges
        if edge.target in reached and (edge.source in reached or edge.source == name)
    )  # fmt: skip
    columns: dict[str, None] = {}
    cells: dict[str, int] = {}
    for dataset in project.datasets.values():
        number = 0
        read = {
            column.id
            for column in dataset.columns
            if moves and named_refs(column.formula) & reached
        }
        for column in dataset.columns:
            if column.id in read or column.comparator == name:
                columns[column.id] = None
        for row in printed_rows(project.catalogue, dataset):
            printed = [column for column in dataset.columns if prints(row, column)]
            if row.ref not in reached:
                number += sum(column.id in read for column in printed)
                continue
            if what == "comparator":
                number += sum(column.comparator == name for column in printed)
            else:
                number += dataset.window + sum(column.formula is not None for column in printed)
        if number:
            cells[dataset.dataset] = number
    return Impact(what, name, direct, beyond, tuple(columns), cells, kept)


def reachable(names: Iterable[T], pairs: Iterable[tuple[T, T]]) -> set[T]:
    """Give what can be reached from some names, themselves too, by steps from one to another."""
    after: dict[T, list[T]] = {}
    for source, target in pairs:
        after.setdefault(source, []).append(target)
    found: set[T] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += after.get(name, ())
    return found
