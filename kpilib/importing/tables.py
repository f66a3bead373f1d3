"""From a grid of cells to the entries of a table: which ref, place and month each cell is of."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kpilib.errors import UsageError
from kpilib.findings import Fault
from kpilib.importing.grids import Grid, Raw
from kpilib.importing.headings import is_figure, month_of, name_of
from kpilib.series.period import Period
from kpilib.spec.layout import Layout

BAD_CELL = "KPI401"


class Entry(NamedTuple):
    """One cell of a table, and what it is of."""

    ref: str
    #: None: the dataset's own
    geography: str | None
    #: a month's ordinal, or the heading of another column
    column: int | str
    raw: Raw
    #: where it stands in the grid
    row: int
    place: int


class Table(NamedTuple):
    """The entries of a table in its order, and the columns it has."""

    grid: Grid
    entries: tuple[Entry, ...]
    months: tuple[int, ...]
    headings: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_table(grid: Grid, layout: Layout) -> Table:
    """Find the table in a grid; UsageError where there is none.

    Rows above the headings, repeated headings and blank rows are passed over.
    """
    return (_Wide if layout.shape == "wide" else _Long)(grid, layout).table()


class _Reading:
    """What wide and long tables have in common: finding the headings, going through the rows."""

    def __init__(
        self, grid: Grid, layout: Layout, is_header: Callable[[Sequence[Raw]], bool], wanted: str
    ) -> None:
        self.grid, self.layout = grid, layout
        #: says whether a row holds the headings, and which they are, in words
        self.is_header, self.wanted = is_header, wanted
        self.faults: list[Fault] = []
        self._merged = _cells_of(grid)
        self.header = self._found()
        heads = [name_of(raw) for raw in grid.rows[self.header]]
        self.names = heads
        self.ref = self._index(layout.ref_column)
        self.geography = self._index(layout.geography_column) if layout.geography_column else None

    def _found(self) -> int:
        given = self.layout.header_row
        where = f"{self.grid.sheet} of {self.grid.file}" if self.grid.sheet else self.grid.file
        if given is not None:
            if given <= len(self.grid.rows) and self.is_header(self.grid.rows[given - 1]):
                return given - 1
            raise UsageError(f"row {given} of {where} has no headings: {self.wanted}")
        for number, row in enumerate(self.grid.rows):
            if self.is_header(row):
                return number
        raise UsageError(f"{where} holds no table: no line has {self.wanted}")

    def _index(self, name: str) -> int:
        names = [one.casefold() for one in self.names]
        if name.casefold() not in names:
            raise UsageError(f"{self.grid.file} has no column `{name}` beside its refs")
        if names.count(name.casefold()) > 1:
            raise UsageError(f"{self.grid.file} has two columns `{name}`; rename one of them")
        return names.index(name.casefold())

    def fault(self, row: int, column: int, message: str, hint: str | None = None) -> None:
        """Note what is wrong with a cell, with its address."""
        text = f"{self.grid.address(row, column)}: {message}"
        self.faults.append(Fault(BAD_CELL, self.grid.span(row, column), text, hint))

    def rows(self) -> Iterator[tuple[int, str, str | None]]:
        """Give the rows under the headings: number, ref and geography."""
        for row in range(self.header + 1, len(self.grid.rows)):
            cells = self.grid.rows[row]
            name = name_of(self.grid.at(row, self.ref))
            if self.is_header(cells) or name.casefold() == self.layout.ref_column.casefold():
                names = self.names
                if any(name_of(raw) not in ("", n) for raw, n in zip(cells, names, strict=False)):
                    message = "another table begins here; it is not read"
                    self.fault(row, 0, message, "name its `header_row` in a layout of its own")
                    return
                continue
            if not name:
                self._without_ref(row)
                continue
            place = None
            if self.geography is not None:
                place = name_of(self.grid.at(row, self.geography))
                if not place:
                    message = f"the row of `{name}` names no place; it is left out"
                    self.fault(row, self.geography, message, "name the place in every row")
                    continue
            yield row, self.layout.refs.get(name, name), place

    def _without_ref(self, row: int) -> None:
        figures = [c for c, raw in enumerate(self.grid.rows[row]) if is_figure(raw)]
        if figures:
            merged = " (merged cells?)" if self.is_merged(row, self.ref) else ""
            message = f"figures without a ref{merged}; the row is left out"
            self.fault(row, self.ref, message, "name the ref in every row")

    def warnings(self) -> None:
        """Note what a reader of the sheet does not see: hidden rows and columns, merged cells."""
        last = len(self.grid.rows)
        rows = sorted(row + 1 for row in self.grid.hidden_rows if self.header < row < last)
        width = len(self.names)
        columns = [column for column in sorted(self.grid.hidden_columns) if column < width]
        if rows:
            shown = ", ".join(map(str, rows[:10])) + (", ..." if len(rows) > 10 else "")
            message = f"hidden rows are read like the others: {shown}"
            self.fault(rows[0] - 1, 0, message, "delete them, or show them and look")
        if columns:
            message = "a hidden column is read like the others"
            self.fault(self.header, columns[0], message, "delete it, or show it and look")

    def is_merged(self, row: int, column: int) -> bool:
        """Say whether a cell is part of several that were merged."""
        return (row, column) in self._merged


def _has(row: Sequence[Raw], name: str) -> bool:
    return name.casefold() in (name_of(raw).casefold() for raw in row)


def _cells_of(grid: Grid) -> frozenset[tuple[int, int]]:
    """Give every cell of the merged ranges, within the grid."""
    width = max(map(len, grid.rows), default=0)
    return frozenset(
        (row, column)
        for top, left, bottom, right in grid.merged
        for row in range(top, min(bottom + 1, len(grid.rows)))
        for column in range(left, min(right + 1, width))
    )


class _Wide(_Reading):
    """A row an indicator, a column a month."""

    def __init__(self, grid: Grid, layout: Layout) -> None:
        def is_header(row: Sequence[Raw]) -> bool:
            months = (month_of(raw, layout.months) for raw in row)
            return _has(row, layout.ref_column) and any(month is not None for month in months)

        form = f"written `{layout.months}`" if layout.months else "such as `Sep 15`"
        wanted = f"a cell `{layout.ref_column}` and months {form}, separated by tabs or commas"
        super().__init__(grid, layout, is_header, wanted)

    def table(self) -> Table:
        months, others = self._columns()
        seen: dict[tuple[str, str | None], int] = {}
        entries: list[Entry] = []
        for row, ref, place in self.rows():
            if (ref, place) in seen:
                where = self.grid.address(seen[ref, place], self.ref)
                self.fault(row, self.ref, f"`{ref}` has a row already, {where}", "keep one of both")
                continue
            seen[ref, place] = row
            if self.grid.sheet is None and len(self.grid.rows[row]) != len(self.names):
                count, width = len(self.grid.rows[row]), len(self.names)
                message = f"the row of `{ref}` has {count} cells and the header {width}"
                self.fault(row, self.ref, message)
            columns: list[tuple[int, int | str]] = [*months, *others]
            for column, what in columns:
                if isinstance(what, int) and self.is_merged(row, column):
                    message = f"the cell of `{ref}` is merged with others; no value is taken"
                    self.fault(row, column, message, "unmerge the cells")
                    continue
                raw = self.grid.at(row, column)
                entries.append(Entry(ref, place, what, raw, row, column))
        self.warnings()
        found = tuple(month for _, month in months)
        heads = tuple(name for _, name in others)
        return Table(self.grid, tuple(entries), found, heads, tuple(self.faults))

    def _columns(self) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
        """Give the columns of months, and the others behind them by their headings."""
        heads = self.grid.rows[self.header]
        months: list[tuple[int, int]] = []
        for column, raw in enumerate(heads):
            found = month_of(raw, self.layout.months)
            if found is not None:
                if found in (month for _, month in months):
                    message = f"{self.grid.file} has two columns for {Period.month(found)}"
                    raise UsageError(f"{message}; keep one of them")
                months.append((column, found))
            elif isinstance(raw, datetime.date):
                message = f"the heading is the date {raw:%d %B %Y} and no month; it is left out"
                hint = "the spreadsheet made it of a month such as Sep 15: type 2015-09"
                self.fault(self.header, column, message, hint)
        behind = months[-1][0]
        others = []
        known = {column for column, _ in months}
        for column in range(months[0][0], len(heads)):
            if column in known or not self.names[column]:
                continue
            if not isinstance(heads[column], datetime.date):
                others.append((column, self.names[column]))
                if column < behind:
                    message = f"the heading `{self.names[column]}` is no month; it is left out"
                    self.fault(self.header, column, message, "a month is written Sep 15 or 2015-09")
        self._without_heading(months[0][0])
        return months, others

    def _without_heading(self, first: int) -> None:
        """Name the columns that have figures and no heading."""
        found: set[int] = set()
        for row in self.grid.rows[self.header + 1 :]:
            for column in range(first, len(row)):
                blank = column >= len(self.names) or not self.names[column]
                if blank and column not in found and is_figure(row[column]):
                    found.add(column)
        for column in sorted(found)[:20]:
            merged = " (merged cells?)" if self.is_merged(self.header, column) else ""
            message = f"figures stand below a heading that is empty{merged}; they are left out"
            self.fault(self.header, column, message, "write the month above each column")


class _Long(_Reading):
    """A row a figure."""

    def __init__(self, grid: Grid, layout: Layout) -> None:
        names = (layout.ref_column, layout.period_column, layout.value_column)
        wanted = f"the cells {', '.join(f'`{name}`' for name in names)}"
        super().__init__(grid, layout, lambda row: all(_has(row, name) for name in names), wanted)

    def table(self) -> Table:
        period = self._index(self.layout.period_column)
        value = self._index(self.layout.value_column)
        seen: dict[tuple[str, str | None, int], int] = {}
        entries = []
        for row, ref, place in self.rows():
            if any(self.is_merged(row, column) for column in (self.ref, period, value)):
                message = f"a cell of the row of `{ref}` is merged with others; it is left out"
                self.fault(row, self.ref, message, "unmerge the cells")
                continue
            raw = self.grid.at(row, period)
            month = month_of(raw, self.layout.months)
            if month is None:
                shown = f"{raw:%d %B %Y}" if isinstance(raw, datetime.date) else name_of(raw)
                self.fault(row, period, f"`{shown}` is no month; the row is left out")
                continue
            key = ref, place, month
            if key in seen:
                where = self.grid.address(seen[key], self.ref)
                message = f"`{ref}` of {Period.month(month)} has a row already, {where}"
                self.fault(row, self.ref, message, "keep one of both")
                continue
            seen[key] = row
            entries.append(Entry(ref, place, month, self.grid.at(row, value), row, value))
        self.warnings()
        months = tuple(sorted({key[2] for key in seen}))
        return Table(self.grid, tuple(entries), months, (), tuple(self.faults))
