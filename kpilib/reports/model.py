"""A report as values: rows, their months and their columns, each with its printed text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kpilib.series.change import Direction, Judgement


class PeriodCell(NamedTuple):
    """The figure of one month: unrounded, as printed, and why there is none."""

    period: str
    value: float | None
    text: str
    reason: str | None


class ColumnCell(NamedTuple):
    """The figure of a column: for a change also rounded, its direction and judgement."""

    value: float | None
    text: str
    reason: str | None
    is_change: bool = False
    rounded: float | None = None
    direction: Direction | None = None
    judgement: Judgement | None = None


class ReportRow(NamedTuple):
    """One indicator: names from the registers, None where there is none."""

    ref: str
    title: str
    area: str | None
    owner: str | None
    accountable: str | None
    unit: str | None
    measure: str | None
    polarity: str
    values: tuple[PeriodCell, ...]
    columns: Mapping[str, ColumnCell]
    commentary: str | None

    def texts(self) -> dict[str, str]:
        """Give the printed text of every cell by month and column id."""
        texts = {cell.period: cell.text for cell in self.values}
        return texts | {name: cell.text for name, cell in self.columns.items()}


class Report(NamedTuple):
    """One dataset for one month and geography."""

    dataset: str
    geography: str
    title: str
    period: str
    periods: tuple[str, ...]
    #: column id to printed heading, in the dataset's order
    headings: Mapping[str, str]
    rows: tuple[ReportRow, ...]
