"""A report as Markdown: a table a service area, months and columns side by side."""

from __future__ import annotations

from kpilib.reports.model import Report, ReportRow
from kpilib.reports.safe import for_markdown
from kpilib.series.period import Period


def to_markdown(report: Report) -> str:
    """Write the report as Markdown tables, by area in printed order, commentary below each."""
    month = Period.parse(report.period).format("%B %Y")
    lines = [f"# {for_markdown(report.title)}: {month}", ""]
    areas: dict[str, list[ReportRow]] = {}
    for row in report.rows:
        areas.setdefault(row.area or "No area", []).append(row)
    for area, rows in areas.items():
        lines += [f"## {for_markdown(area)}", "", *_table(report, rows), ""]
        remarks = [row for row in rows if row.commentary]
        lines += [
            f"- **{for_markdown(row.ref)}** {for_markdown(row.commentary or '')}" for row in remarks
        ]
        lines += [""] if remarks else []
    return "\n".join(lines)


def _table(report: Report, rows: list[ReportRow]) -> list[str]:
    months = [Period.parse(period).format("%b %y") for period in report.periods]
    heads = ["Ref", "Title", *months, *report.headings.values()]
    table = [_line(heads), _line(["---", "---"] + ["---:"] * (len(heads) - 2), safe=True)]
    for row in rows:
        table.append(_line([row.ref, row.title, *row.texts().values()]))
    return table


def _line(cells: list[str], *, safe: bool = False) -> str:
    return "| " + " | ".join(cells if safe else map(for_markdown, cells)) + " |"
