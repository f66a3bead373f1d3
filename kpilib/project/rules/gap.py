"""KPI408 gap: a month is missing within a series.

What it reports
    Months without a row between the first and the last observation of a collected indicator, in
    one finding for each series. A month that was not reported says so with the marker x.

Why it matters
    A row that was forgotten looks like a month without a figure, and takes the changes around
    it with it.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-07,17
    A,2016-09,18

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: specs/d/observations/2016.csv
    ref,period,value,marker
    A,2016-07,17,
    A,2016-08,,x
    A,2016-09,18,
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault
from kpilib.values.period import Period


def check(project: Project) -> Iterator[Fault]:
    """Give the series with months missing between others."""
    for name in project.datasets:
        for (ref, _), months in project.observations(name).series.items():
            if ref not in project.catalogue:
                continue
            missing = sorted(set(range(min(months), max(months))) - set(months))
            if missing:
                before = max(month for month in months if month < missing[0])
                more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
                message = f"`{ref}` has no row for {Period.month(missing[0])}{more}"
                hint = "add the value, or an empty one with the marker x"
                yield Fault("KPI408", months[before].place("period"), message, hint, ref)
