"""The sheet of the figures as printed: a row a measure, months, changes with words, a sparkline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kpilib.figures.report.model import ColumnCell, PeriodCell, ReportRow
from kpilib.figures.report.words import direction_in_words, month_heading
from kpilib.publications.parts.publication import Publication
from kpilib.publications.workbook.sheet import Book, Cell, Number, Text

_NAMES = ("ref", "title", "area", "owner", "accountable")


def figures(book: Book, publication: Publication) -> None:
    """Add the sheet."""
    sheet = _Figures(book, publication)
    sheet.write()


def number_format(decimals: int, unit: str | None, mark: str | None = None) -> str:
    """Give the format in which a figure looks as printed: ``0.0"%"``, ``0" (r)"``."""
    form = f"0.{'0' * decimals}" if decimals else "0"
    if unit == "percent":
        form += '"%"'
    return _marked(form, mark)


def _marked(form: str, mark: str | None) -> str:
    return f'{form}" ({mark})"' if mark else form


class _Figures:
    def __init__(self, book: Book, publication: Publication) -> None:
        self._book, self._publication = book, publication
        self._report, self._said = publication.report, publication.said
        self._changes = [n for n, kind in self._report.kinds.items() if kind.name == "change"]
        self._first = len(_NAMES)

    def write(self) -> None:
        rows = [list(self._row(row)) for row in self._report.rows]
        heads = list(self._heads())
        widths: list[int | None] = [None] * len(heads)
        widths[1], widths[-1], widths[-2] = 44, 60, 18
        months = len(self._report.periods)
        for column in range(self._first, len(heads) - 2):
            widths[column] = 9 if column < self._first + months else 11
        name = self._said.say("workbook.figures")
        sheet = self._book.table(name, heads, rows, widths, frozen=1)
        self._sparklines(sheet, name, len(heads) - 2)
        self._icons(sheet, heads)

    def _heads(self) -> Iterator[str]:
        report, said = self._report, self._said
        yield from (said.say(f"report.{name}") for name in _NAMES)
        yield from (month_heading(report, period) for period in report.periods)
        for name, heading in report.headings.items():
            yield heading
            if name in self._changes:
                yield said.say("workbook.in words", heading=heading)
        yield said.say("report.chart")
        yield said.say("report.commentary")

    def _row(self, row: ReportRow) -> Iterator[Cell]:
        yield Text(row.ref, "bold")
        yield Text(row.title, "wrap")
        yield from (row.area or "", row.owner or "", row.accountable or "")
        decimals = self._publication.project.catalogue[row.ref].decimals
        for cell in row.values:
            yield self._cell(row, cell, number_format(decimals, row.unit, cell.mark))
        for name, column in row.columns.items():
            if name not in self._changes:
                form = number_format(decimals, row.unit, column.mark)
                yield self._cell(row, column, form, name)
                continue
            change = self._cell(row, column, _marked("#,##0", column.mark), name)
            words = direction_in_words(self._report, row, name)
            yield from (change, Text(words, column.judgement or "") if words else change)
        shown = any(cell.reason is None for cell in row.values)
        yield "" if shown else self._said.say("page.none")
        yield Text(row.commentary or "", "wrap")

    def _cell(
        self, row: ReportRow, cell: PeriodCell | ColumnCell, form: str, name: str | None = None
    ) -> Cell:
        note = self._publication.notes.of(row.ref, cell, name)
        if note is not None:
            marker = f"[{self._said.say('report.note')} {note}]"
            return Text(f"{cell.text} {marker}".strip(), "right")
        return Number(self._said.value(cell.text), form)

    def _sparklines(self, sheet: Any, name: str, column: int) -> None:
        """Draw the last run of months that have a figure: Excel takes a text for 0."""
        from xlsxwriter.utility import xl_range_abs

        for number, row in enumerate(self._report.rows, 1):
            run = last_run([cell.reason is None for cell in row.values])
            if run is not None and run[0] < run[1]:
                first, last = (self._first + place for place in run)
                where = xl_range_abs(number, first, number, last)
                quoted = name.replace("'", "''")
                options = {"range": f"'{quoted}'!{where}", "last_point": True, "weight": 1.5}
                sheet.add_sparkline(number, column, options)

    def _icons(self, sheet: Any, heads: list[str]) -> None:
        """Put grey arrows where the printed change alone decides them."""
        dataset = self._publication.project.dataset(self._report.dataset)
        if dataset.change.decided_on != "rounded":
            return
        threshold = float(dataset.change.threshold)
        column = self._first + len(self._report.periods)
        for name in self._report.headings:
            if name in self._changes:
                icons = [
                    {"criteria": ">=", "type": "number", "value": threshold},
                    {"criteria": ">", "type": "number", "value": -threshold},
                ]
                rule = {"type": "icon_set", "icon_style": "3_arrows_gray", "icons": icons}
                sheet.conditional_format(1, column, len(self._report.rows), column, rule)
                column += 1
            column += 1


def last_run(known: list[bool]) -> tuple[int, int] | None:
    """Give the first and the last place of the last run of true ones.

    >>> last_run([True, False, True, True, False])
    (2, 3)
    """
    end = next((place for place in range(len(known) - 1, -1, -1) if known[place]), None)
    if end is None:
        return None
    start = end
    while start and known[start - 1]:
        start -= 1
    return start, end
