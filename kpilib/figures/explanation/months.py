"""Which months a window counts, which it leaves out and why: the lines below its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from kpilib.figures.explanation.outline import Outline
from kpilib.language.answers import Answer, Missing
from kpilib.language.functions.function import unbroken_months
from kpilib.language.functions.to_date import since_year_began
from kpilib.language.syntax import Call, Expression, Ref
from kpilib.values.period import Period

#: what is added up; each of them with the name that a reader writes
SUMS = {
    "total": "total", "pooled": "pooled", "year_to_date": "year_to_date",
    "pooled_to_date": "year_to_date",
}  # fmt: skip


class Span(NamedTuple):
    """The months that a window looks at, oldest first."""

    #: how many it asks for, how many of them have to have a figure
    asked: int
    needed: int
    #: those behind the last break in the series, and the month of that break
    kept: range
    broken: int | None

    @classmethod
    def of(cls, call: Call, month: int) -> Span:
        """Return the months of a bound window or sum to date that ends in a month."""
        options = dict(call.options)
        year, breaks, at_least = (options.get(o) for o in ("year_starts", "breaks", "at_least"))
        assert isinstance(breaks, tuple)
        assert isinstance(at_least, int)
        months = since_year_began(month, year) if isinstance(year, int) else options["months"]
        assert isinstance(months, int)
        kept = unbroken_months(breaks, month, months)
        broken = max((one for one in breaks if one <= month), default=None)
        last = None if kept == months else broken
        return cls(months, at_least or months, range(month - kept + 1, month + 1), last)


class Addend(NamedTuple):
    """What a window reads in one month: a figure, or the two parts of a ratio."""

    month: int
    answers: tuple[Answer, ...]
    #: with the arithmetic that made each, and where it was observed
    texts: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether the window counts this month."""
        return all(isinstance(answer, Fraction) for answer in self.answers)

    def why_not(self, nodes: tuple[Expression, ...]) -> str:
        """Return the reason of the first part that has no figure."""
        node, answer = next(
            (node, answer)
            for node, answer in zip(nodes, self.answers, strict=True)
            if isinstance(answer, Missing)
        )
        named = f"[{node.ref}] " if isinstance(node, Ref) and len(nodes) > 1 else ""
        return f"{named}{answer}"


def lines(call: Call, span: Span, addends: Iterable[Addend]) -> Outline | None:
    """Return the months counted and left out; of a mean, where it has them all, nothing.

    The figures that are added up have a line a month, months left out for one reason share one.
    """
    months = list(addends)
    counted, is_sum = sum(one.counts for one in months), call.name in SUMS
    if not is_sum and counted == span.asked:
        return None
    end = Period.month(span.kept[-1])
    head = f"{SUMS.get(call.name, call.name)} to {end}: {counted} of {span.asked} months counted"
    if counted < span.needed:
        head += f", {_enough(span)} needed"
    node = Outline(head)
    if span.broken is not None:
        first = span.kept[-1] - span.asked + 1
        why = f"before the break in {Period.month(span.broken)}"
        node.add(_left_out(first, span.broken - 1, why))
    for why_not, group in groupby(
        months, lambda one: "" if one.counts else one.why_not(call.arguments)
    ):
        together = list(group)
        if why_not:
            node.add(_left_out(together[0].month, together[-1].month, why_not))
        elif is_sum:
            for one in together:
                node.add(f"{Period.month(one.month)}: {' / '.join(one.texts)}")
    return node


def _enough(span: Span) -> str:
    if span.needed == span.asked:
        return "every one is"
    return "at least one is" if span.needed == 1 else f"at least {span.needed} are"


def _left_out(first: int, last: int, why: str) -> str:
    when = str(Period.month(first)) + (f" to {Period.month(last)}" if last > first else "")
    return f"{when} left out: {why}"
