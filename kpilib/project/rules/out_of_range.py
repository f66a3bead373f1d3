"""KPI407 out-of-range: a value is impossible for its unit.

What it reports
    Counts that are negative or no whole number, percentages outside 0 to 100, negative rates and
    days, among the observations.

Why it matters
    It is a slip of the keyboard, or a figure in the wrong row.

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
    A,2016-09,17.5

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: specs/d/observations/2016.csv
    ref,period,value
    A,2016-09,17
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.language.types import Unit
from kpilib.project.project import Project
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Hold every observation against its unit."""
    catalogue = project.catalogue
    for name in project.datasets:
        for row in project.observations(name).rows:
            kind = catalogue.type_of(row.ref) if row.ref in catalogue else None
            if kind is None or row.value is None or catalogue[row.ref].formula is not None:
                continue
            wrong = _wrong(row.value, kind.unit)
            if wrong:
                message = f"`{row.value}` for `{row.ref}`: {wrong}"
                yield Fault("KPI407", row.place("value"), message, None, row.ref)


def _wrong(value: str, unit: Unit) -> str | None:
    negative = value.startswith("-") and bool(value.strip("-0."))
    if unit == "count" and value.partition(".")[2].strip("0"):
        return "a count is a whole number"
    if unit == "percent" and (negative or float(value) > 100):
        return "a percentage lies between 0 and 100"
    if unit in ("count", "rate", "days") and negative:
        return f"a {unit} is never below 0"
    return None
