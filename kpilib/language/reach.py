"""Which cells a bound formula reads: refs, and how many months ago."""

from __future__ import annotations

from collections.abc import Iterator

from kpilib.language.functions import bound_function
from kpilib.language.syntax import Call, Expression, Number, Population, Ref, Value, children


def readings(tree: Expression) -> dict[str | None, tuple[int, ...]]:
    """Give for each ref (None: the row itself) the months ago at which it may be read.

    >>> from kpilib.language.parser import parse
    >>> readings(parse("[A] - [B] / [A]"))
    {'A': (0,), 'B': (0,)}
    """
    found: dict[str | None, set[int]] = {}
    for ref, ago in _reads(tree, frozenset((0,))):
        found.setdefault(ref, set()).update(ago)
    return {ref: tuple(sorted(ago)) for ref, ago in found.items()}


def _reads(node: Expression, ago: frozenset[int]) -> Iterator[tuple[str | None, frozenset[int]]]:
    if isinstance(node, Ref):
        yield node.ref, ago
    elif isinstance(node, Value):
        yield None, ago
    elif isinstance(node, Call):
        steps = bound_function(node.name).reach(node)
        ago = frozenset(a + step for a in ago for step in steps)
    for child in children(node):
        yield from _reads(child, ago)


def cells_read(node: Expression, month: int) -> Iterator[tuple[str | None, int]]:
    """Yield the cells that the figure of a month is worked out from: refs (None: the row), months.

    Of a reporting year only the months so far are read, and nothing from before a break. A cell
    that is read several times comes several times.
    """
    if isinstance(node, Ref):
        yield node.ref, month
    elif isinstance(node, Value):
        yield None, month
    months = _months_read(node, month) if isinstance(node, Call) else (month,)
    for child in children(node):
        for when in months:
            yield from cells_read(child, when)


def _months_read(call: Call, month: int) -> tuple[int, ...]:
    options = dict(call.options)
    first = None
    if isinstance(start := options.get("year_starts"), int):
        first = month - (month - (start - 1)) % 12
    breaks = options.get("breaks")
    if isinstance(breaks, tuple):
        first = max((one for one in (first, *breaks) if one is not None and one <= month),
                    default=None)  # fmt: skip
    steps = bound_function(call.name).reach(call)
    return tuple(month - ago for ago in steps if first is None or month - ago >= first)


def effort(node: Expression) -> tuple[int, int]:
    """Give the months a formula looks back, and how many cells one figure of it takes at most.

    Windows over windows multiply: mean(mean([A])) takes 144 cells.
    """
    below = [effort(child) for child in children(node)]
    back = max((months for months, _ in below), default=0)
    cells = max((cells for _, cells in below), default=1)
    if isinstance(node, Call):
        steps = bound_function(node.name).reach(node)
        return back + steps[-1], cells * len(steps)
    return back, cells


def lookback(tree: Expression) -> int:
    """Give the largest number of months a formula looks back."""
    return max((ago[-1] for ago in readings(tree).values()), default=0)


def stands_alone(node: Expression) -> bool:
    """Say whether a formula may have a value where every input is missing."""
    if isinstance(node, Number | Population):
        return True
    parts = children(node)
    if isinstance(node, Call) and node.name == "coalesce":
        return any(stands_alone(part) for part in parts)
    return bool(parts) and all(stands_alone(part) for part in parts)
