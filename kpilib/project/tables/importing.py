"""Take tables into a project: observations of what is collected, all cells as published."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from kpilib.language.dataset import Dataset
from kpilib.project.project import Project
from kpilib.project.stores.observations import Observation, Observations, withheld_cells
from kpilib.project.tables.grids import Grid
from kpilib.project.tables.long_tables import LongTable
from kpilib.project.tables.names import ProjectNames
from kpilib.project.tables.notices import Counts, Notices
from kpilib.project.tables.sorting import Figure, Sorting, Watch
from kpilib.project.tables.tables import NoTable, is_header
from kpilib.project.tables.texts import MOST_BYTES, read_text
from kpilib.project.tables.wide_tables import WideTable
from kpilib.project.yaml.configuration import CSV
from kpilib.project.yaml.layout import Layout
from kpilib.values.errors import UsageError
from kpilib.values.findings import Finding, Severity, Span
from kpilib.values.period import Period
from kpilib.values.suggest import did_you_mean

#: the printed cells of a month, by ref and column, that may not be shown
Hidden = Callable[[Period], Collection[tuple[str, str]]]


class Import(NamedTuple):
    """What an import found, and what it would write or wrote."""

    #: what is not stored yet, in the order of the tables
    added: tuple[Observation, ...]
    #: what says something else than the store: the stored one and the new one
    restated: tuple[tuple[Observation, Observation], ...]
    #: how many values are stored already, the same
    left: int
    #: (ref, column, printed) of every cell, a month or a column's id; none without a period
    published: tuple[tuple[str, str, str], ...]
    #: published cells that are stored and not in the tables
    kept: tuple[tuple[str, str, str], ...]
    #: what is refused, as errors, and what is left out or doubtful, as warnings
    findings: tuple[Finding, ...]
    #: the headings of columns that are not read, with the number of their cells
    left_out: Mapping[str, int]
    #: the refs of rows that are worked out from others and not read, with that number
    worked_out: Mapping[str, int]
    #: texts that were read as markers, (text, marker), with their number
    markers: Mapping[tuple[str, str], int]
    #: how many cells of the tables were read, left out and refused
    counts: Counts
    source: str

    @property
    def is_clean(self) -> bool:
        """Whether something was taken and nothing was refused."""
        is_refused = any(one.severity == Severity.ERROR for one in self.findings)
        return self.counts.read > 0 and not is_refused


def import_tables(
    project: Project, dataset: Dataset, paths: Sequence[Path], period: Period | None = None,
    layout: Layout | None = None, watch: Watch = lambda entries, number: entries,
    recorded: str | None = None, today: datetime.date | None = None, hidden: Hidden | None = None,
) -> Import:  # fmt: skip
    """Read tables, together; nothing is written.

    With a period they are the published report of that month, and every cell is kept as printed;
    without one their observations are taken. `watch` sees every cell on its way; the figures are
    held against what was known on the day `recorded`; `today` is the day after which a month is
    still to come; `hidden` tells the printed cells of a month that may not be shown (without it
    none is). A table of which nothing can be taken is a finding. Raises UsageError where a
    file cannot be read, StoreError where the store cannot be read.
    """
    used = layout or Layout()
    day = today or datetime.date.today()
    every = _stored(project, dataset)
    found = _Import(project, dataset, period, used, every, recorded, day, hidden)
    for path in paths:
        found.take(path, watch)
    return found.result()


def _grid(path: Path, layout: Layout) -> Grid:
    """Read a CSV or TSV file, or a sheet of a workbook; UsageError where it is none of them."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or '').lower()}") from None
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path.name} has more than {MOST_BYTES:,} bytes; split it")
    if data.startswith(b"PK"):
        from kpilib.project.tables.workbooks import read_workbook

        return read_workbook(data, path.name, layout.sheet, lambda row: is_header(layout, row))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = f"{path.name} is a workbook of the old kind, or has a password; save as .xlsx"
        raise UsageError(message)
    return read_text(data, path.name, layout.encoding, lambda row: is_header(layout, row))


def _stored(project: Project, dataset: Dataset) -> Observations:
    """Return what is stored; StoreError where it cannot be read: nothing is taken for new then."""
    if project.configuration.store == CSV:
        return project.observations(dataset.dataset)
    with closing(project.store(dataset.dataset)) as store:
        return Observations(store.rows())


