"""The published figures of a side, and which of them differ between two sides.

Arrays are compared first; texts are made only of cells in which something differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.difference.side import Side
from kpilib.figures.evaluation.evaluate import evaluate
from kpilib.figures.evaluation.evaluation import Evaluation
from kpilib.figures.evaluation.line import Line
from kpilib.figures.evaluation.tidying import reasons_of
from kpilib.figures.report.assemble import Assembly, ColumnLines
from kpilib.language.columns import printed_rows, prints
from kpilib.language.dataset import Column
from kpilib.values.change import Direction, Judgement
from kpilib.values.period import FIRST_YEAR, Period

#: a printed cell: ref, a month or a column's id, geography
Key = tuple[str, str, str]


class Shown(NamedTuple):
    """What a printed cell shows."""

    text: str
    direction: Direction | None = None
    judgement: Judgement | None = None


class View:
    """The printed rows of a side in the report of a month, for all geographies."""

    def __init__(self, side: Side, month: int, refs: frozenset[str] | None) -> None:
        self.side, self.month = side, month
        rows = printed_rows(side.project.catalogue, side.dataset)
        self.rows = {row.ref: row for row in rows if refs is None or row.ref in refs}
        self._assemblies: dict[str, Assembly] = {}
        #: columns that the assemblies of all places share
        self._lines: ColumnLines = {}

    @cached_property
    def evaluation(self) -> Evaluation:
        """The rows, evaluated over the printed months."""
        dataset = self.side.dataset
        first = max(self.month - dataset.window + 1, FIRST_YEAR * 12)
        return evaluate(
            self.side.project, dataset=dataset, refs=self.rows,
            start=Period.month(first), end=Period.month(self.month),
        )  # fmt: skip

    @cached_property
    def periods(self) -> dict[str, int]:
        """The printed months, and the place of each."""
        return {str(period): place for place, period in enumerate(self.evaluation.periods)}

    def assembly(self, place: str) -> Assembly:
        """Give what prints the cells of a geography."""
        found = self._assemblies.get(place)
        if found is None:
            side = self.side
            found = Assembly(
                side.project, side.dataset, self.evaluation, self.month, place, self._lines
            )
            self._assemblies[place] = found
        return found

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns of the dataset by id."""
        return {column.id: column for column in self.side.dataset.columns}

    def shown(self, key: Key) -> Shown | None:
        """Give what a cell shows; None where the report has no such cell."""
        ref, column, place = key
        row = self.rows.get(ref)
        if row is None or place not in self.evaluation.frame.places:
            return None
        if column in self.periods:
            return Shown(self.assembly(place).month_cell(ref, self.periods[column]).text)
        declared = self.columns.get(column)
        if declared is None:
            return None
        cell = self.assembly(place).column(row, declared)
        return Shown(cell.text, cell.direction, cell.judgement)

    def reason(self, key: Key) -> str | None:
        """Return why a cell shows no figure; None where it shows one, or is not there."""
        ref, column, place = key
        row = self.rows.get(ref)
        if row is None or place not in self.evaluation.frame.places:
            return None
        if column in self.periods:
            return self.assembly(place).month_cell(ref, self.periods[column]).reason
        declared = self.columns.get(column)
        return self.assembly(place).column(row, declared).reason if declared else None

    def headings(self) -> dict[str, str]:
        """Give the headings of the columns by id."""
        return self.assembly(self.evaluation.geographies[0]).headings()

    def keys(self, ref: str) -> Iterator[Key]:
        """Give every cell of a row."""
        if ref in self.rows:
            for place in self.evaluation.geographies:
                for column in (*self.periods, *self.columns):
                    yield ref, column, place

    def wording(self, ref: str) -> tuple[Any, ...]:
        """Give what the texts of a row depend on beside its figures and reasons."""
        line, row = self.evaluation[ref], self.side.project.catalogue[ref]
        return (
            line.unit, line.decimals, row.introduced, row.ended, self.rows[ref].columns,
            tuple(sorted(self.side.dataset.empty_cells.items())), self.evaluation.polarity(ref),
            self.evaluation.geographies, self.evaluation.periods, self.side.dataset.locale,
        )  # fmt: skip


