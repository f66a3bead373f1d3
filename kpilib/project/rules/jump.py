"""KPI409 jump: a count leaps by an order of magnitude.

What it reports
    A value of a collected count that is at least eight times the largest, or at most an eighth
    of the smallest, of up to twelve values before it, where the difference is 50 or more.

Why it matters
    A digit too many or too few, or the figure of another row.

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
    A,2016-07,117
    A,2016-08,121
    A,2016-09,1180

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
    A,2016-07,117
    A,2016-08,121
    A,2016-09,118
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation
from kpilib.values.findings import Fault

_TIMES, _LEAST, _MONTHS = 8, 50, 12


def check(project: Project) -> Iterator[Fault]:
    """Compare each count with those before it."""
    for name in project.datasets:
        for (ref, _), months in project.observations(name).series.items():
            kind = project.catalogue.type_of(ref) if ref in project.catalogue else None
            if kind is not None and kind.unit == "count":
                yield from _leaps(ref, [months[month] for month in sorted(months)])


def _leaps(ref: str, rows: list[Observation]) -> Iterator[Fault]:
    before: list[float] = []
    for row in rows:
        if row.value is None:
            continue
        value = float(row.value)
        if len(before) > 1 and _leap(value, before[-_MONTHS:]):
            low, high = min(before[-_MONTHS:]), max(before[-_MONTHS:])
            message = (
                f"`{row.value}` for `{ref}`: the months before lie between {low:g} and {high:g}"
            )
            hint = "correct the value, or allow KPI409 with the reason"
            yield Fault("KPI409", row.place("value"), message, hint, ref)
        before.append(value)


def _leap(value: float, before: list[float]) -> bool:
    low, high = min(before), max(before)
    up = value >= _TIMES * high and value - high >= _LEAST
    return up or (value * _TIMES <= low and low - value >= _LEAST)
