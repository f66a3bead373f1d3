"""A bound formula as a formula of Excel, in functions that every Excel since 2007 has.

A missing cell holds its reason as a text, so that arithmetic over it is an error, as in the
engine, and windows pass over it; the outermost IFERROR of a cell gives its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kpilib.language.functions.function import whole
from kpilib.language.syntax import Call, Expression, Number, Operation, Population, Ref, Value
from kpilib.publications.workbook.floats import decimal, rounded, sizes, tidied
from kpilib.publications.workbook.grid import Grid, Key
from kpilib.publications.workbook.wholes import is_whole
from kpilib.publications.workbook.windows import HIDDEN, NONE, WINDOWS, Windows, scaled
from kpilib.values.rounding import Rounding

#: Excel takes 255
_MOST_ARGUMENTS = 200


class Own(NamedTuple):
    """The row itself, in a column: its ref, and the decimals to which it is rounded first."""

    ref: str
    decimals: int | None = None


class Writer:
    """Writes formulas over one grid.

    `wholes` are its rows of whole numbers; `hides` says that some cell of it is confidential.
    """

    def __init__(
        self, grid: Grid, rounding: Rounding, wholes: frozenset[Key], *, hides: bool
    ) -> None:
        self.grid, self.rounding, self.wholes, self.hides = grid, rounding, wholes, hides

    def of(self, tree: Expression, month: int, own: Own | None = None) -> str:
        """Write a formula in a month."""
        return _Formula(self, own).of(tree, month)

    def hidden(self, tree: Expression, month: int, own: Own | None) -> str | None:
        """Write whether a formula is confidential in a month; None where it cannot be."""
        return _Formula(self, own).hidden(tree, month)

    def rounded(self, text: str, decimals: int, *, sure: bool = False) -> str:
        """Write the rounding of a formula as the dataset rounds."""
        return rounded(text, decimals, self.rounding, sure=sure)


class _Formula:
    """Writes one formula."""

    def __init__(self, writer: Writer, own: Own | None) -> None:
        self._writer, self._grid, self._hides = writer, writer.grid, writer.hides
        self._own = own
        self._windows = Windows(writer.grid, self._key, self._is_whole, hides=writer.hides)

    @property
    def _is_printed(self) -> bool:
        """Whether the row itself is read as printed."""
        return self._own is not None and self._own.decimals is not None

    def _is_whole(self, node: Expression) -> bool:
        return is_whole(node, self._writer.wholes, self._own.ref if self._own else None)

    def of(self, node: Expression, month: int) -> str:
        """Write a part."""
        if isinstance(node, Number):
            return decimal(node.value)
        if isinstance(node, Operation):
            return self._operation(node, month)
        if isinstance(node, Call):
            return self._call(node, month)
        if not self._grid.has(month):
            return NONE
        cell = self._grid.cell(self._row(node), month)
        if isinstance(node, Value) and self._own is not None and self._own.decimals is not None:
            return self._writer.rounded(cell, self._own.decimals)
        return cell

    def _row(self, node: Expression) -> Key:
        """Return the row of a ref, of a population or of the row itself."""
        if isinstance(node, Ref):
            return Key("ref", node.ref)
        if isinstance(node, Population):
            return Key("population", node.denominator)
        assert self._own is not None
        return Key("ref", self._own.ref)

    def _key(self, node: Expression) -> Key:
        """Return the row of a part: its own, or that of a step."""
        is_printed = isinstance(node, Value) and self._is_printed
        if isinstance(node, Ref | Population | Value) and not is_printed:
            return self._row(node)
        return self._grid.step(node, self._own.ref if self._own else None, self._is_printed)

    def _short(self, node: Expression, month: int) -> str:
        """Write a part that a formula names several times: a number, or the cell it stands in."""
        if isinstance(node, Number | Value):
            return self.of(node, month)
        return self._grid.cell(self._key(node), month) if self._grid.has(month) else NONE

    def _operation(self, node: Operation, month: int) -> str:
        if node.negates:
            return f"(-{self.of(node.operands[0], month)})"
        cancels = {"+", "-"}.issuperset(node.operators) and not self._is_whole(node)
        write = self._short if cancels else self.of
        parts = [write(operand, month) for operand in node.operands]
        joined = "".join(map("".join, zip(node.operators, parts[1:], strict=True)))
        text = f"({parts[0]}{joined})"
        return tidied(text, sizes(*parts)) if cancels else text

    def _call(self, node: Call, month: int) -> str:
        if node.name == "year_to_date" and node.option("stock"):
            return self.of(node.arguments[0], month)
        if node.name in WINDOWS:
            return self._windows.of(node, month)
        write = {
            "percent": self._ratio, "rate": self._ratio, "previous": self._previous,
            "same_month_last_year": self._previous, "change": self._change,
            "unbroken": self._unbroken, "coalesce": self._coalesce,
            "least": self._pick, "greatest": self._pick, "abs": self._abs,
        }  # fmt: skip
        return write[node.name](node, month)

    def _ratio(self, node: Call, month: int) -> str:
        part, over = (self.of(side, month) for side in node.arguments)
        return f"({scaled(node, part)}/{over})"

    def _previous(self, node: Call, month: int) -> str:
        return self.of(node.arguments[0], month - whole(node, "months"))

    def _unbroken(self, node: Call, month: int) -> str:
        months = node.option("months")
        assert isinstance(months, tuple)
        return NONE if month in months else self.of(node.arguments[0], month)

    def _change(self, node: Call, month: int) -> str:
        months, breaks = whole(node, "months"), node.option("breaks")
        assert isinstance(breaks, tuple)
        if any(month - months < changed <= month for changed in breaks):
            return NONE
        now, then = (self._short(node.arguments[0], when) for when in (month, month - months))
        moved = f"({now}-{then})"
        if node.option("points"):
            return tidied(moved, sizes(now, then))
        return f"(100*{moved}/ABS({then}))"

    def _coalesce(self, node: Call, month: int) -> str:
        text = self.of(node.arguments[-1], month)
        for argument in node.arguments[-2::-1]:
            if isinstance(argument, Ref) and self._grid.has(month):
                cell = self.of(argument, month)
                text = f"IF(ISNUMBER({cell}),{cell},{text})"
            else:
                text = f"IFERROR({self.of(argument, month)}*1,{text})"
            if (hidden := self.hidden(argument, month)) is not None:
                text = f"IF({hidden},{NONE},{text})"
        return text

    def _pick(self, node: Call, month: int) -> str:
        function = "MIN" if node.name == "least" else "MAX"
        parts = [f"{self.of(argument, month)}*1" for argument in node.arguments]
        while len(parts) > _MOST_ARGUMENTS:
            parts = [f"{function}({','.join(parts[:_MOST_ARGUMENTS])})", *parts[_MOST_ARGUMENTS:]]
        return f"{function}({','.join(parts)})"

    def _abs(self, node: Call, month: int) -> str:
        return f"ABS({self.of(node.arguments[0], month)})"

    def hidden(self, node: Expression, month: int) -> str | None:
        """Write whether a part is confidential; None where it cannot be."""
        if not self._hides or isinstance(node, Number | Population):
            return None
        if isinstance(node, Ref | Value):
            if not self._grid.has(month):
                return None
            return f"{self._grid.cell(self._row(node), month)}={HIDDEN}"
        if isinstance(node, Operation):
            return _any([self.hidden(operand, month) for operand in node.operands])
        return self._hidden_call(node, month)

    def _hidden_call(self, node: Call, month: int) -> str | None:
        if node.name == "coalesce":
            return self._hidden_coalesce(node, month)
        if node.name in ("previous", "same_month_last_year", "change"):
            months = whole(node, "months")
            now = (month,) if node.name == "change" else ()
            return _any([self.hidden(node.arguments[0], m) for m in (*now, month - months)])
        if node.name in WINDOWS and not (node.name == "year_to_date" and node.option("stock")):
            return _any(self._windows.hidden(node, month))
        return _any([self.hidden(argument, month) for argument in node.arguments])

    def _hidden_coalesce(self, node: Call, month: int) -> str | None:
        """Write that one is confidential and none before it has a figure."""
        *first, last = node.arguments
        text = self.hidden(last, month)
        for argument in reversed(first):
            part, own = self.of(argument, month), self.hidden(argument, month)
            later = None if text is None else f"AND(ISERROR({part}*1),{text})"
            text = _any([own, later])
        return text


def _any(conditions: Sequence[str | None]) -> str | None:
    known = [condition for condition in conditions if condition is not None]
    return None if not known else known[0] if len(known) == 1 else f"OR({','.join(known)})"
