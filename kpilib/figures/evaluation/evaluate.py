"""Evaluate a catalogue over observations."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from kpilib.figures.evaluation.blocks import Blocks
from kpilib.figures.evaluation.evaluation import Evaluation
from kpilib.figures.evaluation.frame import Rules
from kpilib.figures.evaluation.padding import covered
from kpilib.language.catalogue import Catalogue
from kpilib.language.columns import Columns
from kpilib.language.dataset import Dataset
from kpilib.language.syntax import Expression
from kpilib.project.panel import Panel
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observations
from kpilib.project.stores.panel import panel_of
from kpilib.values.errors import UsageError
from kpilib.values.period import Period, asked_month, in_order


def evaluate(
    source: Project | Catalogue,
    observations: Observations | Panel | None = None,
    *,
    dataset: str | Dataset | None = None,
    refs: Iterable[str] | None = None,
    start: str | Period | None = None,
    end: str | Period | None = None,
    as_of: str | None = None,
) -> Evaluation:
    """Evaluate a project's dataset, or a catalogue over observations or a panel.

    `refs` are the rows asked for (default: all), `start` and `end` the first and the last month
    (default: the months observed); `as_of` takes what was recorded by that date, but for what is
    confidential now. Raises UsageError for refs, months and datasets that are not there.
    """
    columns: Columns | None = None
    source = source.known_by(as_of)
    if isinstance(source, Project):
        catalogue = source.catalogue
        chosen = _dataset(source, dataset)
        if chosen is not None:
            columns = source.specs.columns.get(chosen.dataset)
            catalogue = columns.catalogue if columns else catalogue
            if observations is None:
                observations = source.panel(chosen.dataset, as_of)
    else:
        catalogue = source
        chosen = dataset if isinstance(dataset, Dataset) else None
    if observations is None:
        raise UsageError("nothing to evaluate: a catalogue needs observations or a panel")
    if chosen is not None and columns is None:
        columns = Columns(catalogue, chosen)
    rules = Rules(chosen.rounding, chosen.change, chosen.geography) if chosen else Rules()
    if isinstance(observations, Observations):
        every = observations
        observations = panel_of(every.as_of(as_of), rules.geography)
        if as_of is not None:
            observations = observations.withholding(panel_of(every, rules.geography))
    return _evaluation(catalogue, observations, (chosen, columns), rules, refs, (start, end))


def _dataset(project: Project, dataset: str | Dataset | None) -> Dataset | None:
    if isinstance(dataset, Dataset):
        return dataset
    if dataset is None and not project.datasets:
        return None
    return project.dataset(dataset)


def _evaluation(
    catalogue: Catalogue,
    panel: Panel,
    of: tuple[Dataset | None, Columns | None],
    rules: Rules,
    refs: Iterable[str] | None,
    asked: tuple[str | Period | None, str | Period | None],
) -> Evaluation:
    chosen, columns = of
    wanted = tuple(catalogue.indicators) if refs is None else catalogue.asked(refs)
    stretch = _stretch(panel, *asked)
    trees: list[Expression] = []
    if chosen is not None and columns is not None and wanted:
        for column in chosen.columns:
            bound = (columns.bound(column, ref) for ref in wanted)
            trees += [found[1] for found in islice(filter(None, bound), 1)]
    first = covered(catalogue, panel, stretch, trees)
    blocks = Blocks(catalogue, panel, first, stretch[1] - first + 1, rules.geography)
    return Evaluation(blocks, wanted, stretch, rules, chosen, columns)


def _stretch(panel: Panel, start: str | Period | None, end: str | Period | None) -> tuple[int, int]:
    first = asked_month(start) if start is not None else panel.first
    last = asked_month(end) if end is not None else panel.first + panel.months - 1
    if not panel.months and (start is None or end is None):
        raise UsageError("nothing is observed, so the months have to be named")
    return in_order(first, last)
