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
from kpilib.values.reasons import CONFIDENTIAL

if TYPE_CHECKING:
    from kpilib.figures.arrays.block import Block
    from kpilib.figures.arrays.kinds import Values


def coalesce(*blocks: Block) -> Block:
    """The first that has a value; a confidential one is never passed over.

    >>> from kpilib.figures.arrays.block import Block
    >>> coalesce(Block.of(None, 2), Block.of(0, 0))
    Block([[0.0, 2.0]], [[0, 0]])
    """
    import numpy as np

    from kpilib.figures.arrays.block import Block, worst
    from kpilib.figures.arrays.bounds import widest

    result = blocks[0]
    for other in blocks[1:]:
        if result.reasons is None:
            break
        gap = result.reasons != 0
        values = np.where(gap, other.values, result.values)
        reasons = worst(result, other)
        assert reasons is not None
        filled = values == values
        hidden = reasons == CONFIDENTIAL
        reasons = np.where(filled & ~(hidden & gap), np.uint8(0), reasons)
        values = np.where(reasons != 0, np.nan, values)
        bound = widest(result.bound, other.bound)
        result = Block(values, reasons, bound).tidy()
    return result


def least(*blocks: Block) -> Block:
    """The smallest, cell by cell; all have to have a value.

    >>> from kpilib.figures.arrays.block import Block
    >>> least(Block.of(1, 5), Block.of(3, None))
    Block([[1.0, nan]], [[0, 246]])
    """
    import numpy as np

    return _pick(np.minimum, blocks)


def greatest(*blocks: Block) -> Block:
    """The largest, cell by cell; all have to have a value.

    >>> from kpilib.figures.arrays.block import Block
    >>> greatest(Block.of(1, 5), Block.of(3, None))
    Block([[3.0, nan]], [[0, 246]])
    """
    import numpy as np

    return _pick(np.maximum, blocks)


def absolute(x: Block) -> Block:
    """The magnitude.

    >>> from kpilib.figures.arrays.block import Block
    >>> absolute(Block.of(-2, None))
    Block([[2.0, nan]], [[0, 246]])
    """
    from kpilib.figures.arrays.block import Block

    return Block(abs(x.values), x.reasons, x.bound)


def _pick(pick: Callable[[Values, Values], Values], blocks: tuple[Block, ...]) -> Block:
    from kpilib.figures.arrays.block import Block, worst
    from kpilib.figures.arrays.bounds import widest

    values = blocks[0].values
    for other in blocks[1:]:
        values = pick(values, other.values)
    return Block(values, worst(*blocks), widest(*(block.bound for block in blocks)))


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
        array=coalesce,
        in_checks=True,
    ),
    Function(
        name="least",
        parameters=("a", "b ..."),
        bind=_bind_pick,
        exact=_pick_exact(min),
        array=least,
    ),
    Function(
        name="greatest",
        parameters=("a", "b ..."),
        bind=_bind_pick,
        exact=_pick_exact(max),
        array=greatest,
    ),
    Function(name="abs", parameters=("x",), bind=_bind_abs, exact=_abs_exact, array=absolute),
)
