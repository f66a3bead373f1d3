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
    from kpilib.figures.arrays.block import Block


def _unbroken(x: Block, *, months: tuple[int, ...], first: int = 0) -> Block:
    """Take the values of those months away."""
    import numpy as np

    broken = np.zeros((len(x.values), 1), np.bool_)
    for month in months:
        if 0 <= month - first < len(broken):
            broken[month - first] = True
    if not broken.any():
        return x
    return x.because(np.broadcast_to(broken, x.values.shape), BREAK)


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
        array=_unbroken,
        calendar=True,
    ),
)
