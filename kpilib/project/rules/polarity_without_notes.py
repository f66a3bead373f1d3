"""KPI504 polarity-without-notes: a polarity does not say why.

What it reports
    An indicator with a polarity and without `notes`.

Why it matters
    Whether more is better is a judgement; a reader has to be able to ask whether it is right.

Example
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      polarity: low is good

Use instead
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
      polarity: low is good
      notes: Fewer contacts are judged good, as help came earlier.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.project.project import Project
from kpilib.values.findings import Fault


def check(project: Project) -> Iterator[Fault]:
    """Give the judged indicators without notes."""
    for row in project.catalogue:
        if row.polarity != "neither" and not row.notes:
            message = f"`{row.ref}` judges `{row.polarity}` and does not say why"
            hint = "add `notes:` with the reason"
            yield Fault("KPI504", row.places["polarity"].span, message, hint, row.ref)
