"""What follows from figures that are confidential now and were not before: it is told to nobody.

Reports of the present do not show it, and panels of earlier days are read without it. What was
printed, or was in force, before is held against what it would be without the withheld figures.
"""

from __future__ import annotations

from kpilib.project import Project
from kpilib.reports.assemble import report
from kpilib.reports.model import Report
from kpilib.store.observations import Observation, withheld_cells
from kpilib.store.protocol import Asked

#: a printed cell: a ref, and a month or a column's id
Cell = tuple[str, str]


def texts(of: Report) -> dict[Cell, str]:
    """Return the printed texts of a report by cell."""
    return {(row.ref, name): text for row in of.rows for name, text in row.texts().items()}


def differing(one: Report, other: Report) -> frozenset[Cell]:
    """Return the cells that two reports print differently."""
    before, after = texts(one), texts(other)
    return frozenset(cell for cell in (*before, *after) if before.get(cell) != after.get(cell))


def following(project: Project, of: Report) -> frozenset[Cell]:
    """Return the cells of today's report that would differ if nothing were withheld in it."""
    rows = withheld_rows(project, of.dataset)
    if not rows:
        return frozenset()
    known = project.revealing(of.dataset, rows)
    before = report(known, of.dataset, period=of.period, geography=of.geography)
    return differing(before, of)


def withheld_rows(project: Project, dataset: str) -> list[Observation]:
    """Return the last figure said of each cell that is confidential now, where there is one."""
    refs = project.panel(dataset).confidential_refs()
    if not refs:
        return []
    rows = sorted(project.rows(dataset, Asked(refs)), key=lambda row: row.recorded or "")
    hidden = withheld_cells(rows)
    said = {row.cell: row for row in rows if row.value is not None}
    return [row for cell, row in said.items() if cell in hidden]
