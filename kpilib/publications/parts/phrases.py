"""A formula in words: ``M2 as a percentage of M1`` for ``percent([M2], [M1])``."""

from __future__ import annotations

from fractions import Fraction

from kpilib.language.binding import bind, settled
from kpilib.language.catalogue import Catalogue
from kpilib.language.functions import FUNCTIONS
from kpilib.language.functions.function import ALL
from kpilib.language.syntax import Call, Expression, Number, Operation, Ref
from kpilib.values.wording.locale import Locale

_SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "over"}
_OF_SEVERAL = ("least", "greatest")
#: of which every month is needed unless they say otherwise
_SUMS = ("total", "year_to_date")
_LONGEST = 2000


def formula_in_words(catalogue: Catalogue, ref: str, said: Locale) -> str | None:
    """Say a row's formula in words; None where it is collected or the formula cannot be read."""
    tree = catalogue.trees.get(ref)
    if tree is None or ref not in catalogue.bound:
        return None
    words = _Phrases(catalogue, ref, said).of(tree)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


class _Phrases:
    """Says the parts of one row's formula."""

    def __init__(self, catalogue: Catalogue, ref: str, said: Locale) -> None:
        self._catalogue, self._row, self._said = catalogue, catalogue[ref], said
        self._registers = catalogue.registers

    def of(self, node: Expression) -> str:
        """Say a part."""
        if isinstance(node, Ref):
            return node.ref
        if isinstance(node, Number):
            return self._number(node.value)
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            return self._call(node)
        return self._said.say("formula.value")

    def _within(self, node: Expression) -> str:
        text = self.of(node)
        return f"({text})" if isinstance(node, Operation | Call) else text

    def _number(self, value: Fraction) -> str:
        if value.denominator == 1:
            return self._said.number(str(value.numerator))
        return self._said.number(f"{float(value):.12g}")

    def _operation(self, node: Operation) -> str:
        texts = [self._within(operand) for operand in node.operands]
        if node.negates:
            return self._joined("negative", texts[0])
        text, before = texts[0], None
        for operator, right in zip(node.operators, texts[1:], strict=True):
            # a divided by b times c could be read either way
            left = f"({text})" if before is not None and "/" in (before, operator) else text
            text, before = self._joined(_SIGNS[operator], left, right), operator
        return text

    def _call(self, node: Call) -> str:
        node = settled(node, FUNCTIONS[node.name])
        texts = [self._within(argument) for argument in node.arguments]
        if node.name == "coalesce":
            return self._said.texts["formula.coalesce"].join(texts)
        if node.name in _OF_SEVERAL:
            return self._said.say(f"formula.{node.name}", list=self._said.listed(texts))
        if node.name == "rate":
            return self._rate(texts[0])
        options = dict(node.options)
        months = options.get("months")
        words = ""
        if isinstance(months, Fraction | int):
            words = self._said.count("formula.month", int(months))
        key = "change points" if options.get("points") else node.name
        if node.name == "year_to_date":
            key = self._to_date(node.arguments[0])
            if key == "now":
                return self._joined(key, *texts)
        text = self._joined(key, *texts, months=words)
        return self._counted(node, text)

    def _to_date(self, x: Expression) -> str:
        """Return what a figure to date is made of: a text's key."""
        catalogue = self._catalogue
        kind = bind(x, catalogue.types.__getitem__, catalogue.scope(self._row.ref)).type
        part, whole = kind.parts or (kind.measure, kind.measure)
        if part == whole == "flow":
            return "pooled to date" if kind.parts else "year_to_date"
        if part == "flow":
            return "part to date"
        return "whole to date" if whole == "flow" else "now"

    def _counted(self, node: Call, text: str) -> str:
        """Say how many months have to have a figure, where it is not what anybody expects."""
        options = dict(node.options)
        at_least, months = options.get("at_least", 1), options.get("months")
        is_sum = node.name in _SUMS
        if at_least in (ALL, months) and months != 1:
            return text if is_sum else self._joined("every", text)
        if isinstance(at_least, Fraction | int) and (at_least > 1 or is_sum):
            return self._said.count("formula.at least", int(at_least), what=text)
        return text

    def _rate(self, part: str) -> str:
        name = self._row.denominator or ""
        known = self._registers.denominators.get(name)
        per = self._said.number(str(self._row.per))
        title = known.title if known else name
        return self._joined("rate", part, per=per, denominator=title)

    def _joined(self, key: str, *texts: str, **values: str) -> str:
        return self._said.texts[f"formula.{key}"].format(*texts, **values)
