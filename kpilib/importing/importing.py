"""Take a table into a project: observations of what is collected, all cells as published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from kpilib.errors import UsageError
from kpilib.findings import Fault
from kpilib.importing.grids import MOST_BYTES, read_grid
from kpilib.importing.headings import name_of
from kpilib.importing.tables import BAD_CELL, Entry, Table, read_table
from kpilib.importing.typed import Typed, understood
from kpilib.project import Project
from kpilib.reports.assemble import report
from kpilib.reports.withheld import following
from kpilib.series.period import Period
from kpilib.series.reasons import NOT_YET, TEXT
from kpilib.spec.configuration import CSV
from kpilib.spec.dataset import Dataset
from kpilib.spec.layout import Layout
from kpilib.spec.model import Indicator
from kpilib.spec.suggest import did_you_mean
from kpilib.spec.templates import around, filled
from kpilib.spec.text import without_hidden
from kpilib.store.observations import Observation, Observations, withheld_cells

#: passes the cells of a table on and shows how far it is
Watch = Callable[[Sequence[Entry]], Iterator[Entry]]


class Import(NamedTuple):
    """What an import found, and what it would write or wrote."""

    #: what is not stored yet, in the order of the table
    added: tuple[Observation, ...]
    #: what says something else than the store: the stored one and the new one
    restated: tuple[tuple[Observation, Observation], ...]
    #: how many values are stored already, the same
    left: int
    #: (ref, column, printed) of every cell, a month or a column's id; none without a period
    published: tuple[tuple[str, str, str], ...]
    #: what was not understood
    faults: tuple[Fault, ...]
    #: published cells that contradict those stored, which are kept
    conflicts: tuple[Fault, ...]
    #: headings behind the months that are none of the dataset's
    left_out: tuple[str, ...]
    #: published cells that are stored and not in the table
    kept: tuple[tuple[str, str, str], ...]
    #: texts that were read as markers, (text, marker), with their number
    markers: Mapping[tuple[str, str], int]
    source: str


def import_table(
    project: Project, dataset: Dataset, path: Path, period: Period | None = None,
    layout: Layout | None = None, watch: Watch = iter, recorded: str | None = None,
) -> Import:  # fmt: skip
    """Read a table; nothing is written.

    With a period it is the published report of that month, and every cell is kept as printed;
    without one its observations are taken. `watch` sees every cell on its way; the figures are
    held against what was known on the day `recorded`. Raises UsageError where the file holds no
    table, StoreError where the store cannot be read.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or '').lower()}") from None
    used = layout or Layout()
    table = read_table(read_grid(data, path.name, used.sheet), used)
    every = _stored(project, dataset)
    withheld = withheld_cells(every)
    known = every.as_of(recorded)
    return _Import(project, dataset, table, period, used, known, withheld).result(watch)


def _stored(project: Project, dataset: Dataset) -> Observations:
    """Give what is stored; StoreError where it cannot be read: nothing is taken for new then."""
    if project.configuration.store == CSV:
        return project.observations(dataset.dataset)
    with closing(project.store(dataset.dataset)) as store:
        return Observations(store.rows())


