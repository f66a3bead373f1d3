"""What follows from figures that are confidential now and were not before: it is told to nobody.

Reports of the present do not show it, and panels of earlier days are read without it. What was
printed, or was in force, before is held against what it would be without the withheld figures.
"""

from __future__ import annotations

from kpilib.figures.report.assemble import report
from kpilib.figures.report.model import Report
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation, withheld_cells
from kpilib.project.stores.protocol import Asked
from kpilib.values.period import Period

#: a printed cell: a ref, and a month or a column's id
Cell = tuple[str, str]


def texts(of: Report) -> dict[Cell, str]:
    """Return the printed texts of a report by cell."""
    return {(row.ref, name): text for row in of.rows for name, text in row.texts().items()}


def differing(one: Report, other: Report) -> frozenset[Cell]:
    """Return the cells that two reports print differently."""
    before, after = texts(one), texts(other)
    return frozenset(cell for cell in (*before, *after) if before.get(cell) != after.get(cell))


def hidden_cells(project: Project, dataset: str, period: Period) -> frozenset[Cell]:
    """Return the printed cells of a month that follow from what is confidential now."""
    if not project.panel(dataset).confidential_refs():
        return frozenset()
    return following(project, report(project, dataset, period=period))


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
