"""KPI411 unknown-geography: a place is named that no observation has.

What it reports
    A `geography` of a denominator or comparator value that no observation of any dataset has.

Why it matters
    The rates of the place that was meant have no population, or its column no comparator.

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
      denominator: kids
    # file: specs/denominators.yaml
    denominators:
      - id: kids
        title: Children
        values:
          - {from: 2016-01, value: 20000}
          - {from: 2016-01, value: 9000, geography: nroth}
    # file: specs/d/observations/2016.csv
    ref,period,value,geography
    A,2016-09,17,
    A,2016-09,8,north

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
      denominator: kids
    # file: specs/denominators.yaml
    denominators:
      - id: kids
        title: Children
        values:
          - {from: 2016-01, value: 20000}
          - {from: 2016-01, value: 9000, geography: north}
    # file: specs/d/observations/2016.csv
    ref,period,value,geography
    A,2016-09,17,
    A,2016-09,8,north
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault, Span
from kpilib.values.suggest import did_you_mean


def check(project: Project) -> Iterator[Fault]:
    """Look the geographies of dated values up among the observations."""
    known: set[str] = set()
    for name, dataset in project.datasets.items():
        known |= {dataset.geography, *project.observations(name).geographies}
    for place, span in _named(project):
        if place not in known:
            near = did_you_mean(place, sorted(known))
            hint = f"did you mean `{near}`?" if near else None
            message = f"no observation is of `{place}`"
            yield Fault("KPI411", span, message, hint)


def _named(project: Project) -> Iterator[tuple[str, Span]]:
    """Give the geographies that dated values name, with their places."""
    registers = project.catalogue.registers
    for denominator in registers.denominators.values():
        for value in denominator.values:
            if value.geography is not None:
                yield value.geography, value.places["geography"].span
    for comparator in registers.comparators.values():
        for figure in comparator.values:
            if figure.geography is not None:
                yield figure.geography, figure.places["geography"].span
