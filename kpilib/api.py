"""The door for programs: the one place where a folder becomes a project before anything is asked.

Each function takes a `Project` or the path of its folder; what it gives is made a storey below,
where there are projects only.
"""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

from kpilib.project.project import Project
from kpilib.project.validation import read

if TYPE_CHECKING:
    from kpilib.figures.evaluation.evaluation import Evaluation
    from kpilib.figures.explanation.outline import Outline
    from kpilib.figures.reconciliation import Reconciliation
    from kpilib.figures.report.model import Report
    from kpilib.language.catalogue import Catalogue
    from kpilib.language.dataset import Dataset
    from kpilib.project.panel import Panel
    from kpilib.project.stores.observations import Observations
    from kpilib.values.period import Period

#: a project, or the folder of one
Source = Project | str | PathLike[str]


def project_of(source: Source) -> Project:
    """Return the project itself, or read the one of a folder; UsageError where there is none."""
    return source if isinstance(source, Project) else read(source)


def evaluate(
    source: Source | Catalogue,
    observations: Observations | Panel | None = None,
    *,
    dataset: str | Dataset | None = None,
    refs: Iterable[str] | None = None,
    start: str | Period | None = None,
    end: str | Period | None = None,
    as_of: str | None = None,
) -> Evaluation:
    """Evaluate a project's dataset (or its folder's), or a catalogue over observations or a panel.

    `refs` are the rows asked for (default: all), `start` and `end` the first and the last month
    (default: the months observed); `as_of` takes what was recorded by that date, but for what is
    confidential now. Raises UsageError for refs, months and datasets that are not there.
    """
    from kpilib.figures.evaluation.evaluate import evaluate as evaluated

    specs = read(source) if isinstance(source, str | PathLike) else source
    return evaluated(
        specs, observations, dataset=dataset, refs=refs, start=start, end=end, as_of=as_of
    )


def report(
    source: Source = ".",
    dataset: str | None = None,
    *,
    period: str | Period | None = None,
    geography: str | None = None,
    as_of: str | None = None,
) -> Report:
    """Assemble the report of a dataset for a month (default: the last observed) and a geography.

    Raises UsageError where dataset, month or geography are not there; rows whose formulas are
    wrong have no values.
    """
    from kpilib.figures.report.assemble import report as assembled

    project = project_of(source)
    return assembled(project, dataset, period=period, geography=geography, as_of=as_of)


def reconcile(
    source: Source = ".", dataset: str | None = None, *, period: str | Period
) -> Reconciliation:
    """Compare what was printed for a month with the report that the specs give.

    Raises UsageError where nothing is recorded as printed for that month.
    """
    from kpilib.figures.reconciliation import reconcile as reconciled

    return reconciled(project_of(source), dataset, period=period)


def explain(
    source: Source,
    ref: str,
    period: str | Period,
    geography: str | None = None,
    *,
    dataset: str | None = None,
) -> Outline:
    """Return how a row's figures of a month came about, as an outline; ``str()`` prints it.

    Raises UsageError for a ref, period, geography or dataset that is not there.
    """
    from kpilib.figures.explanation.explain import explain as explained

    return explained(project_of(source), ref, period, geography, dataset=dataset)
