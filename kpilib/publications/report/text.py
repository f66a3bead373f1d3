"""A report as a table for a terminal: no line longer than the width, what is left out is said."""

from __future__ import annotations

from typing import NamedTuple

from kpilib.figures.report.model import Changes, Report
from kpilib.figures.report.summary import summaries
from kpilib.figures.report.words import language_of, month_heading
from kpilib.values.period import Period
from kpilib.values.screen import Screen, longest, size
from kpilib.values.wording.locale import Locale

_GAP = "  "
#: the last month, two changes and the average come before whole titles
_WANTED = 4
_SHORTEST_TITLE, _LONGEST_TITLE = 24, 60


class _Column(NamedTuple):
    """A heading and the cells below it, as they are printed."""

    head: str
    cells: list[str]

    @property
    def size(self) -> int:
        return longest((self.head, *self.cells))


def to_text(report: Report, width: int = 80, encoding: str | None = "utf-8") -> str:
    """Write the columns that fit: ref, title, the last month, changes, the rest, earlier months.

    Every text is in the characters of the encoding before it is measured.
    """
    screen, said = Screen(width, encoding), language_of(report)
    month = said.format(Period.parse(report.period))
    head = said.say("report.head", title=report.title, period=month)
    lines = [screen.line(screen.plain(head))]
    if report.place != report.geography:
        words = said.say("report.geography", geography=report.place)
        lines.append(screen.line(screen.plain(words)))
    lines.append("")
    refs = _Column(said.say("report.ref"), [screen.plain(row.ref) for row in report.rows])
    titles = _Column(said.say("report.title"), [screen.plain(row.title) for row in report.rows])
    columns = _columns(report, screen)
    kept = _fitting(refs, titles, columns, width)
    lines += _table(refs, titles, kept, screen)
    lines += ["", *_moved(report, said, screen), *_left_out(report, columns, kept, said, screen)]
    if marks := report.marks():
        told = "; ".join(f"({mark}) {said.say(f'mark.{mark}')}" for mark in marks)
        lines += screen.wrapped(f"{told}.")
    if report.changes is not None:
        lines += ["", *_changes(report, report.changes, said, screen)]
    return "\n".join(lines) + "\n"


def _table(refs: _Column, titles: _Column, kept: list[_Column], screen: Screen) -> list[str]:
    """Return the head, a rule and a line a row."""
    sizes = [column.size for column in kept]
    ref_size = min(refs.size, 20)
    room = screen.width - ref_size - len(_GAP) - sum(size + len(_GAP) for size in sizes)
    title_size = min(titles.size, max(room, 0), _LONGEST_TITLE)

    def line(ref: str, title: str, cells: list[str]) -> str:
        parts = [screen.left(screen.cut(ref, ref_size), ref_size)]
        parts.append(screen.left(screen.cut(title, title_size), title_size))
        parts += [screen.right(cell, size) for cell, size in zip(cells, sizes, strict=True)]
        return screen.line(_GAP.join(parts).rstrip())

    head = line(refs.head, titles.head, [column.head for column in kept])
    rows = zip(refs.cells, titles.cells, *(column.cells for column in kept), strict=True)
    return [
        head,
        screen.line("-" * size(head)),
        *(line(ref, title, list(cells)) for ref, title, *cells in rows),
    ]


def _columns(report: Report, screen: Screen) -> list[_Column]:
    """Return the columns in the order in which they are wanted."""
    months = [month_heading(report, period) for period in report.periods]
    texts = [(row.texts(), row.marked()) for row in report.rows]

    def column(head: str, name: str) -> _Column:
        cells = [(plain[name], marked[name]) for plain, marked in texts]
        return _Column(screen.plain(head), _aligned(cells, screen))

    wanted = [column(months[-1], report.periods[-1])] if months else []
    wanted += [column(_short_head(head, screen), name) for name, head in report.headings.items()]
    wanted += [
        column(head, name)
        for head, name in zip(reversed(months[:-1]), reversed(report.periods[:-1]), strict=True)
    ]
    return wanted


