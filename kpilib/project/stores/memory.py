"""A store in memory: for tests, notebooks and what is read from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kpilib.project.stores.asking import asked_of, extent, history_of
from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import EVERYTHING, Appended, Asked, Submission, Trouble, Vintage
from kpilib.project.stores.submitting import prepared, vintages

if TYPE_CHECKING:
    from kpilib.project.panel import Panel


class MemoryStore:
    """Submissions in a list, gone with the process."""

    def __init__(self, geography: str = "local") -> None:
        self.geography = geography
        self._kept: list[tuple[Submission, tuple[Observation, ...]]] = []

    @classmethod
    def of(cls, rows: Iterable[Observation], geography: str = "local") -> MemoryStore:
        """Give a store of rows as they are, in one submission."""
        store = cls(geography)
        kept = tuple(rows)
        store._kept.append((Submission(1, None, "", len(kept)), kept))
        return store

    def append(
        self, observations: Iterable[Observation], recorded: str | None = None, source: str = ""
    ) -> Appended:
        """Add a submission, as `Store.append` says."""
        new, left = prepared(observations, recorded, source, lambda refs: self._on(recorded, refs))
        if not new:
            return Appended(None, 0, left)
        made = Submission(len(self._kept) + 1, recorded, source, len(new))
        self._kept.append((made, new))
        return Appended(made, len(new), left)

    def _on(self, recorded: str | None, refs: frozenset[str]) -> Iterator[Observation]:
        for submission, rows in self._kept:
            if submission.recorded == recorded:
                yield from (row for row in rows if row.ref in refs)

    def submissions(self) -> tuple[Submission, ...]:
        """Give what was appended, in order."""
        return tuple(submission for submission, _ in self._kept)

    def rows(self, asked: Asked = EVERYTHING) -> Iterator[Observation]:
        """Give the rows meant, in the order of the submissions."""
        every = (row for _, rows in self._kept for row in rows)
        return every if asked == EVERYTHING else filter(asked.takes, every)

    def parts(self) -> Iterator[tuple[Submission, tuple[Observation, ...]]]:
        """Give every submission with its rows, in order."""
        return iter(tuple(self._kept))

    def read(
        self,
        refs: Iterable[str] | None = None,
        geographies: Iterable[str] | None = None,
        periods: tuple[str, str] | None = None,
        as_of: str | None = None,
    ) -> Panel:
        """Give what was known on a day, as `Store.read` says."""
        from kpilib.project.stores.panel import Grid

        asked = asked_of(refs, geographies, periods, as_of)
        months, places = extent(self.rows(Asked(as_of=as_of)), self.geography)
        wanted = asked.geographies
        grid = Grid(asked.months or months, places if wanted is None else sorted(wanted))
        grid.put_rows(sorted(self.rows(asked), key=lambda row: row.recorded or ""))
        return grid.panel()

    def vintages(self) -> tuple[Vintage, ...]:
        """Give the days on which something was recorded."""
        return vintages([(one.recorded, one.rows) for one in self.submissions()])

    def history(self, ref: str, geography: str | None, period: str) -> tuple[Observation, ...]:
        """Give all that was ever said of one cell."""
        return history_of(self, ref, geography, period)

    def check(self) -> tuple[Trouble, ...]:
        """Memory has nothing to check."""
        return ()

    def close(self) -> None:
        """Nothing is held."""
