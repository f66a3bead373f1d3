"""Bound formulas to columns of SQL.

Every call and operation of a formula becomes three columns, its value, the number of its reason and
the bound of its value, in the first step after those of its arguments; so a window never stands in
a window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kpilib.figures.sql.bounds import MOST, STEP, of_product, of_quotient, of_sum
from kpilib.figures.sql.cell import Cell, greatest, when
from kpilib.figures.sql.codes import code, pair, reading
from kpilib.figures.sql.functions import FUNCTIONS
from kpilib.figures.sql.steps import Steps
from kpilib.figures.sql.text import number
from kpilib.language.syntax import (
    Call,
    Expression,
    Number,
    Operation,
    Population,
    Ref,
    inputs,
)
from kpilib.values.reasons import NOT_APPLICABLE, NOT_REPORTED, ZERO_DENOMINATOR


class Compiler:
    """One formula: `rows` gives the cell of a ref, `people` the column of a denominator."""

    def __init__(
        self,
        steps: Steps,
        rows: Mapping[str, Cell],
        people: Callable[[str], str],
        tree: Expression,
        value: Cell | None = None,
        offset: int = 0,
    ) -> None:
        self._steps, self._rows, self._people, self._value = steps, rows, people, value
        self._places = {id(node): place for place, node in enumerate(inputs(tree), offset)}

    def cell(self, node: Expression) -> Cell:
        """Return the cell of a part of the formula, adding the columns it needs."""
        if isinstance(node, Number):
            return _literal(node)
        if isinstance(node, Ref):
            row = self._rows[node.ref]
            return row._replace(reason=reading(row.reason, self._places[id(node)]))
        if isinstance(node, Population):
            people = self._people(node.denominator)
            missing = pair(self._places[id(node)], NOT_REPORTED)
            return Cell(people, when(f"{people} IS NULL", missing), f"{people}e", written=True)
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            return self._call(node)
        assert self._value is not None
        return self._value

    def _operation(self, node: Operation) -> Cell:
        cells = [self.cell(operand) for operand in node.operands]
        if node.negates:
            negative = cells[0]._replace(value=f"-{cells[0].value}")
            return self._steps.add(self._steps.level(*cells), negative)
        if node.operators[0] in "+-":
            return self._steps.add(self._steps.level(*cells), _added(node.operators, cells))
        result = cells[0]
        for operator, right in zip(node.operators, cells[1:], strict=True):
            level = self._steps.level(result, right)
            made = _multiplied(result, right) if operator == "*" else _divided(result, right)
            result = self._steps.add(level, made)
        return result

    def _call(self, node: Call) -> Cell:
        cells = tuple(map(self.cell, node.arguments))
        options: dict[str, Any] = dict(node.options)
        options.pop("count", None)
        made = FUNCTIONS[node.name](self._steps, *cells, **options)
        if made in cells or self._steps.is_named(made):
            return made
        return self._steps.add(self._steps.level(*cells), made)


def _literal(node: Number) -> Cell:
    value = float(node.value)
    exact = node.value.denominator == 1 and value == node.value
    return Cell(number(value), "0", number(0 if exact else STEP * abs(value)), written=True)


def _added(operators: tuple[str, ...], cells: list[Cell]) -> Cell:
    value = cells[0].value
    for operator, right in zip(operators, cells[1:], strict=True):
        value += f" {operator} {right.value}"
    carried = f"({' + '.join(cell.bound for cell in cells)})"
    size = " + ".join(f"ABS({cell.value})" for cell in cells)
    reason = greatest(*(cell.reason for cell in cells))
    return Cell(value, reason, of_sum(carried, size, len(operators)))


def _multiplied(left: Cell, right: Cell) -> Cell:
    bound = of_product(left.value, left.bound, right.value, right.bound)
    return _within(f"{left.value} * {right.value}", bound, left.reason, right.reason)


def _divided(left: Cell, right: Cell) -> Cell:
    bound = of_quotient(left.value, left.bound, right.divisor, right.bound)
    zero = when(right.zero, code(ZERO_DENOMINATOR))
    return _within(f"{left.value} / {right.divisor}", bound, left.reason, right.reason, zero)


def _within(value: str, bound: str, *reasons: str) -> Cell:
    """Return a product or quotient: none beyond the range, 0 where it is nearer to it than that.

    Such may be taken of each other again and again, until a double overflows.
    """
    size = f"ABS({value})"
    least = f"WHEN {size} < {number(1 / MOST)} THEN {number(0)}"
    return Cell(
        f"CASE WHEN {size} > {number(MOST)} THEN NULL {least} ELSE {value} END",
        greatest(*reasons, when(f"{size} > {number(MOST)}", code(NOT_APPLICABLE))),
        f"{bound} + {number(1 / MOST)}",
    )
