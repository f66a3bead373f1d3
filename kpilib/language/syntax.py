"""The tree of a formula: what the parser makes, the type check binds and evaluation walks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from attrs import field, frozen

#: (first, end) of a stretch of the formula's text, in code points from 0, the end exclusive
Stretch: TypeAlias = tuple[int, int]
Option: TypeAlias = Fraction | int | bool | str | tuple[int, ...]

COMPARISONS = ("<", "<=", ">", ">=", "=", "<>")


@frozen
class Number:
    """A number as written."""

    value: Fraction
    at: Stretch = field(eq=False, repr=False)


@frozen
class Ref:
    """``[ref]``: another indicator."""

    ref: str
    at: Stretch = field(eq=False, repr=False)


@frozen
class Value:
    """``value``: the row itself, in a dataset column."""

    at: Stretch = field(eq=False, repr=False)


@frozen
class Operation:
    """Operands joined left to right: one operator fewer than operands, or one for a negation.

    A long sum is one flat operation and not a deep tree, so that its length costs no recursion.
    """

    operators: tuple[str, ...]
    operands: tuple[Expression, ...]
    at: Stretch = field(eq=False, repr=False)

    @property
    def negates(self) -> bool:
        """Say whether this is a minus before one operand."""
        return len(self.operands) == 1

    @property
    def compares(self) -> bool:
        """Say whether this is a comparison."""
        return self.operators[0] in COMPARISONS


@frozen
class Call:
    """A function and its arguments; binding adds the options that the row decides."""

    name: str
    arguments: tuple[Expression, ...]
    at: Stretch = field(eq=False, repr=False)
    #: named arguments as written, then, once bound, every option of the function
    options: tuple[tuple[str, Option], ...] = ()

    def option(self, name: str) -> Option:
        """Give a bound option."""
        return dict(self.options)[name]


@frozen
class Population:
    """The denominator in force, which `rate` divides by; only binding makes one."""

    denominator: str
    at: Stretch = field(eq=False, repr=False)


Expression: TypeAlias = Number | Ref | Value | Operation | Call | Population


def children(node: Expression) -> tuple[Expression, ...]:
    """Give what a node is made of, in reading order."""
    if isinstance(node, Operation):
        return node.operands
    return node.arguments if isinstance(node, Call) else ()


def walk(node: Expression) -> Iterator[Expression]:
    """Give the node and all below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def inputs(tree: Expression) -> tuple[Ref | Population, ...]:
    """Give the places at which a formula reads something, in reading order.

    A ref that is read twice stands twice: the months it is read in may differ.
    """
    found: dict[int, Ref | Population] = {}
    for part in walk(tree):
        if isinstance(part, Ref | Population):
            found.setdefault(id(part), part)
    return tuple(found.values())


def input_name(node: Ref | Population) -> str:
    """Give the ref, or the id of the denominator."""
    return node.ref if isinstance(node, Ref) else node.denominator


def input_names(tree: Expression) -> tuple[str, ...]:
    """Give what a formula reads at each place, in reading order."""
    return tuple(map(input_name, inputs(tree)))


def refs(node: Expression) -> tuple[str, ...]:
    """Give the refs and denominators a formula reads, each once, in reading order."""
    return tuple(dict.fromkeys(input_names(node)))
