"""A report as a workbook: cover, what moved, figures, measures, notes, data; formulas if asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from kpilib.figures.report.model import with_mark
from kpilib.figures.report.words import month_heading
from kpilib.publications.parts.definitions import Definition, Source
from kpilib.publications.parts.notes import mark_notes
from kpilib.publications.parts.publication import Publication
from kpilib.publications.workbook.figures import figures
from kpilib.publications.workbook.sheet import Book, Cell, Number, Text
from kpilib.values.period import Period
from kpilib.values.rounding import whole_or_float

_SHEETS = ("moved", "figures", "measures", "notes", "data")
_LIVE = ("live report", "live")


def to_xlsx(publication: Publication, *, live: bool = False) -> bytes:
    """Write a report as XLSX; `live` adds sheets in which Excel works the figures out itself.

    The same report gives the same bytes. Raises UsageError where xlsxwriter is not installed.
    """
    report, said = publication.report, publication.said
    period = Period.parse(report.period)
    head = said.say("report.head", title=report.title, period=said.format(period))
    book = Book(head, datetime.datetime(period.first // 12, period.first % 12 + 1, 1))
    _cover(book, publication, head, (*_SHEETS, *(_LIVE if live else ())))
    _moved(book, publication)
    figures(book, publication)
    _measures(book, publication)
    _notes(book, publication)
    _data(book, publication)
    if live:
        from kpilib.publications.workbook.live import live_sheets

        live_sheets(book, publication)
    return book.data()


def _cover(book: Book, publication: Publication, head: str, sheets: tuple[str, ...]) -> None:
    report, said = publication.report, publication.said
    sheet = book.sheet(said.say("workbook.cover"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    book.put(sheet, 0, 0, Text(head, "title"))
    lines: list[tuple[str, str]] = [
        (said.say("workbook.cover period"), said.format(Period.parse(report.period))),
        (said.say("workbook.cover geography"), report.place),
    ]
    if publication.as_of:
        day = said.say("report.as of", day=said.day(publication.as_of))
        lines.append((said.say("page.recorded"), day))
    lines += [(said.say("report.key") if not number else "", line)
              for number, line in enumerate(publication.key)]  # fmt: skip
    for row, (label, text) in enumerate(lines, 2):
        book.put(sheet, row, 0, Text(label, "bold"))
        book.put(sheet, row, 1, Text(text, "wrap"))
    row = len(lines) + 3
    book.put(sheet, row, 0, Text(said.say("workbook.cover sheets"), "bold"))
    for number, key in enumerate(sheets, row + 1):
        name = said.say(f"workbook.{key}")
        target = f"internal:'{name}'!A1"
        sheet.write_url(number, 0, target, book.book.get_default_url_format(), name)
        book.put(sheet, number, 1, said.say(f"workbook.cover {key}"))


def _moved(book: Book, publication: Publication) -> None:
    said = publication.said
    names = ("workbook.column", "page.polarity", "report.ref", "report.title", "report.summary")
    rows: list[list[Cell]] = []
    for one in publication.summaries:
        for key, manner, moved in (
            ("report.worse", "negative", one.worse),
            ("report.better", "positive", one.better),
            ("report.other", "", one.other),
        ):
            rows += [
                [one.heading, Text(said.say(key), manner), Text(move.ref, "bold"),
                 Text(move.title, "wrap"), move.words]
                for move in moved
            ]  # fmt: skip
    if not rows:
        rows.append([said.say("report.nothing"), *[said.say("page.none")] * 4])
    widths = (24, 18, None, 60, 70)
    book.table(said.say("workbook.moved"), [said.say(name) for name in names], rows, widths)


def _measures(book: Book, publication: Publication) -> None:
    said = publication.said
    names = (
        "report.ref", "report.title", "report.area", "report.owner", "report.accountable",
        "page.unit", "page.kind", "page.polarity", "page.decimals", "page.formula",
        "page.in words", "page.denominator", "page.comparators", "page.reads", "page.read by",
        "page.part of", "page.introduced", "page.ended", "page.replaced by", "page.breaks",
        "page.checks", "page.notes", "page.because",
    )  # fmt: skip
    rows = [
        list(_measure(publication, publication.definition(row))) for row in publication.report.rows
    ]
    widths = (None, 44, *([None] * 10), 40, None, None, None, None, None, None, None, 40, 60, 40)
    book.table(said.say("workbook.measures"), [said.say(name) for name in names], rows, widths)


def _measure(publication: Publication, one: Definition) -> Iterator[Cell]:
    said = publication.said
    none = said.say("page.none")
    yield Text(one.ref, "bold")
    texts = (one.title, one.area, one.owner, one.accountable, one.unit, one.measure, one.polarity)
    yield from (Text(text or none, "wrap") for text in texts)
    yield Number(float(one.decimals))
    checks = "\n".join(
        f"{expect}: {because}" if because else expect for expect, because in one.checks
    )
    for text in (
        one.formula, one.formula_words, _sources(one.denominators), _sources(one.comparators),
        ", ".join(one.reads), ", ".join(one.readers), one.part_of, one.introduced, one.ended,
        ", ".join(one.replaced_by), ", ".join(one.breaks), checks, one.notes, one.because,
    ):  # fmt: skip
        yield Text(text or none, "wrap")


def _sources(found: tuple[Source, ...]) -> str:
    return "\n".join(
        ", ".join(filter(None, (one.title, one.geography, one.when, one.kind)))
        + f": {one.value}"
        + (f" ({one.source})" if one.source else "")
        for one in found
    )


def _notes(book: Book, publication: Publication) -> None:
    said = publication.said
    note = said.say("report.note")
    rows: list[list[Cell]] = [
        [f"[{note} {number}]", Text(text, "wrap")]
        for number, text in enumerate(publication.notes.texts, 1)
    ]
    rows += [[f"({mark})", words] for mark, words in mark_notes(publication.report, said)]
    if not rows:
        rows.append([said.say("page.none"), said.say("page.none")])
    heads = [said.say("report.note head"), said.say("report.note text")]
    book.table(said.say("workbook.notes"), heads, rows, (12, 110))


def _data(book: Book, publication: Publication) -> None:
    report, said = publication.report, publication.said
    names = ("report.ref", "workbook.cover geography", "page.month", "workbook.value")
    heads = [said.say(name) for name in (*names, "workbook.printed", "workbook.reason")]
    none = said.say("page.none")
    rows: list[list[Cell]] = []
    months = [month_heading(report, period) for period in report.periods]
    for row in report.rows:
        for cell, month in zip(row.values, months, strict=True):
            value = whole_or_float(cell.value)
            figure: Cell = none if value is None else Number(float(value), "General")
            printed, reason = with_mark(cell), cell.reason or none
            rows.append([row.ref, report.geography, month, figure, printed, reason])
    book.table(said.say("workbook.data"), heads, rows)
