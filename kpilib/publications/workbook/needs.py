"""Which cells a live sheet needs: those that the printed ones read, and those that they read."""

from __future__ import annotations

from collections.abc import Iterable

from kpilib.language.catalogue import Catalogue
from kpilib.language.reach import readings
from kpilib.language.syntax import Expression, Population, walk
from kpilib.values.period import FIRST_YEAR


def needed(
    catalogue: Catalogue, cells: Iterable[tuple[str, int]], observed: int
) -> dict[str, set[int]]:
    """Give the months of each indicator that cells, (ref, month), stand on; themselves included.

    A formula that reads its own earlier months goes back to the first month observed.
    """
    found: dict[str, set[int]] = {}
    stack = list(cells)
    reads: dict[str, dict[str | None, tuple[int, ...]]] = {}
    begins: dict[str, int] = {}
    while stack:
        ref, month = stack.pop()
        months = found.setdefault(ref, set())
        if month in months:
            continue
        months.add(month)
        if ref not in reads:
            tree = catalogue.bound.get(ref)
            reads[ref] = readings(tree) if tree is not None else {}
            begins[ref] = first_worked_out(catalogue, ref, observed)
        if month < begins[ref]:
            continue
        for name, ago in reads[ref].items():
            assert name is not None
            stack += [(name, month - back) for back in ago]
    return found


def first_worked_out(catalogue: Catalogue, ref: str, observed: int) -> int:
    """Return the first month in which a formula can have a value.

    One that reads its own earlier months has none before the first month observed.
    """
    return max(observed if ref in catalogue.reads(ref) else 0, FIRST_YEAR * 12)


def populations(trees: Iterable[Expression]) -> tuple[str, ...]:
    """Give the denominators that formulas divide by."""
    named = (part for tree in trees for part in walk(tree) if isinstance(part, Population))
    return tuple(dict.fromkeys(part.denominator for part in named))
