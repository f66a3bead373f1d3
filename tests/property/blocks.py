"""What the laws are about: series with gaps, and exact changes beside them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from kpilib.values.rounding import scaled


def counts(low: int = 1, high: int = 40) -> st.SearchStrategy[list[int]]:
    """Give whole numbers."""
    return st.lists(st.integers(0, 5000), min_size=low, max_size=high)


def series(size: int = 30) -> st.SearchStrategy[list[int | None]]:
    """Give whole numbers with gaps."""
    cell = st.one_of(st.integers(0, 500), st.sampled_from((0, None)))
    return st.lists(cell, min_size=1, max_size=size)


def exact_change(now: int, then: int) -> Fraction:
    """Give a change in percent."""
    return Fraction(100 * (now - then), abs(then))


def printed_change(now: int, then: int) -> int:
    """Give a change as printed."""
    return scaled(exact_change(now, then), 0)
