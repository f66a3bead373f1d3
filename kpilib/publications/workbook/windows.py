"""Windows as formulas of Excel: over the months ending here, or since the year began.

A missing cell holds a text, which the functions of a spreadsheet pass over. Months before a break
in the series do not count, so that a window that needs them finds too few.
"""

from __future__ import annotations

from collections.abc import Callable

from kpilib.language.functions.function import unbroken_months, whole
from kpilib.language.functions.to_date import since_year_began
from kpilib.language.syntax import Call, Expression
from kpilib.publications.workbook.floats import sizes, tidied
from kpilib.publications.workbook.grid import Grid, Key

NONE = "NA()"
HIDDEN = '"confidential"'
#: what holds of every number and of no text
_NUMBER = '">-1E+300"'
_TO_DATE = ("year_to_date", "pooled_to_date")
_REDUCED = {
    "mean": "AVERAGE", "minimum": "MIN", "maximum": "MAX", "median": "MEDIAN", "total": "SUM",
    "year_to_date": "SUM",
}  # fmt: skip
WINDOWS = frozenset((*_REDUCED, *_TO_DATE, "pooled"))


class Windows:
    """Writes windows over the rows that `key` gives; `hides` says that a cell is confidential."""

    def __init__(
        self,
        grid: Grid,
        key: Callable[[Expression], Key],
        is_whole: Callable[[Expression], bool],
        *,
        hides: bool,
    ) -> None:
        self._grid, self._key, self._is_whole, self._hides = grid, key, is_whole, hides

    def of(self, node: Call, month: int) -> str:
        """Write a window in a month."""
        months, needed = extent(node, month)
        sides = [self._range(argument, month, months) for argument in node.arguments]
        cells = [side for side in sides if side is not None]
        if len(cells) < len(sides) or months < needed:
            return NONE
        if len(cells) == 2:
            counted = f"SUMPRODUCT({'*'.join(f'ISNUMBER({side})' for side in cells)})"
            text = self._pooled(node, *cells)
        else:
            counted = f"COUNT({cells[0]})"
            text = self._reduced(node, cells[0])
        text = f"IF({counted}>={needed},{text},{NONE})"
        if not self._hides:
            return text
        counts = "+".join(f"COUNTIF({side},{HIDDEN})" for side in cells)
        return f"IF({counts}>0,{NONE},{text})"

    def hidden(self, node: Call, month: int) -> list[str | None]:
        """Write of each argument whether a month of the window is confidential."""
        months, _ = extent(node, month)
        ranges = [self._range(argument, month, months) for argument in node.arguments]
        return [f"COUNTIF({cells},{HIDDEN})>0" for cells in ranges if cells]

    def _range(self, node: Expression, month: int, months: int) -> str | None:
        """Return the months of a window that the grid holds; None where there is none."""
        last = min(month, self._grid.last)
        first = max(month - months + 1, self._grid.first)
        return self._grid.range(self._key(node), first, last) if first <= last else None

    def _reduced(self, node: Call, cells: str) -> str:
        function = _REDUCED[node.name]
        if function in ("MIN", "MAX") or self._is_whole(node.arguments[0]):
            return f"{function}({cells})"
        if function == "MEDIAN":
            ranks = (f"INT((COUNT({cells})+{more})/2)" for more in (1, 2))
            middle = [f"SMALL({cells},{rank})" for rank in ranks]
            total = tidied(f"({middle[0]}+{middle[1]})", sizes(*middle))
            return f"{total}/2"
        total = tidied(f"SUM({cells})", f'SUMIF({cells},">0")-SUMIF({cells},"<0")')
        return total if function == "SUM" else f"{total}/COUNT({cells})"

    def _pooled(self, node: Call, part: str, over: str) -> str:
        """Write one sum over another, each over the months in which both have a figure."""
        sums = []
        for node_of, cells, other in zip(node.arguments, (part, over), (over, part), strict=True):
            text = f"SUMIFS({cells},{other},{_NUMBER})"
            if not self._is_whole(node_of):
                signed = (f'SUMIFS({cells},{other},{_NUMBER},{cells},"{sign}0")' for sign in "><")
                text = tidied(text, "-".join(signed))
            sums.append(text)
        return f"({scaled(node, sums[0])}/{sums[1]})"


def scaled(node: Call, part: str) -> str:
    """Write the part of a quotient times its scale."""
    scale = node.option("scale")
    return part if scale == 1 else f"{scale}*{part}"


def extent(node: Call, month: int) -> tuple[int, int]:
    """Return how many months a window goes over, and how many of them have to have a figure."""
    if node.name in _TO_DATE:
        months = since_year_began(month, whole(node, "year_starts"))
    else:
        months = whole(node, "months")
    breaks = node.option("breaks")
    assert isinstance(breaks, tuple)
    # a to-date figure that needs every month is bound to at least 0 of them
    return unbroken_months(breaks, month, months), whole(node, "at_least") or months
