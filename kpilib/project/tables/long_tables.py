"""Long tables: a row a figure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from kpilib.project.tables.grids import Grid, Raw
from kpilib.project.tables.headings import Heading, Month, is_filled, name_of, understood
from kpilib.project.tables.notices import Notices
from kpilib.project.tables.period_words import in_words
from kpilib.project.tables.tables import Entry, Names, NoTable, Table
from kpilib.project.yaml.layout import Layout

#: of so many different cells it is decided together which periods they are
_DIFFERENT = 20_000


class LongTable(Table):
    """A row a figure: ref, month and figure, and perhaps a place, each in a column."""

    def __init__(
        self, grid: Grid, layout: Layout, names: Names, notices: Notices, today: int
    ) -> None:
        super().__init__(grid, layout, names, notices, today)
        self._period = self._index(layout.period_column)
        self._value = self._index(layout.value_column)
        self._naming |= {self._period}
        self._found_months = self._periods()
        #: the months of cells that were seen, with their marks
        self._clear: dict[Raw, tuple[int, str | None]] = {}
        if not self.months:
            raise self._no_months()
        self.warn()

    @property
    def months(self) -> tuple[int, ...]:
        """The months that it has rows of."""
        found = {month.month for _, month in self._found_months.values()}
        return tuple(sorted(month for month in found if month is not None))

    @property
    def others(self) -> tuple[int, ...]:
        """The columns that name nothing and hold no figures."""
        known = {*self._naming, self._value}
        return tuple(column for column in range(len(self.heads)) if column not in known)

    @property
    def size(self) -> int:
        """How many entries there are at most."""
        return len(self.grid.rows) - self.header - 1

    def figures(self) -> Iterator[Raw]:
        """Give the cells of the column of figures."""
        column = self._value
        for cells in self.grid.rows[self.header + 1 :]:
            if column < len(cells):
                yield cells[column]

    def _no_months(self) -> NoTable:
        """Return the exception that says what stands in the column of periods."""
        kinds = [one for one in self._found_months.values() if one[1].kind]
        name = self.heads[self._period]
        if not kinds:
            return self.nothing(self.header, f"no cell of the column `{name}` is a month")
        words, hint = in_words([one for one in kinds if one[1].kind == kinds[0][1].kind])
        why = f"the column `{name}` has no month that is certain"
        if not any(one[1].is_open for one in kinds):
            why = f"the column `{name}` has no month"
        return self.nothing(self.header, f"{why}: {words}", hint)

    def _periods(self) -> dict[Raw, tuple[Heading, Month]]:
        """Decide what the cells of the column of periods are, all together."""
        headings: dict[Raw, Heading] = {}
        for row in range(self.header + 1, len(self.grid.rows)):
            cells = self.grid.rows[row]
            raw = cells[self._period] if self._period < len(cells) else None
            if raw not in headings and is_filled(raw) and len(headings) < _DIFFERENT:
                headings[raw] = self.parsed(row, self._period, raw)
        said = self.layout.period_column.casefold()
        found = understood(headings, self._today, months_said="month" in said)
        return {raw: (headings[raw], month) for raw, month in found.items()}

    def entries(self) -> Iterator[Entry]:
        """Give the cells of known indicators, a row after the other."""
        rows, width, others = self.grid.rows, len(self.heads), self.others
        known, places, months = self._known, self._places, self._clear
        ref_at, place_at, period_at, value_at = self.ref, self.geography, self._period, self._value
        is_text = self.grid.sheet is None
        for row in range(self.header + 1, len(rows)):
            cells = rows[row]
            if is_text and len(cells) == width:
                # most rows: a ref, a place and a month that were seen before
                named = known.get(cells[ref_at])  # type: ignore[arg-type]
                month = months.get(cells[period_at])
                place = places.get(cells[place_at]) if place_at is not None else None  # type: ignore[arg-type]
                if (
                    named is not None
                    and named.ref is not None
                    and month is not None
                    and (place is not None or place_at is None)
                ):
                    for column in others:
                        if is_filled(cells[column]):
                            self.leave_column(column)
                    yield Entry(
                        named.ref, place, month[0], cells[value_at], row, value_at, month[1]
                    )
                    continue
            entry = self._entry(row, cells)
            if entry is None:
                self.leave_from(row)
                return
            yield from entry

    def _entry(self, row: int, cells: Sequence[Raw]) -> Sequence[Entry] | None:
        """Read a row, which may hold no entry; None where another table begins."""
        if not any(map(is_filled, cells)):
            return ()
        if self.is_header(cells):
            return () if [name_of(raw) for raw in cells] == self.heads else None
        named = self.named(row)
        if named is None or self._is_refused(row, named[0]):
            return ()
        raw = self.grid.at(row, self._period)
        heading, found = self._found_months.get(raw, (Heading(""), Month(None)))
        if found.month is None:
            self._leave_row(row, raw, heading, found)
            return ()
        if raw not in self._clear:
            self._clear[raw] = found.month, heading.mark
            self.tell_future(row, self._period, found.month)
        for column in self.others:
            if column < len(cells) and is_filled(cells[column]):
                self.leave_column(column)
        value = self.grid.at(row, self._value)
        return (Entry(*named, found.month, value, row, self._value, heading.mark),)

    def _is_refused(self, row: int, ref: str) -> bool:
        columns = (self.ref, self._period, self._value)
        if any(self.is_merged(row, column) for column in columns):
            what = f"a cell of the row of `{ref}` is merged with others"
            self.refuse_row(row, self.ref, what, "unmerge the cells")
            return True
        wrong = self.wrong(row, self._period)
        if wrong:
            self.refuse_row(row, self._period, f"the period {wrong[0]}", wrong[1])
            return True
        cells = self.grid.rows[row]
        if self.grid.sheet is None and any(map(is_filled, cells[len(self.heads) :])):
            what = f"the row of `{ref}` has {len(cells)} cells and the headings {len(self.heads)}"
            hint = "a comma within a figure or a title needs quotes around it"
            self.refuse_row(row, self.ref, what, hint)
            return True
        return False

    def _leave_row(self, row: int, raw: Raw, heading: Heading, found: Month) -> None:
        """Leave out a row of another period, and refuse one whose period is not understood."""
        shown = f"{raw:%d %B %Y}" if isinstance(raw, datetime.date) else name_of(raw)
        if not shown:
            self.refuse_row(row, self._period, "no period is named", "name the month in every row")
            return
        words, hint = f"`{shown}` is not a month", "a month is written Sep 15 or 2015-09"
        if found.kind:
            words, hint = in_words([(heading, found)])
        is_refused = found.is_open or not found.kind
        what = "refused" if is_refused else "left out"
        message = f"{words}; the row is {what}"
        self.notices.add(
            self.grid, (row, self._period), message, hint, shown=shown, refused=is_refused
        )
        self.leave(row, refused=is_refused)
