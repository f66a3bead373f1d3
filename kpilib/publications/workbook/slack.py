"""How far the floats of a spreadsheet may lie from a figure: its slack, cell by cell.

Every sum of other than whole numbers is tidied within 10^-13 of its terms' sizes, and what is made
of it inherits that: what is divided by a small difference of large figures is sure to few digits.
The rules are those of first-order error analysis, as in `kpilib.figures.arrays.bounds`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from fractions import Fraction

from kpilib.figures.arrays.bounds import UNIT
from kpilib.language.answers import Answer
from kpilib.language.catalogue import Catalogue
from kpilib.language.exact import Exact
from kpilib.language.functions import bound_function
from kpilib.language.functions.function import whole
from kpilib.language.syntax import Call, Expression, Operation, Ref, Value
from kpilib.publications.workbook.floats import CANCELS
from kpilib.publications.workbook.grid import Key
from kpilib.publications.workbook.windows import WINDOWS, extent

#: a figure and how far its float may lie from it
Sure = tuple[float, float]
_ROUNDING = 4 * UNIT
_TIDIED = float(CANCELS)


class Slack:
    """The slack of cells of one geography; `needs` are the months of the rows that are read."""

    def __init__(
        self,
        exact: Exact,
        catalogue: Catalogue,
        geography: str,
        needs: Mapping[str, Set[int]],
        wholes: frozenset[Key],
    ) -> None:
        self._exact, self._geography = exact, geography
        self._known: dict[tuple[str, int], float] = {}
        # rows stand behind what they read, and months behind those before them
        for ref in catalogue.order:
            tree = catalogue.bound.get(ref)
            if tree is None or ref not in needs or Key("ref", ref) in wholes:
                continue
            for month in sorted(needs[ref]):
                self._known[ref, month] = self.of(tree, month)

    def of(
        self,
        tree: Expression,
        month: int,
        own: Callable[[int], Answer] | None = None,
        ref: str | None = None,
    ) -> float:
        """Return the slack of a formula in a month; infinity where it may be divided by zero.

        In a column `own` gives the row itself, whose ref is `ref` unless it is read as printed.
        """
        found = _Walk(self, own, ref).at(tree, month)
        return found[1] if found is not None else 0.0

    def cell(self, ref: str, month: int, size: float) -> float:
        """Return the slack of a cell of a row that has a figure of that size."""
        return self._known.get((ref, month), UNIT * abs(size))

    def answer(
        self, node: Expression, month: int, own: Callable[[int], Answer] | None
    ) -> float | None:
        """Return the exact figure of a part, None where it has none."""
        answer = self._exact.formula(node, self._geography, month, own)
        return float(answer) if isinstance(answer, Fraction) else None


class _Walk:
    """One formula."""

    def __init__(self, slack: Slack, own: Callable[[int], Answer] | None, ref: str | None) -> None:
        self._slack, self._own, self._ref = slack, own, ref

    def at(self, node: Expression, month: int) -> Sure | None:
        """Return a part and its slack; None where it has no value."""
        size = self._slack.answer(node, month, self._own)
        if size is None:
            return None
        if isinstance(node, Operation | Call):
            return size, self._made(node, month)
        ref = node.ref if isinstance(node, Ref) else self._ref if isinstance(node, Value) else None
        return size, self._slack.cell(ref, month, size) if ref else UNIT * abs(size)

    def _made(self, node: Operation | Call, month: int) -> float:
        if isinstance(node, Call):
            sides = node.arguments
            return _called(node, month, lambda n, ago=0: self.at(sides[n], month - ago))
        parts = [part for operand in node.operands if (part := self.at(operand, month))]
        if node.negates:
            return parts[0][1]
        if {"+", "-"}.issuperset(node.operators):
            return _sum(parts)[1]
        result = parts[0]
        for operator, part in zip(node.operators, parts[1:], strict=True):
            result = (_product if operator == "*" else _quotient)(result, part)
        return result[1]


def _called(node: Call, month: int, at: Callable[..., Sure | None]) -> float:
    """Return the slack of a call; `at` gives its arguments so many months ago."""
    if node.name in WINDOWS and not dict(node.options).get("stock"):
        return _window(node, month, at)
    reach = bound_function(node.name).reach(node)
    found = [at(number, ago) for number in range(len(node.arguments)) for ago in reach]
    known = [one for one in found if one is not None]
    if node.name in ("percent", "rate"):
        return _quotient(_product(_exactly(whole(node, "scale")), known[0]), known[1])[1]
    if node.name == "change":
        moved = _sum(known)
        if node.option("points"):
            return moved[1]
        now_less_then = known[0][0] - known[1][0], moved[1]
        return _quotient(_product(_exactly(100), now_less_then), known[1])[1]
    return max(slack for _, slack in known)


def _window(node: Call, month: int, at: Callable[..., Sure | None]) -> float:
    months, _ = extent(node, month)
    rows = [[at(side, ago) for side in range(len(node.arguments))] for ago in range(months)]
    known = [[one for one in row if one is not None] for row in rows if None not in row]
    sums = [_sum(side) for side in zip(*known, strict=True)]
    if len(sums) == 2:
        return _quotient(_product(_exactly(whole(node, "scale")), sums[0]), sums[1])[1]
    if node.name in ("total", "year_to_date"):
        return sums[0][1]
    if node.name == "mean":
        return sums[0][1] / len(known)
    # of the others one of the figures, or the mean of two
    return max(slack + _TIDIED * abs(value) for ((value, slack),) in known)


def _exactly(number: int) -> Sure:
    return float(number), 0.0


def _sum(parts: Sequence[Sure]) -> Sure:
    """Return a sum; of a difference only the slack holds."""
    sizes = math.fsum(abs(value) for value, _ in parts)
    slack = math.fsum(slack for _, slack in parts)
    return math.fsum(value for value, _ in parts), slack + _TIDIED * sizes


def _product(left: Sure, right: Sure) -> Sure:
    (x, x_slack), (y, y_slack) = left, right
    return x * y, abs(x) * y_slack + abs(y) * x_slack + x_slack * y_slack + _ROUNDING * abs(x * y)


def _quotient(left: Sure, right: Sure) -> Sure:
    (x, x_slack), (y, y_slack) = left, right
    least = abs(y) - y_slack
    if least <= 0:
        return math.nan, math.inf
    result = x / y
    return result, (x_slack + abs(result) * y_slack) / least + _ROUNDING * abs(result)
