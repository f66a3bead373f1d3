"""What a comparison does not tell: figures that a side keeps confidential, and what follows."""

from __future__ import annotations

from itertools import chain

from kpilib.comparing.figures import Key, Shown, View
from kpilib.comparing.side import WITHHELD, Side
from kpilib.store.observations import Observation, withheld_cells

Pair = tuple[Shown | None, Shown | None]
Secret = frozenset[tuple[str, str, int]]


def withholding(cells: dict[Key, Pair], base: View, head: View) -> dict[Key, Pair]:
    """Return moved cells without what follows from a figure that either side keeps confidential.

    A cell that shows something else once such figures are confidential follows from them.
    """
    secret = _confidential(base.side) | _confidential(head.side)
    if not cells or not secret:
        return cells
    refs = frozenset(ref for ref, _, _ in cells)
    before, after = (_withheld(view, secret, refs) for view in (base, head))
    return {
        key: (_told(key, pair[0], before), _told(key, pair[1], after))
        for key, pair in cells.items()
    }


def _told(key: Key, shown: Shown | None, view: View | None) -> Shown | None:
    if view is None or shown is None or view.shown(key) == shown:
        return shown
    return Shown(WITHHELD)


def _confidential(side: Side) -> Secret:
    return withheld_cells(chain.from_iterable(side.series.values()))


def _withheld(view: View, secret: Secret, refs: frozenset[str]) -> View | None:
    """Return a view without the figures that are secret; None where it has none of them."""

    def told(row: Observation) -> Observation:
        if row.value is None or row.cell not in secret:
            return row
        return row._replace(value=None, marker="c")

    side = view.side
    series = {key: tuple(map(told, rows)) for key, rows in side.series.items()}
    if series == side.series:
        return None
    return View(side.changed(series=series), view.month, refs)
