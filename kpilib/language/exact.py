"""Exact evaluation of bound formulas: one cell at a time, on fractions.

It decides checks and `part_of`, the ties of rounding and the words of `explain`, and it is the
slow model against which the array engine is tested. It imports no numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

from kpilib.language.answers import Answer, Missing, strongest
from kpilib.language.functions import bound_function
from kpilib.language.reach import readings
from kpilib.language.syntax import (
    Call,
    Expression,
    Number,
    Operation,
    Population,
    Ref,
    inputs,
)
from kpilib.values.period import FIRST_YEAR
from kpilib.values.reasons import (
    NOT_APPLICABLE,
    NOT_REPORTED,
    VALUE,
    ZERO_DENOMINATOR,
    lifecycle,
)


class Source(Protocol):
    """Where the cells come from."""

    def collected(self, ref: str, geography: str, month: int) -> Answer:
        """Give the value of a collected indicator, or why there is none."""

    def population(self, denominator: str, geography: str, month: int) -> Fraction | None:
        """Give the denominator in force, None before its first value."""

    def definition(self, ref: str) -> Expression | None:
        """Give the bound formula of an indicator, None for a collected one."""

    def lifetime(self, ref: str) -> tuple[int | None, int | None]:
        """Give the month from which an indicator is announced and its last month."""

    def first_month(self) -> int:
        """Give the first month with observations, before which a formula cannot read itself."""


class Exact:
    """Cells of one source, each worked out once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[tuple[str, str, int], Answer] = {}
        self._needs: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {}
        self._places: dict[tuple[int, int], tuple[Expression, dict[int, int]]] = {}

    def cell(self, ref: str, geography: str, month: int) -> Answer:
        """Give a cell: a fraction, or a `Missing` with its reason.

        Inputs are worked out first, from a list and not by recursion: a chain of ten thousand
        indicators needs no deeper stack than one.
        """
        known = self._known
        wanted = [(ref, geography, month)]
        while wanted:
            key = wanted[-1]
            if key not in known:
                lacking = [cell for cell in self._inputs(*key) if cell not in known]
                if lacking:
                    wanted.extend(lacking)
                    continue
                known[key] = _bounded(self._work_out(*key))
            wanted.pop()
        return known[ref, geography, month]

    def _inputs(self, ref: str, geography: str, month: int) -> list[tuple[str, str, int]]:
        needs = self._needs.get(ref)
        if needs is None:
            tree = self._source.definition(ref)
            found = readings(tree) if tree is not None else {}
            needs = tuple((name, ago) for name, ago in found.items() if name is not None)
            self._needs[ref] = needs
        if not needs or self._before_time(ref, month):
            return []
        return [(name, geography, month - months) for name, ago in needs for months in ago]

    def _before_time(self, ref: str, month: int) -> bool:
        if month < FIRST_YEAR * 12:
            return True
        return month < self._source.first_month() and any(n == ref for n, _ in self._needs[ref])

    def _work_out(self, ref: str, geography: str, month: int) -> Answer:
        tree = self._source.definition(ref)
        if tree is None:
            return self._source.collected(ref, geography, month)
        life = lifecycle(month, *self._source.lifetime(ref))
        if life != VALUE:
            return Missing.because(life)
        if self._before_time(ref, month):
            return Missing.because(NOT_REPORTED)
        return self.formula(tree, geography, month)

    def formula(
        self,
        tree: Expression,
        geography: str,
        month: int,
        value: Callable[[int], Answer] | None = None,
        offset: int = 0,
    ) -> Answer:
        """Work out a bound formula; `value` gives the row itself in a month, in a column.

        Its inputs rank behind those of the row, of which there are `offset`.
        """
        return self.part(tree, tree, geography, month, value, offset)

    def part(
        self,
        tree: Expression,
        node: Expression,
        geography: str,
        month: int,
        value: Callable[[int], Answer] | None = None,
        offset: int = 0,
    ) -> Answer:
        """Work out a part of a bound formula, whose inputs rank as those of the whole do."""
        _, places = self._places.get((id(tree), offset), (tree, None))
        if places is None:
            places = {id(one): place for place, one in enumerate(inputs(tree), offset)}
            # the tree is kept, so that its id stays its own
            self._places[id(tree), offset] = tree, places
        return _Walk(self, self._source, places, geography, value).at(node, month)

    def holds(self, tree: Expression, geography: str, month: int) -> bool | None:
        """Decide a bound check; None over a missing cell."""
        assert isinstance(tree, Operation)
        left, right = (self.formula(side, geography, month) for side in tree.operands)
        if isinstance(left, Missing) or isinstance(right, Missing):
            return None
        return _COMPARE[tree.operators[0]](left, right)


#: a figure with more bits than this is no figure: products of products grow without end
_MOST_BITS = 100_000
#: nor is one that a float64 cannot hold
_LARGEST = Fraction(2) ** 1024


def _bounded(answer: Answer) -> Answer:
    """Return an answer, *not applicable* where it is beyond the finite or too long."""
    if not isinstance(answer, Fraction):
        return answer
    top, bottom = answer.numerator.bit_length(), answer.denominator.bit_length()
    if max(top, bottom) > _MOST_BITS or (top - bottom > 1022 and abs(answer) >= _LARGEST):
        return Missing.because(NOT_APPLICABLE)
    return answer


_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


class _Walk:
    """One formula at one geography."""

    def __init__(
        self,
        cells: Exact,
        source: Source,
        places: dict[int, int],
        geography: str,
        value: Callable[[int], Answer] | None,
    ) -> None:
        self._cells, self._source, self._places = cells, source, places
        self._geography, self._value = geography, value

    def at(self, node: Expression, month: int) -> Answer:
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Ref):
            answer = self._cells.cell(node.ref, self._geography, month)
            if isinstance(answer, Missing):
                return answer.read_as(node.ref, self._places[id(node)])
            return answer
        if isinstance(node, Population):
            return self._population(node, month)
        if isinstance(node, Operation):
            return self._operation(node, month)
        if isinstance(node, Call):
            return self._call(node, month)
        assert self._value is not None
        return self._value(month)

    def _population(self, node: Population, month: int) -> Answer:
        people = self._source.population(node.denominator, self._geography, month)
        if people is not None:
            return people
        place = self._places[id(node)]
        return Missing.because(NOT_REPORTED).read_as(node.denominator, place)

    def _operation(self, node: Operation, month: int) -> Answer:
        answers = [self.at(operand, month) for operand in node.operands]
        zero = any(
            operator == "/" and right == 0
            for operator, right in zip(node.operators, answers[1:], strict=False)
        )
        missing = strongest(*answers, *([Missing.because(ZERO_DENOMINATOR)] if zero else []))
        if missing:
            return missing
        values = [answer for answer in answers if isinstance(answer, Fraction)]
        if node.negates:
            return -values[0]
        result = values[0]
        for operator, right in zip(node.operators, values[1:], strict=True):
            step = _bounded(_COMBINE[operator](result, right))
            if isinstance(step, Missing):
                return step
            result = step
        return result

    def _call(self, node: Call, month: int) -> Answer:
        function = bound_function(node.name)
        options: dict[str, Any] = dict(node.options)
        if function.calendar:
            options["month"] = month
        return _bounded(
            function.exact(
                lambda argument, ago=0: self.at(node.arguments[argument], month - ago), **options
            )
        )


_COMBINE: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
