"""A report as Markdown: a table a service area, months and columns side by side."""

from __future__ import annotations

from kpilib.reports.marks import WORDS
from kpilib.reports.model import Changes, Report, ReportRow
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
    if marks := report.marks():
        lines += ["; ".join(f"({mark}) {WORDS[mark]}" for mark in marks) + ".", ""]
    if report.changes is not None:
        lines += _changes(report, report.changes)
    return "\n".join(lines)


def _changes(report: Report, changes: Changes) -> list[str]:
    """Give the table of what moved since an earlier vintage."""
    if changes.since is None:
        return ["There is no earlier vintage.", ""]
    lines = [f"## Changed since {changes.since}", ""]
    if not changes.cells:
        return [*lines, "Nothing.", ""]
    lines += [_line(["Ref", "Cell", "Before", "Now"]), _line(["---"] * 4, safe=True)]
    for cell in changes.cells:
        heading = report.headings.get(cell.column) or month_heading(cell.column)
        lines.append(_line([cell.ref, heading, cell.before or "", cell.after or ""]))
    return [*lines, ""]


def _table(report: Report, rows: list[ReportRow]) -> list[str]:
    months = [month_heading(period) for period in report.periods]
    heads = ["Ref", "Title", *months, *report.headings.values()]
    table = [_line(heads), _line(["---", "---"] + ["---:"] * (len(heads) - 2), safe=True)]
    for row in rows:
        table.append(_line([row.ref, row.title, *row.marked().values()]))
    return table


def _line(cells: list[str], *, safe: bool = False) -> str:
    return "| " + " | ".join(cells if safe else map(for_markdown, cells)) + " |"


def month_heading(period: str) -> str:
    """Give a month as it stands above a column."""
    return Period.parse(period).format("%b %y")
