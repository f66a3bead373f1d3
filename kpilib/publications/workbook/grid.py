"""The grid of a live sheet: which rows it has, and where the cell of a row and month stands."""

from __future__ import annotations

from typing import NamedTuple

from kpilib.language.syntax import Expression


class Key(NamedTuple):
    """A row of the grid: an indicator, a population, or a step of somebody's formula."""

    #: ``ref``, ``population`` or ``step``
    kind: str
    name: str
    #: of a step: whose `value` it reads, and its number
    value: str | None = None
    number: int = 0


class Step(NamedTuple):
    """A part of a formula that needs a row of its own, because a window goes over it."""

    tree: Expression
    value: str | None
    printed: bool


class Grid:
    """Rows from top to bottom and months from left to right; row and column count from 0.

    Steps are added while formulas are written, below everything else.
    """

    def __init__(self, sheet: str, first: int, last: int, rows: list[Key], offset: int) -> None:
        self.sheet, self.first, self.last = sheet, first, last
        self._offset = offset
        self._rows = {key: number for number, key in enumerate(rows, 1)}
        self._known: dict[tuple[Expression, str | None, bool], Key] = {}
        self.steps: list[tuple[Key, Step]] = []
        #: the months in which something reads a step
        self.asked: dict[Key, set[int]] = {}

    def step(self, tree: Expression, value: str | None, printed: bool) -> Key:
        """Give the row of a step; the same step has one row."""
        known = tree, value, printed
        key = self._known.get(known)
        if key is None:
            key = Key("step", "", value, len(self._known) + 1)
            self._known[known] = key
            self._rows[key] = len(self._rows) + 1
            self.steps.append((key, Step(tree, value, printed)))
        return key

    def has(self, month: int) -> bool:
        """Say whether the grid holds a month."""
        return self.first <= month <= self.last

    def cell(self, key: Key, month: int) -> str:
        """Give the address of a cell."""
        return self.range(key, month, month)

    def range(self, key: Key, first: int, last: int) -> str:
        """Give the address of the cells of some months, both included."""
        from xlsxwriter.utility import xl_range

        if key.kind == "step":
            self.asked.setdefault(key, set()).update(range(max(first, self.first), last + 1))
        row = self._rows[key]
        sheet = self.sheet.replace("'", "''")
        columns = (self._offset + month - self.first for month in (max(first, self.first), last))
        left, right = columns
        return f"'{sheet}'!{xl_range(row, left, row, right)}"
