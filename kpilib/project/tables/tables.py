"""From a grid of cells to the entries of a table: which ref, place and month each cell is of."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from kpilib.project.tables.grids import Grid, Raw
from kpilib.project.tables.headings import Heading, is_figure, is_filled, name_of, parse
from kpilib.project.tables.notices import Counts, Notices
from kpilib.project.tables.sheet_facts import RAISED, STRUCK, UNWORKED
from kpilib.project.yaml.layout import Layout
from kpilib.values.errors import UsageError
from kpilib.values.findings import Span
from kpilib.values.period import Period

#: so many headings are named in a sentence
_NAMED = 6
#: what looks like headings is looked for in so many rows and columns
_LOOKED_AT = 300
#: why a cell is not what it holds, and the remedy
LOOKS = {
    STRUCK: ("is struck out", "delete it where it is withdrawn, or take away the line through it"),
    RAISED: ("is set as a superscript or subscript, as the sign of a note is", "type the figure"),
    UNWORKED: (
        "holds a formula that was never worked out",
        "open the file in a spreadsheet, save it and import it again",
    ),
}


class NoTable(Exception):
    """The grid holds no table that can be read; `message` says why."""

    def __init__(self, message: str, span: Span, hint: str | None, left: int) -> None:
        super().__init__(message)
        #: `left` is the number of cells that are left out
        self.message, self.span, self.hint, self.left = message, span, hint, left


class Named(NamedTuple):
    """Which indicator a cell means."""

    #: None where it means none, or more than one
    ref: str | None
    #: what stands in the cell
    name: str = ""
    #: a ref that is nearly the same
    near: str | None = None
    #: why it cannot be told which is meant
    doubt: str | None = None


class Names(Protocol):
    """Whom the names in a table mean."""

    def ref(self, raw: Raw, shown: str | None) -> Named:
        """Return the indicator that a cell means; `shown`: what it shows where it is a number."""

    def place(self, text: str) -> str:
        """Return the place that a cell means."""


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
    #: p or r, where the heading says so
    mark: str | None = None


class Table(ABC):
    """The table of a grid: its columns, and its entries in their order."""

    def __init__(
        self, grid: Grid, layout: Layout, names: Names, notices: Notices, today: int
    ) -> None:
        self.grid, self.layout, self.notices, self.counts = grid, layout, notices, Counts()
        #: what the headings of columns are that are not read, with the number of their cells
        self.left_out: dict[int, int] = {}
        self._names, self._today = names, today
        self._merged = _cells_of(grid)
        self.header = self._found()
        self.heads = [name_of(raw) for raw in grid.rows[self.header]]
        self._known: dict[str, Named] = {}
        #: the last row that named an indicator, and what it named
        self._above: tuple[int, tuple[str, str | None]] | None = None
        self._places: dict[str, str] = {}
        self.ref = self._index(layout.ref_column)
        named = layout.geography_column
        self.geography = self._index(named) if named is not None else None
        self._naming = {self.ref} | ({self.geography} if self.geography is not None else set())

    @property
    @abstractmethod
    def months(self) -> tuple[int, ...]:
        """The months that it has columns or rows of."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of columns that may be printed ones."""
        return ()

    @property
    @abstractmethod
    def others(self) -> tuple[int, ...]:
        """The columns that name nothing and hold no figures."""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many entries there are at most."""

    @abstractmethod
    def figures(self) -> Iterator[Raw]:
        """Give the cells that may be figures, as they stand."""

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Give the cells of known indicators."""

    def is_header(self, row: Sequence[Raw]) -> bool:
        """Say whether a row has the headings."""
        return is_header(self.layout, row)

    def head(self, column: int) -> str:
        """Return the heading of a column, or its letter."""
        name = self.heads[column] if column < len(self.heads) else ""
        return name or f"(column {column + 1}, without a heading)"

    def _found(self) -> int:
        """Find the row of the headings; NoTable where there is none."""
        given, rows = self.layout.header_row, self.grid.rows
        if given is not None:
            if given <= len(rows) and self.is_header(rows[given - 1]):
                return given - 1
            line = f"row {given}, which the layout names as headings"
            if given > len(rows):
                raise self.nothing(len(rows) - 1, f"{line}, is not there")
            raise self.nothing(given - 1, f"{line}: {self._lacks(given - 1)}")
        for number, row in enumerate(rows):
            if self.is_header(row):
                return number
        near = range(min(len(rows), _LOOKED_AT))
        best = max(near, key=lambda number: self._score(rows[number]), default=-1)
        if best < 0 or not self._score(rows[best]):
            raise self.nothing(best, f"no row has {self._wanted()}")
        why = f"{self._row(best)} looks most like headings: {self._lacks(best)}"
        raise self.nothing(best, why, self._remedy(best))

    def _row(self, row: int) -> str:
        return f"line {self.grid.lines[row]}" if self.grid.sheet is None else f"row {row + 1}"

    def _score(self, row: Sequence[Raw]) -> int:
        """Return how much a row looks like headings."""
        names = {one.casefold() for one in wanted_columns(self.layout)}
        score = 0
        for raw in row[:_LOOKED_AT]:
            if is_filled(raw):
                score += 1000 * (name_of(raw).casefold() in names)
                if self.layout.shape == "wide" and not isinstance(raw, int | float):
                    score += 10 * parse(raw).is_period
                score += isinstance(raw, str) and not raw.strip()[:1].isdigit()
        return score

    def _wanted(self) -> str:
        names = " and ".join(f"a cell `{name}`" for name in wanted_columns(self.layout))
        if self.layout.shape == "long":
            return names
        form = f"written `{self.layout.months}`" if self.layout.months else "such as `Sep 15`"
        return f"{names} and months {form}"

    def _lacks(self, row: int) -> str:
        """Say what a row has of the headings and what it lacks."""
        cells = [raw for raw in self.grid.rows[row] if is_filled(raw)]
        names = [name_of(raw).casefold() for raw in cells]
        missing = [one for one in wanted_columns(self.layout) if one.casefold() not in names]
        lacks = [f"a cell `{one}`" for one in missing]
        wanted = {one.casefold() for one in wanted_columns(self.layout)}
        others = [raw for raw, name in zip(cells, names, strict=True) if name not in wanted]
        if self.layout.shape == "wide" and not any(
            parse(raw, self.layout.months).is_period for raw in others
        ):
            lacks.append(self._wanted().rsplit(" and ", 1)[1])
        seen = ", ".join(f"`{name_of(raw)[:40]}`" for raw in others[:_NAMED])
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        also = f"; left out: {seen}{more}" if seen and not missing else ""
        has = f" beside {seen}{more}" if seen and missing else ""
        return f"it lacks {' and '.join(lacks)}{has}{also}"

    def _remedy(self, row: int) -> str:
        """Say how a layout names the columns of a row that looks like headings."""
        cells = [name_of(raw) for raw in self.grid.rows[row] if is_filled(raw)]
        wanted = self.layout.ref_column.casefold()
        names = [one for one in cells if not parse(one, self.layout.months).is_period]
        if self.layout.shape == "wide" and wanted in (one.casefold() for one in cells):
            return "months stand across; with a row a figure a layout says: shape: long"
        if not names:
            return "import reads a row a measure, the months across, and the refs in a column"
        return f"a layout names the columns, such as ref_column: {names[0][:40]}"

    def nothing(self, row: int, why: str, hint: str | None = None) -> NoTable:
        """Return the exception that says why nothing is taken."""
        grid = self.grid
        where = f"{grid.sheet} of {grid.file}" if grid.sheet else grid.file
        span = grid.span(row, 0) if 0 <= row < len(grid.rows) else Span(grid.file)
        left = sum(sum(map(is_filled, cells)) for cells in grid.rows[max(row, 0) + 1 :])
        if hint is None:
            hint = "a layout says what the columns are called: specs/<dataset>/layouts/NAME.yaml"
        return NoTable(f"nothing is taken from {where}: {why}", span, hint, left)

    def _index(self, name: str) -> int:
        names = [one.casefold() for one in self.heads]
        if name.casefold() not in names:
            why = f"{self._row(self.header)} has no column `{name}` beside its refs"
            raise self.nothing(self.header, why)
        if names.count(name.casefold()) > 1:
            why = f"{self._row(self.header)} has two columns `{name}`"
            raise self.nothing(self.header, why, "rename one of them")
        return names.index(name.casefold())

    def parsed(self, row: int, column: int, raw: Raw) -> Heading:
        """Read what a heading or the cell of a period may be."""
        shown = None
        if isinstance(raw, datetime.date) and self.grid.sheet is not None:
            shown = self.grid.looks.shown(row, column, raw)
        found = parse(raw, self.layout.months, shown=shown)
        note = self.grid.looks.facts.notes.get((row, column)) if self.grid.sheet else None
        if note is not None and note.strip("()[] ").lower() in ("p", "r"):
            found = found._replace(mark=note.strip("()[] ").lower())
        return found

    def is_merged(self, row: int, column: int) -> bool:
        """Say whether a cell is part of several that were merged."""
        return bool(self._merged) and (row, column) in self._merged

    def leave(self, row: int, *, refused: bool = False) -> None:
        """Count the cells of a row that is not read."""
        cells = self.grid.rows[row]
        filled = sum(is_filled(raw) for c, raw in enumerate(cells) if c not in self._naming)
        if refused:
            self.counts.refused += filled
        else:
            self.counts.left += filled

    def leave_from(self, row: int, *, refused: bool = False) -> None:
        """Leave out another table, and all below it; refuse it where it may be none."""
        message = "another table begins here; it is not read, nor is what stands below it"
        hint = "name its `header_row` in a layout of its own"
        if refused:
            message = "another table may begin here: these figures could be years, and its headings"
            hint = "if it is a row of figures, add its indicator or delete it"
        self.notices.add(self.grid, (row, 0), message, hint, refused=refused)
        for below in range(row, len(self.grid.rows)):
            self.leave(below, refused=refused)

    def leave_column(self, column: int) -> None:
        """Count a cell of a column that is not read."""
        self.counts.left += 1
        self.left_out[column] = self.left_out.get(column, 0) + 1

    def named(self, row: int) -> tuple[str, str | None] | None:
        """Return the ref and the place of a row; None where the row is left out or refused."""
        raw = self.grid.at(row, self.ref)
        wrong = self.wrong(row, self.ref)
        if wrong:
            self.refuse_row(row, self.ref, f"the ref {wrong[0]}", wrong[1])
            return None
        if not is_filled(raw):
            if any(map(is_figure, self.grid.rows[row])):
                above = self._above
                if above is not None and above[0] == row - 1:
                    # a breakdown of the row above: both claim its cells, and neither is taken
                    self._above = row, above[1]
                    return above[1]
                merged = " (merged cells?)" if self.is_merged(row, self.ref) else ""
                message = f"figures without a ref{merged}; the row is left out"
                hint = "name the ref in every row"
                self.notices.add(self.grid, (row, self.ref), message, hint, refused=False)
            self.leave(row)
            return None
        ref = self._ref(row, raw)
        if ref is None:
            return None
        if self.geography is None:
            self._above = row, (ref, None)
            return ref, None
        text = name_of(self.grid.at(row, self.geography))
        if not text or self.wrong(row, self.geography):
            what = f"the row of `{ref}` names no place"
            self.refuse_row(row, self.geography, what, "name the place in every row")
            return None
        place = self._places.get(text)
        if place is None:
            place = self._places[text] = self._names.place(text)
        self._above = row, (ref, place)
        return ref, place

    def _ref(self, row: int, raw: Raw) -> str | None:
        if isinstance(raw, str):
            found = self._known.get(raw)
            if found is None:
                found = self._known[raw] = self._names.ref(raw, None)
        else:
            shown = None
            if isinstance(raw, float | int | datetime.date) and not isinstance(raw, bool):
                shown = self.grid.looks.shown(row, self.ref, raw)
            found = self._names.ref(raw, shown)
        if found.ref is not None:
            if self.grid.sheet is not None and not self._is_sure(row, found.ref):
                return None
            return found.ref
        if found.doubt is not None:
            self.refuse_row(row, self.ref, found.doubt, "keep refs as text in the spreadsheet")
            return None
        name = found.name
        message = f"no indicator is called `{name}`; its row is left out"
        hint = "add the indicator, or name its ref in a layout"
        if found.near is not None:
            hint = f"did you mean `{found.near}`?"
        self.notices.add(
            self.grid, (row, self.ref), message, hint, shown=name, refused=False, ref=name
        )
        self.leave(row)
        return None

    def _is_sure(self, row: int, ref: str) -> bool:
        """Refuse a row whose ref is another with what is raised in it: CO and a lowered 2."""
        note = self.grid.looks.facts.notes.get((row, self.ref))
        if note is not None and self._names.ref(f"{ref}{note}", None).ref is not None:
            why = f"the ref may be `{ref}` with a note `{note}`, or `{ref}{note}`"
            self.refuse_row(row, self.ref, why, "write the ref without raised or lowered signs")
            return False
        self.tell_looks(row, self.ref)
        return True

    def wrong(self, row: int, column: int) -> tuple[str, str] | None:
        """Return why a cell is not what it holds, and the remedy."""
        if self.grid.sheet is None:
            return None
        found = self.grid.looks.facts.wrong.get((row, column))
        return LOOKS[found] if found is not None else None

    def refuse_row(self, row: int, column: int, why: str, hint: str) -> None:
        """Refuse a row."""
        self.notices.add(self.grid, (row, column), f"{why}; the row is refused", hint)
        self.leave(row, refused=True)

    def warn(self) -> None:
        """Note what a reader of the sheet does not see: hidden rows and columns."""
        last, grid = len(self.grid.rows), self.grid
        rows = sorted(row + 1 for row in grid.hidden_rows if self.header < row < last)
        columns = [one for one in sorted(grid.hidden_columns) if one < len(self.heads)]
        if rows:
            shown = ", ".join(map(str, rows[:10])) + (", ..." if len(rows) > 10 else "")
            message, hint = f"hidden rows are read like the others: {shown}", "delete or show them"
            self.notices.add(grid, (rows[0] - 1, 0), message, hint, refused=False)
        if columns:
            message, hint = "a hidden column is read like the others", "delete it, or show it"
            at = self.header, columns[0]
            self.notices.add(grid, at, message, hint, refused=False)

    def tell_future(self, row: int, column: int, month: int) -> None:
        """Warn of a month that is still to come."""
        if month > self._today:
            message = f"{Period.month(month)} is later than today; its figures are taken"
            at, shown = (row, column), str(Period.month(month))
            hint = "check the year of the heading"
            self.notices.add(self.grid, at, message, hint, shown=shown, refused=False)

    def tell_note(self, row: int, column: int, read: str, note: str) -> None:
        """Warn of the sign of a note that is no part of what is read."""
        message = f"`{note}` is the sign of a note: `{read}` is read without it"
        self.notices.add(
            self.grid, (row, column), message, "look whether the note changes the figure",
            shown=read, refused=False,
        )  # fmt: skip

    def tell_looks(self, row: int, column: int) -> None:
        """Warn of parts of a cell that are left off: raised, or struck out."""
        facts = self.grid.looks.facts
        note, whole = facts.notes.get((row, column)), facts.struck.get((row, column))
        read = name_of(self.grid.at(row, column))
        if note is not None:
            self.tell_note(row, column, read, note)
        if whole is not None:
            shown = " ".join(whole.split())
            message = f"a part of `{shown}` is struck out: `{read}` is read"
            hint = "delete what is struck out"
            self.notices.add(self.grid, (row, column), message, hint, shown=shown, refused=False)


