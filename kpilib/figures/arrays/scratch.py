"""Memory for results in passing, used again and again while it is still in cache.

Working on a large panel piece by piece makes the same arrays thousands of times over. Asked of the
system each time, their pages are new, and have to be found, cleared and fetched before the first
figure is written; arrays of a pool are in the processor's cache already.

A pool belongs to a thread. What is taken from it belongs to the innermost `frame`, and goes back
when that ends: nothing that outlives a frame may hold its arrays, so whoever keeps a figure copies
it out first. Outside of a frame, and without a pool, an array is the system's, and its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import prod
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

_Cell = TypeVar("_Cell", bound=np.generic)
Buffer: TypeAlias = NDArray[np.uint8]

_BYTES: dict[type[np.generic], int] = {np.float64: 8, np.uint8: 1, np.int8: 1, np.bool_: 1}
#: whether what goes back is overwritten, so that a test sees whoever still reads it
POISON = False


class Frame:
    """The buffers that belong to one frame, by the bytes a cell takes."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, Buffer]] = []


class _Pools(threading.local):
    """The free buffers of one thread, by the bytes a cell takes; none outside of `reused`."""

    cells = 0

    def __init__(self) -> None:
        self.free: dict[int, list[Buffer]] = {1: [], 8: []}
        self.frames: list[Frame] = []


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
        for pool in _POOLS.free.values():
            pool.clear()


@contextmanager
def frame(again: Frame | None = None) -> Iterator[Frame]:
    """Own the arrays that are made inside, until the end of the block.

    With `again`, a frame that is still open, they belong to that one.
    """
    frames = _POOLS.frames
    own = again or Frame()
    frames.append(own)
    try:
        yield own
    finally:
        frames.pop()
        while again is None and own.taken:
            size, buffer = own.taken.pop()
            if POISON:
                buffer.fill(255)
            _POOLS.free[size].append(buffer)


def innermost() -> Frame | None:
    """Return the frame to which arrays belong now, None where they are their own."""
    return _POOLS.frames[-1] if _POOLS.cells and _POOLS.frames else None


def empty(shape: Sequence[int], kind: type[_Cell]) -> NDArray[_Cell]:
    """Return an array of that shape and kind, with whatever was in it.

    >>> empty((2, 3), np.float64).shape
    (2, 3)
    """
    owner = innermost()
    if owner is None or prod(shape) > _POOLS.cells:
        return np.empty(shape, kind)
    size = _BYTES[kind]
    free = _POOLS.free[size]
    buffer = free.pop() if free else np.empty(_POOLS.cells * size, np.uint8)
    owner.taken.append((size, buffer))
    return np.ndarray(shape, kind, buffer)
