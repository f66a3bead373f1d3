"""Denominators in force: whose population, in which month, where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kpilib.language.dated import Denominator, DenominatorValue


class Steps(NamedTuple):
    """Every value of one denominator, as arrays, sorted by the month from which it is in force."""

    #: the geographies that have values
    geographies: tuple[str, ...]
    #: the place in `geographies` of each value
    which: NDArray[np.intp]
    #: ordinals of the first months
    since: NDArray[np.int64]
    values: NDArray[np.float64]


class Populations:
    """Denominator values by id, geography and month; `geography` is meant where none is named."""

    def __init__(self, denominators: Iterable[Denominator], geography: str) -> None:
        self._dated: dict[str, dict[str, list[tuple[int, DenominatorValue]]]] = {}
        self._steps: dict[str, Steps] = {}
        for denominator in denominators:
            dated = self._dated.setdefault(denominator.id, {})
            for value in denominator.values:
                dated.setdefault(value.geography or geography, []).append((value.since, value))
            for several in dated.values():
                several.sort(key=lambda pair: (pair[0], pair[1].recorded or ""))
                # of those in force from one month the latest recorded counts
                several[:] = dict(several).items()

    def dated(self, denominator: str, geography: str) -> Sequence[tuple[int, DenominatorValue]]:
        """Give the values of a denominator with the months from which they are in force."""
        return self._dated.get(denominator, {}).get(geography, ())

    def in_force(self, denominator: str, geography: str, month: int) -> DenominatorValue | None:
        """Give the value in force in a month, None before the first."""
        dated = self.dated(denominator, geography)
        place = bisect_right(dated, month, key=lambda pair: pair[0])
        return dated[place - 1][1] if place else None

    def steps(self, denominator: str) -> Steps:
        """Give the values of a denominator as arrays."""
        import numpy as np

        found = self._steps.get(denominator)
        if found is None:
            dated = self._dated.get(denominator, {})
            flat = [
                (since, place, value.value.numerator / value.value.denominator)
                for place, several in enumerate(dated.values())
                for since, value in several
            ]
            flat.sort(key=lambda step: step[0])
            columns = zip(*flat, strict=True) if flat else ((), (), ())
            since, which, values = map(np.array, columns)
            found = Steps(
                tuple(dated),
                which.astype(np.intp),
                since.astype(np.int64),
                values.astype(np.float64),
            )
            self._steps[denominator] = found
        return found
