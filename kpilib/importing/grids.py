"""A file of figures as a grid of cells, each with its address: text tables and workbooks."""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kpilib.errors import UsageError
from kpilib.findings import Span

#: what a cell may hold
Raw = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta | None
#: a range of merged cells: first row and column, last row and column, from 0
Merged = tuple[int, int, int, int]
_SEPARATORS = "\t;,|"
#: the largest file, in bytes, and the largest table, in cells
MOST_BYTES, MOST_CELLS = 64_000_000, 5_000_000


class Grid(NamedTuple):
    """The cells of one table or sheet, rows first."""

    file: str
    #: None for a text table
    sheet: str | None
    rows: Sequence[Sequence[Raw]]
    #: the line on which each row of a text table begins
    lines: Sequence[int] = ()
    merged: Sequence[Merged] = ()
    #: what a workbook's cells cannot say: errors by row and column, hidden rows and columns,
    #: cells shown as percentages
    errors: Mapping[tuple[int, int], str] = {}
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    percentages: frozenset[tuple[int, int]] = frozenset()

    def address(self, row: int, column: int) -> str:
        """Give the address of a cell as a spreadsheet does: ``Data!C5``; of text: line 5."""
        if self.sheet is None:
            return f"line {self.lines[row]}, cell {column + 1}"
        return f"{self.sheet}!{letters(column)}{row + 1}"

    def span(self, row: int, column: int) -> Span:
        """Give the place of a cell."""
        line = self.lines[row] if self.sheet is None else row + 1
        return Span(self.file, line, column + 1, line, column + 2)

    def at(self, row: int, column: int) -> Raw:
        """Give a cell; None beyond the edge; an error of a formula as its text."""
        error = self.errors.get((row, column))
        if error is not None:
            return error
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None


def letters(column: int) -> str:
    """Give the letters of a column counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def read_grid(data: bytes, file: str, sheet: str | None = None) -> Grid:
    """Read a CSV or TSV file, or a sheet of a workbook; UsageError where it is none of them."""
    if len(data) > MOST_BYTES:
        raise UsageError(f"{file} has more than {MOST_BYTES:,} bytes; split it")
    if data.startswith(b"PK"):
        from kpilib.importing.workbooks import read_workbook

        return read_workbook(data, file, sheet)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UsageError(f"{file} is a workbook of the old kind, or has a password; save as .xlsx")
    text = _text(data, file).replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True)
    rows, starts, begin, cells_read = [], [], 1, 0
    try:
        for cells in reader:
            rows.append(cells)
            cells_read += len(cells)
            if cells_read > MOST_CELLS:
                raise UsageError(f"{file} has more than {MOST_CELLS:,} cells; split it")
            starts.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} of {file} is not CSV: {error}") from None
    return Grid(file, None, rows, starts)


def _separator(text: str) -> str:
    """Give the separator that stands equally often in the most lines."""
    lines = [line for line in text[:200_000].split("\n")[:200] if line.strip()]

    def score(one: str) -> int:
        counts = Counter(line.count(one) for line in lines)
        del counts[0]
        return max(counts.values(), default=0)

    return max(_SEPARATORS, key=score)


def _text(data: bytes, file: str) -> str:
    """Decode what spreadsheets write as text: UTF-8, or UTF-16 with its mark."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8 (byte {error.start}); save it as CSV UTF-8"
        raise UsageError(message) from None
