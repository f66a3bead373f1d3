"""Compare formulas by what they mean once bound, not by how they are written."""

from __future__ import annotations

from collections.abc import Mapping

from kpilib.language.binding import settled
from kpilib.language.functions import FUNCTIONS
from kpilib.language.parser import parse
from kpilib.language.syntax import Call, Expression, Operation, Ref
from kpilib.language.tokens import FormulaFault, tokens

#: operators that one flat operation may hold: those of a sum, those of a product
_CHAINS = (frozenset("+-"), frozenset("*/"))
_UNCHANGED: Mapping[str, str] = {}


def same_formula(a: str | None, b: str | None, names: Mapping[str, str] = _UNCHANGED) -> bool:
    """Return whether two formulas bind to the same tree in any row.

    Spaces, brackets that change no order, trailing zeros, and defaults written out do not count;
    the order of operands does. `names` maps refs that `a` uses to what `b` calls them. Formulas
    that cannot be parsed or have wrong settings are compared token by token.

    >>> same_formula("mean([A])", "( mean( [A], months=12.0 ) )")
    True
    >>> same_formula("[A] + [B]", "[B] + [A]")
    False
    """
    if a is None or b is None:
        return a == b
    try:
        return _plain(parse(a), names) == _plain(parse(b), _UNCHANGED)
    except FormulaFault:
        return _tokens(a) == _tokens(b)


def _plain(node: Expression, names: Mapping[str, str]) -> Expression:
    """Return a tree with settings filled in, sums and products flat, and refs renamed."""
    if isinstance(node, Ref):
        return Ref(names.get(node.ref, node.ref), node.at)
    if isinstance(node, Operation):
        operands = tuple(_plain(one, names) for one in node.operands)
        return _flat(Operation(node.operators, operands, node.at))
    if isinstance(node, Call):
        function = FUNCTIONS.get(node.name)
        call = node if function is None else settled(node, function)
        arguments = tuple(_plain(one, names) for one in call.arguments)
        return Call(call.name, arguments, call.at, tuple(sorted(call.options)))
    return node


def _flat(node: Operation) -> Operation:
    """Join an operation with its first operand where brackets around that change nothing."""
    first = node.operands[0]
    if not isinstance(first, Operation) or node.negates or first.negates:
        return node
    used = {*first.operators, *node.operators}
    if not any(used <= chain for chain in _CHAINS):
        return node
    operators = first.operators + node.operators
    return Operation(operators, first.operands + node.operands[1:], node.at)


def _tokens(text: str) -> list[str]:
    try:
        return [one.text for one in tokens(text)]
    except FormulaFault:
        return [text]
