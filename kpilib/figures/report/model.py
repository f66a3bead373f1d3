"""A report as values: rows, their months and their columns, each with its printed text."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from kpilib.figures.report.marks import MARKS, Mark
from kpilib.values.change import Direction, Judgement, Polarity
from kpilib.values.wording.languages import DEFAULT


class PeriodCell(NamedTuple):
    """The figure of one month: unrounded, as printed, and why there is none."""

    period: str
    value: float | None
    text: str
    reason: str | None
    #: p provisional, r restated, None neither
    mark: Mark | None = None


class ColumnCell(NamedTuple):
    """The figure of a column: for a change also rounded, its direction and judgement."""

    value: float | None
    text: str
    reason: str | None
    is_change: bool = False
    rounded: float | None = None
    direction: Direction | None = None
    judgement: Judgement | None = None
    #: of a comparator, what was in force in each printed month, None before its first figure
    in_force: tuple[float | None, ...] = ()
    #: p provisional, r restated: of any figure that it is worked out from
    mark: Mark | None = None


def with_mark(cell: PeriodCell | ColumnCell) -> str:
    """Return the text of a cell and the mark of its figure: ``18 (r)``."""
    return f"{cell.text} ({cell.mark})" if cell.mark else cell.text


class Kind(NamedTuple):
    """What a column is: the outermost function of its formula, or a comparator."""

    #: ``change``, ``mean``, ...; ``comparator``; empty where a formula is no call
    name: str
    #: looked back, or over
    months: int | None = None
    #: whether it is of the row's own figure
    of_value: bool = False
    #: a difference and not a percentage
    points: bool = False
    #: the name of the body whose figures it shows
    body: str | None = None


class ReportRow(NamedTuple):
    """One indicator: names from the registers, None where there is none."""

    ref: str
    title: str
    area: str | None
    owner: str | None
    accountable: str | None
    unit: str | None
    measure: str | None
    polarity: Polarity
    values: tuple[PeriodCell, ...]
    columns: Mapping[str, ColumnCell]
    commentary: str | None

    def marked(self) -> dict[str, str]:
        """Return the texts with their marks, for people: ``18 (r)``."""
        texts = {cell.period: with_mark(cell) for cell in self.values}
        return texts | {name: with_mark(cell) for name, cell in self.columns.items()}

    def texts(self) -> dict[str, str]:
        """Give the printed text of every cell by month and column id."""
        texts = {cell.period: cell.text for cell in self.values}
        return texts | {name: cell.text for name, cell in self.columns.items()}


class MovedCell(NamedTuple):
    """A printed cell that says something else than before; None where a side has no such cell."""

    ref: str
    #: a month or a column's id
    column: str
    before: str | None
    after: str | None


class Changes(NamedTuple):
    """What moved in a report since a day; None: there is no earlier vintage."""

    since: str | None
    cells: tuple[MovedCell, ...]


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
    #: column id to what it is
    kinds: Mapping[str, Kind]
    #: from this many percent on the arrow points
    threshold: Fraction = Fraction(10)
    locale: str = DEFAULT
    #: the declared name of the geography, its id where none is declared
    place: str = ""
    #: None where nobody asked
    changes: Changes | None = None

    def _repr_html_(self) -> str:
        """Give the report as a table, for notebooks; page and workbook say more."""
        from kpilib.values.safe import html_table

        heads = ("Ref", "Title", *self.periods[-1:], *self.headings.values())
        rows = [
            (row.ref, row.title, *(cell.text for cell in row.values[-1:]),
             *(cell.text for cell in row.columns.values()))
            for row in self.rows
        ]  # fmt: skip
        return html_table(f"{self.title}, {self.period}, {self.place}", heads, rows)

    def marks(self) -> tuple[Mark, ...]:
        """Return the marks that stand somewhere in it."""
        found = {cell.mark for row in self.rows for cell in row.values}
        found |= {cell.mark for row in self.rows for cell in row.columns.values()}
        return tuple(mark for mark in MARKS if mark in found)
