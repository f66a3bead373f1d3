"""A report as a table for a terminal: no line longer than the width, what is left out is said."""

from __future__ import annotations

from kpilib.reports.model import Changes, Report
from kpilib.reports.summary import summaries
from kpilib.reports.words import language_of, month_heading
from kpilib.safe import one_line
from kpilib.series.period import Period
from kpilib.wording.locale import Locale

_GAP = "  "
#: the last month, two changes and the average come before whole titles
_WANTED = 4
_SHORTEST_TITLE, _LONGEST_TITLE = 24, 60


def to_text(report: Report, width: int = 80) -> str:
    """Write the columns that fit: ref, title, the last month, changes, the rest, earlier months."""
    said = language_of(report)
    month = said.format(Period.parse(report.period))
    head = said.say("report.head", title=report.title, period=month)
    lines = [_cut(one_line(head), width), ""]
    columns = _columns(report)
    kept = _fitting(report, columns, width)
    sizes = [max(map(len, (head, *cells))) for head, cells in kept]
    names = [said.say("report.ref"), said.say("report.title")]
    refs = [one_line(row.ref) for row in report.rows]
    ref_size = min(max(map(len, (names[0], *refs))), 20)
    titles = [one_line(row.title) for row in report.rows]
    room = width - ref_size - len(_GAP) - sum(size + len(_GAP) for size in sizes)
    title_size = min(max(map(len, (names[1], *titles))), max(room, 0), _LONGEST_TITLE)

    def line(ref: str, title: str, cells: list[str]) -> str:
        parts = [_cut(ref, ref_size).ljust(ref_size), _cut(title, title_size).ljust(title_size)]
        parts += [cell.rjust(size) for cell, size in zip(cells, sizes, strict=True)]
        return _cut(_GAP.join(parts).rstrip(), width)

    lines.append(line(names[0], names[1], [head for head, _ in kept]))
    lines.append(_cut("-" * len(lines[-1]), width))
    for number in range(len(report.rows)):
        lines.append(line(refs[number], titles[number], [cells[number] for _, cells in kept]))
    lines += ["", *_moved(report, said, width), *_left_out(report, columns, kept, said, width)]
    if marks := report.marks():
        told = "; ".join(f"({mark}) {said.say(f'mark.{mark}')}" for mark in marks)
        lines += _wrapped(f"{told}.", width)
    if report.changes is not None:
        lines += ["", *_changes(report, report.changes, said, width)]
    return "\n".join(lines) + "\n"


def _columns(report: Report) -> list[tuple[str, list[str]]]:
    """Give heading and cells in the order in which they are wanted."""
    months = [month_heading(report, period) for period in report.periods]
    texts = [(row.texts(), row.marked()) for row in report.rows]

    def column(head: str, name: str) -> tuple[str, list[str]]:
        return one_line(head), _aligned([(plain[name], marked[name]) for plain, marked in texts])

    wanted = [column(months[-1], report.periods[-1])] if months else []
    wanted += [column(_short_head(head), name) for name, head in report.headings.items()]
    wanted += [
        column(head, name)
        for head, name in zip(reversed(months[:-1]), reversed(report.periods[:-1]), strict=True)
    ]
    return wanted


def _aligned(cells: list[tuple[str, str]]) -> list[str]:
    """Return cells, given without and with their marks, so that marks do not shift the figures.

    Words, which are longer than figures, are a dash.
    """
    shown = [
        (text if len(text) <= 10 else "-", marked.removeprefix(text))
        for text, marked in ((one_line(text), one_line(marked)) for text, marked in cells)
    ]
    room = max((len(mark) for _, mark in shown), default=0)
    return [text + mark.ljust(room) for text, mark in shown]


def _short_head(head: str) -> str:
    """Give a heading that costs little: ``% change from Aug 16`` is ``vs Aug 16``."""
    for long, short in (
        ("% change from ", "vs "),
        ("12 month average", "Average"),
        ("12-mnth max value", "Maximum"),
    ):
        head = head.replace(long, short)
    return _cut(head, 12)


def _fitting(
    report: Report, columns: list[tuple[str, list[str]]], width: int
) -> list[tuple[str, list[str]]]:
    """Give the columns that fit: the first ones beside a short title, more beside a whole one."""
    refs = min(max([3, *(len(row.ref) for row in report.rows)]), 20)
    longest = min(max([5, *(len(row.title) for row in report.rows)]), _LONGEST_TITLE)
    shortest = min(longest, _SHORTEST_TITLE) if width >= 60 else 0
    used = refs + len(_GAP)
    kept: list[tuple[str, list[str]]] = []
    for head, cells in columns:
        used += max(map(len, (head, *cells))) + len(_GAP)
        if used + (shortest if len(kept) < _WANTED else longest) > width:
            break
        kept.append((head, cells))
    return kept


def _moved(report: Report, said: Locale, width: int) -> list[str]:
    """Give the judged rows that moved, a line each, the worse before the better."""
    lines: list[str] = []
    for one in summaries(report):
        judged = one.worse + one.better
        if judged:
            size = max(len(one_line(move.ref)) for move in judged)
            lines.append(_cut(f"{said.say('report.summary')}, {one_line(one.heading)}", width))
            lines += [
                _cut(f"  {one_line(move.ref):<{size}}  {one_line(move.words)}", width)
                for move in judged
            ]
            lines.append("")
    return lines


def _left_out(
    report: Report,
    columns: list[tuple[str, list[str]]],
    kept: list[tuple[str, list[str]]],
    said: Locale,
    width: int,
) -> list[str]:
    missing = [head for head, _ in columns[len(kept) :]]
    remarks = sum(row.commentary is not None for row in report.rows)
    parts = []
    if missing:
        more = said.say("report.columns more", number=len(missing) - 2)
        parts.append(", ".join(missing if len(missing) <= 3 else [*missing[:2], more]))
    parts.append(said.say("report.areas and owners"))
    if remarks:
        parts.append(said.count("report.comment", remarks))
    text = said.say("report.left out", what="; ".join(parts))
    if any(cell.rstrip() == "-" for _, cells in kept for cell in cells):
        text += said.say("report.left out dash")
    return _wrapped(text, width)


def _changes(report: Report, changes: Changes, said: Locale, width: int) -> list[str]:
    """Give what moved since an earlier vintage, a line a cell."""
    if changes.since is None:
        return [said.say("report.changes none")]
    lines = [said.count("report.changed", len(changes.cells), since=changes.since)]
    size = max((len(one_line(cell.ref)) for cell in changes.cells), default=0)
    none = said.say("report.no cell")
    for cell in changes.cells:
        heading = report.headings.get(cell.column) or month_heading(report, cell.column)
        before, after = (one_line(text or none) for text in (cell.before, cell.after))
        what = f"{one_line(cell.ref):<{size}}  {_short_head(one_line(heading)):<12}"
        words = said.say("report.was", before=before, after=after)
        lines.append(_cut(f"  {what}  {words}", width))
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, max(width, 1))


def _cut(text: str, size: int) -> str:
    if len(text) <= size:
        return text
    return text[: size - 1] + "…" if size > 1 else text[:size]
