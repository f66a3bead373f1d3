"""A report as JSON: values unrounded beside the printed texts."""

from __future__ import annotations

import json
from typing import Any

from kpilib.figures.report.model import ColumnCell, PeriodCell, Report, ReportRow
from kpilib.values.rounding import whole_or_float


def to_json(report: Report) -> str:
    """Write the report as JSON, a row a line: two reports are compared line by line."""
    data = as_data(report)
    parts = [
        f" {_text(key)}: {_text(value)}" if key != "rows" else f' "rows": [{_lines(value)}]'
        for key, value in data.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(rows: list[Any]) -> str:
    return "".join(f"\n  {_text(row)}," for row in rows).removesuffix(",") + "\n "


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def as_data(report: Report) -> dict[str, Any]:
    """Give the report as plain data."""
    data: dict[str, Any] = {
        "dataset": report.dataset,
        "geography": report.geography,
        "title": report.title,
        "period": report.period,
        "periods": list(report.periods),
        "rows": [_row(row) for row in report.rows],
    }
    if report.changes is not None:
        cells = [cell._asdict() for cell in report.changes.cells]
        data["changes"] = {"since": report.changes.since, "cells": cells}
    return data


def _row(row: ReportRow) -> dict[str, Any]:
    data = row._asdict()
    data["values"] = [_month(cell) for cell in row.values]
    data["columns"] = {name: _column(cell) for name, cell in row.columns.items()}
    return data


def _month(cell: PeriodCell) -> dict[str, Any]:
    data = cell._asdict() | {"value": whole_or_float(cell.value)}
    if cell.mark is None:
        del data["mark"]
    return data


def _column(cell: ColumnCell) -> dict[str, Any]:
    data = cell._asdict() | {"value": whole_or_float(cell.value)}
    data["rounded"] = whole_or_float(cell.rounded)
    order = ["value", "text", "reason"]
    if cell.is_change:
        order[1:1] = ("rounded", "direction", "judgement")
    if cell.mark is not None:
        order.append("mark")
    return {name: data[name] for name in order}
