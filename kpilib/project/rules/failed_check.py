"""KPI406 failed-check: a comparison under `checks:` does not hold.

What it reports
    Every month and geography in which a check fails, with the two figures; at most 20 of one
    check. Over a missing cell a check says nothing.

Why it matters
    The check says what has to be true of the figures. Where it is not, one of them is wrong.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      checks:
        - {expect: "[A] >= 20", because: the line is never silent}
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      checks:
        - {expect: "[A] >= 10", because: the line is never silent}
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kpilib.language.model import Check
from kpilib.language.syntax import Operation
from kpilib.project.project import Project
from kpilib.project.rules.cells import Cells, every_cell, shown
from kpilib.values.findings import Fault

CODE = "KPI406"
_MOST = 20


def check(project: Project) -> Iterator[Fault]:
    """Decide every check in every cell."""
    checks = project.catalogue.checks
    if not checks:
        return
    for cells in every_cell(project):
        for ref, several in checks.items():
            for one, tree in several:
                yield from _failures(cells, ref, one, tree)


def _failures(cells: Cells, ref: str, check: Check, tree: Operation) -> Iterator[Fault]:
    span = check.places["expect"].span
    failures = 0
    for geography, month in cells.everywhere():
        if cells.exact.holds(tree, geography, month) is not False:
            continue
        failures += 1
        if failures > _MOST:
            continue
        left, right = (cells.exact.formula(side, geography, month) for side in tree.operands)
        assert isinstance(left, Fraction)
        assert isinstance(right, Fraction)
        message = (
            f"`{check.expect}` fails in {cells.at(geography, month)}:"
            f" {shown(left)} {tree.operators[0]} {shown(right)} does not hold"
        )
        yield Fault(CODE, span, message, check.because, ref)
    if failures > _MOST:
        message = f"`{check.expect}` fails in {failures - _MOST} more cells"
        yield Fault(CODE, span, message, check.because, ref)
