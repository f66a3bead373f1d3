"""The changes of a report in words."""

from __future__ import annotations

from kpilib.figures.report.model import Report, ReportRow
from kpilib.values.period import Period
from kpilib.values.wording.changes import Change, direction_words, in_words
from kpilib.values.wording.locale import Locale, locale


def change_of(report: Report, row: ReportRow, column: str) -> Change | None:
    """Give the change that a column shows of a row; None where it shows none."""
    cell, kind = row.columns[column], report.kinds[column]
    if cell.rounded is None or cell.direction is None:
        return None
    now = then = None
    if kind.of_value and kind.months is not None:
        texts = {one.period: one.text for one in row.values if one.reason is None}
        now = texts.get(report.period)
        then = texts.get(str(Period.parse(report.period).shift(-kind.months)))
    return Change(
        cell.rounded, cell.direction, cell.judgement, row.polarity,
        then, now, kind.points, report.threshold, cell.value,
    )  # fmt: skip


def change_in_words(report: Report, row: ReportRow, column: str) -> str | None:
    """Say the change of a column, in percent or points, in words; None where there is none.

    It is judged by the dataset's own threshold and the row's polarity in it.
    """
    change = change_of(report, row, column)
    return None if change is None else in_words(change, language_of(report))


def direction_in_words(report: Report, row: ReportRow, column: str) -> str | None:
    """Say the direction of a column's change, and whether it is good."""
    cell = row.columns[column]
    if cell.direction is None:
        return None
    return direction_words(cell.direction, cell.judgement, language_of(report))


def language_of(report: Report) -> Locale:
    """Give the language of a report."""
    return locale(report.locale)


def month_heading(report: Report, period: str) -> str:
    """Give a month as it stands above a column."""
    return language_of(report).format(Period.parse(period), "%b %y")
