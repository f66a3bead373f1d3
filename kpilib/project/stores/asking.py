"""What stores are asked, and the answers that all of them give in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpilib.project.stores.observations import Observation
from kpilib.project.stores.protocol import Asked, Store
from kpilib.values.errors import UsageError
from kpilib.values.period import asked_month, is_date


def asked_of(
    refs: Iterable[str] | None = None,
    geographies: Iterable[str] | None = None,
    periods: tuple[str, str] | None = None,
    as_of: str | None = None,
) -> Asked:
    """Read a question; UsageError for a date, month or name that is none."""
    for names in (refs, geographies):
        if isinstance(names, str):
            raise UsageError(f"several names are expected, such as [{names!r}], not one text")
    if as_of is not None and not is_date(as_of):
        raise UsageError(f"`{as_of}` is no date; one is written 2016-10-14")
    months = None
    if periods is not None:
        first, last = (asked_month(period) for period in periods)
        if last < first:
            raise UsageError(f"{periods[1]} comes before {periods[0]}")
        months = first, last
    return Asked(
        None if refs is None else frozenset(refs),
        None if geographies is None else frozenset(geographies),
        months,
        as_of,
    )


def extent(
    rows: Iterable[Observation], geography: str
) -> tuple[tuple[int, int] | None, Sequence[str]]:
    """Give the first and the last month of rows, and their geographies by name."""
    months: set[int] = set()
    places: set[str] = set()
    for row in rows:
        months.add(row.month)
        places.add(row.geography)
    return (min(months), max(months)) if months else None, sorted(places) or [geography]


def history_of(
    store: Store, ref: str, geography: str | None, period: str
) -> tuple[Observation, ...]:
    """Give all that was ever said of one cell, the earliest recorded first."""
    month = asked_month(period)
    place = frozenset({store.geography if geography is None else geography})
    found = store.rows(Asked(frozenset({ref}), place, (month, month)))
    return tuple(sorted(found, key=lambda row: row.recorded or ""))
