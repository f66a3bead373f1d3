"""Observations and published cells in CSV files, a folder of each for a dataset."""

from __future__ import annotations

import re
from typing import NamedTuple

from kpilib.findings import Fault, Span
from kpilib.series.period import Period, month_in_words
from kpilib.series.reasons import MARKERS
from kpilib.spec.configuration import Configuration
from kpilib.spec.files import Entry, listed, read_bytes, stray, stray_tables
from kpilib.store.csv_rows import BAD_ROW, CsvRow, csv_rows
from kpilib.store.observations import MOST_DIGITS, VALUE, Observation, Observations, is_date

REQUIRED = ("ref", "period", "value")
OPTIONAL = ("geography", "marker", "recorded", "note")
PUBLISHED = ("ref", "column", "printed")
#: the largest file of observations, in bytes
MOST_BYTES = 64_000_000
_BESIDE = ("p", "r")


class Cell(NamedTuple):
    """A printed cell: a ref, a month or a column's id, and the text."""

    ref: str
    column: str
    printed: str
    span: Span


def _csv_files(configuration: Configuration, folder: str, faults: list[Fault]) -> list[Entry]:
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
    files = _csv_files(configuration, folder, faults)
    periods: dict[str, int | None] = {}
    for entry in files:
        data = read_bytes(entry, MOST_BYTES, faults)
        if data is None:
            continue
        if len(data) > MOST_BYTES:
            message = f"the file has more than {MOST_BYTES:,} bytes"
            faults.append(Fault(BAD_ROW, Span(entry.name), message, "split it into several files"))
            continue
        for row in csv_rows(data, entry.name, REQUIRED, OPTIONAL, faults):
            observation = _observation(row, geography, periods, faults)
            if observation:
                rows.append(observation)
    return Observations(rows), tuple(faults), len(files)


def _observation(
    row: CsvRow, geography: str, periods: dict[str, int | None], faults: list[Fault]
) -> Observation | None:
    cells = row.cells
    text, value, marker = cells["period"], cells["value"], cells.get("marker") or None
    if text not in periods:
        periods[text] = _month(text)
    month = periods[text]
    wrong: tuple[str, str] | None = None
    if not cells["ref"]:
        wrong = "ref", "the row has no ref"
    elif month is None:
        wrong = "period", f"`{text}` is no month; a month is written 2016-09"
    elif value and not re.fullmatch(VALUE, value):
        wrong = "value", f"`{value}` is no number; one is written 1090 or 12.5"
    elif len(value) > MOST_DIGITS:
        wrong = "value", f"the value has more than {MOST_DIGITS} digits"
    elif marker and marker not in (_BESIDE if value else MARKERS):
        wrong = "marker", _marker_words(marker, value)
    elif cells.get("recorded") and not is_date(cells["recorded"]):
        wrong = "recorded", f"`{cells['recorded']}` is no date; one is written 2016-10-14"
    if wrong:
        hint = _remedy(wrong[0], cells[wrong[0]])
        faults.append(Fault(BAD_ROW, row.span(wrong[0]), wrong[1], hint, cells["ref"] or None))
        return None
    assert month is not None
    return Observation(
        cells["ref"],
        cells.get("geography") or geography,
        month,
        value or None,
        marker,
        cells.get("recorded") or None,
        cells.get("note") or None,
        row,
    )


def _remedy(column: str, text: str) -> str | None:
    """Give the remedy for what people and spreadsheets write into a cell."""
    if column == "period":
        meant = month_in_words(text)
        return f"did you mean `{Period.month(meant)}`?" if meant is not None else None
    plain = re.sub("[%, \u00a0\u202f£]", "", text)
    if column == "value" and plain != text and re.fullmatch(VALUE, plain):
        return f"write `{plain}`: no thousands separator, no space, no % and no currency"
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
    for entry in _csv_files(configuration, folder, faults):
        if entry.name.rsplit("/", 1)[1] == f"{period}.csv":
            data = read_bytes(entry, MOST_BYTES, faults)
            rows = csv_rows(data or b"", entry.name, PUBLISHED, (), faults)
            cells = tuple(
                Cell(row.cells["ref"], row.cells["column"], row.cells["printed"], row.span("ref"))
                for row in rows
            )
            return cells, tuple(faults)
    return None, tuple(faults)
