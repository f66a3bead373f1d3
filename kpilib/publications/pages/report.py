"""A report as one HTML file that needs nothing else: no script, no other file, no address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from kpilib.figures.report.model import ReportRow, with_mark
from kpilib.figures.report.words import change_in_words, direction_in_words, month_heading
from kpilib.publications.pages.rendering import environment, markup, rendered
from kpilib.publications.parts import drawing
from kpilib.publications.parts.notes import mark_notes
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.trends import Trend, in_words, trend
from kpilib.values.period import Period

if TYPE_CHECKING:
    from markupsafe import Markup


_KEY = ("empty", "links", "lines")


class Shown(NamedTuple):
    """A cell as a page shows it: a figure, a change with its word, or a text and a note."""

    heading: str
    text: str
    note: int | None = None
    word: str | None = None
    kind: str = ""


class Line(NamedTuple):
    """A row of a table."""

    ref: str
    title: str
    page: str
    cells: tuple[Shown, ...]
    spark: Markup
    owner: str
    commentary: str


class Section(NamedTuple):
    """A service area."""

    name: str
    caption: str
    rows: tuple[Line, ...]
    remarks: tuple[Line, ...]


class Measure(NamedTuple):
    """The page of one measure within the report."""

    id: str
    area: int
    definition: Any
    chart: Markup
    words: tuple[str, ...]
    history: Any


class Outside(NamedTuple):
    """Where a report links to when its measures have pages of their own."""

    page: Callable[[str], str]
    home: str


def to_html(publication: Publication, outside: Outside | None = None) -> str:
    """Write a report as HTML; its measures are explained in it, or on pages outside it."""
    environment()  # says what is missing before anything of it is used
    return rendered("report.html", **_Report(publication, outside).values())


class _Report:
    """Turns one publication into what the template shows."""

    def __init__(self, publication: Publication, outside: Outside | None) -> None:
        self._publication, self._outside = publication, outside
        self._report, self._said = publication.report, publication.said
        self._months = [month_heading(self._report, period) for period in self._report.periods]
        self._headings = [*self._months, *self._report.headings.values()]
        self._trends: dict[str, tuple[Trend, str]] = {}

    def values(self) -> dict[str, Any]:
        """Give what the template names."""
        report, said = self._report, self._said
        month = said.format(Period.parse(report.period))
        sections = tuple(self._sections(month))
        return {
            "lang": said.name, "say": said.say, "report": report,
            "head": said.say("report.head", title=report.title, period=month),
            "as_of": self._publication.as_of, "day": self._day, "month": self._month,
            "summaries": self._publication.summaries, "changes": report.changes,
            "heading": self._heading, "key": self._key(), "areas": sections,
            "headings": self._headings, "notes": self._publication.notes.texts,
            "marks": mark_notes(report, said), "page": self._page,
            "names": self._linked(), "home": self._outside and self._outside.home,
            "measures": () if self._outside else tuple(self._measures()),
        }  # fmt: skip

    def _page(self, ref: str) -> str:
        if self._outside is not None:
            return self._outside.page(ref)
        return f"#m-{self._publication.names[ref]}"

    def _linked(self) -> Collection[str]:
        """Give the refs that have a page: all of them outside, those of the rows within."""
        return self._publication.names if self._outside else {r.ref for r in self._report.rows}

    def _day(self, date: str | None) -> str:
        return self._said.say("page.start") if date is None else self._said.day(date)

    def _month(self, month: int) -> str:
        return self._said.format(Period.month(month))

    def _heading(self, column: str) -> str:
        return self._report.headings.get(column) or month_heading(self._report, column)

    def _key(self) -> list[str]:
        said = self._said
        return [*self._publication.key, *(said.say(f"report.key {name}") for name in _KEY)]

    def _sections(self, month: str) -> Iterator[Section]:
        number = len(self._report.periods)
        for area, rows in self._publication.areas.items():
            lines = tuple(map(self._line, rows))
            remarks = tuple(line for line in lines if line.commentary)
            caption = self._said.say("report.caption", area=area, number=number, period=month)
            yield Section(area, caption, lines, remarks)

    def _line(self, row: ReportRow) -> Line:
        shown = trend(self._report, row, self._said)
        words = in_words(shown, self._said)
        self._trends[row.ref] = shown, words
        return Line(
            row.ref, row.title, self._page(row.ref), tuple(self._cells(row)),
            markup(drawing.spark(shown, words)), row.owner or "", row.commentary or "",
        )  # fmt: skip

    def _cells(self, row: ReportRow) -> Iterator[Shown]:
        report, notes = self._report, self._publication.notes
        for cell, heading in zip(row.values, self._months, strict=True):
            yield Shown(heading, with_mark(cell), notes.of(row.ref, cell))
        for name, heading in report.headings.items():
            column = row.columns[name]
            note = notes.of(row.ref, column, name)
            word = direction_in_words(report, row, name)
            yield Shown(heading, with_mark(column), note, word, column.judgement or "")

    def _measures(self) -> Iterator[Measure]:
        publication = self._publication
        for number, rows in enumerate(publication.areas.values(), 1):
            for row in rows:
                shown, words = self._trends[row.ref]
                yield Measure(
                    f"m-{publication.names[row.ref]}", number, publication.definition(row),
                    markup(drawing.chart(shown, words, self._said)), tuple(self._moved(row)),
                    publication.restated.get(row.ref, ()),
                )  # fmt: skip

    def _moved(self, row: ReportRow) -> Iterator[str]:
        for name, heading in self._report.headings.items():
            words = change_in_words(self._report, row, name)
            if words is not None:
                yield f"{heading}: {words}."
