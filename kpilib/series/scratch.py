"""Memory for results in passing, used again and again while it is still in cache.

Working on a large panel piece by piece makes the same arrays thousands of times over. Asked of the
system each time, their pages are new, and have to be found, cleared and fetched before the first
figure is written; arrays of a pool are in the processor's cache already. Nobody gives an array
back: one is free again when nothing but the pool refers to it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Cell = TypeVar("_Cell", bound=np.generic)

#: what refers to a buffer that is free: the pool's list, the loop and the question itself
_FREE = 3
_BYTES: dict[type[np.generic], int] = {np.float64: 8, np.uint8: 1, np.int8: 1, np.bool_: 1}


class _Pools(threading.local):
    """The buffers of one thread, by the bytes a cell takes; none outside of `reused`."""

    cells = 0

    def __init__(self) -> None:
        self.buffers: dict[int, list[NDArray[np.uint8]]] = {1: [], 8: []}


_POOLS = _Pools()


def use(cells: int) -> None:
    """Let this thread use its arrays of up to that many cells again, as long as it lives."""
    _POOLS.cells = cells


@contextmanager
def reused(cells: int) -> Iterator[None]:
    """Let this thread use its arrays of up to that many cells again, until the end of the block."""
    use(cells)
    try:
        yield
    finally:
        use(0)
        for pool in _POOLS.buffers.values():
            pool.clear()


def empty(shape: Sequence[int], kind: type[_Cell]) -> NDArray[_Cell]:
    """Give an array of that shape and kind, with whatever was in it.

    >>> empty((2, 3), np.float64).shape
    (2, 3)
    """
    if not _POOLS.cells or prod(shape) > _POOLS.cells:
        return np.empty(shape, kind)
    size = _BYTES[kind]
    pool = _POOLS.buffers[size]
    for buffer in pool:
        if sys.getrefcount(buffer) == _FREE:
            return np.ndarray(shape, kind, buffer)
    pool.append(np.empty(_POOLS.cells * size, np.uint8))
    return np.ndarray(shape, kind, pool[-1])
