"""Which printed cells differ between two reports: what moved since an earlier vintage."""

from __future__ import annotations

import datetime

from kpilib.figures.report.assemble import report
from kpilib.figures.report.model import Changes, MovedCell, Report
from kpilib.figures.report.withheld import differing
from kpilib.project.project import Project
from kpilib.values.wording.locale import locale


def moved(before: Report, after: Report) -> tuple[MovedCell, ...]:
    """Give the cells whose printed text differs, in printed order; None where a side has none."""
    earlier = {row.ref: row.texts() for row in before.rows}
    found = []
    for row in after.rows:
        old = earlier.pop(row.ref, {})
        now = row.texts()
        for name in dict.fromkeys((*now, *old)):
            if now.get(name) != old.get(name):
                found.append(MovedCell(row.ref, name, old.get(name), now.get(name)))
    for ref, old in earlier.items():
        found += [MovedCell(ref, name, text, None) for name, text in old.items()]
    return tuple(found)


def with_changes(project: Project, after: Report, as_of: str | None, since: str | None) -> Report:
    """Return a report with what moved in it since a day (default: before the last vintage).

    Of a cell that follows from a figure which is confidential now, nothing is told that it said.
    """
    day = since or _before_the_last(project, after.dataset, as_of)
    if day is None:
        return after._replace(changes=Changes(None, ()))
    told, known = (
        report(one, after.dataset, period=after.period, geography=after.geography, as_of=day)
        for one in (project, project.restricted())
    )
    hidden = differing(told, known)
    withheld = locale(after.locale).say("report.withheld")
    cells = [
        cell._replace(before=withheld) if (cell.ref, cell.column) in hidden else cell
        for cell in moved(known, after)
    ]
    return after._replace(changes=Changes(day, tuple(cells)))


def _before_the_last(project: Project, dataset: str, as_of: str | None) -> str | None:
    """Give the day before the last on which something was recorded; None without a second one."""
    known = [day for day in project.days(dataset) if as_of is None or day <= as_of]
    if not known or known[-1] == "" or len(known) < 2:
        return None
    day = datetime.date.fromisoformat(known[-1]) - datetime.timedelta(days=1)
    return day.isoformat()