def wanted_columns(layout: Layout) -> tuple[str, ...]:
    """Return the names of the columns that a table of this layout has."""
    if layout.shape == "long":
        return layout.ref_column, layout.period_column, layout.value_column
    return (layout.ref_column,)


def is_header(layout: Layout, row: Sequence[Raw]) -> bool:
    """Say whether a row has the headings."""
    names = {name_of(raw).casefold() for raw in row if isinstance(raw, str)}
    wanted = {one.casefold() for one in wanted_columns(layout)}
    if not wanted <= names:
        return False
    if layout.shape == "long":
        return True
    return any(
        parse(raw, layout.months).is_period
        for raw in row
        if is_filled(raw) and name_of(raw).casefold() not in wanted
    )


def _cells_of(grid: Grid) -> frozenset[tuple[int, int]]:
    """Return every cell of the merged ranges, within the grid."""
    if not grid.merged:
        return frozenset()
    width = max(map(len, grid.rows), default=0)
    found: set[tuple[int, int]] = set()
    room = len(grid.rows) * width
    for top, left, bottom, right in grid.merged:
        rows = range(top, min(bottom + 1, len(grid.rows)))
        columns = range(left, min(right + 1, width))
        room -= len(rows) * len(columns)
        if room < 0:
            where = f"{grid.sheet} of {grid.file}"
            raise UsageError(f"{where} has merged cells one over the other, as no spreadsheet has")
        found.update((row, column) for row in rows for column in columns)
    return frozenset(found)
