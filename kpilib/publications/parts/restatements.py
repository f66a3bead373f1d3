"""Figures that were restated: what each cell said, and from which day."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from kpilib.project.stores.observations import Observation
from kpilib.publications.parts.definitions import Definitions
from kpilib.values.reasons import CONFIDENTIAL, MARKERS, TEXT
from kpilib.values.wording.reasons import in_short


class Vintage(NamedTuple):
    """What a cell said from a day on; the day is None where it was known from the start."""

    recorded: str | None
    value: str
    note: str


class Restatement(NamedTuple):
    """One month's figure that did not stay as it was, the earliest first."""

    month: int
    vintages: tuple[Vintage, ...]


def restatements(
    rows: Iterable[Observation], definitions: Definitions, last: int, as_of: str | None = None
) -> dict[str, tuple[Restatement, ...]]:
    """Return the restated figures of one geography by ref, by month, up to a last month.

    A figure is restated where a later row says something else of the same month, recorded by
    `as_of`. Of one that is confidential now nothing is told that it said before.
    """
    cells: dict[tuple[str, int], list[Observation]] = {}
    for row in rows:
        if row.month <= last:
            cells.setdefault((row.ref, row.month), []).append(row)
    found: dict[str, list[Restatement]] = {}
    for (ref, month), several in sorted(cells.items()):
        if len(several) < 2:
            continue
        ordered = sorted(several, key=lambda row: row.recorded or "")
        hidden = ordered[-1].is_withheld
        if as_of is not None:
            ordered = [row for row in ordered if (row.recorded or "") <= as_of]
        if len({_said(row) for row in ordered}) > 1:
            told = tuple(_vintage(row, definitions, hidden=hidden) for row in ordered)
            found.setdefault(ref, []).append(Restatement(month, told))
    return {ref: tuple(several) for ref, several in found.items()}


def _said(row: Observation) -> Fraction | str:
    return Fraction(row.value) if row.value else (row.marker or "x")


def _vintage(row: Observation, definitions: Definitions, *, hidden: bool) -> Vintage:
    said = definitions.said
    if hidden:
        return Vintage(row.recorded, in_short(TEXT[CONFIDENTIAL], said), "")
    text = said.number(row.value) if row.value else in_short(TEXT[MARKERS[row.marker or "x"]], said)
    return Vintage(row.recorded, text, row.note or "")
