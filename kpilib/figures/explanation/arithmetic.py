"""A formula with its figures put in: ``417 / 1480 x 100`` for ``percent([M2], [M1])``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from kpilib.figures.explanation.months import SUMS, Addend, Span, lines
from kpilib.figures.explanation.outline import Outline
from kpilib.language.answers import Answer, Missing
from kpilib.language.exact import Exact
from kpilib.language.functions.function import whole
from kpilib.language.syntax import Call, Expression, Number, Operation, Population, Ref, Value
from kpilib.values.period import Period
from kpilib.values.rounding import decimal_text, scaled

_MOST = 12
#: a number of more decimals than these is no decimal that anybody wrote
_MOST_DECIMALS = 12


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


def _written(number: Fraction) -> str:
    """Write a number of a formula as it stands there."""
    for decimals in range(_MOST_DECIMALS):
        if (number * 10**decimals).denominator == 1:
            return decimal_text(scaled(number, decimals), decimals)
    return figure(number)


class RowValue(NamedTuple):
    """The row that a column reads as ``value``."""

    ref: str
    #: whether its figures are taken as printed
    printed: bool
    #: how many inputs of its own rank before those of the column
    inputs: int


class Text(NamedTuple):
    """The arithmetic of a part, and whether it needs brackets beside an operator."""

    text: str
    joined: bool = False

    def __str__(self) -> str:
        return f"({self.text})" if self.joined else self.text


class Arithmetic:
    """Puts figures into one formula at one geography, and notes which cells they are."""

    def __init__(
        self,
        exact: Exact,
        geography: str,
        row: RowValue | None,
        value_of: Callable[[str, int, bool], Answer],
        observed: Callable[[str, int], str],
    ) -> None:
        self._exact, self._geography, self._row = exact, geography, row
        self._value_of, self._observed = value_of, observed
        #: the cells put in, in reading order
        self.inputs: dict[tuple[str, int], None] = {}
        self.populations: dict[tuple[str, int], None] = {}
        #: what a reader has to know besides: the months of windows, breaks
        self.notes: list[Outline] = []

    def answer(self, tree: Expression, month: int) -> Answer:
        """Give the exact figure of a formula."""
        row = self._row
        if row is None:
            return self._exact.formula(tree, self._geography, month)
        return self._exact.formula(
            tree,
            self._geography,
            month,
            lambda when: self._value_of(row.ref, when, row.printed),
            row.inputs,
        )

    def of(self, node: Expression, month: int) -> str:
        """Give the formula with its figures."""
        return self._said(node, month).text

    def _said(self, node: Expression, month: int) -> Text:
        if isinstance(node, Number):
            return Text(_written(node.value))
        if isinstance(node, Operation):
            return self._operation(node, month)
        if isinstance(node, Call):
            return self._call(node, month)
        if isinstance(node, Population):
            self.populations[node.denominator, month] = None
            return Text(figure(self.answer(node, month)))
        self.inputs[self._named(node), month] = None
        return Text(_short(self.answer(node, month)))

    def _named(self, node: Ref | Value) -> str:
        if isinstance(node, Ref):
            return node.ref
        assert self._row is not None
        return self._row.ref

    def _operation(self, node: Operation, month: int) -> Text:
        parts = [str(self._said(operand, month)) for operand in node.operands]
        if node.negates:
            return Text(f"-{parts[0]}")
        signs = {"*": "x"}
        text = parts[0]
        for operator, part in zip(node.operators, parts[1:], strict=True):
            text += f" {signs.get(operator, operator)} {part}"
        return Text(text, joined=True)

    def _call(self, node: Call, month: int) -> Text:
        first = node.arguments[0]
        if node.name == "unbroken":
            return self._unbroken(node, month)
        if node.name in ("percent", "rate"):
            part, whole_ = (str(self._said(side, month)) for side in node.arguments)
            return _over(part, whole_, whole(node, "scale"))
        if node.name == "change":
            return self._change(node, month)
        if node.name in ("previous", "same_month_last_year"):
            return self._said(first, month - whole(node, "months"))
        if node.name == "year_to_date" and node.option("stock"):
            return self._said(first, month)
        if "breaks" in dict(node.options):
            return self._window(node, month)
        return Text(f"{node.name}({', '.join(self.of(one, month) for one in node.arguments)})")

    def _unbroken(self, node: Call, month: int) -> Text:
        broken = node.option("months")
        assert isinstance(broken, tuple)
        if month in broken:
            self.notes.append(Outline("a row meets its own past across a break: no value"))
        return self._said(node.arguments[0], month)

    def _change(self, node: Call, month: int) -> Text:
        first, earlier = node.arguments[0], month - whole(node, "months")
        now, then = self._side(first, month), self._side(first, earlier)
        breaks = node.option("breaks")
        assert isinstance(breaks, tuple)
        if any(earlier < broken <= month for broken in breaks):
            both = f"{Period.month(earlier)} and {Period.month(month)}"
            self.notes.append(Outline(f"a break lies between {both}: no change across it"))
        if node.option("points"):
            return Text(f"{now} - {then}", joined=True)
        base = self.answer(first, earlier)
        size = figure(-base) if isinstance(base, Fraction) and base < 0 else then
        return Text(f"100 x ({now} - {then}) / {size}", joined=True)

    def _side(self, node: Expression, month: int) -> str:
        """Write one side of a change: a sum as its figure, since its months are noted."""
        text = self._said(node, month)
        if isinstance(node, Call) and node.name in SUMS:
            return _short(self.answer(node, month))
        return str(text)

    def _window(self, node: Call, month: int) -> Text:
        """Write a window as the figures it holds, oldest first, and note its months."""
        span, place = Span.of(node, month), len(self.notes)
        addends = [self._addend(node, when) for when in span.kept]
        note = lines(node, span, addends)
        if note is not None:
            self.notes.insert(place, note)
        counted = [one for one in addends if one.counts]
        if node.name not in SUMS:
            listed = ", ".join(_few([_short(one.answers[0]) for one in counted]))
            text = f"{node.name} of {len(counted)} of {span.asked} months"
            return Text(f"{text} ({listed})" if listed else text)
        if not counted:
            return Text("none")
        has_value = isinstance(self.answer(node, month), Fraction)
        shown = counted if has_value else addends
        sides = zip(*(one.answers for one in shown), strict=True)
        part, *rest = (_sum([_short(answer) for answer in side]) for side in sides)
        return _over(str(part), str(rest[0]), whole(node, "scale")) if rest else part

    def _addend(self, node: Call, month: int) -> Addend:
        """Return what a window reads in a month; of sums with how it came about."""
        answers = tuple(self._own(side, month) for side in node.arguments)
        if node.name not in SUMS:
            return Addend(month, answers, ())
        texts = tuple(
            self._made(side, answer, month)
            for side, answer in zip(node.arguments, answers, strict=True)
        )
        return Addend(month, answers, texts)

    def _own(self, node: Expression, month: int) -> Answer:
        """Return the figure of a part, of a row the row's own."""
        if isinstance(node, Ref):
            return self._exact.cell(node.ref, self._geography, month)
        return self.answer(node, month)

    def _made(self, node: Expression, answer: Answer, month: int) -> str:
        if isinstance(node, Ref | Value):
            where = self._observed(self._named(node), month)
            return f"{_short(answer)} ({where})" if where else _short(answer)
        if isinstance(node, Population):
            self.populations[node.denominator, month] = None
            return _short(answer)
        inner = Arithmetic(self._exact, self._geography, self._row, self._value_of, self._observed)
        text = inner.of(node, month)
        self.notes += inner.notes[: max(_MOST - len(self.notes), 0)]
        return text if text == _short(answer) else f"{text} = {_short(answer)}"


def _over(part: str, whole_: str, scale: int) -> Text:
    times = f" x {scale}" if scale != 1 else ""
    return Text(f"{part} / {whole_}{times}", joined=True)


def _sum(texts: Sequence[str]) -> Text:
    """Write the figures of a sum."""
    text = " + ".join(_few(texts)).replace("+ -", "- ")
    return Text(text, joined=len(texts) > 1)


def _few(texts: Sequence[str]) -> Iterable[str]:
    return texts if len(texts) <= _MOST else [*texts[:5], "...", *texts[-5:]]
