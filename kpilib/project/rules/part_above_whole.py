"""KPI405 part-above-whole: a part is larger than the whole it belongs to.

What it reports
    Every month and geography in which an indicator exceeds its `part_of`, and a `part_of` of
    another unit.

Why it matters
    A percentage of it would be over 100. Either a figure is wrong, or it is no part.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Referrals made
      area: mash
      owner: ann
      unit: count
      measure: flow
      part_of: A
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
    B,2016-09,18

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Referrals made
      area: mash
      owner: ann
      unit: count
      measure: flow
      part_of: A
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,18
    B,2016-09,17
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kpilib.language.model import Indicator
from kpilib.project.project import Project
from kpilib.project.rules.cells import Cells, every_cell, shown
from kpilib.values.findings import Fault

CODE = "KPI405"


def check(project: Project) -> Iterator[Fault]:
    """Compare every part with its whole, in the units they have."""
    parts = [row for row in project.catalogue if row.part_of in project.catalogue]
    for row in parts:
        yield from _units(project, row)
    if not parts:
        return
    for cells in every_cell(project):
        for row in parts:
            yield from _above(cells, row)


def _units(project: Project, row: Indicator) -> Iterator[Fault]:
    assert row.part_of is not None
    part, whole = project.catalogue.type_of(row.ref), project.catalogue.type_of(row.part_of)
    if part and whole and part.unit != whole.unit:
        message = f"`{row.ref}` is {part.named()} and `{row.part_of}` {whole.named()}"
        yield Fault(CODE, row.places["part_of"].span, message, None, row.ref)


def _above(cells: Cells, row: Indicator) -> Iterator[Fault]:
    assert row.part_of is not None
    for geography, month in cells.observed(row.ref):
        part = cells.exact.cell(row.ref, geography, month)
        whole = cells.exact.cell(row.part_of, geography, month)
        if isinstance(part, Fraction) and isinstance(whole, Fraction) and part > whole:
            message = (
                f"`{row.ref}` is {shown(part)} and `{row.part_of}` {shown(whole)}"
                f" in {cells.at(geography, month)}; it is part_of it"
            )
            span = cells.place(row.ref, geography, month) or row.places["part_of"].span
            yield Fault(CODE, span, message, "correct the value, or part_of", row.ref)
