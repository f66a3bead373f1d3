"""KPI203 unknown-area: an area is in no register.

What it reports
    An `area` that is no id of areas.yaml.

Why it matters
    One area under two spellings splits its section of the report.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash-team
      owner: ann
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
    return unknown_ids(project, "KPI203", "areas", ("area",))