def _aligned(cells: list[tuple[str, str]], screen: Screen) -> list[str]:
    """Return cells, given without and with their marks, so that marks do not shift the figures.

    Words, which are longer than figures, are a dash.
    """
    shown = [
        (text if size(text) <= 10 else "-", marked.removeprefix(text))
        for text, marked in ((screen.plain(text), screen.plain(marked)) for text, marked in cells)
    ]
    room = longest(mark for _, mark in shown)
    return [text + screen.left(mark, room) for text, mark in shown]


def _short_head(head: str, screen: Screen) -> str:
    """Return a heading that costs little: ``% change from Aug 16`` is ``vs Aug 16``."""
    for long, short in (
        ("% change from ", "vs "),
        ("12 month average", "Average"),
        ("12-mnth max value", "Maximum"),
    ):
        head = head.replace(long, short)
    return screen.cut(screen.plain(head), 12)


def _fitting(refs: _Column, titles: _Column, columns: list[_Column], width: int) -> list[_Column]:
    """Return the columns that fit: the first beside a short title, more beside a whole one."""
    whole = min(max(5, longest(titles.cells)), _LONGEST_TITLE)
    shortest = min(whole, _SHORTEST_TITLE) if width >= 60 else 0
    used = min(max(3, longest(refs.cells)), 20) + len(_GAP)
    kept: list[_Column] = []
    for column in columns:
        used += column.size + len(_GAP)
        if used + (shortest if len(kept) < _WANTED else whole) > width:
            break
        kept.append(column)
    return kept


def _moved(report: Report, said: Locale, screen: Screen) -> list[str]:
    """Return the judged rows that moved, a line each, the worse before the better."""
    lines: list[str] = []
    for one in summaries(report):
        judged = [(screen.plain(move.ref), move.words) for move in one.worse + one.better]
        if judged:
            room = longest(ref for ref, _ in judged)
            lines.append(screen.line(screen.plain(f"{said.say('report.summary')}, {one.heading}")))
            lines += [
                screen.line(f"  {screen.left(ref, room)}  {screen.plain(words)}")
                for ref, words in judged
            ]
            lines.append("")
    return lines


def _left_out(
    report: Report, columns: list[_Column], kept: list[_Column], said: Locale, screen: Screen
) -> list[str]:
    missing = [column.head for column in columns[len(kept) :]]
    remarks = sum(row.commentary is not None for row in report.rows)
    parts = []
    if missing:
        more = said.say("report.columns more", number=len(missing) - 2)
        parts.append(", ".join(missing if len(missing) <= 3 else [*missing[:2], more]))
    parts.append(said.say("report.areas and owners"))
    if remarks:
        parts.append(said.count("report.comment", remarks))
    text = said.say("report.left out", what="; ".join(parts))
    if any(cell.rstrip() == "-" for column in kept for cell in column.cells):
        text += said.say("report.left out dash")
    return screen.wrapped(text)


def _changes(report: Report, changes: Changes, said: Locale, screen: Screen) -> list[str]:
    """Return what moved since an earlier vintage, a line a cell."""
    if changes.since is None:
        return [said.say("report.changes none")]
    lines = [said.count("report.changed", len(changes.cells), since=changes.since)]
    refs = [screen.plain(cell.ref) for cell in changes.cells]
    room = longest(refs)
    none = said.say("report.no cell")
    for ref, cell in zip(refs, changes.cells, strict=True):
        heading = report.headings.get(cell.column) or month_heading(report, cell.column)
        before, after = (screen.plain(text or none) for text in (cell.before, cell.after))
        what = f"{screen.left(ref, room)}  {screen.left(_short_head(heading, screen), 12)}"
        words = said.say("report.was", before=before, after=after)
        lines.append(screen.line(f"  {what}  {words}"))
    return lines
