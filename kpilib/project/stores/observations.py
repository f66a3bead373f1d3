"""Observations: what was collected, and which of several for one cell counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from kpilib.project.stores.csv_rows import CsvFile
from kpilib.values.errors import UsageError
from kpilib.values.findings import Span
from kpilib.values.period import Period, is_date
from kpilib.values.reasons import MARKERS

#: the value of an observation as it is written
VALUE = r"-?[0-9]+(\.[0-9]+)?"
MOST_DIGITS = 30
#: markers beside a value; `MARKERS` stand in its place
BESIDE = ("p", "r")
_is_number = re.compile(VALUE).fullmatch


Key = tuple[str, str, int, str | None]


class Observation(NamedTuple):
    """One collected value, or a marker in its place."""

    ref: str
    geography: str
    #: its month, as an ordinal
    month: int
    #: the decimal as written, None where there is none
    value: str | None
    #: x not reported, c confidential, z not applicable; beside a value p provisional, r revised
    marker: str | None = None
    #: the date on which it was recorded, None: known from the start
    recorded: str | None = None
    note: str | None = None
    #: who or what it came from, None where that is not recorded
    source: str | None = None
    #: the file it was read from, which knows the places of its cells
    file: CsvFile | None = None
    line: int = 1

    @property
    def key(self) -> Key:
        """What may be recorded once: the cell and the day."""
        return self.ref, self.geography, self.month, self.recorded

    @property
    def cell(self) -> tuple[str, str, int]:
        """What it is said of: ref, geography and month."""
        return self.ref, self.geography, self.month

    @property
    def is_withheld(self) -> bool:
        """Whether it says that the figure is confidential."""
        return self.value is None and self.marker == "c"

    @property
    def said(self) -> tuple[str | None, str | None]:
        """What it says: the value as written and the marker."""
        return self.value, self.marker

    def place(self, column: str) -> Span:
        """Give the place of a cell of its row."""
        return self.file.span(self.line, column) if self.file else Span("observations")


def is_value(text: str) -> bool:
    """Say whether a text is a decimal of at most `MOST_DIGITS` characters."""
    return len(text) <= MOST_DIGITS and _is_number(text) is not None


def is_sound(value: object, marker: object) -> bool:
    """Say whether a value, or None, and a marker, or None, may stand in one row."""
    if value is None:
        return marker is None or marker in MARKERS
    return isinstance(value, str) and is_value(value) and (marker is None or marker in BESIDE)


def withheld_cells(rows: Iterable[Observation]) -> frozenset[tuple[str, str, int]]:
    """Return the cells that are confidential by the row recorded last; of one day, the later."""
    last: dict[tuple[str, str, int], Observation] = {}
    for row in rows:
        other = last.get(row.cell)
        if other is None or (row.recorded or "") >= (other.recorded or ""):
            last[row.cell] = row
    return frozenset(cell for cell, row in last.items() if row.is_withheld)


Series = Mapping[int, Observation]


class Observations:
    """The observations of one dataset, in the order of the files."""

    def __init__(self, rows: Iterable[Observation] = ()) -> None:
        self.rows = tuple(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Observation]:
        return iter(self.rows)

    def __repr__(self) -> str:
        shown = [
            f"{r.ref} {r.geography} {Period.month(r.month)} {r.value or r.marker}"
            for r in self.rows[:60]
        ]
        more = f", and {len(self) - 60} more" if len(self) > 60 else ""
        return f"Observations({', '.join(shown)}{more})"

    @cached_property
    def refs(self) -> tuple[str, ...]:
        """The refs observed, in the order of the files."""
        return tuple(dict.fromkeys(row.ref for row in self.rows))

    @cached_property
    def geographies(self) -> tuple[str, ...]:
        """The geographies observed, by name."""
        return tuple(sorted({row.geography for row in self.rows}))

    def of(self, geographies: Iterable[str] | None) -> Iterator[Observation]:
        """Give the observations of some geographies, None: of all."""
        if geographies is None:
            return iter(self.rows)
        return (row for name in geographies for row in self._by_geography.get(name, ()))

    @cached_property
    def _by_geography(self) -> Mapping[str, list[Observation]]:
        found: dict[str, list[Observation]] = {}
        for row in self.rows:
            found.setdefault(row.geography, []).append(row)
        return found

    @cached_property
    def months(self) -> tuple[int, int] | None:
        """The first and the last month observed."""
        found = [row.month for row in self.rows]
        return (min(found), max(found)) if found else None

    def as_of(self, date: str | None) -> Observations:
        """Give those recorded on or before a date, such as ``2016-10-14``; None: all."""
        if date is None:
            return self
        if not is_date(date):
            raise UsageError(f"`{date}` is no date; one is written 2016-10-14")
        return Observations(row for row in self.rows if (row.recorded or "") <= date)

    @cached_property
    def series(self) -> Mapping[tuple[str, str], Series]:
        """By ref and geography, the observation that counts in each month.

        It is the one recorded last; of two of one day, the one that stands later.
        """
        found: dict[tuple[str, str], dict[int, Observation]] = {}
        for row in self.rows:
            months = found.setdefault((row.ref, row.geography), {})
            other = months.get(row.month)
            if other is None or (row.recorded or "") >= (other.recorded or ""):
                months[row.month] = row
        return found

    def value(self, ref: str, geography: str, month: int) -> Fraction | str | None:
        """Give the value of a cell, its marker, or None where nothing was said."""
        row = self.series.get((ref, geography), {}).get(month)
        if row is None:
            return None
        return Fraction(row.value) if row.value is not None else row.marker
