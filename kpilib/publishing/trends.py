"""The trend of a row: its months, their mean and the comparators, and all of it in words."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from kpilib.reports.model import Report, ReportRow
from kpilib.series.period import Period
from kpilib.series.rounding import decimal_text, scaled
from kpilib.wording.locale import Locale

_YEAR = 12


class Level(NamedTuple):
    """A line across the months: its name, height and printed figure."""

    name: str
    value: float
    text: str


class Trend(NamedTuple):
    """What a chart of one row shows."""

    title: str
    #: ``Sep 15``, one for each printed month
    months: tuple[str, ...]
    values: tuple[float | None, ...]
    #: as printed, empty where there is no figure
    texts: tuple[str, ...]
    mean: Level | None
    comparators: tuple[Level, ...]


def trend(report: Report, row: ReportRow, said: Locale) -> Trend:
    """Give the trend of a row over the months printed.

    The mean is that of the column that prints it; without such a column that of the last 12 months,
    where so many are shown.
    """
    months = tuple(said.format(Period.parse(period), "%b %y") for period in report.periods)
    comparators = tuple(
        Level(kind.body or "", cell.value, cell.text)
        for name, kind in report.kinds.items()
        if kind.name == "comparator" and (cell := row.columns[name]).value is not None
    )
    return Trend(
        f"{row.ref} {row.title}",
        months,
        tuple(cell.value for cell in row.values),
        tuple("" if cell.reason else cell.text for cell in row.values),
        _mean(report, row, said),
        comparators,
    )


def _mean(report: Report, row: ReportRow, said: Locale) -> Level | None:
    name = said.say("chart.mean label")
    for column, kind in report.kinds.items():
        if kind.name == "mean" and kind.of_value and kind.months == _YEAR:
            cell = row.columns[column]
            return None if cell.value is None else Level(name, cell.value, cell.text)
    shown = row.values[-_YEAR:]
    values = [cell.value for cell in shown if cell.value is not None]
    if len(shown) < _YEAR or not values or any(c.reason == "confidential" for c in shown):
        return None
    mean = math.fsum(values) / len(values)
    decimals = max(len(cell.text.rstrip("%").partition(".")[2]) for cell in shown)
    units = scaled(Fraction(mean), min(decimals, 6))
    suffix = "%" if row.unit == "percent" else ""
    return Level(name, mean, said.printed(decimal_text(units, min(decimals, 6)) + suffix))


def in_words(shown: Trend, said: Locale) -> str:
    """Say what a chart shows, for whoever does not see it: from where to where, extremes, mean."""
    known = [
        (value, text, month)
        for value, text, month in zip(shown.values, shown.texts, shown.months, strict=True)
        if value is not None
    ]
    if not known:
        return said.say("chart.no figure", title=shown.title)
    first, last = known[0], known[-1]
    words = {"last": said.number(last[1]), "last_month": last[2]}
    extremes = ""
    if len(known) == 1:
        points = said.say("chart.one", **words)
    else:
        words |= {"first": said.number(first[1]), "first_month": first[2]}
        points = said.say("chart.points", **words) + _gaps(shown, said)
        extremes = _extremes(known, said)
    mean = said.say("chart.mean", mean=said.number(shown.mean.text)) if shown.mean else ""
    comparators = "".join(
        said.say("chart.comparator", name=level.name, value=said.number(level.text))
        for level in shown.comparators
    )
    return said.say(
        "chart.alt", title=shown.title, points=points, extremes=extremes, mean=mean,
        comparators=comparators,
    )  # fmt: skip


def _gaps(shown: Trend, said: Locale) -> str:
    places = [number for number, value in enumerate(shown.values) if value is not None]
    gaps = places[-1] - places[0] + 1 - len(places)
    return said.count("chart.gaps", gaps) if gaps else ""


def _extremes(known: list[tuple[float, str, str]], said: Locale) -> str:
    low, high = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    if low[1] == high[1]:
        return ""
    return said.say(
        "chart.extremes", low=said.number(low[1]), low_month=low[2],
        high=said.number(high[1]), high_month=high[2],
    )  # fmt: skip
