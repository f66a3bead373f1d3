r"""KPI512 look-alike-ref: a ref holds letters of another alphabet that look like ours.

What it reports
    A ref with letters that are not Latin beside Latin ones, such as a Cyrillic А for an A.

Why it matters
    The ref looks like another one and is not it; nobody who types it will find it.

Example
    # file: indicators/example.yaml
    - ref: "M\u0410"
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow

Use instead
    # file: indicators/example.yaml
    - ref: MA
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


def check(project: Project) -> Iterator[Fault]:
    """Give the refs that mix alphabets."""
    for row in project.catalogue:
        if row.ref.isascii():
            continue
        odd = next((c for c in row.ref if c.isalpha() and not c.isascii() and not _latin(c)), None)
        if odd is not None and any(c.isascii() and c.isalpha() for c in row.ref):
            message = f"`{row.ref}` holds {_name(odd)}, which looks like a Latin letter"
            yield Fault("KPI512", row.span, message, "type the ref anew", row.ref)


def _latin(character: str) -> bool:
    return "LATIN" in _name(character)


def _name(character: str) -> str:
    import unicodedata

    return unicodedata.name(character, f"U+{ord(character):04X}")
