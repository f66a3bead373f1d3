"""A comparison in words: the verdict, the changes, the figures; shared by text and Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from kpilib.figures.difference.change import Change
from kpilib.figures.difference.comparison import Comparison, Moved
from kpilib.figures.difference.figures import Shown
from kpilib.values.period import Period
from kpilib.values.wording.changes import direction_words


def verdict(found: Comparison) -> str:
    """Say in one line what a comparison found."""
    definitions = len(found.definitions)
    if not found.changes:
        what = "nothing changed"
    elif not definitions:
        what = f"no definition changed ({_count(len(found.changes), 'change')} of words)"
    else:
        what = f"{_count(definitions, 'change')} of definitions or figures"
    if not found.moved:
        return f"{what}, no published figure moves"
    arrows = sum(one.flips > 0 and _arrow(one) for one in found.moved)
    judgements = sum(one.flips == 2 for one in found.moved)
    more = [_count(arrows, "arrow") + " flip" + "s" * (arrows == 1)] if arrows else []
    if judgements:
        more.append(_count(judgements, "judgement") + " change" + "s" * (judgements == 1))
    moves = f"{_count(len(found.moved), 'published figure')} move{'s' * (len(found.moved) == 1)}"
    return f"{what}: {', '.join([moves, *more])}"


def _arrow(one: Moved) -> bool:
    return bool(one.before and one.after and one.before.direction != one.after.direction)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"


def exact_words(found: Comparison) -> str | None:
    """Say how many figures differ behind their print only."""
    if not found.exact_only:
        return None
    are = "other figure differs" if found.exact_only == 1 else "other figures differ"
    return f"{found.exact_only:,} {are} in the exact value only, not as printed"


def heading(found: Comparison, column: str) -> str:
    """Give the heading of a column or month."""
    known = found.headings.get(column)
    if known is not None:
        return known
    try:
        return Period.parse(column).format("%b %y")
    except ValueError:
        return column


def shown(cell: Shown | None) -> str:
    """Give what a cell shows, a judged change with its direction in words."""
    if cell is None:
        return "not printed"
    text = cell.text or "blank"
    if cell.direction is None or cell.judgement is None:
        return text
    return f"{text} ({direction_words(cell.direction, cell.judgement)})"


def because(found: Comparison, one: Moved) -> str:
    """Say which changes move a figure, by their numbers from 1."""
    if len(found.definitions) == 1:
        return ""
    numbers = [str(number + 1) for number in one.causes]
    if len(numbers) > 6:
        numbers = [*numbers[:5], "..."]
    return f"{' and '.join(numbers)} together" if one.is_together else ", ".join(numbers)


def change_lines(found: Comparison) -> Sequence[tuple[int, str, str]]:
    """Give the number of each change, its words, and what became of the series."""
    return [
        (number, str(change), _label(found, change))
        for number, change in enumerate(found.changes, 1)
    ]


def _label(found: Comparison, change: Change) -> str:
    if change.is_words:
        return "words only" if change.action != "renamed" else "same series"
    return found.labels.get(change.name, "") if change.what == "indicator" else ""
