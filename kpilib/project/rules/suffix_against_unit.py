"""KPI505 suffix-against-unit: the ending of a ref promises another unit.

What it reports
    A ref that ends as `[rules.suffixes]` of the project file says, of an indicator with another
    unit.

Why it matters
    Readers tell a rate from a count by its ref; one that misleads is read wrongly.

Example
    # file: kpilib.toml
    [rules.suffixes]
    "-NI" = "rate"
    # file: indicators/example.yaml
    - ref: A-NI
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow

Use instead
    # file: kpilib.toml
    [rules.suffixes]
    "-NI" = "rate"
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

from kpilib.project.project import Project
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Hold every ref's ending against the unit."""
    for row in project.catalogue:
        kind = project.catalogue.type_of(row.ref)
        for ending, unit in project.configuration.suffixes.items():
            if kind is not None and row.ref.endswith(ending) and kind.unit != unit:
                message = (
                    f"`{row.ref}` ends in `{ending}`, which promises a {unit}; it is a {kind.unit}"
                )
                yield Fault("KPI505", row.span, message, "rename it, or correct the unit", row.ref)
