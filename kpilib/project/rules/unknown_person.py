"""KPI204 unknown-person: an owner is in no register.

What it reports
    An `owner` or an `accountable` that is no id of people.yaml.

Why it matters
    One person under two spellings is two people in every list.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: anne
      unit: count
      measure: flow

Use instead
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
from kpilib.project.rules.registers import unknown_ids
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Look every id up."""
    return unknown_ids(project, "KPI204", "people", ("owner", "accountable"))
