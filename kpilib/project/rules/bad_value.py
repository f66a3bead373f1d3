"""KPI106 bad-value: a value does not fit its key.

What it reports
    Numbers written otherwise than 12 or 0.5, words that are no choice, months that are none,
    keys without a value, ids with other characters, an end before the beginning, a basis
    that contradicts its period, and what is larger than the limits allow.

Why it matters
    A value that is nearly right is read as something else elsewhere: 010 is 8 to some, 1e3 a
    text to others.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      decimals: 01

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      decimals: 1
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Give the values that do not fit their key, or contradict another."""
    yield from (fault for fault in project.faults if fault.code == "KPI106")
    registers = project.catalogue.registers
    keys = ("introduced", "ended", "part_of", "replaced_by")
    if (
        project.datasets
        or registers.denominators
        or registers.comparators
        or any(getattr(row, key) for row in project.catalogue for key in keys)
    ):
        from kpilib.project.rules.misplaced import contradictions

        yield from contradictions(project)
