"""KPI410 stale-denominator: a population in force is more than two years old.

What it reports
    A denominator that rates read, whose newest value is in force since more than 24 months at
    the last month observed.

Why it matters
    Official estimates are published every year; rates over an old one drift from those of
    others.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: B
      title: Contacts per 10,000
      area: mash
      owner: ann
      formula: rate([A])
      denominator: old
    # file: specs/denominators.yaml
    denominators:
      - id: old
        title: Children
        values:
          - {from: 2013-01, value: 20000}
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
    - ref: B
      title: Contacts per 10,000
      area: mash
      owner: ann
      formula: rate([A])
      denominator: old
    # file: specs/denominators.yaml
    denominators:
      - id: old
        title: Children
        values:
          - {from: 2013-01, value: 20000}
          - {from: 2016-01, value: 20400}
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault
from kpilib.values.period import Period

_MONTHS = 24


def check(project: Project) -> Iterator[Fault]:
    """Give the denominators in use whose newest value is old."""
    used = {row.denominator for row in project.catalogue if row.denominator}
    for name in project.datasets:
        months = project.observations(name).months
        if months is None:
            continue
        for denominator in project.catalogue.registers.denominators.values():
            if denominator.id not in used or not denominator.values:
                continue
            newest = max(denominator.values, key=lambda value: value.since)
            if months[1] - newest.since > _MONTHS:
                message = (
                    f"`{denominator.id}` has no value newer than {Period.month(newest.since)},"
                    f" and figures reach {Period.month(months[1])}"
                )
                yield Fault("KPI410", newest.span, message, "add the newer estimate")
