"""What every store of observations can do, whatever it keeps them in.

A store is append-only and has two time axes: the month that a value is of, and the day on which
it was recorded. A restatement is a new row with a later day; no row is ever changed or deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kpilib.project.stores.observations import Observation

if TYPE_CHECKING:
    from kpilib.project.panel import Panel


class Submission(NamedTuple):
    """What was appended at once, whole or not at all."""

    #: 1, 2, ... in the order in which the store took them
    number: int
    #: the day on which it was recorded, None: known from the start
    recorded: str | None
    #: who or what it came from, empty where that is not recorded
    source: str
    rows: int


class Appended(NamedTuple):
    """What an append did."""

    #: None where nothing was new
    submission: Submission | None
    added: int
    #: rows that were there already, recorded on the same day and saying the same
    left: int


class Vintage(NamedTuple):
    """All that was recorded on one day."""

    #: None: known from the start
    recorded: str | None
    submissions: int
    rows: int


class Trouble(NamedTuple):
    """What checking a store found: which file or part, and what about it."""

    where: str
    message: str
    #: damaged, or merely edited or written by hand
    is_damage: bool = True
    #: so many rows of it are held against no checksum, or not as they were recorded
    rows: int = 0


class Asked(NamedTuple):
    """Which rows are meant; None: all. Months are ordinals, both included."""

    refs: frozenset[str] | None = None
    geographies: frozenset[str] | None = None
    months: tuple[int, int] | None = None
    as_of: str | None = None

    def takes(self, row: Observation) -> bool:
        """Say whether a row is meant."""
        return (
            (self.refs is None or row.ref in self.refs)
            and (self.geographies is None or row.geography in self.geographies)
            and (self.months is None or self.months[0] <= row.month <= self.months[1])
            and (self.as_of is None or (row.recorded or "") <= self.as_of)
        )


#: every row that was ever recorded
EVERYTHING = Asked()


class Store(Protocol):
    """The observations of one dataset. An object belongs to one thread; processes may be many."""

    #: where observations that name no place belong
    geography: str

    def append(
        self, observations: Iterable[Observation], recorded: str | None = None, source: str = ""
    ) -> Appended:
        """Add a submission, whole or not at all; it lasts when this returns.

        Rows that are there already, recorded on the same day and saying the same, are left.
        Raises UsageError for rows that are none or that contradict what was recorded that day,
        StoreError where the store cannot be written; nothing is added then.
        """
        ...

    def submissions(self) -> tuple[Submission, ...]:
        """Give what was appended, in order."""
        ...

    def rows(self, asked: Asked = EVERYTHING) -> Iterator[Observation]:
        """Give the rows meant, restated ones too, in the order of the submissions."""
        ...

    def parts(self) -> Iterator[tuple[Submission, tuple[Observation, ...]]]:
        """Give every submission with its rows, in order."""
        ...

    def read(
        self,
        refs: Iterable[str] | None = None,
        geographies: Iterable[str] | None = None,
        periods: tuple[str, str] | None = None,
        as_of: str | None = None,
    ) -> Panel:
        """Give what was known on a day (default: now) as arrays (months, geographies).

        `periods` are the first and the last month, default those observed by then, in any
        series; so are the geographies. Raises UsageError for a date or month that is none,
        StoreError where the store is damaged.
        """
        ...

    def vintages(self) -> tuple[Vintage, ...]:
        """Give the days on which something was recorded, the earliest first."""
        ...

    def history(self, ref: str, geography: str | None, period: str) -> tuple[Observation, ...]:
        """Give all that was ever said of one cell, the earliest recorded first."""
        ...

    def check(self) -> tuple[Trouble, ...]:
        """Read everything and give what is damaged or was edited outside the store."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
