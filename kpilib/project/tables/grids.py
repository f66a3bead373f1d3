"""A file of figures as a grid of cells, each with its address: text tables and workbooks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from kpilib.project.tables import number_formats
from kpilib.project.tables.sheet_facts import Facts
from kpilib.values.findings import Span

#: what a cell may hold
Raw = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | None
#: a range of merged cells: first row and column, last row and column, from 0
Merged = tuple[int, int, int, int]


class Looks:
    """What the cells of a sheet show that their values do not say; of a text table nothing."""

    def __init__(self, facts: Facts | None = None, formats: Sequence[str] = ()) -> None:
        self.facts = facts or Facts()
        self._formats = formats

    def _format(self, row: int, column: int) -> str:
        styles = self.facts.styles.get(row, ())
        number = styles[column] if column < len(styles) else 0
        return self._formats[number] if number < len(self._formats) else "General"

    def shown(self, row: int, column: int, value: float | datetime.date) -> str | None:
        """Return what a cell shows of a number or a date; None where that cannot be told."""
        printed = self.facts.printed.get(row, {}).get(column)
        if printed is not None:
            return printed
        return number_formats.shown(self._format(row, column), value)

    def has_format(self, row: int, column: int) -> bool:
        """Say whether a number is shown otherwise than as it is."""
        printed = self.facts.printed.get(row, {}).get(column)
        return printed is not None or self._format(row, column) not in ("General", "@")

    def is_masked(self, row: int, column: int) -> bool:
        """Say whether a conditional format may show the cell as something else."""
        return any(
            top <= row <= bottom and left <= column <= right
            for top, left, bottom, right in self.facts.masked
        )


class Grid(NamedTuple):
    """The cells of one table or sheet, rows first."""

    file: str
    #: None for a text table
    sheet: str | None
    rows: Sequence[Sequence[Raw]]
    #: the line on which each row of a text table begins
    lines: Sequence[int] = ()
    merged: Sequence[Merged] = ()
    looks: Looks = Looks()
    #: what separates the cells of a text table
    separator: str | None = None
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    #: the other sheets that have cells and are not hidden
    unread: tuple[str, ...] = ()

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell as a spreadsheet does: ``Data!C5``; of text: line 5."""
        if self.sheet is None:
            return f"line {self.lines[row]}, cell {column + 1}"
        return f"{self.sheet}!{letters(column)}{row + 1}"

    def span(self, row: int, column: int) -> Span:
        """Return the place of a cell."""
        line = self.lines[row] if self.sheet is None else row + 1
        return Span(self.file, line, column + 1, line, column + 2)

    def at(self, row: int, column: int) -> Raw:
        """Return a cell; None beyond the edge; an error of a formula as its text."""
        if self.sheet is not None and (row, column) in self.looks.facts.errors:
            return self.looks.facts.errors[row, column]
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None


def letters(column: int) -> str:
    """Return the letters of a column counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
