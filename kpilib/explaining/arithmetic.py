"""A formula with its figures put in: ``417 / 1480 x 100`` for ``percent([M2], [M1])``."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kpilib.formula.answers import Answer, Missing
from kpilib.formula.exact import Exact
from kpilib.formula.syntax import Call, Expression, Number, Operation, Population, Ref
from kpilib.series.rounding import decimal_text, scaled

_MOST = 12


def figure(answer: Answer) -> str:
    """Write a figure for a reader: whole numbers whole, others to two decimals, or the reason."""
    if isinstance(answer, Missing):
        return f"no value ({answer})"
    if answer.denominator == 1:
        return str(answer.numerator)
    decimals = 2 if abs(answer) >= Fraction(1, 100) else 6
    return decimal_text(scaled(answer, decimals), decimals)


def _short(answer: Answer) -> str:
    return "none" if isinstance(answer, Missing) else figure(answer)


class Arithmetic:
    """Puts figures into one formula at one geography, and notes which cells they are."""

    def __init__(
        self,
        exact: Exact,
        geography: str,
        value: tuple[str, bool] | None,
        value_of: Callable[[str, int, bool], Answer],
    ) -> None:
        self._exact, self._geography = exact, geography
        self._value, self._value_of = value, value_of
        #: the cells put in, in reading order
        self.inputs: dict[tuple[str, int], None] = {}
        self.populations: dict[tuple[str, int], None] = {}

    def answer(self, tree: Expression, month: int) -> Answer:
        """Give the exact figure of a formula."""
        if self._value is None:
            return self._exact.formula(tree, self._geography, month)
        ref, printed = self._value
        return self._exact.formula(
            tree, self._geography, month, lambda when: self._value_of(ref, when, printed)
        )

    def of(self, node: Expression, month: int) -> str:
        """Give the formula with its figures."""
        if isinstance(node, Number):
            return figure(node.value)
        if isinstance(node, Operation):
            return self._operation(node, month)
        if isinstance(node, Call):
            return self._call(node, month)
        if isinstance(node, Ref):
            self.inputs[node.ref, month] = None
            return _short(self.answer(node, month))
        if isinstance(node, Population):
            self.populations[node.denominator, month] = None
            return figure(self.answer(node, month))
        assert self._value is not None
        self.inputs[self._value[0], month] = None
        return _short(self.answer(node, month))

    def _within(self, node: Expression, month: int) -> str:
        text = self.of(node, month)
        return f"({text})" if isinstance(node, Operation) and not node.negates else text

    def _operation(self, node: Operation, month: int) -> str:
        parts = [self._within(operand, month) for operand in node.operands]
        if node.negates:
            return f"-{parts[0]}"
        signs = {"*": "x"}
        text = parts[0]
        for operator, part in zip(node.operators, parts[1:], strict=True):
            text += f" {signs.get(operator, operator)} {part}"
        return text

    def _call(self, node: Call, month: int) -> str:
        options = dict(node.options)
        first = node.arguments[0]
        if node.name in ("percent", "rate"):
            part, whole = (self._within(side, month) for side in node.arguments)
            return f"{part} / {whole} x {options['scale']}"
        months = options.get("months")
        if node.name == "change":
            assert isinstance(months, int)
            now, then = self._within(first, month), self._within(first, month - months)
            if options["points"]:
                return f"{now} - {then}"
            return f"100 x ({now} - {then}) / {then.removeprefix('-')}"
        if node.name in ("previous", "same_month_last_year"):
            assert isinstance(months, int)
            return self.of(first, month - months)
        if isinstance(months, int) and node.name != "pooled":
            return self._window(node, month, months)
        return f"{node.name}({', '.join(self.of(one, month) for one in node.arguments)})"

    def _window(self, node: Call, month: int, months: int) -> str:
        """Write a window as the figures it holds, oldest first."""
        answers = [
            self.answer(node.arguments[0], when) for when in range(month - months + 1, month + 1)
        ]
        values = [figure(answer) for answer in answers if isinstance(answer, Fraction)]
        shown = values if len(values) <= _MOST else [*values[:5], "...", *values[-5:]]
        return f"{node.name} of {len(values)} of {months} months ({', '.join(shown)})"
