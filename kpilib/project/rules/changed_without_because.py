"""KPI513 changed-without-because: a definition changed and nobody says why.

What it reports
    Indicators whose formula, unit, measure, denominator, per, polarity or breaks differ from the
    base (`validate --base`), where neither `because` was written anew nor a new line of
    CHANGELOG.md names the ref. Only where the project file says `require_because = true`. Writing
    out what is in force already, such as an inferred unit or a default, is no difference.

Why it matters
    A reader next year sees a figure that moved, and finds no reason for it.

Example
    # file: kpilib.toml
    require_because = true
    # base: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: stock

Use instead
    # file: kpilib.toml
    require_because = true
    # base: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: flow
    # file: indicators/example.yaml
    - ref: A
      title: Contacts received
      area: mash
      owner: ann
      unit: count
      measure: stock
      because: The return counts those open at the end of the month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpilib.language.model import Indicator
from kpilib.project.project import Project
from kpilib.values.findings import Fault

_DEFINING = ("formula", "unit", "measure", "denominator", "per", "polarity", "breaks")


def check(project: Project) -> Iterator[Fault]:
    """Give the indicators whose definition changed without a reason."""
    if project.base is None:
        return
    # the formula language is loaded where it is needed, and not by every `validate`
    from kpilib.language.in_force import differs

    base, head = project.base.catalogue, project.catalogue
    names = {old.ref: row.ref for row in head if (old := _renamed(project, row))}
    told = _named(_new_lines(project.base, project), [row.ref for row in project.catalogue])
    for row in project.catalogue:
        old = base.indicators.get(row.ref) or _renamed(project, row)
        if old is None or (row.because is not None and old.because != row.because):
            continue
        changed = [name for name in _DEFINING if differs(base, old, head, row, name, names)]
        if changed and row.ref not in told:
            what = ", ".join(f"`{name}`" for name in changed)
            message = f"{what} of `{row.ref}` changed, and nothing says why"
            hint = "say it in `because:`, or in a new line of CHANGELOG.md that names the ref"
            yield Fault("KPI513", row.span, message, hint, row.ref)


def _new_lines(base: Project, head: Project) -> list[str]:
    old = set(_lines(base))
    return [line for line in _lines(head) if line not in old]


def _lines(project: Project) -> list[str]:
    try:
        data = (project.root / "CHANGELOG.md").read_bytes()[:1_000_000]
    except OSError:
        return []
    return data.decode("utf-8", "replace").splitlines()


def _named(lines: list[str], refs: list[str]) -> set[str]:
    """Give the refs that stand in some lines as words; the longest name counts in each place."""
    every = "|".join(re.escape(ref) for ref in sorted(refs, key=len, reverse=True))
    if not every or not lines:
        return set()
    form = re.compile(rf"(?<![\w-])(?:{every})(?![\w-])")
    return {match[0] for line in lines for match in form.finditer(line)}


def _renamed(project: Project, row: Indicator) -> Indicator | None:
    """Return what a new ref was called before: the one that went and has its title."""
    assert project.base is not None
    if row.ref in project.base.catalogue:
        return None
    gone = [
        old
        for old in project.base.catalogue
        if old.title == row.title and old.ref not in project.catalogue
    ]
    return gone[0] if len(gone) == 1 else None
