"""Array evaluation of bound formulas: whole blocks of months by geographies at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kpilib.formula.functions import bound_function
from kpilib.formula.syntax import Call, Expression, Number, Operation, Population, Ref
from kpilib.series.block import Block, Values, worst
from kpilib.series.reasons import ZERO_DENOMINATOR
from kpilib.series.scratch import empty

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
    ordinal of the first month.
    """

    def __init__(
        self,
        read: Callable[[Ref | Population], Block] | None,
        shape: tuple[int, int],
        first: int,
        value: Block | None = None,
    ) -> None:
        self._read, self._shape, self._first, self._value = read, shape, first, value
        self._known: dict[Expression, Block] = {}

    def block(self, node: Expression) -> Block:
        """Work out a bound formula."""
        if isinstance(node, Number):
            return Block(np.full(self._shape, float(node.value)))
        if isinstance(node, Ref | Population):
            assert self._read is not None
            return self._read(node)
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            return self._call(node)
        assert self._value is not None
        return self._value

    def _call(self, node: Call) -> Block:
        """Work out a call; where nothing but the row itself is read, the same call only once."""
        found = self._known.get(node) if self._read is None else None
        if found is None:
            function = bound_function(node.name)
            found = function.array(*map(self.block, node.arguments), **self._options(node))
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
        if node.negates:
            return Block(-blocks[0].values, blocks[0].reasons)
        values, into = blocks[0].values, empty(self._shape, np.float64)
        zeros = None
        with np.errstate(all="ignore"):
            for operator, right in zip(node.operators, blocks[1:], strict=True):
                if operator == "/":
                    zero = right.values == 0
                    zeros = zero if zeros is None else zeros | zero
                values = _COMBINE[operator](values, right.values, out=into)
        result = Block(values, worst(*blocks))
        return result if zeros is None else result.because(zeros, ZERO_DENOMINATOR)
