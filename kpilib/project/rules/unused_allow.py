"""KPI502 unused-allow: an exemption exempts from nothing.

What it reports
    An entry of `allow` whose rule finds nothing to say of the indicator, or whose code is no
    rule's.

Why it matters
    It would silence a fault that comes later, with a reason that was meant for another one.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      allow: {KPI503: no numerator is recorded}

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

from collections.abc import Collection, Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault

CODE = "KPI502"


def check(project: Project) -> Iterator[Fault]:
    """Say nothing: what is unused is known once every other rule has run, see `unused`."""
    return iter(())


def unused(
    project: Project, used: Collection[tuple[str, str]], known: Collection[str]
) -> Iterator[Fault]:
    """Give the exemptions that no finding needed; `used` holds (ref, code)."""
    for row in project.catalogue:
        for code in row.allow:
            span = row.places["allow"].span
            if code not in known:
                message = f"`allow` names `{code}`, and there is no such rule"
                yield Fault(CODE, span, message, "see `kpilib rule`", row.ref)
            elif (row.ref, code) not in used:
                message = f"`allow` exempts from {code}, which finds nothing here"
                yield Fault(CODE, span, message, "delete the entry", row.ref)
