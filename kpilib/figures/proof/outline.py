"""Outcomes of tests in words."""

from __future__ import annotations

from collections.abc import Sequence

from kpilib.figures.proof.coverage import Part
from kpilib.figures.proof.running import Outcome
from kpilib.values.period import Period
from kpilib.values.safe import one_line

#: so many things that no test touches are named
_NAMED = 12


def failure_lines(outcome: Outcome) -> list[str]:
    """Give what was expected and got, and how the wrong figure came about."""
    if outcome.error is not None:
        return [outcome.error]
    lines = []
    for one in outcome.failures:
        cell = one.expectation
        column = f", {cell.column}" if cell.column else ""
        where = f"{cell.ref}, {Period.month(cell.period)}{column}"
        lines.append(f"{where}: expected {one.expected}, got {one.got}")
        lines += [f"  {line}" for line in one.explanation]
    return lines


def to_text(outcomes: Sequence[Outcome], parts: Sequence[Part]) -> str:
    """Write the failures, a line of counts, and what no test touches."""
    lines = []
    for one in outcomes:
        if not one.passed:
            span = one.case.span
            lines.append(f"{span.file}:{span.line}: FAILED {one_line(one.case.test)}")
            lines += [f"  {one_line(line)}" for line in failure_lines(one)]
            lines.append("")
    failed = sum(not one.passed for one in outcomes)
    checked = sum(len(one.seen) for one in outcomes)
    lines.append(f"{len(outcomes)} tests, {failed} failed; {checked} expectations")
    for part in parts:
        touched = part.total - len(part.missing)
        line = f"{part.name}: {touched} of {part.total} ({part.percent}%)"
        if part.missing:
            named = ", ".join(map(one_line, part.missing[:_NAMED]))
            more = len(part.missing) - _NAMED
            line += f"; no test: {named}" + (f" and {more} more" if more > 0 else "")
        lines.append(line)
    return "\n".join(lines) + "\n"
