"""The sorting of tables' cells: which are figures, which are refused, which are claimed twice."""

from __future__ import annotations

import datetime
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpilib.language.dataset import Dataset
from kpilib.language.model import Indicator
from kpilib.project.project import Project
from kpilib.project.stores.observations import MOST_DIGITS, Observation
from kpilib.project.tables.claims import Keys, repeated
from kpilib.project.tables.headings import is_filled, name_of
from kpilib.project.tables.notation import Notation
from kpilib.project.tables.notices import Counts, Notices
from kpilib.project.tables.number_formats import agrees
from kpilib.project.tables.tables import Entry, Table
from kpilib.project.tables.typed import Typed, understood
from kpilib.project.yaml.layout import Layout
from kpilib.values.period import Period
from kpilib.values.reasons import NOT_YET, TEXT
from kpilib.values.suggest import did_you_mean
from kpilib.values.templates import around, filled
from kpilib.values.text import without_hidden

#: passes the cells of a table on and shows how far it is; how many there are about
Watch = Callable[[Iterator[Entry], int], Iterator[Entry]]
#: what became of a cell: nothing stands in it, it is read, it is refused
_BLANK, _READ, _REFUSED = 0, 1, 2
#: a text of fewer letters is like any other
_SHORTEST = 6
#: for so many cells that are not understood a word like it is looked for
_SUGGESTED = 100
#: of so many cells claimed twice it is looked which columns tell them apart
_LOOKED_AT = 1_000
#: what is said of a cell whose format says what is not covered
_UNTOLD = (
    "is shown in a way that cannot be told from the file",
    "type the figure as it is printed, as text",
)
_MARKED = re.compile(r"(.*[0-9%]) ?\(([pr])\)")
# as the Government Analysis Function writes it; a text of notes alone is none
_NOTE = re.compile(r"(.*\S)\s*(\[note [0-9]{1,3}\])", re.DOTALL)


class Figure(NamedTuple):
    """A figure that was read, and where it stands."""

    observation: Observation
    table: Table
    row: int
    column: int


