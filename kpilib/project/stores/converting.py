"""From one store into another: every submission with its day and source, none twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Store

#: passes rows on and shows how far it is
Watch = Callable[[Iterable[Observation]], Iterator[Observation]]


def convert(source: Store, target: Store, watch: Watch = iter) -> tuple[int, int]:
    """Append what the target lacks; give how many submissions and rows were new.

    `watch` sees every row on its way.
    Raises as `Store.append` does, where the target holds another value for the same day; what
    went in before stays, and doing it again goes on from there.
    """
    submissions = rows = 0
    for one, several in source.parts():
        plain = (row._replace(recorded=None) for row in watch(several))
        done = target.append(plain, one.recorded, one.source)
        submissions += done.submission is not None
        rows += done.added
    return submissions, rows
