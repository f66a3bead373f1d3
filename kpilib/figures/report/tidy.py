"""An evaluation as tidy rows: one for every ref, geography and month, none left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import TextIO

from kpilib.figures.evaluation.evaluation import Evaluation
from kpilib.values.rounding import plain, whole_or_float
from kpilib.values.safe import for_spreadsheet

HEADER = ("ref", "geography", "period", "value", "reason", "printed")


#: ref, geography, period, value, reason, printed text (empty where there is no value)
Cell = tuple[str, str, str, float | None, str | None, str]


def cells_of(evaluation: Evaluation) -> Iterator[Cell]:
    """Give the rows of an evaluation: by ref, then geography, then month."""
    periods = [str(period) for period in evaluation.periods]
    for ref in evaluation.refs:
        line = evaluation[ref]
        for place, geography in enumerate(evaluation.geographies):
            for month, period in enumerate(periods):
                value, reason, text = line.cell(place, month)
                yield ref, geography, period, value, reason, "" if reason else text


def write_csv(cells: Iterable[Cell], out: TextIO) -> None:
    """Write rows as CSV; values as Python writes floats, without ``.0`` and exponent."""
    writer = csv.writer(out, lineterminator="\n")
    for ref, geography, period, value, reason, printed in cells:
        number = "" if value is None else plain(value)
        texts = for_spreadsheet(ref), for_spreadsheet(geography)
        writer.writerow([*texts, period, number, reason or "", printed])


def to_csv(cells: Iterable[Cell]) -> str:
    """Give rows as CSV, with their header."""
    out = io.StringIO()
    out.write(",".join(HEADER) + "\n")
    write_csv(cells, out)
    return out.getvalue()


def to_json(cells: Iterable[Cell]) -> str:
    """Write the rows as a JSON list of objects."""
    rows = []
    for ref, geography, period, value, reason, printed in cells:
        row = (ref, geography, period, whole_or_float(value), reason, printed or None)
        rows.append(dict(zip(HEADER, row, strict=True)))
    return json.dumps(rows, ensure_ascii=False, allow_nan=False, indent=0) + "\n"
