"""The trend of a row: its months, their mean and the comparators, and all of it in words."""

from __future__ import annotations

from typing import NamedTuple

from kpilib.figures.report.model import Report, ReportRow
from kpilib.values.period import Period
from kpilib.values.wording.locale import Locale

_YEAR = 12


class Level(NamedTuple):
    """A line across the months: its name, height and printed figure."""

    name: str
    value: float
    text: str
    #: its height in each month where it is not the same in all, None where there is none
    steps: tuple[float | None, ...] = ()

    @property
    def heights(self) -> tuple[float, ...]:
        """Every height it has."""
        return tuple(one for one in self.steps if one is not None) or (self.value,)


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

    The mean is that of the column that prints it; without such a column there is none.
    """
    months = tuple(said.format(Period.parse(period), "%b %y") for period in report.periods)
    comparators = tuple(
        Level(kind.body or "", cell.value, cell.text, _steps(cell.in_force))
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


def _steps(in_force: tuple[float | None, ...]) -> tuple[float | None, ...]:
    """Return what was in force in each month; nothing where that is one figure in all of them."""
    return in_force if len(set(in_force)) > 1 else ()


def _mean(report: Report, row: ReportRow, said: Locale) -> Level | None:
    name = said.say("chart.mean label")
    for column, kind in report.kinds.items():
        if kind.name == "mean" and kind.of_value and kind.months == _YEAR:
            cell = row.columns[column]
            return None if cell.value is None else Level(name, cell.value, cell.text)
    return None


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
        said.say(
            "chart.comparator",
            name=level.name,
            value=said.number(level.text),
            since=_since(level, shown, said),
        )
        for level in shown.comparators
    )
    return said.say(
        "chart.alt", title=shown.title, points=points, extremes=extremes, mean=mean,
        comparators=comparators,
    )  # fmt: skip


def _since(level: Level, shown: Trend, said: Locale) -> str:
    """Say from which month on a comparator is what it is; nothing where it always was."""
    if not level.steps:
        return ""
    other = [number for number, one in enumerate(level.steps) if one != level.steps[-1]]
    return said.say("chart.since", month=shown.months[other[-1] + 1])


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
