"""A changelog entry drafted from a comparison, for a person to finish."""

from __future__ import annotations

from kpilib.figures.difference.change import Change
from kpilib.figures.difference.comparison import Comparison
from kpilib.figures.difference.side import Side
from kpilib.values.period import Period
from kpilib.values.safe import for_markdown


def to_changelog(found: Comparison, head: Side) -> str:
    """Write a line a changed indicator, then populations, comparators, the dataset, figures."""
    lines: list[str] = []
    by_ref: dict[str, list[Change]] = {}
    for one in found.definitions:
        if one.what == "indicator":
            by_ref.setdefault(one.name, []).append(one)
    for ref, several in by_ref.items():
        lines.append(f"- Definitions: {_indicator(found, head, ref, several)}")
    for one in found.definitions:
        if one.what == "observations of":
            lines.append(f"- Restated: {for_markdown(one.name)}, {_moved(one)}.")
        elif one.what != "indicator":
            lines.append(f"- {one.what.capitalize()}s: {for_markdown(str(one))}.")
    for one in found.changes:
        if one.action == "renamed":
            lines.append(f"- Renamed: {for_markdown(str(one))}.")
    return "\n".join(lines or ["- Nothing that concerns figures."]) + "\n"


def _indicator(found: Comparison, head: Side, ref: str, several: list[Change]) -> str:
    name = for_markdown(ref)
    action = several[0].action
    row = head.by_ref.get(ref)
    if action in ("added", "removed") or row is None:
        return f"{name} {action}{_because(head, ref)}."
    what = "; ".join(f"{one.key} {_moved(one)}" for one in several)
    month = row.breaks[-1] if any(one.key == "breaks" for one in several) and row.breaks else None
    since = Period.month(month) if month is not None else Period.parse(found.period)
    return f"{name} ({for_markdown(what)}), from {since.format('%b %y')}{_because(head, ref)}."


def _moved(one: Change) -> str:
    return f"{one.before or 'none'} to {one.after or 'none'}"


def _because(head: Side, ref: str) -> str:
    row = head.by_ref.get(ref)
    reason = row.because if row is not None else None
    return f", because {for_markdown(reason.rstrip('.'))}" if reason else ", because ..."
