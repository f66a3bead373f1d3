"""Directions of whole arrays of changes, with the few that a float cannot decide named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kpilib.figures.arrays.bounds import UNIT, Bound
from kpilib.figures.arrays.kinds import Values
from kpilib.figures.arrays.scratch import empty
from kpilib.figures.arrays.ties import Places
from kpilib.language.dataset import ChangeRule
from kpilib.language.syntax import Call, Expression, Population, Ref, Value

if TYPE_CHECKING:
    from kpilib.figures.evaluation.blocks import Blocks
    from kpilib.figures.evaluation.frame import Rules

Signs: TypeAlias = NDArray[np.int8]

#: a rate per more than this is not decided on floats
_LARGEST_SCALE = 100_000


def arrows(changes: Values, rule: ChangeRule, bound: Bound | None) -> tuple[Signs, Places]:
    """Give 1 up, -1 down, 0 similar or without a value; and the flat places in doubt.

    A change that rounds to 10 is one from 9.5 on: the threshold is moved, not every cell rounded.
    `bound` says how far the floats may lie from the exact changes; None where every float is
    known to lie on the right side.

    >>> arrows(np.array([9.4, 9.5, -12.0, np.nan]), ChangeRule(), None)
    (array([ 0,  1, -1,  0], dtype=int8), array([], dtype=int64))
    """
    limit = math.ceil(rule.threshold) - 0.5
    if rule.decided_on == "exact":
        limit = float(rule.threshold)
    signs = _signs(changes, limit)
    if bound is None:
        return signs, np.empty(0, np.intp)
    # the limit itself may not be a float
    doubt = bound.error + (2 * bound.relative + 4 * UNIT) * limit
    if doubt >= limit:
        return signs, np.flatnonzero(np.abs(np.abs(changes) - limit) <= doubt)
    unsure = _signs(changes, limit - doubt)
    # one float further, so that the limit itself is in doubt even where doubt is tiny beside it
    unsure -= _signs(changes, float(np.nextafter(limit + doubt, math.inf)))
    return signs, np.flatnonzero(unsure) if unsure.any() else np.empty(0, np.intp)


def _signs(values: Values, limit: float) -> Signs:
    signs = empty(values.shape, np.int8)
    down = empty(values.shape, np.bool_)
    np.greater_equal(values, limit, out=signs.view(np.bool_))
    np.less_equal(values, -limit, out=down)
    signs -= down.view(np.int8)
    return signs


def float_decides(
    blocks: Blocks, rules: Rules, ref: str, tree: Expression | None, *, of_printed: bool
) -> bool:
    """Say whether the float of every cell lies on the right side of every tie.

    It does where the figure is printed whole and is one whole number over another, rounded once;
    see `nearest_sure`.
    """
    if rules.rounding != "half up":
        return False
    if tree is None:
        return blocks.is_whole(ref)
    if not isinstance(tree, Call) or tree.name not in ("percent", "rate", "change"):
        return False
    if of_printed or int(dict(tree.options).get("scale", 100)) > _LARGEST_SCALE:  # type: ignore[arg-type]
        return False
    names = [_name(argument, ref) for argument in tree.arguments]
    return all(name is not None and blocks.is_whole(name) for name in names)


def _name(argument: Expression, ref: str) -> str | None:
    """Give the row or denominator that an argument is, None where it is something else."""
    if isinstance(argument, Ref):
        return argument.ref
    if isinstance(argument, Population):
        return argument.denominator
    return ref if isinstance(argument, Value) else None
