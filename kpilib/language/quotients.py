"""What becomes of ratios as formulas go on, and of rows that are compared with their own past."""

from __future__ import annotations

from fractions import Fraction

from kpilib.language.functions import bound_function
from kpilib.language.syntax import (
    Call,
    Expression,
    Number,
    Operation,
    Ref,
    Stretch,
    Value,
    children,
)
from kpilib.language.types import Ratio, Scope, Type, Typed


def constant(node: Expression) -> Fraction | None:
    """Return the number that a formula without refs stands for; None where it is none.

    >>> from kpilib.language.parser import parse
    >>> constant(parse("-(1 + 2) / 4"))
    Fraction(-3, 4)
    """
    if isinstance(node, Number):
        return node.value
    if not isinstance(node, Operation) or node.compares:
        return None
    numbers = [constant(operand) for operand in node.operands]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return None
    result = known[0]
    if node.negates:
        return -result
    for operator, right in zip(node.operators, known[1:], strict=True):
        if operator == "/" and not right:
            return None
        result = _COMBINED[operator](result, right)
    return result


_COMBINED = {
    "+": Fraction.__add__,
    "-": Fraction.__sub__,
    "*": Fraction.__mul__,
    "/": Fraction.__truediv__,
}


def continued(left: Typed, operator: str, right: Typed, kind: Type, at: Stretch) -> Typed:
    """Return what two parts joined by an operator are; `kind` is their type.

    The tree is left as it is: the operation of which this is a step makes it.
    """
    breaks = left.breaks | right.breaks
    if kind.measure != "ratio":
        return Typed(kind, left.tree, breaks)
    ratio = _ratio(left, operator, right, kind, at)
    if ratio is None:  # with a number that is not known until it is worked out
        kind = kind._replace(measure="average", parts=None)
    return Typed(kind, left.tree, breaks, ratio)


def _ratio(left: Typed, operator: str, right: Typed, kind: Type, at: Stretch) -> Ratio | None:
    if left.ratio is None and right.ratio is None:
        assert kind.parts is not None
        call = Call("percent", (left.tree, right.tree), at, (("scale", 1),))
        return Ratio(call, kind.parts)
    ratio, other = (left.ratio, right) if left.ratio else (right.ratio, left)
    number = constant(other.tree)
    if ratio is None or number is None:
        return None
    if operator == "*":
        return ratio.moved(number)
    if operator == "/":
        return ratio.moved(1 / number) if number and ratio is left.ratio else None
    if operator == "+":
        return ratio.moved(Fraction(1), number)
    if ratio is left.ratio:
        return ratio.moved(Fraction(1), -number)
    return ratio.moved(Fraction(-1), number)


def compared(node: Expression, ago: frozenset[int] = frozenset((0,))) -> dict[str | None, set[int]]:
    """Return the rows whose figures a bound formula compares, with how many months ago.

    None is the row itself, in a column. A window stands for the month in which it ends, because
    it never reaches across a break.
    """
    found: dict[str | None, set[int]] = {}
    if isinstance(node, Ref | Value):
        found[node.ref if isinstance(node, Ref) else None] = set(ago)
    elif isinstance(node, Call):
        steps = bound_function(node.name).compares(node)
        ago = frozenset(a + step for a in ago for step in steps)
    for child in children(node):
        for name, months in compared(child, ago).items():
            found.setdefault(name, set()).update(months)
    return found


def unbroken(node: Operation, scope: Scope) -> Expression:
    """Return a difference or quotient guarded where a row meets its own past across a break.

    ``[A] - previous([A])`` is a change written by hand, and has no value where change() has none.
    """
    before: dict[str | None, set[int]] = {}
    broken: set[int] = set()
    for operator, operand in zip(("+", *node.operators), node.operands, strict=False):
        here = compared(operand)
        if operator in ("-", "/"):
            for name in before.keys() & here.keys():
                breaks = scope.value_breaks if name is None else scope.breaks(name)
                broken |= _across(breaks, before[name], here[name])
        for name, months in here.items():
            before.setdefault(name, set()).update(months)
    return guarded(node, broken)


def guarded(node: Expression, broken: set[int]) -> Expression:
    """Return a formula that has no value in the months in which it is broken."""
    if not broken:
        return node
    return Call("unbroken", (node,), node.at, (("months", tuple(sorted(broken))),))


def across(scope: Scope, left: Expression, right: Expression) -> set[int]:
    """Return the months in which two parts compare a row with its own past across a break."""
    one, other = compared(left), compared(right)
    found: set[int] = set()
    for name in one.keys() & other.keys():
        breaks = scope.value_breaks if name is None else scope.breaks(name)
        found |= _across(breaks, one[name], other[name])
    return found


def _across(breaks: frozenset[int], left: set[int], right: set[int]) -> set[int]:
    """Return the months that see a break between what the two sides read."""
    return {
        month
        for one in left
        for other in right
        for changed in breaks
        for month in range(changed + min(one, other), changed + max(one, other))
    }
