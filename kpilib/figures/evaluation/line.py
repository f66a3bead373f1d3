"""One line of an evaluation: a row, or a derived column of one, over geographies and months."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from kpilib.figures.arrays.block import Block, bound_of
from kpilib.figures.arrays.kinds import Reasons, Values
from kpilib.figures.arrays.rational import rational
from kpilib.figures.arrays.rationals import Rationals
from kpilib.figures.arrays.ties import Places, nearest, nearest_sure
from kpilib.figures.evaluation.arrows import Signs, arrows, float_decides
from kpilib.figures.evaluation.frame import Frame
from kpilib.language.answers import Answer
from kpilib.language.syntax import Expression
from kpilib.language.types import Unit
from kpilib.values.change import (
    ARROWS,
    DIRECTIONS,
    Direction,
    Judgement,
    direction,
    judgement,
)
from kpilib.values.errors import UsageError
from kpilib.values.period import Period
from kpilib.values.reasons import Codes
from kpilib.values.rounding import decimal_text, rounded, scaled

#: a figure of so many last decimals is printed from its fraction
_LARGEST_FLOAT = 2.0**50
#: so few cells are decided on fractions at once, without arrays
_FEW = 16
SIGN = {moved: sign for sign, moved in DIRECTIONS.items()}
_POLARITIES = {1: "high is good", -1: "low is good", 0: "neither"}


class Cell(NamedTuple):
    """One figure: its value, or the reason for having none, and its printed text."""

    #: unrounded, percent as 0 to 100
    value: float | None
    reason: str | None
    #: as printed: ``1172``, ``30%``, ``→ 7``; without a value the reason
    text: str


class Line:
    """Figures of one meaning over (geographies, months)."""

    def __init__(
        self,
        frame: Frame,
        ref: str,
        block: Block,
        codes: Codes,
        *,
        tree: Expression | None,
        unit: Unit,
        decimals: int,
        of: Line | None = None,
        of_printed: bool = False,
        is_change: bool = False,
        sign: int = 0,
        signs: tuple[Signs, Signs] | None = None,
    ) -> None:
        self._frame = frame
        self.ref, self.block, self.codes = ref, block, codes
        self.unit, self.decimals = unit, decimals
        self._tree, self._of, self._of_printed = tree, of, of_printed
        self.is_change, self._sign = is_change, sign
        self._signs = signs

    def __repr__(self) -> str:
        return f"Line({self.ref}, {self.unit}, {self.values.shape[0]} x {self.values.shape[1]})"

    @property
    def values(self) -> Values:
        """float64 (geographies, months), unrounded; NaN where `reasons` says why."""
        return self.block.values[self._frame.rows].T

    @property
    def reasons(self) -> Reasons:
        """uint8 (geographies, months): 0 for a value, else a code that `reason` reads."""
        return self.block.all_reasons()[self._frame.rows].T

    @cached_property
    def rounded(self) -> Values:
        """float64 (geographies, months): as printed, ties decided exactly; NaN without a value."""
        return self._rounded(self._frame.rows).T

    def printed_block(self) -> Block:
        """Return the block with every value as printed."""
        values = self._rounded(slice(None))
        return Block(values, self.block.reasons, bound_of(values))

    def _rounded(self, rows: slice) -> Values:
        values = self.block.values[rows]
        if self._float_decides():
            return nearest_sure(values)
        result, ties = nearest(values, self.decimals, self.block.bound)
        if len(ties):
            result.reshape(-1)[ties] = self._exactly(ties, rows)
        return result

    def _exactly(self, places: Places, rows: slice) -> Values:
        """Round a few cells, by their flat places in those rows of the block, exactly."""
        rounding = self._frame.rules.rounding
        start = rows.indices(len(self.block.values))[0]
        lines, columns = np.divmod(places, self.block.values.shape[1])
        lines += start
        if len(places) > _FEW:
            result, decided = self._rational(lines, columns).rounded(self.decimals, rounding)
        else:
            result = nearest(self.block.values[lines, columns], self.decimals)[0]
            decided = np.zeros(len(places), np.bool_)
        for place in np.flatnonzero(~decided).tolist():
            geography = self._frame.blocks.geographies[columns[place]]
            answer = self.exact(geography, self._frame.blocks.first + int(lines[place]))
            if isinstance(answer, Fraction):
                result[place] = float(rounded(answer, self.decimals, rounding))
        return result

    def _float_decides(self) -> bool:
        """Say whether the float of every cell lies on the right side of every tie."""
        return not self.decimals and float_decides(
            self._frame.blocks, self._frame.rules, self.ref, self._tree, of_printed=self._of_printed
        )

    def _rational(self, rows: Places, columns: Places) -> Rationals:
        """Give a few cells as exact fractions."""
        blocks = self._frame.blocks
        if self._of is None or self._tree is None:
            return blocks.rational(self.ref, rows, columns)
        row = self._of

        def read(name: str | None, ago: int) -> Rationals:
            found = blocks.rational(row.ref if name is None else name, rows - ago, columns)
            if name is None and self._of_printed:
                found.sound = np.zeros_like(found.sound)
            return found

        return rational(self._tree, read, len(rows))

    def exact(self, geography: str, month: int) -> Answer:
        """Give the exact figure of a cell."""
        cells = self._frame.blocks.exact
        if self._of is None or self._tree is None:
            return cells.cell(self.ref, geography, month)
        value = partial(self._of.exact_value, self._of_printed, geography)
        return cells.formula(self._tree, geography, month, value, len(self._of.codes.inputs))

    def exact_value(self, printed: bool, geography: str, month: int) -> Answer:
        """Return the exact figure of a cell as a column reads it: as it is, or as printed."""
        answer = self._frame.blocks.exact.cell(self.ref, geography, month)
        if printed and isinstance(answer, Fraction):
            return rounded(answer, self.decimals, self._frame.rules.rounding)
        return answer

    def at(self, period: str | Period, geography: str | None = None) -> Cell:
        """Give one cell; UsageError for a month or geography that was not evaluated."""
        return self.cell(*self._frame.place(period, geography))

    def cell(self, place: int, month: int) -> Cell:
        """Give one cell by its place in `values`."""
        value = float(self.values[place, month])
        if value != value:
            reason = self.reason(place, month)
            return Cell(None, reason, reason)
        return Cell(value + 0.0, None, self.text(place, month))

    def reason(self, place: int, month: int) -> str:
        """Give the words for why a cell has no value."""
        code = int(self.block.all_reasons()[self._frame.rows][month, place])
        said = self.codes.text(code)
        if said is None:
            when = self._frame.periods[month].first
            said = str(self.exact(self._frame.blocks.geographies[place], when))
        return said

    def text(self, place: int, month: int) -> str:
        """Give the printed text of a cell that has a value."""
        units = self._units(place, month)
        if self.is_change:
            return f"{ARROWS[self.moved(place, month)]} {decimal_text(units, 0, thousands=True)}"
        return decimal_text(units, self.decimals) + ("%" if self.unit == "percent" else "")

    def _units(self, place: int, month: int) -> int:
        """Give the printed figure in units of its last decimal."""
        figure = float(self.rounded[place, month])
        if abs(figure) * 10**self.decimals >= _LARGEST_FLOAT:
            # a float has no decimals left there
            geography = self._frame.blocks.geographies[place]
            answer = self.exact(geography, self._frame.periods[month].first)
            if isinstance(answer, Fraction):
                return scaled(answer, self.decimals, self._frame.rules.rounding)
        return round(figure * float(10**self.decimals))

    @cached_property
    def direction(self) -> Signs:
        """int8 (geographies, months) of a change: 1 up, -1 down, 0 similar or without a value."""
        if not self.is_change:
            raise UsageError(f"a figure of `{self.ref}` that is no change() has no direction")
        if self._signs is not None:
            return self._signs[0].T
        rule, rows = self._frame.rules.change, self._frame.rows
        sure = rule.decided_on == "rounded" and self._float_decides()
        bound = None if sure else self.block.bound
        result, near = arrows(self.block.values[rows], rule, bound)
        if len(near):
            result.reshape(-1)[near] = self.decided(near)
        return result.T

    def decided(self, places: Places) -> list[int]:
        """Give the directions of a few cells, by their flat places in the months asked for."""
        threshold = self._frame.rules.change.threshold
        figures = self._deciding(places, self._frame.rows)
        return [SIGN[direction(figure, threshold)] for figure in figures]

    def _deciding(self, places: Places, rows: slice) -> Iterator[Fraction]:
        """Give the figures, rounded or exact, that decide the direction of a few cells."""
        rules, start = self._frame.rules, rows.indices(len(self.block.values))[0]
        if rules.change.decided_on == "rounded":
            yield from map(Fraction, self._exactly(places, rows).tolist())
            return
        for place in places.tolist():
            line, column = divmod(place, self.block.values.shape[1])
            month = self._frame.blocks.first + start + line
            answer = self.exact(self._frame.blocks.geographies[column], month)
            value = self.block.values[start + line, column]
            yield answer if isinstance(answer, Fraction) else Fraction(float(value))

    @property
    def is_judged(self) -> bool:
        """Say whether the polarity of the row judges its changes."""
        return self._sign != 0

    @property
    def judgement(self) -> Signs:
        """int8 (geographies, months): 1 positive, -1 negative, 0 similar or not judged."""
        if self._signs is not None:
            return self._signs[1].T
        return self.direction * np.int8(self._sign)

    def moved(self, place: int, month: int) -> Direction:
        """Give the direction of a change."""
        return DIRECTIONS[int(self.direction[place, month])]

    def judged(self, place: int, month: int) -> Judgement | None:
        """Give the judgement of a change; None where the row is not judged."""
        return judgement(self.moved(place, month), _POLARITIES[self._sign])  # type: ignore[arg-type]
