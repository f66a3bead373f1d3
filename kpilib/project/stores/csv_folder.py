"""Observations and published cells in CSV files, a folder of each for a dataset."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kpilib.project.stores.csv_rows import BAD_ROW, MOST_BYTES, CsvFile, opened
from kpilib.project.stores.observations import (
    MOST_DIGITS,
    VALUE,
    Observation,
    Observations,
    is_sound,
)
from kpilib.project.stores.sums import NAME, Sum, read_sums
from kpilib.project.yaml.configuration import Configuration
from kpilib.values.errors import StoreError
from kpilib.values.files import Entry, listed, read_bytes, stray, stray_tables
from kpilib.values.findings import Fault, Faults, Span
from kpilib.values.period import Period, is_date, month_in_words
from kpilib.values.safe import from_spreadsheet

REQUIRED = ("ref", "period", "value")
OPTIONAL = ("geography", "marker", "recorded", "note")
PUBLISHED = ("ref", "column", "printed")


class Cell(NamedTuple):
    """A printed cell: a ref, a month or a column's id, and the text."""

    ref: str
    column: str
    printed: str
    file: CsvFile
    line: int

    @property
    def span(self) -> Span:
        """The place of its row."""
        return self.file.span(self.line, "ref")


def csv_files(configuration: Configuration, folder: str, faults: list[Fault]) -> list[Entry]:
    """Give the CSV files of a folder by name; what else stands there may be a fault."""
    found = listed(configuration.root, folder, faults)
    faults += [*stray_tables(found), *stray(found, set())]
    return [
        entry
        for entry in found
        if entry.name.endswith(".csv")
        and not entry.is_folder
        and not entry.name.rsplit("/", 1)[1].startswith((".", "~$"))
    ]


def read_observations(
    configuration: Configuration, folder: str, geography: str
) -> tuple[Observations, tuple[Fault, ...], int]:
    """Read a folder of observations: with the faults and the number of files."""
    faults: list[Fault] = []
    rows: list[Observation] = []
    files = csv_files(configuration, folder, faults)
    reader = _Reader(geography)
    known = _sums(configuration, folder, faults)
    # of two rows of one day the later counts
    for entry in sorted(files, key=lambda entry: _order(entry.name)):
        data = read_bytes(entry, MOST_BYTES, faults)
        if data is None:
            continue
        faults += _cut(entry.name, data, known)
        if len(data) > MOST_BYTES:
            message = f"the file has more than {MOST_BYTES:,} bytes"
            faults.append(Fault(BAD_ROW, Span(entry.name), message, "split it into several files"))
            continue
        inside = Faults()
        found = opened(data, entry.name, REQUIRED, OPTIONAL, inside)
        if found:
            source = known.get(entry.name.rsplit("/", 1)[-1])
            rows += reader.rows(*found, source.source if source else None, inside)
        faults += inside.whole()
    return Observations(rows), tuple(faults), len(files)


def _order(name: str) -> str:
    """Return the key by which files are sorted: numbers in a name by their size."""
    return "".join(
        part.zfill(12) if part.isdigit() else part for part in re.split("([0-9]+)", name)
    )


def _sums(configuration: Configuration, folder: str, faults: list[Fault]) -> Mapping[str, Sum]:
    """Read the sums of a folder, where it has them."""
    path = Path(configuration.root, folder)
    if not os.path.lexists(path / NAME):
        return {}
    try:
        return read_sums(path)
    except StoreError as error:
        message = str(error).replace(f"{path / NAME}", NAME)
        faults.append(Fault(BAD_ROW, Span(f"{folder}/{NAME}"), message))
        return {}


def _cut(name: str, data: bytes, known: Mapping[str, Sum]) -> list[Fault]:
    """Say that a file has lost something since it was written."""
    found = known.get(name.rsplit("/", 1)[-1])
    if found is None or not found.is_longer_than(data) or found.is_of(data):
        return []
    lost = f"{len(data):,} of the {found.size:,} bytes written are left"
    hint = "restore it; if the rows were meant to go: kpilib store check --accept"
    line = data.count(b"\n") + 1
    return [Fault(BAD_ROW, Span(name, line, 1, line, 2), f"the file was cut: {lost}", hint)]


