"""KPI511 retired-indicator-used: a formula reads an indicator that has ended.

What it reports
    A formula that goes on after the last month of an indicator it reads, unless it reads it in
    coalesce().

Why it matters
    From the end on it has no value.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      ended: 2016-07
    - ref: B
      title: Twice the contacts
      area: mash
      owner: ann
      formula: 2 * [A]

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      ended: 2016-07
    - ref: B
      title: Twice the contacts
      area: mash
      owner: ann
      formula: 2 * [A]
      ended: 2016-07
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.language.syntax import Call, Expression, Ref, children
from kpilib.project.project import Project
from kpilib.values.findings import Fault
from kpilib.values.period import Period


def check(project: Project) -> Iterator[Fault]:
    """Give the readers that outlive what they read."""
    rows = project.catalogue.indicators
    for ref, tree in project.catalogue.trees.items():
        row = rows[ref]
        for part in _bare(tree):
            read = rows.get(part.ref)
            if read is None or read.ended is None or ref == part.ref:
                continue
            if row.ended is None or row.ended > read.ended:
                after = f"; {', '.join(read.replaced_by)} replaced it" if read.replaced_by else ""
                message = f"`{part.ref}` ended with {Period.month(read.ended)}{after}"
                hint = "end the formula too, or read what replaced it"
                yield Fault("KPI511", row.places["formula"].part(*part.at), message, hint, ref)


def _bare(node: Expression) -> Iterator[Ref]:
    """Give the refs that do not stand in coalesce()."""
    if isinstance(node, Ref):
        yield node
    elif not (isinstance(node, Call) and node.name == "coalesce"):
        for child in children(node):
            yield from _bare(child)
