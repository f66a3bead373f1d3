"""Wide tables: a row an indicator, a column a month."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kpilib.project.tables.grids import Grid, Raw
from kpilib.project.tables.headings import Month, is_figure, is_filled, name_of, understood
from kpilib.project.tables.notices import Notices
from kpilib.project.tables.period_words import in_words
from kpilib.project.tables.tables import Entry, Names, Table
from kpilib.project.yaml.layout import Layout
from kpilib.values.period import Period, month_named

#: so many cells beside the months are looked at
_LOOKED_AT = 300


class WideTable(Table):
    """A row an indicator, a column a month; other columns are printed ones or left out."""

    def __init__(
        self, grid: Grid, layout: Layout, names: Names, notices: Notices, today: int
    ) -> None:
        super().__init__(grid, layout, names, notices, today)
        self._parsed = {
            column: self.parsed(self.header, column, raw)
            for column, raw in enumerate(grid.rows[self.header])
            if column not in self._naming and is_filled(raw)
        }
        periods = {key: one for key, one in self._parsed.items() if one.is_period}
        found = understood(periods, today)
        #: columns that are not taken although they may be months
        self._refused = self._refused_columns(found)
        #: those of them that were named already
        self._told: set[int] = set()
        #: by column, its month
        self._months = {
            column: one.month
            for column, one in found.items()
            if one.month is not None and column not in self._refused
        }
        if not self._months:
            raise self._no_months(found)
        self._refuse_words_below()
        self._refuse_beside()
        if not self._months:
            raise self.nothing(self.header, "no column of a month could be read surely")
        self._others = {
            column: self.heads[column]
            for column in self._parsed
            if column not in self._months and column not in self._refused
        }
        self._tell_columns(found)

    @property
    def months(self) -> tuple[int, ...]:
        """The months that it has columns of."""
        return tuple(dict.fromkeys(self._months.values()))

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its other columns, once each."""
        return tuple(dict.fromkeys(self._others.values()))

    @property
    def others(self) -> tuple[int, ...]:
        """The columns that name nothing and hold no figures."""
        return tuple(self._others)

    @property
    def size(self) -> int:
        """How many entries there are at most."""
        columns = len(self._months) + len(self._others)
        return (len(self.grid.rows) - self.header - 1) * columns

    def figures(self) -> Iterator[Raw]:
        """Give the cells of the columns of months."""
        columns = list(self._months)
        for cells in self.grid.rows[self.header + 1 :]:
            for column in columns:
                if column < len(cells):
                    yield cells[column]

    def _refused_columns(self, found: dict[int, Month]) -> set[int]:
        refused = {column for column, one in found.items() if one.is_open}
        return refused | {c for c in self._parsed if self.wrong(self.header, c) is not None}

    def _refuse_words_below(self) -> None:
        """Refuse headings of two rows: other words below the months, or columns without any."""
        row = self.header + 1
        cells = self.grid.rows[row] if row < len(self.grid.rows) else ()
        words = {
            column: _text(cells[column])
            for column in self._months
            if column < len(cells) and _is_word(cells[column])
        }
        if not is_filled(self.grid.at(row, self.ref)) and len(set(words.values())) > 1:
            shown = ", ".join(f"`{word[:20]}`" for word in dict.fromkeys(words.values()))
            why = f"{self._row(row)} has other words below the months: {shown}"
            raise self.nothing(self.header, why, "import reads one row of headings: join both")
        figures, _ = self._between()
        for column in sorted(self._months):
            beside = column + 1
            if beside in figures and not self.grid.at(self.header, beside):
                message = "figures stand in a column beside it that has no heading"
                self._refuse_column(column, f"{message}; the column is refused")

    def _refuse_beside(self) -> None:
        """Refuse the months behind a column of refs: they are of another table beside this one."""
        if not self._months:
            return
        for column, names in sorted(self._between()[1].items()):
            if not any(self._names.ref(name, None).ref is not None for name in names):
                continue
            for behind in [one for one in self._months if one > column]:
                message = (
                    f"it stands behind a column with refs, `{self.head(column)}`, of another table"
                )
                self._refuse_column(behind, f"{message}; the column is refused")
            return

    def _refuse_column(self, column: int, why: str) -> None:
        del self._months[column]
        self._refused.add(column)
        self._told.add(column)
        hint = "give each table a sheet or a file of its own, and each column a heading"
        at, shown = (self.header, column), self.heads[column]
        self.notices.add(self.grid, at, f"the heading `{shown}`: {why}", hint, shown=shown)

    def _between(self) -> tuple[set[int], dict[int, set[str]]]:
        """Return the columns beside the months that have figures, and the texts in each."""
        first = min(self._months)
        width = len(self.heads) if self.grid.sheet is None else None
        figures: set[int] = set()
        texts: dict[int, set[str]] = {}
        for cells in self.grid.rows[self.header + 1 :]:
            for column, raw in enumerate(cells[first:width], first):
                if column in self._months or raw is None or raw == "":
                    continue
                if is_figure(raw):
                    figures.add(column)
                if isinstance(raw, str) and len(texts.setdefault(column, set())) < _LOOKED_AT:
                    texts[column].add(raw)
        return figures, texts

    def _no_months(self, found: dict[int, Month]) -> Exception:
        first = next(iter(found.values()), None)
        same = [(self._parsed[c], m) for c, m in found.items() if first and m.kind == first.kind]
        row = self._row(self.header)
        if not same:
            return self.nothing(self.header, f"no heading of {row} is a month")
        words, hint = in_words(same)
        what = "month that is certain" if any(one.is_open for _, one in same) else "month"
        return self.nothing(self.header, f"{row} has no {what}: {words}", hint)

    def _tell_columns(self, found: dict[int, Month]) -> None:
        """Name the columns that are not read and look like periods, and what their signs mean."""
        for column in sorted(self._refused - self._told):
            wrong = self.wrong(self.header, column)
            words, hint = wrong or in_words([(self._parsed[column], found[column])])
            head = f"the heading `{self.heads[column]}` " if wrong else "the heading "
            message = f"{head}{words}; the column is refused"
            at = self.header, column
            self.notices.add(self.grid, at, message, hint, shown=self.heads[column])
        first, last = min(self._months), max(self._months)
        for column, one in self._parsed.items():
            if column in self._months:
                self.tell_future(self.header, column, self._months[column])
                if one.note is not None:
                    read = str(Period.month(self._months[column]))
                    self.tell_note(self.header, column, read, one.note)
                self.tell_looks(self.header, column)
            elif column not in self._refused and (one.is_period or first < column < last):
                self._tell_column(column, found.get(column))
        self.warn()

    def _tell_column(self, column: int, found: Month | None) -> None:
        one = self._parsed[column]
        words, hint = f"`{one.text}` is not a month", "a month is written Sep 15 or 2015-09"
        if found is not None:
            words, hint = in_words([(one, found)])
        message = f"the heading {words}; the column is left out"
        at, shown = (self.header, column), self.heads[column]
        self.notices.add(self.grid, at, message, hint, shown=shown, refused=False)

    def entries(self) -> Iterator[Entry]:
        """Give the cells of known indicators, a row after the other."""
        columns: list[tuple[int, int | str, str | None]] = [
            (column, month, self._parsed[column].mark) for column, month in self._months.items()
        ]
        columns += [(column, name, None) for column, name in self._others.items()]
        taken = {column for column, _, _ in columns}
        for row in range(self.header + 1, len(self.grid.rows)):
            cells = self.grid.rows[row]
            if not any(map(is_filled, cells)):
                continue
            headings = self._headings_in(row, cells)
            if headings is not None:
                if headings:
                    continue
                self.leave_from(row, refused=self._are_years(cells))
                return
            named = self.named(row)
            if named is None or self._is_ragged(row, cells, named[0]):
                continue
            self._count_rest(row, cells, taken)
            for column, what, mark in columns:
                if isinstance(what, int) and self.is_merged(row, column):
                    self._refuse_merged(row, column, named[0])
                    continue
                yield Entry(*named, what, self.grid.at(row, column), row, column, mark)

    def _headings_in(self, row: int, cells: Sequence[Raw]) -> bool | None:
        """Say whether a row has the same headings again; None where it has figures."""
        name = self.grid.at(row, self.ref)
        if not self._looks_like_headings(row, cells, name):
            return None
        for column, head in enumerate(self.heads):
            raw = self.grid.at(row, column)
            if is_filled(raw) and column not in self._months and _text(raw) not in ("", head):
                return False
            if is_filled(raw) and column in self._months:
                again = understood({0: self.parsed(row, column, raw)}, self._today)[0]
                if again.month != self._months[column] and _text(raw) != head:
                    return False
        return True

    def _looks_like_headings(self, row: int, cells: Sequence[Raw], name: Raw) -> bool:
        if _text(name).casefold() == self.layout.ref_column.casefold() or self.is_header(cells):
            return True
        if is_filled(name) and self._names.ref(name, None).ref is not None:
            return False
        if self._are_years(cells):
            return True
        below = 0
        for column in self._months:
            raw = cells[column] if column < len(cells) else None
            if is_filled(raw):
                if self._is_period(row, column, raw):
                    below += 1
                elif is_figure(raw):
                    return False
        if below:
            return True
        # a table beside has its months in other columns
        others = [c for c, raw in enumerate(cells) if c not in self._months and is_filled(raw)]
        return sum(self._is_period(row, c, cells[c]) for c in others[:_LOOKED_AT]) > 1

    def _are_years(self, cells: Sequence[Raw]) -> bool:
        """Say whether the figures below the months are years in a row: 2014, 2015."""
        found = [_text(cells[column]) for column in sorted(self._months) if column < len(cells)]
        filled = [text for text in found if text]
        if len(filled) < 2 or not all(re.fullmatch("(19|20|21)[0-9]{2}", one) for one in filled):
            return False
        return {int(b) - int(a) for a, b in pairwise(filled)} == {1}

    def _is_period(self, row: int, column: int, raw: Raw) -> bool:
        """Say whether a cell would do as a heading; a plain number does not."""
        if _is_number(raw) or (isinstance(raw, str) and raw.strip().isdecimal()):
            return False
        if isinstance(raw, str) and month_named(raw.strip().rstrip(".")) is not None:
            return True
        found = self.parsed(row, column, raw)
        return found.is_period and not (found.other and not found.dates and found.form == "day")

    def _is_ragged(self, row: int, cells: Sequence[Raw], ref: str) -> bool:
        """Refuse a row of a text table that has cells beyond the headings: one is too many."""
        width, count = len(self.heads), len(cells)
        if self.grid.sheet is not None or count == width:
            return False
        message = f"the row of `{ref}` has {count} cells and the headings {width}"
        if any(map(is_filled, cells[width:])):
            hint = "a comma within a figure or a title needs quotes around it"
            self.refuse_row(row, self.ref, message, hint)
            return True
        if count < width:
            hint = "the cells that it lacks are taken for blank ones"
            self.notices.add(self.grid, (row, self.ref), message, hint, shown=ref, refused=False)
        return False

    def _tell_headless(self, row: int, column: int) -> None:
        """Name a column that has figures and no heading."""
        merged = " (merged cells?)" if self.is_merged(self.header, column) else ""
        message = f"figures stand below a heading that is empty{merged}; they are left out"
        hint = "write the month above each column"
        at = (self.header, column) if column < len(self.heads) else (row, column)
        self.notices.add(self.grid, at, message, hint, refused=False)

    def _count_rest(self, row: int, cells: Sequence[Raw], taken: set[int]) -> None:
        for column, raw in enumerate(cells):
            if column not in taken and column not in self._naming and is_filled(raw):
                if column in self._refused:
                    self.counts.refused += 1
                    continue
                if column not in self.left_out and is_figure(raw):
                    self._tell_headless(row, column)
                self.leave_column(column)

    def _refuse_merged(self, row: int, column: int, ref: str) -> None:
        message = f"the cell of `{ref}` is merged with others; no value is taken"
        self.notices.add(self.grid, (row, column), message, "unmerge the cells", shown=ref)
        self.counts.refused += is_filled(self.grid.at(row, column))


def _is_number(raw: Raw) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, datetime.date)


def _is_word(raw: Raw) -> bool:
    """Say whether a cell holds a word, and nothing that may stand for a figure."""
    return isinstance(raw, str) and any(map(str.isalpha, raw)) and len(raw.strip()) > 2


def _text(raw: Raw) -> str:
    return name_of(raw)