class Sorting:
    """Goes through tables once and keeps what is claimed by one cell only."""

    def __init__(
        self, project: Project, dataset: Dataset, period: Period | None, layout: Layout,
        notices: Notices,
    ) -> None:  # fmt: skip
        self._indicators = project.catalogue.indicators
        self._dataset, self._period, self._layout = dataset, period, layout
        self._notices, self._counts = notices, Counts()
        self._keys = Keys()
        self._tables: list[Table] = []
        #: of each claim: its cell, where it stands, and what became of it
        self._claims, self._rows, self._columns = array("q"), array("l"), array("l")
        self._states = bytearray()
        #: the first claim of each table
        self._starts: list[int] = []
        self._figures: list[Observation | None] = []
        self._printed: list[tuple[str, str, str] | None] = []
        #: plain numbers in rows of percentages by ref, and refs with one that may be a fraction
        self._plain: dict[str, list[int]] = {}
        self._fractions: set[str] = set()
        self.markers: Counter[tuple[str, str]] = Counter()
        self.worked_out: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self._words: dict[str, frozenset[str]] = {}
        self._suggested = 0

    def take(self, table: Table, watch: Watch) -> None:
        """Go through the cells of a table."""
        start = len(self._claims)
        self._tables.append(table)
        self._starts.append(start)
        notation = Notation(table.figures(), table.grid.separator, self._layout.decimal_mark)
        columns = self._match(table) if self._period is not None else {}
        last = max(table.months, default=0)
        self._months = around(self._period.first if self._period is not None else last)
        self._words.clear()
        own, is_report = self._dataset.geography, self._period is not None
        plain = self._plain_rows(table) if not is_report else frozenset()
        for entry in watch(table.entries(), table.size):
            ref, geography, column, raw, _, _, mark = entry
            # most cells: digits in a row that is collected
            if ref in plain and type(raw) is str and raw.isdecimal() and raw.isascii():  # noqa: SIM102
                if len(raw) <= MOST_DIGITS and (raw[0] != "0" or len(raw) == 1):
                    figure = Observation(ref, geography or own, column, raw, mark)  # type: ignore[arg-type]
                    self._keep(entry, column, _READ, figure, None)
                    continue
            row = self._indicators[ref]
            is_printed = is_report and (geography is None or geography == own)
            if isinstance(column, str):
                if column not in columns or not is_printed:
                    self._leave(table, entry, self.left_out, column)
                    continue
                column = columns[column]
            elif row.formula is not None and not is_printed:
                self._leave(table, entry, self.worked_out, ref)
                continue
            self._claim(table, entry, row, column, notation, is_printed=is_printed)
        self._refuse_repeated(start, across=False)

    def _plain_rows(self, table: Table) -> frozenset[str]:
        """Return the refs of collected rows in which digits are a figure whatever else is said."""
        if table.grid.sheet is not None or table.headings or self._layout.cells:
            return frozenset()
        return frozenset(
            ref
            for ref, row in self._indicators.items()
            if row.formula is None
            and row.unit != "percent"
            and not any(map(str.isdecimal, self._words_of(row)))
        )

    def _leave(self, table: Table, entry: Entry, count: Counter[str], name: str) -> None:
        if is_filled(entry.raw):
            count[name] += 1
            table.counts.left += 1

    def _match(self, table: Table) -> dict[str, str]:
        """Return the column id of each heading that is printed in the report of the month."""
        assert self._period is not None
        months = around(self._period.first)
        printed = {_folded(filled(c.heading, months)): c.id for c in self._dataset.columns}
        return {h: printed[_folded(h)] for h in table.headings if _folded(h) in printed}

    def _claim(
        self, table: Table, entry: Entry, row: Indicator, column: int | str, notation: Notation, *,
        is_printed: bool,
    ) -> None:  # fmt: skip
        """Read a cell, and keep whose it is."""
        state = _READ if is_filled(entry.raw) else _BLANK
        wrong = table.wrong(entry.row, entry.place) if table.grid.sheet is not None else None
        figure = printed = None
        place = entry.geography or self._dataset.geography
        if wrong is not None:
            self._refuse(table, entry, wrong[0], wrong[1])
            state = _REFUSED
        else:
            if table.grid.sheet is not None:
                table.tell_looks(entry.row, entry.place)
            if isinstance(column, int) and row.formula is None:
                typed = self._typed(table, entry, row, notation)
                if typed.fault is not None:
                    state = _REFUSED
                else:
                    figure = self._observed(entry, place, column, typed)
                if typed.is_plain:
                    self._note_percentage(row.ref, typed)
            if is_printed:
                text = printed_text(entry, table)
                if text is None:
                    figure = None
                    if state != _REFUSED:
                        self._refuse(table, entry, *_UNTOLD)
                    state = _REFUSED
                else:
                    name = column if isinstance(column, str) else str(Period.month(column))
                    printed = entry.ref, name, text
        self._keep(entry, column, state, figure, printed)

    def _keep(
        self, entry: Entry, column: int | str, state: int, figure: Observation | None,
        printed: tuple[str, str, str] | None,
    ) -> None:  # fmt: skip
        """Keep a claim and what became of it."""
        place = entry.geography or self._dataset.geography
        self._claims.append(self._keys.of(entry.ref, place, column))
        self._rows.append(entry.row)
        self._columns.append(entry.place)
        self._states.append(state)
        self._figures.append(figure)
        if self._period is not None:
            self._printed.append(printed)

    def _note_percentage(self, ref: str, typed: Typed) -> None:
        if typed.fault is not None:
            self._fractions.add(ref)
        else:
            self._plain.setdefault(ref, []).append(len(self._claims))

    def _observed(self, entry: Entry, place: str, month: int, typed: Typed) -> Observation | None:
        if typed.value is None and typed.marker is None:
            return None
        marker = typed.marker
        if typed.value is not None and marker is None:
            marker = entry.mark
        return Observation(entry.ref, place, month, typed.value, marker)

    def _typed(self, table: Table, entry: Entry, row: Indicator, notation: Notation) -> Typed:
        raw, at, looks = entry.raw, (entry.row, entry.place), table.grid.looks
        if isinstance(raw, str):
            raw, note = _without_note(raw)
            if " ".join(raw.split()) in self._words_of(row):
                return Typed()
            if note is not None:
                table.tell_note(*at, raw, note)
        typed = understood(
            raw, row.unit, symbols=self._layout.cells, notation=notation,
            is_percentage=at in looks.facts.percentages, percentages=self._layout.percentages,
        )  # fmt: skip
        if isinstance(raw, int | float) and not isinstance(raw, bool) and looks.has_format(*at):
            typed = self._as_shown(typed, raw, looks.shown(*at, raw), row.unit)
        if typed.value is not None and looks.is_masked(*at):
            typed = Typed(
                fault=_UNTOLD[0], hint="take the conditional format away, or type what it shows"
            )
        if typed.value is not None and typed.marker is None:
            note = looks.facts.notes.get(at)
            typed = typed._replace(marker=note) if note in ("p", "r") else typed
        if typed.fault is not None:
            near = None
            is_word = isinstance(raw, str) and len(raw.strip()) > _SHORTEST
            if isinstance(raw, str) and is_word and self._suggested < _SUGGESTED:
                self._suggested += 1
                near = did_you_mean(raw.strip(), self._words_of(row))
            hint = f"expected `{near}`" if near else typed.hint
            self._refuse(table, entry, typed.fault, hint)
        return typed

    def _as_shown(self, typed: Typed, raw: float, shown: str | None, unit: str | None) -> Typed:
        """Hold a number against what its cell shows: what hides or changes it is refused."""
        if typed.fault is not None and not (shown or "").endswith("%"):
            return typed
        if shown is None:
            return Typed(fault=_UNTOLD[0], hint=_UNTOLD[1])
        if typed.is_plain and shown.endswith("%") and unit == "percent":
            # the sign stands in the format, and the number is in points
            typed = understood(raw, unit, percentages="points")
        if typed.value is None:
            return typed
        mark = _MARKED.fullmatch(shown)
        if not agrees(mark[1] if mark else shown, typed.value):
            what = f"shows `{shown}`" if shown else "shows nothing"
            return Typed(
                fault=f"the sheet {what} and holds another figure beneath it",
                hint="type what the sheet shows, or change the format of the cell",
            )
        return typed._replace(marker=mark[2]) if mark and typed.marker is None else typed

    def _refuse(self, table: Table, entry: Entry, why: str, hint: str | None) -> None:
        """Refuse a cell."""
        what = entry.column if isinstance(entry.column, str) else Period.month(entry.column)
        self._refuse_at(table, entry.row, entry.place, f"`{entry.ref}` in {what}", why, hint)

    def _refuse_at(
        self, table: Table, row: int, column: int, what: str, why: str, hint: str | None
    ) -> None:
        raw = table.grid.at(row, column)
        shown = f"{raw:%d %B %Y}" if isinstance(raw, datetime.date) else name_of(raw)
        colon = ":" if why.startswith(("`", "the ")) else ""
        message = f"{what}{colon} {why}; no value is taken"
        address = table.grid.address(row, column)
        self._notices.note(
            table.grid.span(row, column), f"{address}, {message}", hint, kind=why,
            place=f"{address} `{shown[:40]}`" if shown else address,
        )  # fmt: skip

    def _words_of(self, row: Indicator) -> frozenset[str]:
        """Return the texts that stand for a cell without a value in this row."""
        found = self._words.get(row.ref)
        if found is None:
            words = self._dataset.empty_cells
            months = self._months | {"introduced": row.introduced, "ended": row.ended}
            texts = [filled(words.get(reason, reason), months) for reason in TEXT.values()]
            # an introduction that the spec does not know is words all the same
            general = words.get(TEXT[NOT_YET], "")
            texts += [] if row.introduced else [general]
            found = self._words[row.ref] = frozenset(" ".join(text.split()) for text in texts)
        return found

    def _refuse_repeated(self, start: int, *, across: bool) -> None:
        """Refuse cells that are claimed twice: within the last table, or across all of them."""
        keys = self._claims[start:]
        places = list(range(start, len(keys) + start)) if across else None
        if places is not None:
            # a blank cell of one file is no claim against another
            places = [place for place in places if self._states[place] != _BLANK]
            keys = array("q", [self._claims[place] for place in places])
        groups = [
            [places[one] if places is not None else start + one for one in group]
            for group in repeated(keys)
        ]
        apart = self._apart(groups[:_LOOKED_AT])
        for group in groups:
            self._refuse_group(group, apart)

    def _refuse_group(self, group: list[int], apart: str | None) -> None:
        first, second, *more = group
        table, other = self._table(first), self._table(second)
        row, column = self._rows[first], self._columns[first]
        where = table.grid.address(row, column)
        also = other.grid.address(self._rows[second], self._columns[second])
        if other is not table:
            also = f"{also} of {other.grid.file}"
        both = f"{where} and {also}"
        words = f"both give {self._name(first)}; neither is taken"
        if more:
            both = f"{where}, {also} and {len(more):,} more"
            words = f"all give {self._name(first)}; none is taken"
        hint = apart or "keep one of them"
        if row == self._rows[second] and other is table:
            hint = "two columns are the same: keep one of them"
        self._notices.note(
            table.grid.span(row, column),
            f"{both} {words}", hint, kind="claimed twice", place=both,
        )  # fmt: skip
        for one in group:
            self._figures[one] = None
            if self._period is not None:
                self._printed[one] = None
            if self._states[one] == _READ:
                self._states[one] = _REFUSED

    def _table(self, claim: int) -> Table:
        return self._tables[bisect_right(self._starts, claim) - 1]

    def _name(self, claim: int) -> str:
        """Say of which row and month or column a claim is."""
        return self._keys.name(self._claims[claim], self._dataset.geography)

    def _apart(self, groups: Sequence[Sequence[int]]) -> str | None:
        """Name the columns that are not read and tell rows of one cell apart."""
        found: dict[str, None] = {}
        for group in groups:
            table = self._table(group[0])
            rows = [self._rows[one] for one in group if self._table(one) is table]
            for column in table.others:
                cells = {name_of(table.grid.at(row, column)) for row in rows}
                if len(cells) > 1:
                    found[table.head(column)] = None
        if not found:
            return None
        names = ", ".join(f"`{name}`" for name in found)
        verb = "tells" if len(found) == 1 else "tell"
        return f"{names} {verb} them apart: keep the rows that are meant, such as those of all"

    def _refuse_fractions(self) -> None:
        """Refuse plain numbers beside one that may be a fraction: 1.02 may be 102%, too.

        Who writes one percentage of a run as a fraction writes the others so, row for row.
        """
        for ref, claims in self._plain.items() if self._fractions else ():
            for claim in claims:
                figure = self._figures[claim]
                if figure is None:
                    continue
                row, column = self._rows[claim], self._columns[claim]
                month = Period.month(figure.month)
                large = f"{(Decimal(figure.value or 0) * 100).normalize():f}"
                why = f"`{figure.value}` may be {figure.value}% or {large}%, as those beside it"
                hint = "write the %, or say in a layout: percentages: points, or fractions"
                self._refuse_at(self._table(claim), row, column, f"`{ref}` in {month}", why, hint)
                self._figures[claim] = None
                self._states[claim] = _REFUSED

    def finish(self) -> None:
        """Hold the tables against each other, and count what was read and refused."""
        if len(self._tables) > 1:
            self._refuse_repeated(0, across=True)
        self._refuse_fractions()
        self._counts.read = self._states.count(_READ)
        self._counts.refused = self._states.count(_REFUSED)
        for figure in self.figures():
            if figure.observation.value is None:
                raw = figure.table.grid.at(figure.row, figure.column)
                self.markers[str(raw).strip(), figure.observation.marker or ""] += 1

    @property
    def counts(self) -> Counts:
        """How many claims were read and refused."""
        return self._counts

    def figures(self) -> Iterator[Figure]:
        """Give the figures, in the order of the tables."""
        for claim, observation in enumerate(self._figures):
            if observation is not None:
                table = self._table(claim)
                yield Figure(observation, table, self._rows[claim], self._columns[claim])

    def printed(self) -> list[tuple[str, str, str]]:
        """Return the printed cells, in the order of the tables.

        Where a cell is blank in one table and has a text in another, that is the one printed.
        """
        found: dict[tuple[str, str], tuple[str, str, str]] = {}
        for cell in self._printed:
            if cell is not None and not found.get(cell[:2], ("", "", ""))[2]:
                found[cell[:2]] = cell
        return list(found.values())


def printed_text(entry: Entry, table: Table) -> str | None:
    """Return a cell as it was printed; None where that cannot be told."""
    raw = entry.raw
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, int | float | datetime.date):
        return table.grid.looks.shown(entry.row, entry.place, raw)
    return without_hidden(raw.strip() if isinstance(raw, str) else name_of(raw))


def _without_note(text: str) -> tuple[str, str | None]:
    """Return a cell without the sign of its note, ``417 [note 1]``, and that sign."""
    match = _NOTE.fullmatch(text) if text.endswith("]") else None
    return (match[1], match[2]) if match else (text, None)


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()