class Differences(NamedTuple):
    """The cells that differ, and how many differ in their exact value only."""

    cells: dict[Key, tuple[Shown | None, Shown | None]]
    exact_only: int


def differences(a: View, b: View, refs: Iterable[str] | None = None) -> Differences:
    """Compare the printed cells of two views, of some rows or of all."""
    cells: dict[Key, tuple[Shown | None, Shown | None]] = {}
    exact = 0
    wanted = dict.fromkeys((*a.rows, *b.rows)) if refs is None else refs
    alike = _same_columns(a, b)
    for ref in wanted:
        if ref in a.rows and ref in b.rows and alike and a.wording(ref) == b.wording(ref):
            keys, hidden = _candidates(a, b, ref)
            exact += hidden
        else:
            keys = dict.fromkeys((*a.keys(ref), *b.keys(ref)), False)
        for key in keys:
            before, after = a.shown(key), b.shown(key)
            if before != after:
                cells[key] = before, after
            elif keys[key]:
                exact += 1
    return Differences(cells, exact)


def _same_columns(a: View, b: View) -> bool:
    one, two = ([(c.id, c.comparator) for c in v.side.dataset.columns] for v in (a, b))
    return one == two


def _candidates(a: View, b: View, ref: str) -> tuple[dict[Key, bool], int]:
    """Give the cells in which something printed may differ (True: the exact value does too).

    And how many of the others differ in their exact value.
    """
    keys: dict[Key, bool] = {}
    hidden = 0
    places, periods = a.evaluation.geographies, tuple(a.periods)
    printed, exact = _mask(a, b, a.evaluation[ref], b.evaluation[ref])
    for place, month in np.argwhere(printed).tolist():
        keys[ref, periods[month], places[place]] = bool(exact[place, month])
    hidden += int((exact & ~printed).sum())
    for column in b.side.dataset.columns:
        if not prints(b.rows[ref], column):
            continue
        if column.comparator is not None:
            if _comparators(a, b, ref, column.comparator):
                keys |= {(ref, column.id, place): False for place in places}
            continue
        one, two = a.evaluation.column(ref, column.id), b.evaluation.column(ref, column.id)
        if one is None or two is None:
            if (one is None) != (two is None):
                keys |= {(ref, column.id, place): False for place in places}
            continue
        printed, exact = _mask(a, b, one, two)
        for place in np.flatnonzero(printed[:, -1]).tolist():
            keys[ref, column.id, places[place]] = bool(exact[place, -1])
        hidden += int((exact & ~printed)[:, -1].sum())
    return keys, hidden


def _mask(a: View, b: View, one: Line, two: Line) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say where two lines may print something else, and where their exact values differ."""
    texts: dict[str, int] = {}
    reasons = reasons_of(one, texts), reasons_of(two, texts)
    empty = (reasons[0] >= 0) & (reasons[1] >= 0)
    printed = (one.rounded != two.rounded) & ~empty
    printed |= reasons[0] != reasons[1]
    if one.is_change and two.is_change:
        printed |= one.direction != two.direction
    if (one.unit, one.decimals, one.is_change) != (two.unit, two.decimals, two.is_change):
        printed = np.ones_like(printed)
    return printed, (one.values != two.values) & ~empty


def _comparators(a: View, b: View, ref: str, comparator: str) -> bool:
    """Say whether the figures of a comparator may differ for a row."""

    def values(view: View) -> tuple[Any, ...]:
        found = view.side.registers.comparators.get(comparator)
        return tuple(value for value in found.values if value.ref == ref) if found else ()

    def settings(view: View) -> tuple[Any, ...]:
        dataset, catalogue = view.side.dataset, view.side.project.catalogue
        return dataset.geography, dataset.rounding, catalogue.type_of(ref)

    return values(a) != values(b) or settings(a) != settings(b)
