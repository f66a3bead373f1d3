"""Exact evaluation of a few cells at once, on whole-number arrays: see `series.rationals`.

It knows the functions by which figures are usually printed; whatever else a formula holds comes
out as not sound, and is left to exact evaluation cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kpilib.figures.arrays.functions import FORMS
from kpilib.figures.arrays.rationals import Rationals
from kpilib.language.syntax import Call, Expression, Number, Operation, Population, Ref, Value

#: gives the cells of a ref, a denominator or (None) the row itself, that many months ago
Read = Callable[[str | None, int], Rationals]


def rational(node: Expression, read: Read, size: int, ago: int = 0) -> Rationals:
    """Work a bound formula out at `size` cells, that many months before them."""
    if isinstance(node, Number):
        return Rationals.number(node.value.numerator, node.value.denominator, size)
    if isinstance(node, Ref):
        return read(node.ref, ago)
    if isinstance(node, Population):
        return read(node.denominator, ago)
    if isinstance(node, Value):
        return read(None, ago)
    if isinstance(node, Operation):
        return _operation(node, read, size, ago)
    return _call(node, read, size, ago)


def _call(node: Call, read: Read, size: int, ago: int) -> Rationals:
    form = FORMS[node.name]
    options: dict[str, Any] = dict(node.options)

    def at(argument: int, months: int = 0) -> Rationals:
        return rational(node.arguments[argument], read, size, ago + months)

    found = form.rational(at, **options) if form.rational is not None else None
    if found is None:
        nothing = np.zeros(size, np.bool_)
        return Rationals(np.zeros(size, np.int64), np.ones(size, np.int64), nothing, nothing)
    return found


def _operation(node: Operation, read: Read, size: int, ago: int) -> Rationals:
    operands = [rational(operand, read, size, ago) for operand in node.operands]
    result = operands[0]
    if node.negates:
        return -result
    for operator, right in zip(node.operators, operands[1:], strict=True):
        if operator == "+":
            result = result + right
        elif operator == "-":
            result = result - right
        else:
            result = result * right if operator == "*" else result / right
    return result
