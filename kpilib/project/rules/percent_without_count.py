"""KPI503 percent-without-count: a percentage is collected, not worked out.

What it reports
    A collected indicator whose unit is percent: it has no numerator and denominator among the
    indicators to work it out from.

Why it matters
    A percentage alone cannot be checked, averaged over areas, or protected where its count is
    small. Collect the counts and give the formula percent(part, whole).

Example
    # file: indicators/example.yaml
    - ref: A
      title: Visits made on time
      area: mash
      owner: ann
      unit: percent

Use instead
    # file: indicators/example.yaml
    - ref: B
      title: Visits made in the month
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: C
      title: Timely ones among the visits
      area: mash
      owner: ann
      unit: count
      measure: flow
    - ref: A
      title: Visits made on time
      area: mash
      owner: ann
      formula: percent([C], [B])
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Give the collected percentages."""
    for row in project.catalogue:
        if row.unit == "percent" and row.formula is None:
            message = f"`{row.ref}` is a collected percentage: nothing shows what it is of"
            hint = "collect its counts and write percent(part, whole), or say why not in `allow`"
            yield Fault("KPI503", row.span, message, hint, row.ref)
