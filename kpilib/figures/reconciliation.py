"""Reconcile: every printed cell of a report against the one the specs give."""

from __future__ import annotations

from typing import NamedTuple

from kpilib.figures.report.assemble import report
from kpilib.figures.report.withheld import following, texts
from kpilib.language.dataset import Difference
from kpilib.project.project import Project
from kpilib.values.errors import UsageError
from kpilib.values.findings import Fault
from kpilib.values.period import Period

#: what is told of a printed cell that follows from a figure which is confidential now
WITHHELD = "withheld"


class CellDifference(NamedTuple):
    """A cell whose printed and computed texts differ; None where one side has no such cell.

    `printed` is *withheld* where it follows from a figure that is confidential now.
    """

    ref: str
    column: str
    printed: str | None
    computed: str | None
    #: the declared reason, None where there is none
    reason: str | None
    #: the declaration names other texts than are seen
    stale: bool


class Reconciliation(NamedTuple):
    """The count of all cells, and those that differ or are declared to."""

    dataset: str
    period: str
    cells: int
    equal: int
    explained: int
    unexplained: int
    stale: int
    differences: tuple[CellDifference, ...]
    #: what was wrong with the file of published cells
    faults: tuple[Fault, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Say whether every cell is equal or truly explained."""
        return not (self.unexplained or self.stale or self.faults)


def reconcile(
    project: Project,
    dataset: str | None = None,
    *,
    period: str | Period,
) -> Reconciliation:
    """Compare what was printed for a month with the report that the specs give.

    Raises UsageError where nothing is recorded as printed for that month.
    """
    chosen = project.dataset(dataset)
    assembled = report(project, chosen.dataset, period=period)
    cells, faults = project.published(chosen.dataset, assembled.period)
    if cells is None:
        message = f"no published cells of {assembled.period}: import the printed table first"
        raise UsageError(message)
    printed: dict[tuple[str, str], str] = {}
    twice = []
    for cell in cells:
        if (cell.ref, cell.column) in printed:
            message = f"`{cell.ref}`, {cell.column} is printed twice"
            twice.append(Fault("KPI402", cell.span, message, "keep one of the two", None))
        printed.setdefault((cell.ref, cell.column), cell.printed)
    computed = texts(assembled)
    month = Period.parse(assembled.period).first
    declared = {(d.ref, d.column): d for d in chosen.differences if d.period == month}
    found = _compared(
        chosen.dataset, assembled.period, printed, computed, declared, (*faults, *twice)
    )
    hidden = following(project, assembled) if found.differences else frozenset()
    told = (
        one._replace(printed=WITHHELD)
        if (one.ref, one.column) in hidden and one.printed is not None
        else one
        for one in found.differences
    )
    return found._replace(differences=tuple(told))


def _compared(
    dataset: str,
    period: str,
    printed: dict[tuple[str, str], str],
    computed: dict[tuple[str, str], str],
    declared: dict[tuple[str, str], Difference],
    faults: tuple[Fault, ...],
) -> Reconciliation:
    differences = []
    equal = explained = unexplained = stale = 0
    cells = dict.fromkeys((*computed, *printed))
    for key in cells:
        ours, theirs, known = computed.get(key), printed.get(key), declared.get(key)
        outdated = known is not None and (known.printed != theirs or known.computed != ours)
        same = ours is not None and ours == theirs
        equal += same
        one_sided = ours is None or theirs is None
        explained += not same and known is not None and not one_sided
        unexplained += not same and (known is None or one_sided)
        stale += outdated
        if not same or outdated:
            reason = known.reason if known else None
            differences.append(CellDifference(*key, theirs, ours, reason, outdated))
    for key, known in declared.items():
        if key not in cells:
            stale += 1
            differences.append(CellDifference(*key, None, None, known.reason, True))
    return Reconciliation(
        dataset, period, len(cells), equal, explained, unexplained, stale, tuple(differences),
        faults,
    )  # fmt: skip
