"""A report as Markdown for a pull request: what moved, a table an area, months folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpilib.reports.model import Changes, Report, ReportRow
from kpilib.reports.summary import Movement, summaries
from kpilib.reports.words import direction_in_words, language_of, month_heading
from kpilib.safe import for_markdown
from kpilib.series.period import Period
from kpilib.wording.locale import Locale

#: months in sight beside the columns
_IN_SIGHT = 2


def to_markdown(report: Report) -> str:
    """Write what moved, then tables by area in printed order, commentary below each."""
    said = language_of(report)
    month = said.format(Period.parse(report.period))
    lines = [f"# {for_markdown(said.say('report.head', title=report.title, period=month))}", ""]
    lines += _moved(report, said)
    areas: dict[str, list[ReportRow]] = {}
    for row in report.rows:
        areas.setdefault(row.area or said.say("report.no area"), []).append(row)
    for area, rows in areas.items():
        lines += [f"## {for_markdown(area)}", "", *_table(report, rows, said), ""]
        remarks = [row for row in rows if row.commentary]
        lines += [
            f"- **{for_markdown(row.ref)}** {for_markdown(row.commentary or '')}" for row in remarks
        ]
        lines += [""] if remarks else []
        lines += _months(report, rows, said)
    if marks := report.marks():
        told = "; ".join(f"({mark}) {said.say(f'mark.{mark}')}" for mark in marks)
        lines += [f"{told}.", ""]
    if report.changes is not None:
        lines += _changes(report, report.changes, said)
    return "\n".join(lines)


def _moved(report: Report, said: Locale) -> list[str]:
    """Give the judged rows that moved, by change column, the worse before the better."""
    lines: list[str] = []
    for one in summaries(report):
        counts = said.say(
            "report.moved", up=one.up, down=one.down, similar=one.similar, none=one.none
        )
        lines += [f"**{for_markdown(one.heading)}**: {counts}", ""]
        lines += _movements(said.say("report.worse"), one.worse)
        lines += _movements(said.say("report.better"), one.better)
        if not one.worse and not one.better:
            lines.append(said.say("report.nothing"))
        lines.append("")
    return [f"## {said.say('report.summary')}", "", *lines] if lines else []


def _movements(head: str, found: Iterable[Movement]) -> list[str]:
    return [
        f"- {head}: **{for_markdown(one.ref)}** {for_markdown(f'{one.title}: {one.words}')}"
        for one in found
    ]


def _changes(report: Report, changes: Changes, said: Locale) -> list[str]:
    """Give the table of what moved since an earlier vintage."""
    if changes.since is None:
        return [said.say("report.changes none"), ""]
    lines = [f"## {said.say('report.changes', since=changes.since)}", ""]
    if not changes.cells:
        return [*lines, said.say("report.changes nothing"), ""]
    names = ("ref", "cell", "before", "now")
    lines += _heads([said.say(f"report.{name}") for name in names], texts=4)
    for cell in changes.cells:
        heading = report.headings.get(cell.column) or month_heading(report, cell.column)
        lines.append(_line([cell.ref, heading, cell.before or "", cell.after or ""]))
    return [*lines, ""]


def _table(report: Report, rows: Sequence[ReportRow], said: Locale) -> list[str]:
    """Give the last months and every column, changes with their words."""
    periods = report.periods[-_IN_SIGHT:]
    months = [month_heading(report, period) for period in periods]
    heads = [said.say("report.ref"), said.say("report.title"), *months, *report.headings.values()]
    lines = _heads(heads, texts=2)
    for row in rows:
        texts = row.marked()
        for name in report.headings:
            words = direction_in_words(report, row, name)
            if words is not None:
                texts[name] += f" {words}"
        shown = [texts[name] for name in (*periods, *report.headings)]
        lines.append(_line([row.ref, row.title, *shown]))
    return lines


def _months(report: Report, rows: Sequence[ReportRow], said: Locale) -> list[str]:
    """Give all months, folded."""
    if len(report.periods) <= _IN_SIGHT:
        return []
    months = [month_heading(report, period) for period in report.periods]
    lines = [f"<details><summary>{said.say('report.all months')}</summary>", ""]
    lines += _heads([said.say("report.ref"), *months], texts=1)
    for row in rows:
        texts = row.marked()
        lines.append(_line([row.ref, *(texts[period] for period in report.periods)]))
    return [*lines, "", "</details>", ""]


def _heads(heads: Sequence[str], texts: int) -> list[str]:
    """Give the head of a table, in which so many columns hold texts and the others figures."""
    rule = ["---"] * texts + ["---:"] * (len(heads) - texts)
    return [_line(heads), f"| {' | '.join(rule)} |"]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(for_markdown, cells))} |"
