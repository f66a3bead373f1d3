"""Units and measures of formulas: what may be added to what, and what comes of it.

Only what is declared to add up is ever added up: a sum of flows is a flow, of stocks a stock, a
quotient of the two a ratio, and whatever has no rule here is an average, which has no sum.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpilib.language.syntax import Call, Expression, Stretch
from kpilib.language.tokens import FormulaFault
from kpilib.language.types import Measure, Type, Unit

BAD_ARGUMENT, UNIT_MISMATCH, ADDED_UP = "KPI303", "KPI304", "KPI305"

#: what stays as it is when like is added to like
_ADDITIVE = ("flow", "stock", "accumulated")
#: what may stand on either side of a ratio
_PARTS = ("flow", "stock", "in force")


def same_unit(types: tuple[Type, ...], nodes: tuple[Expression, ...], what: str) -> Type:
    """Return the unit that all share, bare numbers taking it; raises FormulaFault otherwise."""
    firm = [(t, n) for t, n in zip(types, nodes, strict=True) if not t.bare]
    if not firm:
        return types[0]
    first = firm[0][0]
    for other, node in firm[1:]:
        if other.unit != first.unit:
            message = f"{what} {first.named()} and {other.named()}: their units differ"
            raise FormulaFault(UNIT_MISMATCH, node.at, message, _unit_advice(first, other))
    return first


def _unit_advice(one: Type, other: Type) -> str:
    if {"count", "percent"} == {one.unit, other.unit}:
        return "work with the counts and take percent(part, whole) last"
    return "only figures of the same unit can be put together"


def shared_measure(types: Iterable[Type]) -> Measure | None:
    """Return the measure of figures of one kind put together, plain numbers fitting any.

    >>> shared_measure([Type("count", "flow"), Type("number", bare=True)])
    'flow'
    >>> shared_measure([Type("percent", "ratio"), Type("percent", "ratio")])
    'average'
    """
    found = {kind.measure for kind in types if kind.measure is not None}
    if not found:
        return None
    only = found.pop()
    return only if not found and only in _ADDITIVE else "average"


def added(
    operator: str, left: Type, right: Type, at: Stretch, nodes: tuple[Expression, Expression]
) -> Type:
    """Type ``+`` and ``-``: one unit; a stock and a flow only as previous(stock) and flow."""
    unit = same_unit((left, right), nodes, "`+` and `-` join").unit
    if {left.measure, right.measure} == {"stock", "flow"}:
        stock = left if left.measure == "stock" else right
        if not stock.earlier or (right is stock and operator == "-"):
            message = (
                "a stock and a flow are added: what stands at a moment, what happens in a month"
            )
            hint = (
                "only previous(stock) + flow, or - flow, makes sense: last month's stock moved on"
            )
            raise FormulaFault(ADDED_UP, at, message, hint)
        # last month's stock moved on: more flows may follow
        return Type(unit, "stock", earlier=True)
    if left.bare != right.bare and "ratio" in (left.measure, right.measure):
        return (right if left.bare else left)._replace(earlier=False)
    bare = left.bare and right.bare
    earlier = left.earlier and right.earlier
    return Type(unit, shared_measure((left, right)), bare, earlier)


def multiplied(left: Type, right: Type, at: Stretch) -> Type:
    """Type ``*``: one side is a number; a product of two rows is an average."""
    for number, other in ((left, right), (right, left)):
        if number.unit == "number":
            if number.bare:
                return other._replace(bare=left.bare and right.bare, earlier=False)
            if other.bare:
                return number._replace(earlier=False)
            return Type(other.unit, "average")
    message = f"`*` joins {left.named()} and {right.named()}: one side has to be a number"
    raise FormulaFault(UNIT_MISMATCH, at, message)


def divided(left: Type, right: Type, at: Stretch) -> Type:
    """Type ``/``: by a number keeps the unit, by the same unit gives a number."""
    if right.unit == "number" and right.bare:
        return left._replace(bare=left.bare and right.bare, earlier=False)
    if right.unit == "number" or left.unit == right.unit:
        unit: Unit = left.unit if right.unit == "number" else "number"
        return ratio(unit, left, right)
    message = f"`/` divides {left.named()} by {right.named()}"
    hint = "divide by a number, or by the same unit; for a percentage write percent(part, whole)"
    raise FormulaFault(UNIT_MISMATCH, at, message, hint)


def ratio(unit: Unit, part: Type, whole: Type) -> Type:
    """Type one figure over another: a ratio of flows and stocks, an average of anything else.

    >>> ratio("percent", Type("count", "flow"), Type("count", "stock")).parts
    ('flow', 'stock')
    >>> ratio("percent", Type("percent", "average"), Type("percent", "average")).measure
    'average'
    """
    if part.measure in _PARTS and whole.measure in _PARTS:
        return Type(unit, "ratio", parts=(part.measure, whole.measure))
    return Type(unit, "average")


def one_of(units: tuple[Unit, ...], given: Type, call: Call, place: int) -> None:
    """Refuse an argument whose unit the function does not take."""
    if given.unit not in units and not given.bare:
        wanted = units[0] if len(units) == 1 else f"{', '.join(units[:-1])} or {units[-1]}"
        message = f"{call.name}() takes a {wanted} here, not {given.named()}"
        raise FormulaFault(UNIT_MISMATCH, call.arguments[place].at, message)


#: units that flows have
AMOUNTS: tuple[Unit, ...] = ("count", "number", "days", "money")
_WHY_NOT: dict[Measure | None, tuple[str, str]] = {
    "stock": (
        "this is a stock, which stands at a month's end: it would be counted again",
        "take mean() or maximum() of a stock",
    ),
    "average": (
        "this is an average, which has no sum",
        "take mean() of it, or add up the counts behind it",
    ),
    "ratio": (
        "this is a ratio, which has no sum",
        "take pooled() of it, or total() of its part and of its whole",
    ),
    "accumulated": (
        "this has added months up already: they would be counted again",
        "take it as it is, or add up what it is made of",
    ),
}


def not_added_up(call: Call, given: Type) -> FormulaFault:
    """Return the fault of a function that adds months up and is given what does not add up."""
    why, hint = _WHY_NOT.get(given.measure, ("this is not known to add up", "state its `measure:`"))
    message = f"{call.name}() adds up months, and {why}"
    return FormulaFault(ADDED_UP, call.arguments[0].at, message, hint)
