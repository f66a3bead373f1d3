"""Rows of a CSV file with their places: UTF-8, a BOM and CRLF accepted, faults for the rest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from kpilib.values.findings import Fault, Span
from kpilib.values.text import seen

BAD_ROW, NOT_UTF8 = "KPI401", "KPI101"
#: the largest file of observations, in bytes
MOST_BYTES = 64_000_000
#: after so many rows that are not CSV the rest of a file is not read
_RESTARTS = 20


class CsvFile:
    """One file as it was read: it finds the place of a cell when somebody asks."""

    __slots__ = ("_offsets", "_text", "columns", "name")

    def __init__(self, name: str, text: str) -> None:
        self.name, self._text = name, text
        self.columns: Sequence[str] = ()
        self._offsets: list[int] | None = None

    def line(self, number: int) -> str:
        """Give one line, counted from 1."""
        start = self.offset(number)
        end = self._text.find("\n", start)
        return self._text[start : end if end >= 0 else None]

    def offset(self, number: int) -> int:
        """Give where a line starts in the text."""
        if self._offsets is None:
            self._offsets, place = [0], self._text.find("\n")
            while place >= 0:
                self._offsets.append(place + 1)
                place = self._text.find("\n", place + 1)
        return self._offsets[min(number, len(self._offsets)) - 1]

    def lines_from(self, number: int) -> io.StringIO:
        """Give the text from a line on, nothing behind the last."""
        if number == 1:
            return io.StringIO(self._text)
        beyond = self.offset(number) == self.offset(number - 1)
        return io.StringIO("" if beyond else self._text[self.offset(number) :])

    def span(self, line: int, column: str) -> Span:
        """Give the place of a cell: the stretch of its line."""
        place = list(self.columns).index(column) if column in self.columns else 0
        starts = _starts(self.line(line))
        last = len(starts) - 1
        first = starts[min(place, last - 1)]
        end = starts[min(place + 1, last)] - 1
        return Span(self.name, line, first + 1, line, max(end, first) + 1)


def _starts(line: str) -> list[int]:
    """Give where each cell of a line starts, and one past the last cell's comma."""
    starts, quoted = [0], False
    for place, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(place + 1)
    return [*starts, len(line) + 1]


def opened(
    data: bytes,
    name: str,
    required: Sequence[str],
    optional: Sequence[str],
    faults: list[Fault],
) -> tuple[CsvFile, Iterator[tuple[int, list[str]]]] | None:
    """Give a file and its rows below the header, each with its line; None without a header.

    Never raises for what the file holds: a row that is not CSV is a fault, and reading goes on
    with the line below it.
    """
    text = _decoded(data, name, faults)
    if text is None:
        return None
    file = CsvFile(name, text.replace("\r\n", "\n") if "\r" in text else text)
    rows = _cells(file, faults)
    line, header = next(rows, (1, []))
    if not header:
        message = f"the file is empty; its first line is {','.join(required)}"
        faults.append(Fault(BAD_ROW, Span(name), message))
        return None
    columns = _header(header, name, line, required, optional, faults)
    if columns is None:
        return None
    file.columns = columns
    return file, _as_wide(file, rows, faults)


def _as_wide(
    file: CsvFile, rows: Iterator[tuple[int, list[str]]], faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that have as many cells as the header."""
    width = len(file.columns)
    for line, cells in rows:
        if len(cells) == width:
            yield line, cells
            continue
        message = f"the row has {len(cells)} cells and the header {width}"
        hint = "a comma inside a cell? write 1480, or quotes around a text"
        span = file.span(line, file.columns[0])
        faults.append(Fault(BAD_ROW, span, message, hint if len(cells) > width else None))


def _decoded(data: bytes, file: str, faults: list[Fault]) -> str | None:
    try:
        return seen(data.decode("utf-8-sig"), data, file, faults)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the file is not UTF-8: the byte {data[error.start]:02X} fits nothing here"
        if data.startswith((b"PK", b"\xd0\xcf")):
            message = "the file is a workbook and no text"
        span = Span(file, line, 1, line, 2)
        faults.append(Fault(NOT_UTF8, span, message, "in Excel: save as CSV UTF-8"))
        return None


def _cells(file: CsvFile, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of every row that is not empty, with the line on which it begins."""
    begin = 0
    for _ in range(_RESTARTS):
        reader = csv.reader(file.lines_from(begin + 1), strict=True)
        done = 0
        try:
            for cells in reader:
                line, done = begin + done + 1, reader.line_num
                if cells:
                    yield line, cells
            return
        except csv.Error:
            begin += done + 1
            message = "the row is not CSV: a quote is never closed, or stands where none belongs"
            faults.append(Fault(BAD_ROW, Span(file.name, begin, 1, begin, 2), message))


def _header(
    cells: list[str],
    file: str,
    line: int,
    required: Sequence[str],
    optional: Sequence[str],
    faults: list[Fault],
) -> list[str] | None:
    missing = [name for name in required if name not in cells]
    unknown = [name for name in cells if name not in (*required, *optional)]
    twice = len(set(cells)) != len(cells)
    if not missing and not unknown and not twice:
        return cells
    wrong = "has a column twice" if twice else f"has the column `{unknown[0]}`" if unknown else ""
    wrong = f"lacks the column `{missing[0]}`" if missing else wrong
    more = f", optional are {','.join(optional)}" if optional else ""
    hint = _header_hint(cells, required) or f"the columns are {','.join(required)}{more}"
    faults.append(Fault(BAD_ROW, Span(file, line, 1, line, 2), f"the header {wrong}", hint))
    return None


def _header_hint(cells: list[str], required: Sequence[str]) -> str | None:
    """Give the remedy for what spreadsheets do to a header."""
    line = ",".join(cells)
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if separator in line:
            return f"the columns are separated by {name}: save it as CSV with commas"
    if [cell.strip().lower() for cell in cells[: len(required)]] == list(required):
        return f"in small letters and without spaces: {','.join(required)}; no empty columns"
    return None
