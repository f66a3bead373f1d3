"""coalesce, least, greatest and abs: cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from kpilib.language.answers import Answer, At, confidential, strongest
from kpilib.language.functions.function import Function
from kpilib.language.syntax import Call
from kpilib.language.types import Scope, Type, Typed
from kpilib.language.typing_rules import same_unit, shared_measure

if TYPE_CHECKING:
    pass


def _coalesce_exact(at: At, *, count: int) -> Answer:
    passed: list[Answer] = []
    for place in range(count):
        answer = at(place)
        if isinstance(answer, Fraction):
            return answer
        hidden = confidential(answer)
        if hidden:
            return hidden
        passed.append(answer)
    missing = strongest(*passed)
    assert missing is not None
    return missing


def _pick_exact(reduce: Callable[[list[Fraction]], Fraction]) -> Callable[..., Answer]:
    def picked(at: At, *, count: int) -> Answer:
        answers = [at(place) for place in range(count)]
        return strongest(*answers) or reduce([a for a in answers if isinstance(a, Fraction)])

    return picked


def _abs_exact(at: At) -> Answer:
    answer = at(0)
    return abs(answer) if isinstance(answer, Fraction) else answer


def _bind_coalesce(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    types = tuple(one.type for one in given)
    shared = same_unit(types, call.arguments, f"{call.name}() joins")
    firm = [kind for kind in types if not kind.bare]
    earlier = bool(firm) and all(kind.earlier for kind in firm)
    return Typed(Type(shared.unit, shared_measure(types), shared.bare, earlier), call)


def _bind_pick(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    types = tuple(one.type for one in given)
    shared = same_unit(types, call.arguments, f"{call.name}() joins")
    return Typed(Type(shared.unit, None if shared.bare else "average", shared.bare), call)


def _bind_abs(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    return Typed(Type(given[0].type.unit, "average"), call)


FUNCTIONS = (
    Function(
        name="coalesce",
        parameters=("a", "b ..."),
        bind=_bind_coalesce,
        exact=_coalesce_exact,
        in_checks=True,
    ),
    Function(
        name="least",
        parameters=("a", "b ..."),
        bind=_bind_pick,
        exact=_pick_exact(min),
    ),
    Function(
        name="greatest",
        parameters=("a", "b ..."),
        bind=_bind_pick,
        exact=_pick_exact(max),
    ),
    Function(name="abs", parameters=("x",), bind=_bind_abs, exact=_abs_exact),
)
