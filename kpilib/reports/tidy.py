"""An evaluation as tidy rows: one for every ref, geography and month, none left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from kpilib.engine.evaluation import Evaluation
from kpilib.reports.json import whole_or_float
from kpilib.reports.safe import for_spreadsheet
from kpilib.series.rounding import plain

HEADER = ("ref", "geography", "period", "value", "reason", "printed")


def _cells(
    evaluation: Evaluation,
) -> Iterator[tuple[str, str, str, float | None, str | None, str]]:
    periods = [str(period) for period in evaluation.periods]
    for ref in evaluation.refs:
        line = evaluation[ref]
        for place, geography in enumerate(evaluation.geographies):
            for month, period in enumerate(periods):
                value, reason, text = line.cell(place, month)
                yield ref, geography, period, value, reason, "" if reason else text


def to_csv(evaluation: Evaluation) -> str:
    """Write the rows as CSV; values as Python writes floats, without ``.0`` and exponent."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for ref, geography, period, value, reason, printed in _cells(evaluation):
        number = "" if value is None else plain(value)
        texts = for_spreadsheet(ref), for_spreadsheet(geography)
        writer.writerow([*texts, period, number, reason or "", printed])
    return out.getvalue()


def to_json(evaluation: Evaluation) -> str:
    """Write the rows as a JSON list of objects."""
    rows = []
    for ref, geography, period, value, reason, printed in _cells(evaluation):
        cells = (ref, geography, period, whole_or_float(value), reason, printed or None)
        rows.append(dict(zip(HEADER, cells, strict=True)))
    return json.dumps(rows, ensure_ascii=False, allow_nan=False, indent=0) + "\n"
