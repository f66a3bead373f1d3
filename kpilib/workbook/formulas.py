"""A bound formula as a formula of Excel, in functions that every Excel since 2007 has.

A missing cell holds its reason as a text, so that arithmetic over it is an error, as in the
engine, and windows pass over it; the outermost IFERROR of a cell gives its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kpilib.formula.functions.function import whole
from kpilib.formula.syntax import Call, Expression, Number, Operation, Population, Ref, Value
from kpilib.series.rounding import Rounding, decimal_text
from kpilib.workbook.grid import Grid, Key

NONE = "NA()"
_WINDOWS = {
    "mean": "AVERAGE", "minimum": "MIN", "maximum": "MAX", "median": "MEDIAN", "total": "SUM",
}  # fmt: skip
_HIDDEN = '"confidential"'
#: Excel takes 255
_MOST_ARGUMENTS = 200
#: decimals to which a figure is trusted beyond those that are printed
_SURE = 11


class Writer:
    """Writes formulas over one grid; `hides` says that some cell of it is confidential."""

    def __init__(self, grid: Grid, rounding: Rounding, *, hides: bool) -> None:
        self._grid, self._rounding, self._hides = grid, rounding, hides

    def of(
        self, tree: Expression, month: int, value: str | None = None, decimals: int | None = None
    ) -> str:
        """Write a formula in a month; `value` is the row itself, rounded to `decimals` if given."""
        return self._formula(value, decimals).of(tree, month)

    def hidden(
        self, tree: Expression, month: int, value: str | None, decimals: int | None
    ) -> str | None:
        """Write whether a formula is confidential in a month; None where it cannot be."""
        return self._formula(value, decimals).hidden(tree, month)

    def _formula(self, value: str | None, decimals: int | None) -> _Formula:
        return _Formula(self._grid, self._rounding, self._hides, value, decimals)

    def rounded(self, text: str, decimals: int) -> str:
        """Write the rounding of a formula as the dataset rounds."""
        return rounded(text, decimals, self._rounding)


def rounded(text: str, decimals: int, rounding: Rounding, *, sure: bool = False) -> str:
    """Write a rounding: what lies within 10^-11 of a tie is one, as floats miss ties by less.

    `sure` says that it is a decimal as written. Excel's own rounding takes ties away from zero;
    to even needs more words.
    """
    near = text if sure else f"ROUND({text},{decimals + _SURE})"
    if rounding == "half up":
        return f"ROUND({near},{decimals})"
    units = f"{near}*10^{decimals}" if decimals else near
    tie = f"ROUND(ABS({units})-INT(ABS({units})),{_SURE})=0.5"
    return f"IF({tie},2*ROUND({units}/2,0)/10^{decimals},ROUND({near},{decimals}))"


def decimal(value: Fraction) -> str:
    """Write a number as a formula takes it: a decimal of finite length, else a division."""
    places = next((n for n in range(31) if (value * 10**n).denominator == 1), None)
    if places is None:
        return f"({value.numerator}/{value.denominator})"
    return decimal_text(int(value * 10**places), places)


class _Formula:
    """Writes one formula."""

    def __init__(
        self, grid: Grid, rounding: Rounding, hides: bool, value: str | None, decimals: int | None
    ) -> None:
        self._grid, self._rounding, self._hides = grid, rounding, hides
        self._value, self._decimals = value, decimals

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
        cell = self._grid.cell(self._own(node), month)
        if isinstance(node, Value) and self._decimals is not None:
            return rounded(cell, self._decimals, self._rounding)
        return cell

    def _own(self, node: Expression) -> Key:
        """Give the row that a ref, a population or the row itself has."""
        if isinstance(node, Ref):
            return Key("ref", node.ref)
        if isinstance(node, Population):
            return Key("population", node.denominator)
        assert self._value is not None
        return Key("ref", self._value)

    def _key(self, node: Expression) -> Key:
        """Give the row that a window goes over: the part's own, or that of a step."""
        is_printed = isinstance(node, Value) and self._decimals is not None
        if isinstance(node, Ref | Population | Value) and not is_printed:
            return self._own(node)
        return self._grid.step(node, self._value, self._decimals is not None)

    def _operation(self, node: Operation, month: int) -> str:
        parts = [self.of(operand, month) for operand in node.operands]
        if node.negates:
            return f"(-{parts[0]})"
        joined = "".join(map("".join, zip(node.operators, parts[1:], strict=True)))
        return f"({parts[0]}{joined})"

    def _call(self, node: Call, month: int) -> str:
        if node.name in _WINDOWS:
            return self._window(node, month, whole(node, "months"), _WINDOWS[node.name])
        write = {
            "percent": self._ratio, "rate": self._ratio, "previous": self._previous,
            "same_month_last_year": self._previous, "change": self._change,
            "pooled": self._pooled, "pooled_to_date": self._pooled,
            "year_to_date": self._to_date, "coalesce": self._coalesce,
            "least": self._pick, "greatest": self._pick, "abs": self._abs,
        }  # fmt: skip
        return write[node.name](node, month)

    def _ratio(self, node: Call, month: int) -> str:
        part, over = (self.of(side, month) for side in node.arguments)
        return f"({node.option('scale')}*{part}/{over})"

    def _previous(self, node: Call, month: int) -> str:
        return self.of(node.arguments[0], month - whole(node, "months"))

    def _change(self, node: Call, month: int) -> str:
        months, breaks = whole(node, "months"), node.option("breaks")
        assert isinstance(breaks, tuple)
        if any(month - months < changed <= month for changed in breaks):
            return NONE
        now, then = (self.of(node.arguments[0], when) for when in (month, month - months))
        if node.option("points"):
            return f"({now}-{then})"
        return f"(100*({now}-{then})/ABS({then}))"

    def _range(self, node: Expression, month: int, months: int) -> str | None:
        """Give the months of a window that the grid holds; None where there is none."""
        last = min(month, self._grid.last)
        first = max(month - months + 1, self._grid.first)
        return self._grid.range(self._key(node), first, last) if first <= last else None

    def _window(self, node: Call, month: int, months: int, function: str) -> str:
        cells = self._range(node.arguments[0], month, months)
        if cells is None:
            return NONE
        at_least = whole(node, "at_least") if "at_least" in dict(node.options) else 1
        text = f"IF(COUNT({cells})>={at_least},{function}({cells}),{NONE})"
        return self._unless_hidden(text, cells)

    def _unless_hidden(self, text: str, *ranges: str) -> str:
        """Give no figure where a cell of the window is confidential."""
        if not self._hides:
            return text
        counts = "+".join(f"COUNTIF({cells},{_HIDDEN})" for cells in ranges)
        return f"IF({counts}>0,{NONE},{text})"

    def _since(self, node: Call, month: int) -> int:
        return int((month - (whole(node, "year_starts") - 1)) % 12) + 1

    def _to_date(self, node: Call, month: int) -> str:
        months = self._since(node, month)
        if not node.option("stock"):
            return self._window(node, month, months, "SUM")
        cells = self._range(node.arguments[0], month, months)
        if cells is None:
            return NONE
        key, text = self._key(node.arguments[0]), NONE
        for when in range(max(month - months + 1, self._grid.first), month + 1):
            cell = self._grid.cell(key, when)
            text = f"IF(ISNUMBER({cell}),{cell},{text})"
        return self._unless_hidden(text, cells)

    def _pooled(self, node: Call, month: int) -> str:
        to_date = node.name == "pooled_to_date"
        months = self._since(node, month) if to_date else whole(node, "months")
        part, over = (self._range(side, month, months) for side in node.arguments)
        if part is None or over is None:
            return NONE
        numbers = '">-1E+300"'
        sums = [f"SUMIFS({a},{b},{numbers})" for a, b in ((part, over), (over, part))]
        text = f"({node.option('scale')}*{sums[0]}/{sums[1]})"
        both = f"SUMPRODUCT(ISNUMBER({part})*ISNUMBER({over}))"
        return self._unless_hidden(f"IF({both}>0,{text},{NONE})", part, over)

    def _coalesce(self, node: Call, month: int) -> str:
        *first, last = (self.of(argument, month) for argument in node.arguments)
        text = last
        for argument, part in zip(node.arguments[-2::-1], reversed(first), strict=True):
            text = f"IFERROR({part}*1,{text})"
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
            return f"{self._grid.cell(self._own(node), month)}={_HIDDEN}"
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
        if node.name in (*_WINDOWS, "year_to_date", "pooled", "pooled_to_date"):
            to_date = node.name in ("year_to_date", "pooled_to_date")
            months = self._since(node, month) if to_date else whole(node, "months")
            ranges = [self._range(argument, month, months) for argument in node.arguments]
            return _any([f"COUNTIF({cells},{_HIDDEN})>0" for cells in ranges if cells])
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
