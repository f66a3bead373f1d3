"""KPI404 after-the-end: a value stands behind the last month of its indicator.

What it reports
    Values of a collected indicator in months after its `ended`. They are not shown.

Why it matters
    Either the measure has not ended, or the value belongs to the one that replaced it.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      ended: 2016-07
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
      ended: 2016-09
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault
from kpilib.values.period import Period


def check(project: Project) -> Iterator[Fault]:
    """Give every value after the end."""
    for name in project.datasets:
        for row in project.observations(name).rows:
            indicator = project.catalogue.indicators.get(row.ref)
            ended = indicator.ended if indicator else None
            if ended is not None and row.month > ended and row.value is not None:
                message = f"`{row.ref}` ended with {Period.month(ended)}; this value is not shown"
                hint = "delete it, or correct `ended`"
                yield Fault("KPI404", row.place("value"), message, hint, row.ref)
