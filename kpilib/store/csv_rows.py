"""Rows of a CSV file with their places: UTF-8, a BOM and CRLF accepted, faults for the rest."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kpilib.findings import Fault, Span
from kpilib.spec.text import seen

BAD_ROW, NOT_UTF8 = "KPI401", "KPI101"
#: after so many rows that are not CSV the rest of a file is not read
_RESTARTS = 20


class CsvRow(NamedTuple):
    """One row: its cells by column, and how to find the place of one of them."""

    file: str
    line: int
    cells: dict[str, str]
    columns: Sequence[str]
    source: str

    def span(self, column: str) -> Span:
        """Give the place of a cell: the stretch of its line."""
        place = list(self.columns).index(column) if column in self.columns else 0
        starts = _starts(self.source)
        last = len(starts) - 1
        first = starts[min(place, last - 1)]
        end = starts[min(place + 1, last)] - 1
        return Span(self.file, self.line, first + 1, self.line, max(end, first) + 1)


def _starts(line: str) -> list[int]:
    """Give where each cell of a line starts, and one past the last cell's comma."""
    starts, quoted = [0], False
    for place, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(place + 1)
    return [*starts, len(line) + 1]


def csv_rows(
    data: bytes,
    file: str,
    required: Sequence[str],
    optional: Sequence[str],
    faults: list[Fault],
) -> Iterator[CsvRow]:
    """Give the rows below the header; never raises for what the file holds.

    A row that is not CSV is a fault, and reading goes on with the line below it.
    """
    text = _decoded(data, file, faults)
    if text is None:
        return
    columns: list[str] | None = None
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    for line, cells in _cells(lines, file, faults):
        if columns is None:
            columns = _header(cells, file, line, required, optional, faults)
            if columns is None:
                return
            continue
        found = dict(zip(columns, cells, strict=False))
        row = CsvRow(file, line, found, columns, lines[line - 1])
        if len(cells) == len(columns):
            yield row
        else:
            message = f"the row has {len(cells)} cells and the header {len(columns)}"
            hint = "a comma inside a cell? write 1480, or quotes around a text"
            more = len(cells) > len(columns)
            faults.append(Fault(BAD_ROW, row.span(columns[0]), message, hint if more else None))
    if columns is None:
        message = f"the file is empty; its first line is {','.join(required)}"
        faults.append(Fault(BAD_ROW, Span(file), message))


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


def _cells(lines: Sequence[str], file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Give the cells of every row that is not empty, with the line on which it begins."""
    begin = 0
    for _ in range(_RESTARTS):
        reader = csv.reader((f"{line}\n" for line in lines[begin:]), strict=True)
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
            faults.append(Fault(BAD_ROW, Span(file, begin, 1, begin, 2), message))


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
