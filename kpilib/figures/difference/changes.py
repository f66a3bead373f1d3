"""The semantic difference of two sides: changes, each of which can be made by itself.

Order, comments, quoting and formatting never count, nor does writing out what is in force already:
what is compared is what was bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from kpilib.figures.difference.change import Change, shown
from kpilib.figures.difference.dataset_changes import dataset_changes, observation_changes
from kpilib.figures.difference.register_changes import register_changes
from kpilib.figures.difference.side import Side
from kpilib.language.in_force import differs, in_force
from kpilib.language.model import Indicator
from kpilib.language.tokens import named_refs
from kpilib.project.yaml import fields

#: keys that say nothing about the figures
WORDS = frozenset(
    ("title", "area", "owner", "accountable", "notes", "because", "allow", "checks", "replaced_by",
     "part_of")
)  # fmt: skip


def changes(base: Side, head: Side) -> tuple[Change, ...]:
    """Give every difference, upstream first; renames are taken for granted."""
    found = [
        *register_changes(base, head),
        *_indicators(base, head),
        *dataset_changes(base, head),
        *observation_changes(base, head),
    ]
    return tuple(found)


def _indicators(base: Side, head: Side) -> Iterator[Change]:
    old, new = base.by_ref, head.by_ref
    for ref in head.project.catalogue.order:
        row = new[ref]
        if ref not in old:
            yield _added(row, head)
        elif old[ref] != row:
            yield from _fields(old[ref], row, base, head)
    for ref in old:
        if ref not in new:
            yield _removed(ref)


def _fields(old: Indicator, new: Indicator, base: Side, head: Side) -> Iterator[Change]:
    known = base.project.catalogue, head.project.catalogue
    for field in fields.INDICATOR:
        name = field.attribute or field.name
        if not differs(known[0], old, known[1], new, name):
            continue
        before, after = (in_force(catalogue, new.ref, name) for catalogue in known)
        touches = frozenset() if name in WORDS else frozenset((new.ref,))
        needs = named_refs(new.formula) if name == "formula" else frozenset[str]()
        # a formula may need the type that is written beside it, although that is in force already
        also = ("unit", "measure") if name == "formula" else ()
        silent = [one for one in also if not differs(known[0], old, known[1], new, one)]
        yield Change(
            "indicator", new.ref, "changed", field.name, shown(name, before), shown(name, after),
            touches, _setting(new, name, *silent), needs,
        )  # fmt: skip


def _setting(new: Indicator, *names: str) -> Callable[[Side], Side]:
    given = {name: getattr(new, name) for name in names}

    def make(side: Side) -> Side:
        rows = tuple(
            evolve(row, **given, places=dict(row.places) | dict(new.places))
            if row.ref == new.ref
            else row
            for row in side.indicators
        )
        return side.changed(indicators=rows)

    return make


def _added(row: Indicator, head: Side) -> Change:
    """Give the change that brings an indicator, its row in the dataset and its observations."""

    def make(side: Side) -> Side:
        dataset = side.dataset
        if dataset.rows is not None:
            here = [one for one in head.dataset.rows or () if one.ref == row.ref]
            dataset = evolve(dataset, rows=(*dataset.rows, *here))
        series = {key: rows for key, rows in head.series.items() if key[0] == row.ref}
        return side.changed(
            indicators=(*side.indicators, row), dataset=dataset, series=side.series | series
        )

    needs = named_refs(row.formula)
    ref = row.ref
    return Change("indicator", ref, "added", "", None, row.title, frozenset((ref,)), make, needs)


def _removed(ref: str) -> Change:
    def make(side: Side) -> Side:
        dataset = side.dataset
        if dataset.rows is not None:
            dataset = evolve(dataset, rows=tuple(row for row in dataset.rows if row.ref != ref))
        return side.changed(
            indicators=tuple(row for row in side.indicators if row.ref != ref),
            dataset=dataset,
            series={key: rows for key, rows in side.series.items() if key[0] != ref},
        )

    return Change("indicator", ref, "removed", "", ref, None, frozenset((ref,)), make)
