"""What a comparison does not tell: figures that a side keeps confidential, and what follows."""

from __future__ import annotations

from itertools import chain

from kpilib.figures.difference.figures import Key, Shown, View
from kpilib.figures.difference.side import WITHHELD, Side
from kpilib.project.stores.observations import Observation, withheld_cells
from kpilib.values.reasons import CONFIDENTIAL, TEXT

Pair = tuple[Shown | None, Shown | None]
#: ref, geography, month; the dataset's own geography is empty, whatever a side calls it
Cell = tuple[str, str, int]


def withholding(cells: dict[Key, Pair], base: View, head: View) -> dict[Key, Pair]:
    """Return moved cells without what follows from a figure that either side keeps confidential.

    A cell that shows something else once such figures are confidential follows from them, and so
    may whatever the other side shows as confidential.
    """
    secret = {side: _confidential(side.side) for side in (base, head)}
    if not cells or not any(secret.values()):
        return cells
    refs = frozenset(ref for ref, _, _ in cells)
    before = _withheld(base, secret[base] | _by_other_names(base, head, secret[head]), refs)
    after = _withheld(head, secret[head] | _by_other_names(head, base, secret[base]), refs)
    return {
        key: (_told(key, pair[0], before, head), _told(key, pair[1], after, base))
        for key, pair in cells.items()
    }


def _told(key: Key, shown: Shown | None, view: View | None, other: View) -> Shown | None:
    if shown is None:
        return shown
    follows = view is not None and view.shown(key) != shown
    is_secret = TEXT[CONFIDENTIAL] in (other.reason(key) or "")
    return Shown(WITHHELD) if follows or is_secret else shown


def _cell(side: Side, row: Observation) -> Cell:
    place = "" if row.geography == side.dataset.geography else row.geography
    return row.ref, place, row.month


def _confidential(side: Side) -> frozenset[Cell]:
    own = side.dataset.geography
    found = withheld_cells(chain.from_iterable(side.series.values()))
    return frozenset((ref, "" if place == own else place, month) for ref, place, month in found)


def _by_other_names(view: View, other: View, secret: frozenset[Cell]) -> frozenset[Cell]:
    """Return the cells of a side that the other keeps secret, under its own or another name.

    An indicator that the other side lacks may be any that this one lacks, or works out; one that it
    replaces is those in its place.
    """
    here, there = view.side.by_ref, other.side.by_ref
    found = set(secret)
    of_new = {
        cell for cell in secret if (row := here.get(cell[0])) is None or row.formula is not None
    }
    for ref in here:
        row = there.get(ref)
        if row is None:
            found |= {(ref, place, month) for _, place, month in of_new}
        elif row.replaced_by:
            found |= {(ref, p, m) for name, p, m in secret if name in row.replaced_by}
    return frozenset(found)


def _withheld(view: View, secret: frozenset[Cell], refs: frozenset[str]) -> View | None:
    """Return a view without the figures that are secret; None where it has none of them."""
    side = view.side

    def told(row: Observation) -> Observation:
        if row.value is None or _cell(side, row) not in secret:
            return row
        return row._replace(value=None, marker="c")

    series = {key: tuple(map(told, rows)) for key, rows in side.series.items()}
    if series == side.series:
        return None
    return View(side.changed(series=series), view.month, refs)
