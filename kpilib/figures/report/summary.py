"""What moved: judged rows first, the worse before the better, each with its figures in words."""

from __future__ import annotations

from typing import NamedTuple

from kpilib.figures.report.model import Report
from kpilib.figures.report.words import change_in_words


class Movement(NamedTuple):
    """A row that moved, and how, in words."""

    ref: str
    title: str
    words: str


class Summary(NamedTuple):
    """What moved in one change column."""

    column: str
    heading: str
    worse: tuple[Movement, ...]
    better: tuple[Movement, ...]
    #: moved, and neither direction is better
    other: tuple[Movement, ...]
    up: int
    down: int
    similar: int
    #: rows without a change
    none: int


def summaries(report: Report) -> tuple[Summary, ...]:
    """Give the summary of each change column, in printed order.

    Within each list the largest changes come first.
    """
    changes = [name for name, kind in report.kinds.items() if kind.name == "change"]
    return tuple(_summary(report, name) for name in changes)


def _summary(report: Report, column: str) -> Summary:
    counts = {"up": 0, "down": 0, "similar": 0, None: 0}
    moved: dict[str | None, list[tuple[float, Movement]]] = {}
    for row in report.rows:
        cell = row.columns[column]
        counts[cell.direction] += 1
        words = change_in_words(report, row, column)
        if words is not None and cell.direction in ("up", "down"):
            size = -abs(cell.rounded or 0.0)
            movement = Movement(row.ref, row.title, words)
            moved.setdefault(cell.judgement, []).append((size, movement))
    worse, better, other = (
        tuple(one for _, one in sorted(moved.get(name, ()), key=lambda pair: pair[0]))
        for name in ("negative", "positive", None)
    )
    heading = report.headings[column]
    return Summary(
        column, heading, worse, better, other,
        counts["up"], counts["down"], counts["similar"], counts[None],
    )  # fmt: skip
