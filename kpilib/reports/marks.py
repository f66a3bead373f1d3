"""Which figures are provisional (p) or were restated (r): collected ones, and what reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from kpilib.formula.reach import readings
from kpilib.spec.catalogue import Catalogue
from kpilib.store.observations import Observation

Mark = Literal["p", "r"]
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
        self._reads: dict[str, dict[str | None, tuple[int, ...]]] = {}

    def of(self, ref: str, month: int) -> Mark | None:
        """Give the mark of a figure: provisional before restated."""
        if not self._observed:
            return None
        found: set[Mark] = set()
        seen = {(ref, month)}
        stack = [(ref, month)]
        while stack and "p" not in found:
            name, when = stack.pop()
            if mark := self._observed.get((name, when)):
                found.add(mark)
            for read, ago in self._readings(name).items():
                for months in ago:
                    cell = (read or name, when - months)
                    if cell[1] >= self._first and cell not in seen:
                        seen.add(cell)
                        stack.append(cell)
        return "p" if "p" in found else "r" if found else None

    def _readings(self, ref: str) -> Mapping[str | None, tuple[int, ...]]:
        if ref not in self._reads:
            tree = self._catalogue.bound.get(ref)
            self._reads[ref] = readings(tree) if tree is not None else {}
        return self._reads[ref]