class _Import:
    """The tables of one run, read one after the other and held against the store together."""

    def __init__(
        self, project: Project, dataset: Dataset, period: Period | None, layout: Layout,
        every: Observations, recorded: str | None, today: datetime.date, hidden: Hidden | None,
    ) -> None:  # fmt: skip
        self._hidden = hidden
        self._project, self._dataset, self._period = project, dataset, period
        self._layout, self._today = layout, today.year * 12 + today.month - 1
        known = every.as_of(recorded)
        self._stored, self._withheld = known.series, withheld_cells(every)
        registered = project.catalogue.registers.geographies
        places = (dataset.geography, *registered, *known.geographies)
        self._places = set(places)
        self._names = ProjectNames(project.catalogue, layout.refs, places)
        self._notices, self._counts = Notices(), Counts()
        self._sorting = Sorting(project, dataset, period, layout, self._notices)
        self._left_out: Counter[str] = Counter()
        self._files: list[str] = []
        self._strange: set[str] = set()

    def take(self, path: Path, watch: Watch) -> None:
        """Read the table of a file; where there is none, that is an error and all that is said."""
        self._files.append(path.name)
        kind = WideTable if self._layout.shape == "wide" else LongTable
        try:
            grid = _grid(path, self._layout)
            table = kind(grid, self._layout, self._names, self._notices, self._today)
            if self._period is not None and self._period.first != max(table.months, default=0):
                last = Period.month(max(table.months)) if table.months else "none"
                why = f"it is not the report of {self._period}; its last month is {last}"
                raise table.nothing(table.header, why, "is this the report of that month?")
        except NoTable as error:
            self._notices.note(error.span, error.message, error.hint)
            self._counts.left += error.left
            return
        if grid.unread:
            message = f"sheets without headings are not read: {', '.join(grid.unread)}"
            hint = "name a sheet in a layout, `sheet:`, to read it"
            self._notices.add(grid, (table.header, 0), message, hint, refused=False)
        self._sorting.take(table, watch)
        self._counts.left += table.counts.left
        self._counts.refused += table.counts.refused
        for column, count in table.left_out.items():
            self._left_out[table.head(column)] += count

    def result(self) -> Import:
        """Hold what was found against the store."""
        sorting = self._sorting
        sorting.finish()
        self._counts.read += sorting.counts.read
        self._counts.refused += sorting.counts.refused
        added: list[Observation] = []
        restated: list[tuple[Observation, Observation]] = []
        left = 0
        for figure in sorting.figures():
            new = figure.observation
            stored = self._stored.get((new.ref, new.geography), {}).get(new.month)
            if new.geography not in self._places:
                self._tell_place(figure)
            if stored is None:
                added.append(new)
            elif stored.value is not None and new.cell in self._withheld:
                self._tell_withheld(figure)
            elif _say_the_same(stored, new):
                left += 1
            else:
                restated.append((stored, new))
        if not self._counts.read and not self._notices.has_errors:
            what = f"none of the {self._counts.total:,} cells is a figure of an indicator"
            message = f"nothing is taken from {', '.join(self._files)}: {what}"
            hint = "the warnings say what was left out"
            self._notices.note(Span(self._files[0]), message, hint)
        published = sorting.printed()
        kept = self._keep(published) if self._period is not None else ()
        return Import(
            tuple(added), tuple(restated), left, tuple(published), kept, self._notices.whole(),
            dict(self._left_out + sorting.left_out), dict(sorting.worked_out),
            dict(sorting.markers), self._counts, self._source(),
        )  # fmt: skip

    def _source(self) -> str:
        """Name the files so that no spreadsheet that opens the store would run it."""
        name = ", ".join(self._files)[:500]
        return name if name[:1].isalnum() else f"file {name}"

    def _tell_place(self, figure: Figure) -> None:
        """Warn once of a place that nothing was observed of, where there are others."""
        place = figure.observation.geography
        if place in self._strange or len(self._places) < 2:
            return
        self._strange.add(place)
        near = did_you_mean(place, self._places)
        hint = f"did you mean `{near}`?" if near else "name it in geographies.yaml"
        message = f"`{place}` is a place that nothing was observed of; its figures are taken"
        self._notices.add(
            figure.table.grid, (figure.row, figure.column), message, hint, shown=place,
            refused=False, ref=figure.observation.ref,
        )  # fmt: skip

    def _tell_withheld(self, figure: Figure) -> None:
        """Refuse a figure of an earlier day that is confidential by now.

        It is the same answer whatever was said: nobody finds a figure out by guessing.
        """
        new = figure.observation
        what = f"`{new.ref}` of {new.geography} in {Period.month(new.month)}"
        message = f"{what} is confidential since; no value is taken for an earlier day"
        hint = "leave the day out, or record it on a later one"
        self._notices.add(figure.table.grid, (figure.row, figure.column), message, hint)
        self._counts.read -= 1
        self._counts.refused += 1

    def _keep(self, published: list[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
        """Hold the printed cells against those stored: what is stored stays as it is."""
        assert self._period is not None
        cells, _ = self._project.published(self._dataset.dataset, str(self._period))
        stored = {(cell.ref, cell.column): cell for cell in cells or ()}
        hidden = self._hidden(self._period) if stored and self._hidden else frozenset(stored)
        for place, (ref, column, text) in enumerate(published):
            cell = stored.pop((ref, column), None)
            if cell is not None and cell.printed != text:
                known = "another text" if (ref, column) in hidden else f"`{cell.printed}`"
                message = f"`{ref}`, {column} is printed `{text}` here and {known} in store"
                hint = "the store is kept; correct it there"
                self._notices.note(
                    cell.span, message, hint, kind="printed", place=f"`{ref}`, {column}: `{text}`"
                )
                published[place] = (ref, column, cell.printed)
        return tuple((ref, column, cell.printed) for (ref, column), cell in stored.items())


def _say_the_same(stored: Observation, new: Observation) -> bool:
    if stored.value is None or new.value is None:
        return stored.value == new.value and stored.marker == new.marker
    same = stored.value == new.value or Fraction(stored.value) == Fraction(new.value)
    return same and (new.marker is None or stored.marker == new.marker)
