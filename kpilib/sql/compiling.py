"""Bound formulas to columns of SQL, step by step.

A step is one SELECT over the step before it, which adds columns and keeps all it was given. Every
call and operation of a formula becomes two columns, its value and the number of its reason, in the
first step after those of its arguments; so a window never stands in a window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from kpilib.formula.syntax import (
    Call,
    Expression,
    Number,
    Operation,
    Population,
    Ref,
    inputs,
)
from kpilib.series.reasons import NOT_REPORTED, ZERO_DENOMINATOR
from kpilib.sql.cell import Cell, Series, greatest, guarded, when
from kpilib.sql.codes import code, pair, reading
from kpilib.sql.functions import FUNCTIONS
from kpilib.sql.text import number


@frozen
class Step:
    """What one SELECT adds: columns as SQL text, and joins with what cannot be had otherwise."""

    columns: list[str] = field(factory=list)
    joins: list[str] = field(factory=list)


class Steps:
    """The steps over one relation: `stem` begins their names, `names` those of their columns."""

    def __init__(self, relation: str, stem: str, series: Series, names: str) -> None:
        self.relation, self._stem, self.series, self._names = relation, stem, series, names
        self._steps: list[Step] = []
        self._count = 0
        self._levels: dict[str, int] = {}

    def level(self, *cells: Cell) -> int:
        """Give the step after which all of these cells are there."""
        return max((self._levels.get(cell.value, 0) for cell in cells), default=0)

    def new(self) -> Cell:
        """Give names for two columns."""
        self._count += 1
        return Cell(f"{self._names}{self._count}", f"{self._names}{self._count}r")

    def step(self, level: int) -> Step:
        """Give the step of that number, from 1."""
        while len(self._steps) < level:
            self._steps.append(Step())
        return self._steps[level - 1]

    def is_named(self, cell: Cell) -> bool:
        """Say whether a cell has columns of its own already."""
        return cell.value in self._levels and cell.reason == f"{cell.value}r"

    def add(self, level: int, made: Cell) -> Cell:
        """Add two columns in the step behind `level`; give their names."""
        cell = self.new()
        columns = self.step(level + 1).columns
        columns.append(f"{made.value} AS {cell.value}")
        columns.append(f"{made.reason} AS {cell.reason}")
        self._levels[cell.value] = level + 1
        return cell

    def median(self, x: Cell, months: int, at_least: int) -> Cell:
        """Add the median of the months ending here: the middle of their values, ranked."""
        level, cell = self.level(x), self.new()
        source, keys = self.name(level), (*self.series.keys.split(", "), "month")
        whose = ", ".join(f"now.{key}" for key in keys)
        named = ", ".join(f"now.{key} AS of_{key}" for key in keys)
        same = " AND ".join(f"now.{key} = earlier.{key}" for key in keys[:-1])
        join = " AND ".join(f"{cell.value}j.of_{key} = s.{key}" for key in keys)
        plain = ", ".join(f"of_{key}" for key in keys)
        self.step(level + 1).joins.append(
            f"LEFT JOIN (SELECT {plain}, AVG(middle) AS middle FROM (SELECT {named},"
            f" earlier.{x.value} AS middle, ROW_NUMBER() OVER (PARTITION BY {whose}"
            f" ORDER BY earlier.{x.value}) AS n, COUNT(*) OVER (PARTITION BY {whose}) AS of_n"
            f" FROM {source} AS now JOIN {source} AS earlier ON {same}"
            f" AND earlier.month BETWEEN now.month - {months - 1} AND now.month"
            f" WHERE earlier.{x.value} IS NOT NULL) AS ranked"
            f" WHERE 2 * n BETWEEN of_n AND of_n + 2 GROUP BY {plain}) AS {cell.value}j ON {join}"
        )
        return self.add(
            level, guarded(x, f"{cell.value}j.middle", self.series.over(months), at_least)
        )

    def latest_in_year(self, x: Cell, year_starts: int) -> Cell:
        """Add the latest value since the reporting year began: of a stock, to date.

        Of the months that count as many values as this one, only the first has a value.
        """
        level, window = self.level(x), self.series.in_year(year_starts)
        counted = self.add(level, Cell(f"COUNT({x.value}) {window}", "0"))
        keys = f"{self.series.keys}, {self.series.year(year_starts)}, {counted.value}"
        latest = f"MAX({x.value}) OVER (PARTITION BY {keys})"
        return self.add(level + 1, guarded(x, latest, window))

    def name(self, level: int) -> str:
        """Give the name of the relation behind that many steps."""
        return f"{self._stem}_{level}" if level else self.relation

    @property
    def last(self) -> str:
        """The name of the relation behind all steps."""
        return self.name(len(self._steps))

    def selects(self) -> list[tuple[str, str]]:
        """Give every step with its name."""
        found = []
        for number_, step in enumerate(self._steps, 1):
            columns = ", ".join(("s.*", *step.columns))
            joins = "".join(f" {join}" for join in step.joins)
            found.append(
                (self.name(number_), f"SELECT {columns} FROM {self.name(number_ - 1)} AS s{joins}")
            )
        return found


class Compiler:
    """One formula: `rows` gives the cell of a ref, `people` of a denominator."""

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
        """Give the cell of a part of the formula, adding the columns it needs."""
        if isinstance(node, Number):
            return Cell(number(node.value), "0")
        if isinstance(node, Ref):
            row = self._rows[node.ref]
            return Cell(row.value, reading(row.reason, self._places[id(node)]))
        if isinstance(node, Population):
            people = self._people(node.denominator)
            missing = pair(self._places[id(node)], NOT_REPORTED)
            return Cell(people, when(f"{people} IS NULL", missing))
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            return self._call(node)
        assert self._value is not None
        return self._value

    def _operation(self, node: Operation) -> Cell:
        cells = [self.cell(operand) for operand in node.operands]
        level = self._steps.level(*cells)
        if node.negates:
            return self._steps.add(level, Cell(f"-{cells[0].value}", cells[0].reason))
        value, reasons = cells[0].value, [cells[0].reason]
        for operator, right in zip(node.operators, cells[1:], strict=True):
            if operator == "/":
                reasons.append(when(f"{right.value} = 0", code(ZERO_DENOMINATOR)))
                value = f"{value} / NULLIF({right.value}, 0)"
            else:
                value = f"{value} {operator} {right.value}"
            reasons.append(right.reason)
        return self._steps.add(level, Cell(value, greatest(*reasons)))

    def _call(self, node: Call) -> Cell:
        cells = tuple(map(self.cell, node.arguments))
        options: dict[str, Any] = dict(node.options)
        options.pop("count", None)
        if node.name == "median":
            return self._steps.median(cells[0], **options)
        if node.name == "year_to_date" and options["stock"]:
            return self._steps.latest_in_year(cells[0], options["year_starts"])
        made = FUNCTIONS[node.name](self._steps.series, *cells, **options)
        return self._steps.add(self._steps.level(*cells), made)
