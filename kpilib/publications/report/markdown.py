"""A report as Markdown for a pull request: what moved, a table an area, months folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpilib.figures.report.model import Changes, Report, ReportRow
from kpilib.figures.report.summary import Movement, summaries
from kpilib.figures.report.words import direction_in_words, language_of, month_heading
from kpilib.values.period import Period
from kpilib.values.safe import for_markdown
from kpilib.values.wording.locale import Locale

#: months in sight beside the columns
_IN_SIGHT = 2


#: below GitHub's limit of 65,536 characters of a comment
MOST_CHARACTERS = 60_000


class _Part(NamedTuple):
    """Some lines; those with the smaller rank are wanted first, a table row by row."""

    rank: int
    lines: list[str]
    #: so many lines at its beginning make no sense alone; None: it is taken whole or not at all
    head: int | None = None


def to_markdown(report: Report) -> str:
    """Write what moved, then tables by area in printed order, commentary below each.

    It fits into a comment: what is left out is counted. Months go first, then comments, then rows.
    """
    said = language_of(report)
    month = said.format(Period.parse(report.period))
    title = for_markdown(said.say("report.head", title=report.title, period=month))
    parts = [_Part(0, [f"# {title}", ""])]
    if report.place != report.geography:
        place = said.say("report.geography", geography=report.place)
        parts.append(_Part(0, [for_markdown(place), ""]))
    if report.changes is not None:
        changes = _Part(2, _changes(report, report.changes, said), head=4)
    parts.append(_Part(1, _moved(report, said), head=4))
    areas: dict[str, list[ReportRow]] = {}
    for row in report.rows:
        areas.setdefault(row.area or said.say("report.no area"), []).append(row)
    for area, rows in areas.items():
        parts.append(
            _Part(3, [f"## {for_markdown(area)}", "", *_table(report, rows, said)], head=4)
        )
        remarks = [row for row in rows if row.commentary]
        lines = [
            f"- **{for_markdown(row.ref)}** {for_markdown(row.commentary or '')}" for row in remarks
        ]
        parts.append(_Part(3, [""]))
        parts.append(_Part(4, [*lines, ""] if lines else [], head=0))
        parts.append(_Part(5, _months(report, rows, said)))
    if marks := report.marks():
        told = "; ".join(f"({mark}) {said.say(f'mark.{mark}')}" for mark in marks)
        parts.append(_Part(0, [f"{told}.", ""]))
    if report.changes is not None:
        parts.append(changes)
    return "\n".join(_fitting(parts, said))


def _fitting(parts: Sequence[_Part], said: Locale) -> list[str]:
    """Return the lines of the parts that fit, in order, and a line that counts those left out."""
    left = MOST_CHARACTERS - 200
    kept: dict[int, list[str]] = {}
    for place in sorted(range(len(parts)), key=lambda place: parts[place].rank):
        part = parts[place]
        sizes = [len(line) + 1 for line in part.lines]
        if sum(sizes) <= left:
            kept[place] = part.lines
        elif part.head is not None and sum(sizes[: part.head + 1]) <= left:
            number, used = 0, 0
            while used + sizes[number] <= left:
                used += sizes[number]
                number += 1
            kept[place] = [*part.lines[:number], ""]
        else:
            kept[place] = []
        left -= sum(len(line) + 1 for line in kept[place])
    lines = [line for place in range(len(parts)) for line in kept[place]]
    lost = sum(len(part.lines) for part in parts) - len(lines)
    return lines if lost <= 0 else [*lines, said.say("report.cut", number=lost), ""]


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
