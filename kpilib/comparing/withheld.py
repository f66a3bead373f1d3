"""What a comparison does not tell: figures that the head keeps confidential, and what follows."""

from __future__ import annotations

from itertools import chain

from kpilib.comparing.figures import Key, Shown, View
from kpilib.comparing.side import WITHHELD, Side
from kpilib.store.observations import Observation, withheld_cells

Pair = tuple[Shown | None, Shown | None]


def withholding(cells: dict[Key, Pair], view: View, head: Side) -> dict[Key, Pair]:
    """Return moved cells with what the base showed, where it does not follow from such a figure.

    `view` is the base's. A cell that shows something else once the figures which are confidential
    in the head are so in the base as well follows from them.
    """
    base = _withheld(view.side, head) if cells else None
    if base is None:
        return cells
    told = View(base, view.month, frozenset(ref for ref, _, _ in cells))
    hidden = Shown(WITHHELD)
    return {
        key: pair if pair[0] is None or told.shown(key) == pair[0] else (hidden, pair[1])
        for key, pair in cells.items()
    }


def _withheld(base: Side, head: Side) -> Side | None:
    """Return the base without the figures that the head withholds; None where there are none."""
    secret = withheld_cells(chain.from_iterable(head.series.values()))
    if not secret:
        return None

    def told(row: Observation) -> Observation:
        if row.value is None or row.cell not in secret:
            return row
        return row._replace(value=None, marker="c")

    series = {key: tuple(map(told, rows)) for key, rows in base.series.items()}
    return base.changed(series=series) if series != base.series else None
