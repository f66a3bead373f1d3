"""Array evaluation of bound formulas: whole blocks of months by geographies at once.

Every block carries a bound of its error. Where a decision, such as whether a denominator is zero,
lies within it, the cell is in doubt, and is decided on fractions before anybody reads the block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kpilib.figures.arrays.block import Block, either, largest, worst
from kpilib.figures.arrays.bounds import HUGE, LARGEST_RELATIVE, Bound, Sure
from kpilib.figures.arrays.dividing import quotient_bound, sums_in_doubt, zeros
from kpilib.figures.arrays.functions import FORMS
from kpilib.figures.arrays.kinds import Mask, Values
from kpilib.figures.arrays.scratch import empty
from kpilib.figures.arrays.ties import Places
from kpilib.language.answers import Answer, Missing
from kpilib.language.functions import bound_function
from kpilib.language.syntax import Call, Expression, Number, Operation, Population, Ref
from kpilib.values.reasons import NOT_APPLICABLE, ZERO_DENOMINATOR

#: gives the exact answers of a part of a formula in some cells, by their rows and columns
Decide = Callable[[Expression, Places, Places], list[Answer]]

#: figures so many times smaller than the largest may stand for zero
_TINY = 1e-9
_COMBINE: dict[str, Callable[..., Values]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


class Arrays:
    """The blocks a formula may read, for one stretch of months and all geographies.

    `read` gives the block of a ref or a denominator, its reasons said as this formula says them,
    for the place at which it is read; `value` is the row itself, in a column; `first` is the
    ordinal of the first month; `decide` answers for cells in doubt.
    """

    def __init__(
        self,
        read: Callable[[Ref | Population], Block] | None,
        shape: tuple[int, int],
        first: int,
        decide: Decide,
        value: Block | None = None,
    ) -> None:
        self._read, self._shape, self._first, self._value = read, shape, first, value
        self._decide = decide
        self._known: dict[Expression, Block] = {}

    def block(self, node: Expression) -> Block:
        """Work out a bound formula."""
        if isinstance(node, Number):
            value = float(node.value)
            is_whole = node.value.denominator == 1
            make = Bound.of_whole if is_whole else Bound.of_fractions
            return Block(np.full(self._shape, value), None, make(abs(value)))
        if isinstance(node, Ref | Population):
            assert self._read is not None
            return self._read(node)
        if isinstance(node, Operation):
            return self._sound(node, self._operation(node))
        if isinstance(node, Call):
            return self._call(node)
        assert self._value is not None
        return self._value

    def _call(self, node: Call) -> Block:
        """Work out a call; where nothing but the row itself is read, the same call only once."""
        found = self._known.get(node) if self._read is None else None
        if found is None:
            array = FORMS[node.name].array
            made = array(*map(self.block, node.arguments), **self._options(node))
            found = self._sound(node, made)
            if self._read is None:
                self._known[node] = found
        return found

    def _options(self, node: Call) -> dict[str, Any]:
        options: dict[str, Any] = dict(node.options)
        options.pop("count", None)
        if bound_function(node.name).calendar:
            options["first"] = self._first
        return options

    def _operation(self, node: Operation) -> Block:
        blocks = [self.block(operand) for operand in node.operands]
        bound = blocks[0].bound
        if node.negates:
            return Block(-blocks[0].values, blocks[0].reasons, bound)
        values, into = blocks[0].values, empty(self._shape, np.float64)
        zero = doubt = None
        with np.errstate(all="ignore"):
            for operator, right in zip(node.operators, blocks[1:], strict=True):
                part = Block(values, bound=bound)
                values = _COMBINE[operator](values, right.values, out=into)
                if operator == "/":
                    none, unsure = zeros(right)
                    zero = either(zero, none)
                    doubt = either(doubt, unsure)
                    bound = quotient_bound(part, right, values, doubt=either(doubt, zero))
                else:
                    rule = bound.times if operator == "*" else bound.plus
                    bound = rule(right.bound)
        if bound.error and node.operators[0] in "+-":
            bound, doubt = self._uncancelled(blocks, values, bound)
        result = Block(values, worst(*blocks), bound, doubt)
        return result if zero is None else result.because(zero, ZERO_DENOMINATOR)

    def _uncancelled(
        self, blocks: Sequence[Block], values: Values, bound: Bound
    ) -> tuple[Bound, Mask | None]:
        """Return the bound of a sum once what cancelled is decided, and where that is."""
        error = sum(block.bound.error for block in blocks)
        relative = max(block.bound.relative for block in blocks)
        if relative > LARGEST_RELATIVE:
            return bound, None
        sizes = np.abs(blocks[0].values)
        for block in blocks[1:]:
            sizes += np.abs(block.values)
        return sums_in_doubt(values, sizes, bound, (error, relative), len(blocks))

    def _sound(self, node: Expression, block: Block) -> Block:
        """Decide the cells in doubt, and take away what is beyond the finite."""
        if block.doubt is not None:
            block = self.decided(node, block, block.doubt)
        if block.bound.size <= HUGE:
            return block
        beyond = ~np.isfinite(block.values) & (block.all_reasons() == 0)
        block = block.because(beyond, NOT_APPLICABLE)
        size = largest(block.values)
        return Block(block.values, block.reasons, block.bound._replace(size=size))

    def settled(self, node: Expression, block: Block, start: int = 0) -> Block:
        """Decide the cells that may be zero or of the other sign; `start` is the block's row."""
        near = zeros(block)[1]
        if near is not None:
            block = self.decided(node, block, near, start)
        return block.sure_of_signs()

    def tidied(self, node: Expression, block: Block) -> Block:
        """Decide the tiny figures that may stand for zero: it is not told by a float that is not.

        Nothing is worked out from the block any more, so that the signs of the others may wait.
        """
        if block.bound.sure != Sure.NOTHING:
            return block
        near = min(block.bound.near_zero, _TINY * block.bound.size)
        tiny = (np.abs(block.values) <= near) & (block.values != 0.0)
        return self.decided(node, block, tiny) if tiny.any() else block

    def decided(self, node: Expression, block: Block, where: Mask, start: int = 0) -> Block:
        """Put the exact answers where the mask says so."""
        rows, columns = np.nonzero(where)
        values, reasons = block.values.copy(), block.all_reasons().copy()
        answers = self._decide(node, rows + start, columns)
        for row, column, answer in zip(rows.tolist(), columns.tolist(), answers, strict=True):
            if isinstance(answer, Missing):
                values[row, column], reasons[row, column] = np.nan, answer.code
            else:
                values[row, column], reasons[row, column] = float(answer), 0
        most = largest(values[rows, columns])
        return Block(values, reasons, block.bound.with_exact(most))
