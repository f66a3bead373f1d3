"""Which figures are provisional (p) or were restated (r): collected ones, and what reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

from kpilib.language.catalogue import Catalogue
from kpilib.language.reach import cells_read
from kpilib.language.syntax import Expression
from kpilib.project.stores.observations import Observation
from kpilib.values.reasons import lifecycle

Mark = Literal["p", "r"]
#: a ref and a month
_Cell: TypeAlias = tuple[str, int]
#: what stands behind a marked figure: provisional, restated
MARKS: tuple[Mark, ...] = ("p", "r")


def observed_marks(rows: Iterable[Observation]) -> dict[tuple[str, int], Mark]:
    """Give the marks of the cells of one geography by ref and month.

    A cell says itself that it is provisional or revised; a value that took the place of another
    is restated whether it says so or not. The first time that a value is given is no restatement.
    """
    cells: dict[tuple[str, int], list[Observation]] = {}
    for row in rows:
        cells.setdefault((row.ref, row.month), []).append(row)
    marks: dict[tuple[str, int], Mark] = {}
    for key, several in cells.items():
        last = max(several, key=lambda row: row.recorded or "")
        if last.value is None:
            continue
        if last.marker in ("p", "r"):
            marks[key] = "p" if last.marker == "p" else "r"
        elif any(_differs(row.value, last.value) for row in several if row is not last):
            marks[key] = "r"
    return marks


def _differs(value: str | None, last: str) -> bool:
    """Say whether a value is another number than the last one, however it is written."""
    return bool(value) and value != last and Fraction(str(value)) != Fraction(last)


class Marks:
    """The marks of all rows of a catalogue; a formula takes those of whatever it reads."""

    def __init__(self, catalogue: Catalogue, observed: Mapping[tuple[str, int], Mark]) -> None:
        self._catalogue, self._observed = catalogue, observed
        self._first = min((month for _, month in observed), default=0)
        self._reads: dict[_Cell, frozenset[_Cell]] = {}

    def of(self, ref: str, month: int) -> Mark | None:
        """Return the mark of a figure: provisional before restated."""
        return self._gravest({(ref, month)})

    def of_column(self, tree: Expression, ref: str, month: int) -> Mark | None:
        """Return the mark of what a column's bound formula makes of a row in a month."""
        return self._gravest(self._cells(tree, ref, month)) if self._observed else None

    def _gravest(self, cells: Iterable[_Cell]) -> Mark | None:
        """Return the gravest mark of some cells and of all that they are worked out from."""
        if not self._observed:
            return None
        found: set[Mark] = set()
        seen = set(cells)
        stack = list(seen)
        while stack and "p" not in found:
            cell = stack.pop()
            if not self._lives(*cell):
                continue
            if mark := self._observed.get(cell):
                found.add(mark)
            new = self._inputs(cell) - seen
            seen |= new
            stack += new
        return "p" if "p" in found else "r" if found else None

    def _inputs(self, cell: _Cell) -> frozenset[_Cell]:
        if cell not in self._reads:
            tree = self._catalogue.bound.get(cell[0])
            found = self._cells(tree, *cell) if tree is not None else frozenset[_Cell]()
            self._reads[cell] = found
        return self._reads[cell]

    def _cells(self, tree: Expression, ref: str, month: int) -> frozenset[_Cell]:
        read = cells_read(tree, month)
        return frozenset((name or ref, when) for name, when in read if when >= self._first)

    def _lives(self, ref: str, month: int) -> bool:
        """Return whether a row may have a figure: one that is collected may be backdated."""
        row = self._catalogue[ref]
        introduced = row.introduced if row.formula is not None else None
        return not lifecycle(month, introduced, row.ended)
