"""Because of which change a figure moves: every change is made by itself and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kpilib.figures.difference.change import Change
from kpilib.figures.difference.figures import Key, Shown, View, differences
from kpilib.figures.difference.side import Side
from kpilib.language.tokens import named_refs

#: more changes than these are not tried one by one
_TRIED = 60
#: of more changes than these that meet in a cell all are named
_TRIED_TOGETHER = 8
Pair = tuple[Shown | None, Shown | None]
#: what of a cell has to come out the same
Same = Callable[[Shown | None], object]


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
        self._base, self._view, self._changes = base, view, found
        self._together: dict[tuple[int, ...], dict[Key, Pair]] = {}
        self._found = {n: one for n, one in enumerate(found) if not one.is_words}
        self._reach = {n: reach.of((one.touches,)) for n, one in self._found.items()}
        #: by ref, the changes that may move it; and those that may move any
        self._near: dict[str, list[int]] = {}
        self._anywhere = [n for n, refs in self._reach.items() if refs is None]
        for number, refs in self._reach.items():
            for ref in refs or ():
                self._near.setdefault(ref, []).append(number)
        self._alone: dict[int, dict[Key, Pair]] = {}
        if 1 < len(self._found) <= _TRIED:
            for number, change in self._found.items():
                before, after = _around(base, change, found)
                refs = self._reach[number]
                first = view if before is base else View(before, view.month, refs)
                self._alone[number] = _moved(first, View(after, view.month, refs), refs)

    def of(self, key: Key, pair: Pair) -> tuple[tuple[int, ...], bool]:
        """Give the changes that move a cell, and whether they only do so together.

        A change moves it by itself where it alone gives what the cell shows in the end; an arrow
        or a judgement that flips is moved by what alone flips it alike.
        """
        alone = [n for n, cells in self._alone.items() if key in cells]
        same = _verdict if _flips(pair) else _itself
        exact = [n for n in alone if same(self._alone[n][key][1]) == same(pair[1])]
        if exact:
            return tuple(exact), False
        near = sorted((*self._near.get(key[0], ()), *self._anywhere))
        if not self._alone or len(near) < 2:
            return tuple(near), False
        needed = self._needed(tuple(near), key, same(pair[1]), same)
        return needed, len(needed) > 1

    def _needed(
        self, near: tuple[int, ...], key: Key, wanted: object, same: Same
    ) -> tuple[int, ...]:
        """Leave out the changes without which a cell comes out the same."""
        if len(near) > _TRIED_TOGETHER:
            return near
        kept = near
        for number in near:
            rest = tuple(one for one in kept if one != number)
            if rest and same(self._made(rest).get(key, (None, self._view.shown(key)))[1]) == wanted:
                kept = rest
        return kept

    def _made(self, numbers: tuple[int, ...]) -> dict[Key, Pair]:
        """Give the cells that several changes move together."""
        if len(numbers) == 1:
            return self._alone[numbers[0]]
        if numbers not in self._together:
            side = self._base
            for number in numbers:
                _, side = _around(side, self._found[number], self._changes)
            refs = [self._reach[number] for number in numbers]
            every = None if None in refs else frozenset().union(*(r for r in refs if r))
            self._together[numbers] = _moved(self._view, View(side, self._view.month, every), every)
        return self._together[numbers]


def _itself(cell: Shown | None) -> Shown | None:
    return cell


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
