"""The months that blocks have to cover: what is asked for, and what that looks back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kpilib.language.catalogue import Catalogue
from kpilib.language.reach import lookback, readings, stands_alone
from kpilib.language.syntax import Call, Expression, walk
from kpilib.project.panel import Panel
from kpilib.values.period import FIRST_YEAR


def covered(
    catalogue: Catalogue, panel: Panel, stretch: tuple[int, int], columns: Sequence[Expression]
) -> int:
    """Give the first month of the blocks, for a stretch of months asked for.

    They begin as far back as a formula, and what it reads, looks from the first month asked for,
    or where the panel begins. Before the panel, only formulas that may have a value where nothing
    is observed (coalesce) need anything: others find every month missing in any case. A formula
    that reads its own earlier months needs all of them.
    """
    known = _looks(catalogue)
    needy = [lookback(tree) for tree in columns if known.stands_alone or _is_previous(tree)]
    before = known.depth + max(needy, default=0)
    observed = panel.first if panel.months else stretch[0]
    first = max(min(stretch[0], observed) - before, stretch[0] - reaching(catalogue, columns))
    if known.reads_itself:
        first = min(stretch[0], observed) - before
    return max(first, min(stretch[0], observed, FIRST_YEAR * 12))


def reaching(catalogue: Catalogue, columns: Sequence[Expression]) -> int:
    """Give how many months before its own a figure of these columns may look back."""
    return _looks(catalogue).depth + max(map(lookback, columns), default=0)


class _Looks(NamedTuple):
    """What the formulas of a catalogue look at, together."""

    #: the largest number of months before its own that one of them, with all it reads, looks back
    depth: int
    #: one may have a value where nothing is observed
    stands_alone: bool
    #: one reads its own earlier months
    reads_itself: bool


def _looks(catalogue: Catalogue) -> _Looks:
    """Return what is known of a catalogue, worked out once."""
    found: _Looks | None = catalogue.remembered.get("looks")
    if found is None:
        trees = catalogue.bound
        found = _Looks(
            max(_depths(catalogue).values(), default=0),
            any(map(stands_alone, trees.values())),
            any(ref in readings(tree) for ref, tree in trees.items()),
        )
        catalogue.remembered["looks"] = found
    return found


def _depths(catalogue: Catalogue) -> dict[str, int]:
    """Give how many months before its own each formula, with all that it reads, looks back."""
    deep: dict[str, int] = {}
    for ref in catalogue.order:
        tree = catalogue.bound.get(ref)
        if tree is not None:
            reach = readings(tree)
            below = [
                max(ago) + deep.get(str(name), 0) for name, ago in reach.items() if name != ref
            ]
            deep[ref] = max(lookback(tree), *below, 0)
    return deep


def _is_previous(tree: Expression) -> bool:
    earlier = ("previous", "same_month_last_year")
    return any(isinstance(part, Call) and part.name in earlier for part in walk(tree))
