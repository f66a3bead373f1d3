"""Tables as text: their encoding and their separator are found or named, never guessed twice."""

from __future__ import annotations

import csv
import io
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice

from kpilib.project.tables.grids import Grid, Raw
from kpilib.values.errors import UsageError

#: the largest file, in bytes, and the largest table, in cells
MOST_BYTES, MOST_CELLS = 64_000_000, 10_000_000
_SEPARATORS = "\t;,|"
#: the headings stand within so many characters and rows, where the separator is not clear
_LOOKED_AT, _ROWS = 200_000, 1_000
#: texts that recur are kept once, as long as there are not more
_KEPT_ONCE = 100_000
_SAMPLE = 24

#: says whether a row has the headings
IsHeader = Callable[[Sequence[Raw]], bool]


def read_text(data: bytes, file: str, encoding: str | None, is_header: IsHeader) -> Grid:
    """Read a CSV or TSV file; UsageError where it is none of them.

    The separator is the one by which a row has the headings; where none has, the one that cuts
    most rows into equally many cells.
    """
    text = _decoded(data, file, encoding).replace("\r\n", "\n").replace("\r", "\n")
    # a file that was put together of several has a mark at the beginning of each
    text = text.replace("\n\ufeff", "\n")
    separator = _separator(text, is_header)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows: list[Sequence[Raw]] = []
    starts, begin, count = array("L"), 1, 0
    once: dict[str, str] = {}
    try:
        for cells in reader:
            if len(once) < _KEPT_ONCE:
                rows.append(tuple([once.setdefault(cell, cell) for cell in cells]))
            else:
                rows.append(tuple([once.get(cell, cell) for cell in cells]))
            count += len(cells)
            if count > MOST_CELLS:
                raise UsageError(f"{file} has more than {MOST_CELLS:,} cells; split it")
            starts.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"line {reader.line_num} of {file} is not CSV: {error}") from None
    return Grid(file, None, rows, starts, separator=separator)


def _separator(text: str, is_header: IsHeader) -> str:
    if text[:4].lower() == "sep=" and text[5:6] == "\n":
        return text[4]
    found: dict[str, list[list[str]]] = {}
    broken: list[str] = []
    for one in _SEPARATORS:
        found[one], is_csv = _first_rows(text, one)
        if not is_csv and one in text[:_LOOKED_AT]:
            broken.append(one)
    ranked = sorted(_SEPARATORS, key=lambda one: -_score(found[one]))
    for one in ranked:
        if any(is_header(row) for row in found[one]):
            return one
    # by a separator that has no headings because a quote is open, the reader says so
    return (broken or ranked)[0]


def _first_rows(text: str, separator: str) -> tuple[list[list[str]], bool]:
    """Cut the beginning of a text into rows, as far as it goes; say whether it is CSV."""
    reader = csv.reader(io.StringIO(text[:_LOOKED_AT]), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        for row in islice(reader, _ROWS):
            rows.append(row)
    except csv.Error:
        # or it is cut within a quoted cell
        return rows, len(text) > _LOOKED_AT
    return rows, True


def _score(rows: list[list[str]]) -> int:
    """Return how many rows have the number of cells, more than one, that most of them have."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    return max(counts.values(), default=0)


def _decoded(data: bytes, file: str, encoding: str | None) -> str:
    """Decode what spreadsheets write as text: UTF-8, UTF-16 with its mark, or what is named."""
    if encoding is not None:
        try:
            return data.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError as error:
            message = f"{file} is not {encoding}, which its layout names: {_where(data, error)}"
            raise UsageError(message) from None
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise UsageError(f"{file} is UTF-32; save it as CSV UTF-8")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\0" in data[:1000]:
        message = f"{file} holds bytes of 0, as UTF-16 without its mark does; save it as CSV UTF-8"
        raise UsageError(f"{message}, or say `encoding: utf-16-le` in a layout")
    try:
        # a mark that stands twice was put there by two programs
        return data.decode("utf-16" if wide else "utf-8").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        if wide:
            raise UsageError(f"{file} is not the UTF-16 that its mark says: it was cut") from None
        message = f"{file} is not UTF-8: {_where(data, error)}; save it as CSV UTF-8"
        raise UsageError(f"{message}, or say `encoding: cp1252` in a layout") from None


def _where(data: bytes, error: UnicodeDecodeError) -> str:
    """Say which byte is wrong, and what it would be in the usual encoding of Windows."""
    line = data.count(b"\n", 0, error.start) + 1
    begin = max(data.rfind(b"\n", 0, error.start) + 1, error.start - _SAMPLE)
    end = data.find(b"\n", error.start)
    piece = data[begin : min(end if end >= 0 else len(data), error.start + _SAMPLE)]
    words = " ".join(piece.decode("cp1252", "replace").split())
    byte = f"line {line}, byte {error.start + 1} of the file is {data[error.start]:#04x}"
    return f"{byte} (in Windows-1252: `{words}`)"
