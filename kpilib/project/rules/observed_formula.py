"""KPI403 observed-formula: a figure that is worked out is also collected.

What it reports
    The first observation of an indicator that has a formula. The formula wins.

Why it matters
    Two sources for one figure drift apart; that is how a percentage stops following from its
    counts.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Twice the contacts
      area: mash
      owner: ann
      formula: 2 * [A]
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
    B,2016-09,34

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Twice the contacts
      area: mash
      owner: ann
      formula: 2 * [A]
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Give the first observation of every formula."""
    for name in project.datasets:
        seen = set()
        for row in project.observations(name).rows:
            indicator = project.catalogue.indicators.get(row.ref)
            if indicator and indicator.formula is not None and row.ref not in seen:
                seen.add(row.ref)
                message = f"`{row.ref}` has a formula and is collected too; the formula wins"
                hint = "delete its observations, or the formula"
                yield Fault("KPI403", row.place("ref"), message, hint, row.ref)
