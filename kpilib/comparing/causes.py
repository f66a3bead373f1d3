"""Because of which change a figure moves: every change is made by itself and looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpilib.comparing.change import Change
from kpilib.comparing.figures import Key, Shown, View, differences
from kpilib.comparing.side import Side
from kpilib.formula.tokens import named_refs

#: more changes than these are not tried one by one
_TRIED = 60
Pair = tuple[Shown | None, Shown | None]


class Reach:
    """Which rows read which, on either side."""

    def __init__(self, *sides: Side) -> None:
        self._readers: dict[str, set[str]] = {}
        for side in sides:
            for row in side.indicators:
                for ref in named_refs(row.formula):
                    self._readers.setdefault(ref, set()).add(row.ref)
            for column in side.dataset.columns:
                # whatever a column reads may move every row
                for ref in named_refs(column.formula):
                    self._readers.setdefault(ref, set()).update(side.by_ref)

    def of(self, touched: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
        """Give the refs touched and all that read them; None: all."""
        found: set[str] = set()
        for refs in touched:
            if refs is None:
                return None
            stack = list(refs)
            while stack:
                ref = stack.pop()
                if ref not in found:
                    found.add(ref)
                    stack += self._readers.get(ref, ())
        return frozenset(found)


class Causes:
    """The cells that each change moves by itself, and what they show then."""

    def __init__(self, base: Side, view: View, found: Sequence[Change], reach: Reach) -> None:
        self._found = {n: one for n, one in enumerate(found) if not one.is_words}
        self._reach = {n: reach.of((one.touches,)) for n, one in self._found.items()}
        self._alone: dict[int, dict[Key, Pair]] = {}
        if 1 < len(self._found) <= _TRIED:
            for number, change in self._found.items():
                before, after = _around(base, change, found)
                refs = self._reach[number]
                first = view if before is base else View(before, view.month, refs)
                self._alone[number] = _moved(first, View(after, view.month, refs), refs)

    def of(self, key: Key, pair: Pair) -> tuple[tuple[int, ...], bool]:
        """Give the changes that move a cell, and whether they only do so together.

        An arrow or a judgement that flips is moved by what flips it alike.
        """
        alone = [n for n, cells in self._alone.items() if key in cells]
        if _flips(pair):
            alone = [n for n in alone if _verdict(self._alone[n][key][1]) == _verdict(pair[1])]
        if alone:
            return tuple(alone), False
        near = [n for n, refs in self._reach.items() if refs is None or key[0] in refs]
        return tuple(near), len(near) > 1 and bool(self._alone)


def _verdict(cell: Shown | None) -> tuple[str | None, str | None] | None:
    return cell and (cell.direction, cell.judgement)


def _flips(pair: Pair) -> bool:
    return None not in pair and _verdict(pair[0]) != _verdict(pair[1])


def _moved(first: View, other: View, refs: frozenset[str] | None) -> dict[Key, Pair]:
    rows = dict.fromkeys((*other.rows, *first.rows))
    return differences(first, other, [r for r in rows if refs is None or r in refs]).cells


def _around(base: Side, change: Change, found: Sequence[Change]) -> tuple[Side, Side]:
    """Give the sides before and after one change, made with what it cannot be made without.

    A formula needs the indicators that it reads; before an indicator goes, the formulas that
    read it are changed.
    """
    side = base
    if change.action == "removed" and change.what == "indicator":
        readers = {row.ref for row in base.indicators if change.name in named_refs(row.formula)}
        for one in found:
            if one.key == "formula" and one.name in readers:
                side = one.make(_with(side, one.needs, found, change.name))
        return side, change.make(side)
    return base, change.make(_with(base, change.needs, found, change.name))


def _with(side: Side, needs: Iterable[str], found: Sequence[Change], name: str) -> Side:
    """Give a side with the new indicators that are needed."""
    added = {one.name: one for one in found if one.action == "added" and one.what == "indicator"}
    made, stack = {name}, list(needs)
    while stack:
        ref = stack.pop()
        if ref in added and ref not in made and ref not in side.by_ref:
            made.add(ref)
            side = added[ref].make(side)
            stack += added[ref].needs
    return side
