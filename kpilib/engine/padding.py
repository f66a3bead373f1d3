"""How far before the first month the blocks have to begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpilib.formula.reach import lookback, readings, stands_alone
from kpilib.formula.syntax import Call, Expression, walk
from kpilib.series.period import FIRST_YEAR
from kpilib.spec.catalogue import Catalogue


def padding(catalogue: Catalogue, wanted: Iterable[str], columns: Sequence[Expression]) -> int:
    """Give how many months before the first the formulas of these rows may look back.

    Only formulas that may have a value where nothing is observed (coalesce) need it for their
    windows; others find every month before the first missing in any case.
    """
    deep: dict[str, int] = {}
    alone = False
    wanted = set(wanted)
    for ref in catalogue.order:
        tree = catalogue.bound.get(ref)
        if tree is None:
            continue
        reach = readings(tree)
        deep[ref] = max(
            (max(ago) + deep.get(str(name), 0) for name, ago in reach.items() if name != ref),
            default=0,
        )
        deep[ref] = max(deep[ref], lookback(tree))
        alone = alone or stands_alone(tree)
    rows = max((deep.get(ref, 0) for ref in wanted), default=0)
    looks_back = [tree for tree in columns if alone or _is_previous(tree)]
    return min(rows + max(map(lookback, looks_back), default=0), (9999 - FIRST_YEAR) * 12)


def _is_previous(tree: Expression) -> bool:
    earlier = ("previous", "same_month_last_year")
    return any(isinstance(part, Call) and part.name in earlier for part in walk(tree))
