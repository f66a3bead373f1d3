"""KPI402 duplicate-observation: a cell is observed twice.

What it reports
    The second row with the same ref, geography, period and recorded date, over all files of a
    dataset.

Why it matters
    Nobody can say which of the two values was meant. A value that was corrected later states the
    day in `recorded`; then both stay, and the latest counts.

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
    A,2016-09,17
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
    ref,period,value,recorded
    A,2016-09,17,
    A,2016-09,18,2016-10-14
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation
from kpilib.values.findings import Fault
from kpilib.values.period import Period


def check(project: Project) -> Iterator[Fault]:
    """Give every row that repeats the key of an earlier one."""
    for name in project.datasets:
        seen: dict[tuple[str, str, int, str | None], Observation] = {}
        for row in project.observations(name).rows:
            key = (row.ref, row.geography, row.month, row.recorded)
            first = seen.setdefault(key, row)
            if first is not row:
                where = first.place("ref")
                message = (
                    f"`{row.ref}` of {Period.month(row.month)} has a row already,"
                    f" at {where.file}:{where.line}"
                )
                hint = "keep one; a correction states the day in `recorded`"
                yield Fault("KPI402", row.place("ref"), message, hint, row.ref)
