"""Units and measures of formulas: what may be added to what, and what comes of it."""

from __future__ import annotations

from kpilib.formula.syntax import Call, Expression, Stretch
from kpilib.formula.tokens import FormulaFault
from kpilib.formula.types import Type, Unit

BAD_ARGUMENT, UNIT_MISMATCH, STOCK_PLUS_FLOW = "KPI303", "KPI304", "KPI305"


def same_unit(types: tuple[Type, ...], nodes: tuple[Expression, ...], what: str) -> Type:
    """Give the unit that all share, bare numbers taking it; raises FormulaFault otherwise."""
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


def added(
    operator: str, left: Type, right: Type, at: Stretch, nodes: tuple[Expression, Expression]
) -> Type:
    """Type ``+`` and ``-``: one unit; a stock and a flow only as previous(stock) and flow."""
    unit = same_unit((left, right), nodes, "`+` and `-` join").unit
    measures = {t.measure for t in (left, right) if t.measure}
    if measures == {"stock", "flow"}:
        stock = left if left.measure == "stock" else right
        if not stock.earlier or (right is stock and operator == "-"):
            message = (
                "a stock and a flow are added: what stands at a moment, what happens in a month"
            )
            hint = (
                "only previous(stock) + flow, or - flow, makes sense: last month's stock moved on"
            )
            raise FormulaFault(STOCK_PLUS_FLOW, at, message, hint)
        # last month's stock moved on: more flows may follow
        return Type(unit, "stock", earlier=True)
    bare = left.bare and right.bare
    earlier = left.earlier and right.earlier
    return Type(unit, measures.pop() if measures else None, bare, earlier)


def multiplied(left: Type, right: Type, at: Stretch) -> Type:
    """Type ``*``: one side is a number."""
    for number, other in ((left, right), (right, left)):
        if number.unit == "number":
            return other._replace(bare=left.bare and right.bare, earlier=False)
    message = f"`*` joins {left.named()} and {right.named()}: one side has to be a number"
    raise FormulaFault(UNIT_MISMATCH, at, message)


def divided(left: Type, right: Type, at: Stretch) -> Type:
    """Type ``/``: by a number keeps the unit, by the same unit gives a number."""
    if right.unit == "number":
        return left._replace(bare=left.bare and right.bare, earlier=False)
    if left.unit == right.unit:
        return Type("number")
    message = f"`/` divides {left.named()} by {right.named()}"
    hint = "divide by a number, or by the same unit; for a percentage write percent(part, whole)"
    raise FormulaFault(UNIT_MISMATCH, at, message, hint)


def one_of(units: tuple[Unit, ...], given: Type, call: Call, place: int) -> None:
    """Refuse an argument whose unit the function does not take."""
    if given.unit not in units and not given.bare:
        wanted = units[0] if len(units) == 1 else f"{', '.join(units[:-1])} or {units[-1]}"
        message = f"{call.name}() takes a {wanted} here, not {given.named()}"
        raise FormulaFault(UNIT_MISMATCH, call.arguments[place].at, message)


AMOUNTS: tuple[Unit, ...] = ("count", "number", "days", "money")
