"""One line of an evaluation: a row, or a derived column of one, over geographies and months."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kpilib.formula.answers import Answer
from kpilib.formula.syntax import Expression
from kpilib.formula.types import Unit
from kpilib.series.block import Block, Reasons, Values
from kpilib.series.change import ARROWS, DIRECTIONS, Direction, Judgement, judgement
from kpilib.series.period import Period
from kpilib.series.reasons import Codes
from kpilib.series.rounding import decimal_text, rounded
from kpilib.series.ties import Places, nearest, quotients

if TYPE_CHECKING:
    from kpilib.engine.evaluation import Evaluation

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
        evaluation: Evaluation,
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
    ) -> None:
        self._evaluation = evaluation
        self.ref, self.block, self.codes = ref, block, codes
        self.unit, self.decimals = unit, decimals
        self._tree, self._of, self._of_printed = tree, of, of_printed
        self.is_change, self._sign = is_change, sign

    @property
    def values(self) -> Values:
        """float64 (geographies, months), unrounded; NaN where `reasons` says why."""
        return self.block.values[self._evaluation.rows].T

    @property
    def reasons(self) -> Reasons:
        """uint8 (geographies, months): 0 for a value, else a code that `reason` reads."""
        return self.block.all_reasons()[self._evaluation.rows].T

    @cached_property
    def rounded(self) -> Values:
        """float64 (geographies, months): as printed, ties decided exactly; NaN without a value."""
        return self._rounded(self._evaluation.rows).T

    def printed_block(self) -> Block:
        """Give the block with every value as printed."""
        return Block(self._rounded(slice(None)), self.block.reasons)

    def _rounded(self, rows: slice) -> Values:
        values = self.block.values[rows]
        magnitude = self._evaluation.blocks.magnitude(self.ref)
        result, ties = nearest(values, self.decimals, magnitude)
        if len(ties):
            self._decide(result, ties, rows)
        return result

    def _decide(self, result: Values, ties: Places, rows: slice) -> None:
        """Round the cells that lie too near a tie for their float."""
        flat = result.reshape(-1)
        rounding = self._evaluation.rules.rounding
        left = ties
        quotient = self._quotient()
        if quotient is not None:
            part, whole, scale = quotient
            tops, bottoms = part[rows].reshape(-1)[ties], whole[rows].reshape(-1)[ties]
            exact, decided = quotients(tops, bottoms, scale, self.decimals, rounding)
            flat[ties[decided]] = exact[decided]
            left = ties[~decided]
        start = rows.indices(len(self.block.values))[0]
        width = result.shape[1]
        for place in left.tolist():
            row, column = divmod(place, width)
            month = self._evaluation.blocks.first + start + row
            answer = self.exact(self._evaluation.geographies[column], month)
            if isinstance(answer, Fraction):
                flat[place] = float(rounded(answer, self.decimals, rounding))

    def _quotient(self) -> tuple[Values, Values, int] | None:
        if self._tree is None:
            ones = np.ones_like(self.block.values)
            return self.block.values, ones, 1
        value = None
        if self._of is not None:
            value = self._of.printed_block() if self._of_printed else self._of.block
        return self._evaluation.blocks.arrays(self.codes, value).quotient(self._tree)

    def exact(self, geography: str, month: int) -> Answer:
        """Give the exact figure of a cell."""
        cells = self._evaluation.exact
        if self._of is None or self._tree is None:
            return cells.cell(self.ref, geography, month)
        rules, row = self._evaluation.rules, self._of

        def value(when: int) -> Answer:
            answer = cells.cell(row.ref, geography, when)
            if self._of_printed and isinstance(answer, Fraction):
                return rounded(answer, row.decimals, rules.rounding)
            return answer

        return cells.formula(self._tree, geography, month, value, self.codes.refs)

    def at(self, period: str | Period, geography: str | None = None) -> Cell:
        """Give one cell; UsageError for a month or geography that was not evaluated."""
        return self.cell(*self._evaluation.place(period, geography))

    def cell(self, place: int, month: int) -> Cell:
        """Give one cell by its place in `values`."""
        value = float(self.values[place, month])
        if value != value:
            reason = self.reason(place, month)
            return Cell(None, reason, reason)
        return Cell(value + 0.0, None, self.text(place, month))

    def reason(self, place: int, month: int) -> str:
        """Give the words for why a cell has no value."""
        code = int(self.block.all_reasons()[self._evaluation.rows][month, place])
        said = self.codes.text(code)
        if said is None:
            when = self._evaluation.periods[month].first
            said = str(self.exact(self._evaluation.geographies[place], when))
        return said

    def text(self, place: int, month: int) -> str:
        """Give the printed text of a cell that has a value."""
        units = round(float(self.rounded[place, month]) * 10**self.decimals)
        if self.is_change:
            return f"{ARROWS[self.moved(place, month)]} {decimal_text(units, 0, thousands=True)}"
        return decimal_text(units, self.decimals) + ("%" if self.unit == "percent" else "")

    @cached_property
    def direction(self) -> NDArray[np.int8]:
        """int8 (geographies, months) of a change: 1 up, -1 down, 0 similar or without a value."""
        rule = self._evaluation.rules.change
        threshold = float(rule.threshold)
        figures = self.rounded if rule.decided_on == "rounded" else self.values
        up, down = figures >= threshold, figures <= -threshold
        result = up.astype(np.int8)
        result -= down
        if rule.decided_on == "exact" or rule.threshold.denominator != 1:
            self._decide_direction(result, figures, rule.threshold)
        return result

    def _decide_direction(
        self, result: NDArray[np.int8], figures: Values, threshold: Fraction
    ) -> None:
        """Decide the cells that lie too near the threshold for their float."""
        near = np.abs(np.abs(figures) - float(threshold)) <= 1e-9 * max(1.0, float(threshold))
        rules = self._evaluation.rules
        for place, month in np.argwhere(near).tolist():
            when = self._evaluation.periods[month].first
            answer = self.exact(self._evaluation.geographies[place], when)
            if isinstance(answer, Fraction):
                if rules.change.decided_on == "rounded":
                    answer = rounded(answer, self.decimals, rules.rounding)
                result[place, month] = (answer >= threshold) - (answer <= -threshold)

    @property
    def judgement(self) -> NDArray[np.int8]:
        """int8 (geographies, months): 1 positive, -1 negative, 0 similar or not judged."""
        return self.direction * np.int8(self._sign)

    def moved(self, place: int, month: int) -> Direction:
        """Give the direction of a change."""
        return DIRECTIONS[int(self.direction[place, month])]

    def judged(self, place: int, month: int) -> Judgement | None:
        """Give the judgement of a change; None where the row is not judged."""
        return judgement(self.moved(place, month), _POLARITIES[self._sign])  # type: ignore[arg-type]