class _Reader:
    """Rows into observations; what recurs in them is parsed and kept once."""

    def __init__(self, geography: str) -> None:
        self._geography = geography
        self._months: dict[str, int | None] = {}
        self._texts: dict[str, str | None] = {"": None}
        self._dates: dict[str, bool] = {"": True}

    def rows(
        self, file: CsvFile, rows: Iterator[tuple[int, list[str]]], source: str | None,
        faults: list[Fault],
    ) -> Iterator[Observation]:  # fmt: skip
        """Give the observations of a file; a row that says nothing sound is a fault."""
        columns = list(file.columns)
        # a column that the file lacks is read from the empty text behind each row
        places = [columns.index(c) if c in columns else -1 for c in (*REQUIRED, *OPTIONAL)]
        pick = itemgetter(*places)
        months, texts = self._months, self._texts
        for line, cells in rows:
            cells.append("")
            ref, period, value, geography, marker, recorded, note = pick(cells)
            if period not in months:
                months[period] = _month(period)
            if recorded not in self._dates:
                self._dates[recorded] = is_date(recorded)
            month = months[period]
            if (
                not ref
                or month is None
                or not is_sound(value or None, marker or None)
                or not self._dates[recorded]
            ):
                faults.append(_fault(file, line, ref, period, value, marker, recorded))
                continue
            yield Observation(
                texts.setdefault(ref, ref) or ref,
                texts.setdefault(geography, geography) or self._geography,
                month,
                texts.setdefault(value, value),
                texts.setdefault(marker, marker),
                texts.setdefault(recorded, recorded),
                note or None,
                source,
                file,
                line,
            )


def _fault(
    file: CsvFile, line: int, ref: str, period: str, value: str, marker: str, recorded: str
) -> Fault:
    """Say what is wrong with a row."""
    column, text = "recorded", recorded
    message = f"`{recorded}` is no date; one is written 2016-10-14"
    if not ref:
        column, text, message = "ref", ref, "the row has no ref"
    elif _month(period) is None:
        column, text = "period", period
        message = f"`{period}` is no month; a month is written 2016-09"
    elif value and not re.fullmatch(VALUE, value):
        column, text = "value", value
        message = f"`{value}` is no number; one is written 1090 or 12.5"
    elif len(value) > MOST_DIGITS:
        column, text = "value", value
        message = f"the value has more than {MOST_DIGITS} digits"
    elif not is_sound(value or None, marker or None):
        column, text, message = "marker", marker, _marker_words(marker, value)
    return Fault(BAD_ROW, file.span(line, column), message, _remedy(column, text), ref or None)


def _remedy(column: str, text: str) -> str | None:
    """Give the remedy for what people and spreadsheets write into a cell."""
    if column == "period":
        meant = month_in_words(text)
        return f"did you mean `{Period.month(meant)}`?" if meant is not None else None
    plain = re.sub("[%, \u00a0\u202f£]", "", text)
    if column == "value" and plain != text and re.fullmatch(VALUE, plain):
        return f"write `{plain}`: no thousands separator, no space, no % and no currency"
    if column == "value" and re.fullmatch(rf"{VALUE}[eE][+-]?[0-9]{{1,2}}", plain, re.ASCII):
        # R, pandas and Excel write large figures so; leaving it out would lose it
        return f"write `{Decimal(plain):f}`, without an exponent"
    if column == "value":
        return "leave it empty and say why in the column `marker`: x, c or z"
    return None


def _marker_words(marker: str, value: str) -> str:
    if value:
        return f"`{marker}` does not go with a value: p is provisional, r is revised"
    wanted = "x is not reported, c confidential, z not applicable"
    return f"`{marker}` is no marker for an empty value: {wanted}"


def _month(text: str) -> int | None:
    try:
        period = Period.parse(text)
    except ValueError:
        return None
    return period.first if period.frequency == "monthly" else None


def read_published(
    configuration: Configuration, folder: str, period: str
) -> tuple[tuple[Cell, ...] | None, tuple[Fault, ...]]:
    """Read the published cells of one report; None where there is no such file."""
    faults: list[Fault] = []
    for entry in csv_files(configuration, folder, faults):
        if entry.name.rsplit("/", 1)[1] == f"{period}.csv":
            data = read_bytes(entry, MOST_BYTES, faults)
            found = opened(data or b"", entry.name, PUBLISHED, (), faults)
            cells = tuple(_published(*found)) if found else ()
            return cells, tuple(faults)
    return None, tuple(faults)


def _published(file: CsvFile, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Cell]:
    places = itemgetter(*(list(file.columns).index(name) for name in PUBLISHED))
    for line, cells in rows:
        ref, column, printed = places(cells)
        yield Cell(ref, column, from_spreadsheet(printed), file, line)
