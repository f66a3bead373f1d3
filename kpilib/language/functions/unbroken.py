"""unbroken: a figure that compares a row with its own past, which only binding writes.

It has no value where the two lie on two sides of a break, as change() has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpilib.language.answers import Answer, At, Missing
from kpilib.language.functions.function import Function
from kpilib.language.syntax import Call
from kpilib.language.types import Scope, Typed
from kpilib.values.reasons import BREAK

if TYPE_CHECKING:
    pass


def _unbroken_exact(at: At, *, months: tuple[int, ...], month: int) -> Answer:
    answer = at(0)
    if month not in months:
        return answer
    broken = Missing.because(BREAK)
    return max(answer, broken, key=lambda one: one.rank) if isinstance(answer, Missing) else broken


def _bind_unbroken(call: Call, given: tuple[Typed, ...], scope: Scope) -> Typed:
    return given[0]._replace(tree=call)


#: what binding turns a call into; nobody writes these
BOUND_ONLY = (
    Function(
        name="unbroken",
        parameters=("x",),
        bind=_bind_unbroken,
        exact=_unbroken_exact,
        calendar=True,
    ),
)
