"""Read a wide published table: a row an indicator, a column a month, derived columns behind."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from kpilib.errors import UsageError
from kpilib.findings import Fault, Span
from kpilib.series.period import Period, month_in_words

#: a table is told by a row that holds this cell and at least one month
_REF = "ref"
BAD_CELL = "KPI401"


class WideCell(NamedTuple):
    """One cell of the table: which row and column, its text, its place."""

    ref: str
    #: a month's ordinal, or the heading as printed
    column: int | str
    text: str
    span: Span


class WideTable(NamedTuple):
    """The cells of a table in printed order, and its columns."""

    cells: tuple[WideCell, ...]
    months: tuple[int, ...]
    headings: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_wide(data: bytes, file: str) -> WideTable:
    """Read a tab- or comma-separated table; raises UsageError where there is none.

    Lines before the header are passed over, and so are repeated headers and blank lines.
    """
    text = _text(data, file)
    lines = text.replace("\r\n", "\n").split("\n")
    rows = _rows(lines, "\t" if text.count("\t") > text.count(",") else ",")
    header = next((cells for _, cells in rows if _is_header(cells)), None)
    if header is None:
        message = f"{file} holds no table: no line has a cell `Ref` and months such as `Sep 15`,"
        message += " separated by tabs or commas"
        raise UsageError(message)
    return _Table(file, header).read(rows)


def _text(data: bytes, file: str) -> str:
    """Decode what spreadsheets write as text: UTF-8, or UTF-16 with its mark."""
    if data.startswith((b"PK", b"\xd0\xcf")):
        raise UsageError(f"{file} is a workbook; save it as CSV UTF-8 or as Unicode text first")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8 (byte {error.start}); save it as CSV UTF-8"
        raise UsageError(message) from None


def _rows(lines: Sequence[str], separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    rows = []
    try:
        rows = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} is not CSV: {error}") from None
    return rows


def _is_header(cells: Sequence[str]) -> bool:
    names = [cell.strip().lower() for cell in cells]
    return _REF in names and any(month_of(cell) is not None for cell in cells)


def month_of(heading: str) -> int | None:
    """Read a heading such as ``Sep 15`` or ``2015-09`` into a month; None for anything else."""
    text = heading.strip()
    try:
        period = Period.parse(text)
    except ValueError:
        return month_in_words(text)
    return period.first if period.frequency == "monthly" else None


class _Table:
    """A header and the rows under it."""

    def __init__(self, file: str, header: Sequence[str]) -> None:
        self._file = file
        names = [cell.strip() for cell in header]
        self._ref = [name.lower() for name in names].index(_REF)
        found = [(place, month_of(name)) for place, name in enumerate(names)]
        self._months = [(place, month) for place, month in found if month is not None]
        months = [month for _, month in self._months]
        twice = next((month for month in months if months.count(month) > 1), None)
        if twice is not None:
            raise UsageError(f"{file} has two columns for {Period.month(twice)}; keep one of them")
        last = self._months[-1][0]
        self._others = [(p, name) for p, name in enumerate(names) if p > last and name]
        self._width = len(names)

    def read(self, rows: Sequence[tuple[int, list[str]]]) -> WideTable:
        cells: list[WideCell] = []
        faults: list[Fault] = []
        seen: dict[str, int] = {}
        started = False
        for line, row in rows:
            started = started or _is_header(row)
            ref = row[self._ref].strip() if len(row) > self._ref else ""
            if not started or not ref or _is_header(row):
                continue
            span = Span(self._file, line, 1, line, 2)
            if ref in seen:
                message = f"`{ref}` has a row already, in line {seen[ref]}"
                faults.append(Fault(BAD_CELL, span, message, "keep one of the two", ref))
                continue
            seen[ref] = line
            if len(row) != self._width:
                message = f"the row of `{ref}` has {len(row)} cells and the header {self._width}"
                faults.append(Fault(BAD_CELL, span, message, None, ref))
            row = row + [""] * (self._width - len(row))
            columns: list[tuple[int, int | str]] = [*self._months, *self._others]
            cells += [WideCell(ref, column, row[place].strip(), span) for place, column in columns]
        months = tuple(month for _, month in self._months)
        return WideTable(tuple(cells), months, tuple(h for _, h in self._others), tuple(faults))
