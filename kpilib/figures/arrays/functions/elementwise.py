"""coalesce, least, greatest and abs on arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

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