class _Import:
    """The sorting of a table's cells."""

    def __init__(
        self, project: Project, dataset: Dataset, table: Table, period: Period | None,
        layout: Layout, stored: Observations, withheld: frozenset[tuple[str, str, int]],
    ) -> None:  # fmt: skip
        self._project, self._dataset, self._table = project, dataset, table
        self._layout, self._withheld = layout, withheld
        self._is_published = period is not None
        if period is not None and period.first not in table.months:
            last = Period.month(max(table.months)) if table.months else "none"
            raise UsageError(f"the table has no column for {period}; its last month is {last}")
        last_month = max(table.months) if table.months else 0
        self._period = period or Period.month(last_month)
        self._faults = list(table.faults)
        self._conflicts: list[Fault] = []
        self._columns = self._match_columns(table.headings) if self._is_published else {}
        self._stored, self._places = stored.series, set(stored.geographies)
        self._places |= {dataset.geography, *project.catalogue.registers.geographies}
        self._strange: set[str] = set()
        self._markers: Counter[tuple[str, str]] = Counter()
        self._added: list[Observation] = []
        self._restated: list[tuple[Observation, Observation]] = []
        self._left = 0

    def _match_columns(self, headings: Sequence[str]) -> dict[str, str]:
        """Give the column id of each heading that is printed in a report of this month."""
        months = around(self._period.first)
        printed = {_folded(filled(c.heading, months)): c.id for c in self._dataset.columns}
        return {head: printed[_folded(head)] for head in headings if _folded(head) in printed}

    def result(self, watch: Watch) -> Import:
        published: list[tuple[str, str, str]] = []
        unknown: set[str] = set()
        for entry in watch(self._table.entries):
            row = self._project.catalogue.indicators.get(entry.ref)
            if row is None:
                if entry.ref not in unknown:
                    unknown.add(entry.ref)
                    self._unknown(entry)
                continue
            if self._is_published and entry.geography in (None, self._dataset.geography):
                column = self._column(entry)
                if column is not None:
                    published.append((entry.ref, column, printed_text(entry, self._table)))
            if isinstance(entry.column, int) and row.formula is None:
                self._observe(entry, row, entry.column)
        kept = self._keep(published) if self._is_published else ()
        left_out = [head for head in self._table.headings if head not in self._columns]
        return Import(
            tuple(self._added), tuple(self._restated), self._left, tuple(published),
            tuple(self._faults), tuple(self._conflicts), tuple(left_out), kept, self._markers,
            self._source(),
        )  # fmt: skip

    def _source(self) -> str:
        """Name the file so that no spreadsheet that opens the store would run it."""
        name = self._table.grid.file
        return name if name[:1].isalnum() else f"file {name}"

    def _column(self, entry: Entry) -> str | None:
        if isinstance(entry.column, int):
            return str(Period.month(entry.column))
        return self._columns.get(entry.column)

    def _observe(self, entry: Entry, row: Indicator, month: int) -> None:
        """Take the figure of a collected indicator, and hold it against the store."""
        typed = self._typed(entry, row, month)
        if typed.value is None and typed.marker is None:
            return
        place = entry.geography or self._dataset.geography
        new = Observation(entry.ref, place, month, typed.value, typed.marker)
        if typed.value is None and isinstance(entry.raw, str):
            self._markers[entry.raw.strip(), typed.marker or ""] += 1
        if place not in self._places and len(self._places) > 1 and place not in self._strange:
            self._strange.add(place)
            self._unknown_place(entry, place)
        stored = self._stored.get((entry.ref, place), {}).get(month)
        if stored is not None and stored.value is not None and new.cell in self._withheld:
            # the same answer whatever was said: nobody finds it out by guessing
            where = self._table.grid.address(entry.row, entry.place)
            message = f"{where}: `{entry.ref}` of {place} in {Period.month(month)} is confidential"
            hint = "leave the day out, or record it on a later one"
            span = self._table.grid.span(entry.row, entry.place)
            message += " since; no value is taken for an earlier day"
            self._faults.append(Fault(BAD_CELL, span, message, hint))
        elif stored is None:
            self._added.append(new)
        elif _say_the_same(stored, new):
            self._left += 1
        else:
            self._restated.append((stored, new))

    def _typed(self, entry: Entry, row: Indicator, month: int) -> Typed:
        at = entry.row, entry.place
        text = entry.raw.strip() if isinstance(entry.raw, str) else None
        if text is not None and text in self._words(row):
            return Typed()
        typed = understood(
            entry.raw, row.unit, symbols=self._layout.cells,
            is_percentage=at in self._table.grid.percentages,
            percentages=self._layout.percentages,
        )  # fmt: skip
        if typed.fault is not None:
            where = f"{self._table.grid.address(*at)}, `{entry.ref}` in {Period.month(month)}"
            near = did_you_mean(text, self._words(row)) if text else None
            hint = f"expected `{near}`" if near else typed.hint
            message = f"{where}: {typed.fault}; no value is taken"
            self._faults.append(Fault(BAD_CELL, self._table.grid.span(*at), message, hint))
            return Typed()
        return typed

    def _words(self, row: Indicator) -> list[str]:
        """Give the texts that stand for a cell without a value in this row."""
        words = self._dataset.empty_cells
        months = around(self._period.first) | {"introduced": row.introduced, "ended": row.ended}
        texts = [filled(words.get(reason, reason), months) for reason in TEXT.values()]
        # an introduction that the spec does not know is words all the same
        general = words.get(TEXT[NOT_YET], "")
        return [*texts, *([] if row.introduced else [general])]

    def _unknown_place(self, entry: Entry, place: str) -> None:
        near = did_you_mean(place, self._places)
        hint = f"did you mean `{near}`?" if near else "name it in geographies.yaml"
        where = self._table.grid.address(entry.row, entry.place)
        message = f"{where}: `{place}` is a place that nothing was observed of; its row is taken"
        span = self._table.grid.span(entry.row, entry.place)
        self._faults.append(Fault(BAD_CELL, span, message, hint, entry.ref))

    def _unknown(self, entry: Entry) -> None:
        near = did_you_mean(entry.ref, self._project.catalogue.indicators)
        hint = (
            f"did you mean `{near}`?" if near else "add the indicator, or name its ref in a layout"
        )
        where = self._table.grid.address(entry.row, 0)
        message = f"{where}: no indicator is called `{entry.ref}`; its row is left out"
        span = self._table.grid.span(entry.row, 0)
        self._faults.append(Fault(BAD_CELL, span, message, hint, entry.ref))

    def _hidden(self) -> frozenset[tuple[str, str]]:
        """Return the printed cells that follow from figures which are confidential now."""
        if not self._project.panel(self._dataset.dataset).confidential_refs():
            return frozenset()
        of = report(self._project, self._dataset.dataset, period=self._period)
        return following(self._project, of)

    def _keep(self, published: list[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
        """Hold the printed cells against those stored: what is stored stays as it is."""
        cells, _ = self._project.published(self._dataset.dataset, str(self._period))
        stored = {(cell.ref, cell.column): cell for cell in cells or ()}
        hidden = self._hidden() if stored else frozenset()
        for place, (ref, column, text) in enumerate(published):
            cell = stored.pop((ref, column), None)
            if cell is not None and cell.printed != text:
                known = "another text" if (ref, column) in hidden else f"`{cell.printed}`"
                message = f"`{ref}`, {column} is printed `{text}` here and {known} in store"
                hint = "the store is kept; correct it there"
                self._conflicts.append(Fault(BAD_CELL, cell.span, message, hint, None))
                published[place] = (ref, column, cell.printed)
        return tuple((ref, column, cell.printed) for (ref, column), cell in stored.items())


def printed_text(entry: Entry, table: Table) -> str:
    """Give a cell as it was printed; a number of a workbook as it shows there."""
    raw = entry.raw
    if isinstance(raw, float) and (entry.row, entry.place) in table.grid.percentages:
        return f"{name_of(float(f'{raw * 100:.13g}'))}%"
    if isinstance(raw, float):
        return name_of(float(f"{raw:.15g}"))
    return without_hidden(raw.strip() if isinstance(raw, str) else name_of(raw))


def _say_the_same(stored: Observation, new: Observation) -> bool:
    if stored.value is None or new.value is None:
        return stored.value == new.value and stored.marker == new.marker
    same = Fraction(stored.value) == Fraction(new.value)
    return same and (new.marker is None or stored.marker == new.marker)


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()
