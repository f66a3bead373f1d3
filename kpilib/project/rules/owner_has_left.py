"""KPI514 owner-has-left: a person who has left still owns an indicator that goes on.

What it reports
    An `owner` or an `accountable` whom people.yaml says to have left, of an indicator that has not
    ended by then.

Why it matters
    Nobody is asked when the figure is late or the definition changes.

Example
    # file: specs/people.yaml
    people:
      ann: {name: Ann Lee}
      eve: {name: Eve Fox, left: 2016-08}
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: eve
      unit: count
      measure: flow

Use instead
    # file: specs/people.yaml
    people:
      ann: {name: Ann Lee}
      eve: {name: Eve Fox, left: 2016-08}
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
from kpilib.values.period import Period


def check(project: Project) -> Iterator[Fault]:
    """Yield the owners who have left before their indicator ended."""
    people = project.catalogue.registers.people
    for row in project.catalogue:
        for name in ("owner", "accountable"):
            person = people.get(getattr(row, name) or "")
            if person is None or person.left is None:
                continue
            if row.ended is None or row.ended > person.left:
                message = f"{person.name} left in {Period.month(person.left)}"
                hint = "name who has taken over, or say when the indicator ended"
                yield Fault("KPI514", row.places[name].span, message, hint, row.ref)
