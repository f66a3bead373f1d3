"""KPI205 unknown-denominator: a denominator is in no register.

What it reports
    A `denominator` that is no id of denominators.yaml.

Why it matters
    A rate without its population has no value.

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
      denominator: childs

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
      denominator: children
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.project.rules.registers import unknown_ids
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Look every id up."""
    return unknown_ids(project, "KPI205", "denominators", ("denominator",))
