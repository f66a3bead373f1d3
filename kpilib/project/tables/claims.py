"""Two claims on one cell: which cells of a table, or of several, say what is said twice."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from kpilib.values.period import Period

#: months are smaller; printed columns are numbered from here
FIRST_COLUMN = 30_000
_COLUMNS, _PLACES = 1 << 15, 1 << 24


class Keys:
    """A number for each ref, place, and month or column, and what each is of."""

    def __init__(self) -> None:
        self._refs: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._columns: dict[str, int] = {}
        self._names: tuple[list[str], list[str], list[str]] = ([], [], [])

    def of(self, ref: str, place: str, column: int | str) -> int:
        """Return the number of a cell; two cells have the same where they are the same."""
        first, second = self._refs.get(ref), self._places.get(place)
        if first is None:
            first = self._added(self._refs, 0, ref)
        if second is None:
            second = self._added(self._places, 1, place)
        if isinstance(column, str):
            number = self._columns.get(column)
            column = FIRST_COLUMN + (
                self._added(self._columns, 2, column) if number is None else number
            )
        return (first * _PLACES + second) * _COLUMNS + column

    def _added(self, numbers: dict[str, int], kind: int, name: str) -> int:
        numbers[name] = number = len(numbers)
        self._names[kind].append(name)
        return number

    def name(self, key: int, own: str) -> str:
        """Say what a number is of; of the place `own` without its name."""
        cell, column = divmod(key, _COLUMNS)
        first, second = divmod(cell, _PLACES)
        refs, places, columns = self._names
        ref, place = refs[first], places[second]
        is_month = column < FIRST_COLUMN
        what = str(Period.month(column)) if is_month else columns[column - FIRST_COLUMN]
        of = "" if place == own else f" of {place}"
        return f"`{ref}`{of} in {what}"


def repeated(keys: array[int]) -> Iterator[list[int]]:
    """Give the positions of each number that stands more than once, in their order."""
    import numpy as np

    if len(keys) < 2:
        return
    numbers = np.frombuffer(keys, dtype=np.int64)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    is_same = ordered[1:] == ordered[:-1]
    if not is_same.any():
        return
    starts = np.flatnonzero(is_same & ~np.concatenate(([False], is_same[:-1])))
    ends = np.flatnonzero(is_same & ~np.concatenate((is_same[1:], [False]))) + 2
    groups = sorted(
        (int(order[start]), int(start), int(end)) for start, end in zip(starts, ends, strict=True)
    )
    for _, start, end in groups:
        yield [int(position) for position in order[start:end]]
