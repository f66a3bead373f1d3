"""KPI201 unknown-reference: a ref names no indicator.

What it reports
    A [ref] in a formula or a check, and a ref in `part_of`, `replaced_by`, the rows of a dataset,
    commentary, comparators, differences or observations, that no indicator has. Refs are
    compared exactly as spelt.

Why it matters
    A figure that reads it cannot be worked out; an observation of it is never shown.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      part_of: a

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpilib.project.project import Project
from kpilib.values.findings import Fault, Span
from kpilib.values.suggest import did_you_mean

if TYPE_CHECKING:
    from kpilib.language.dataset import Dataset

CODE = "KPI201"


def check(project: Project) -> Iterator[Fault]:
    """Give the formulas' unknown refs, and those of all other places that name one."""
    yield from (fault for fault in project.faults if fault.code == CODE)
    catalogue = project.catalogue
    for name, span, owner in _named(project):
        if name in catalogue or name in catalogue.lost:
            continue
        near = did_you_mean(name, catalogue.indicators, but=owner)
        hint = f"did you mean `{near}`?" if near else None
        yield Fault(CODE, span, f"no indicator is called `{name}`", hint, owner)


def _named(project: Project) -> Iterator[tuple[str, Span, str | None]]:
    """Give every ref named outside formulas: the ref, its place, the indicator it stands in."""
    for row in project.catalogue:
        if row.part_of:
            yield row.part_of, row.places["part_of"].span, row.ref
        for name in row.replaced_by:
            yield name, row.places["replaced_by"].span, row.ref
    for comparator in project.catalogue.registers.comparators.values():
        for value in comparator.values:
            yield value.ref, value.places["ref"].span, None
    for dataset in project.datasets.values():
        yield from _in_dataset(dataset)
        seen = set()
        for observation in project.observations(dataset.dataset).rows:
            if observation.ref not in seen:
                seen.add(observation.ref)
                yield observation.ref, observation.place("ref"), None


def _in_dataset(dataset: Dataset) -> Iterator[tuple[str, Span, None]]:
    for line in dataset.rows or ():
        yield line.ref, line.places["ref"].span, None
    for remark in dataset.remarks:
        yield remark.ref, remark.span, None
    for difference in dataset.differences:
        yield difference.ref, difference.places["ref"].span, None
