"""A comparison for a terminal."""

from __future__ import annotations

from kpilib.figures.difference.comparison import Comparison
from kpilib.figures.difference.outline import (
    because,
    change_lines,
    exact_words,
    heading,
    shown,
    verdict,
)
from kpilib.values.safe import one_line

#: so many figures are listed one by one
_LISTED = 60


def to_text(found: Comparison, width: int = 80) -> str:
    """Write verdict, changes, and the figures that move, no line longer than the width."""
    lines = [verdict(found)]
    if found.changes:
        lines += ["", "Changes:"]
    for number, words, label in change_lines(found):
        lines.append(f"  {number}. {one_line(words)}" + (f"  [{label}]" if label else ""))
    if found.moved:
        lines += ["", f"Figures of {found.period} that move:"]
    places = {one.geography for one in found.moved}
    for one in found.moved[:_LISTED]:
        name = one_line(one.ref if len(places) == 1 else f"{one.ref}, {one.geography}")
        cells = f"was {one_line(shown(one.before))}, now {one_line(shown(one.after))}"
        why = because(found, one)
        head = one_line(heading(found, one.column))
        lines.append(f"  {name}, {head}: {cells}" + (f"  [{why}]" if why else ""))
    if len(found.moved) > _LISTED:
        lines.append(f"  and {len(found.moved) - _LISTED:,} more; --format json has them all")
    if exact := exact_words(found):
        lines += ["", exact]
    if found.not_compared:
        lines += ["", f"Not compared, one side cannot work them out: {_names(found)}"]
    return "".join(f"{_cut(line, width)}\n" for line in lines)


def _names(found: Comparison) -> str:
    names = [one_line(ref) for ref in found.not_compared]
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"
