"""A report as CSV: a row an indicator, cells as printed."""

from __future__ import annotations

import csv
import io

from kpilib.figures.report.model import Report
from kpilib.values.safe import for_spreadsheet


def to_csv(report: Report) -> str:
    """Write the report as CSV; no cell can become a formula in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = ("ref", "title", "area", "owner", "accountable")
    writer.writerow([*names, *report.periods, *report.headings, "commentary"])
    for row in report.rows:
        texts = row.texts()
        cells = [getattr(row, name) or "" for name in names]
        cells += [texts[name] for name in (*report.periods, *report.headings)]
        writer.writerow([for_spreadsheet(cell) for cell in (*cells, row.commentary or "")])
    return out.getvalue()
