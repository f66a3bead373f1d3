"""The functions of formulas in SQL: one entry each, as in the function table.

Each takes the steps, the cells of its arguments and the bound options. What needs columns of its
own adds them, and itself behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from kpilib.figures.sql.bounds import STEP, of_quotient, of_sum
from kpilib.figures.sql.cell import Cell, Window, all_given, greatest, stretch, when
from kpilib.figures.sql.codes import HIDDEN, code
from kpilib.figures.sql.steps import Steps
from kpilib.figures.sql.text import number
from kpilib.values.reasons import (
    BREAK,
    NO_BASE,
    NOT_REPORTED,
    ZERO_BASE,
    ZERO_DENOMINATOR,
)

Function: TypeAlias = Callable[..., Cell]


def _ratio(steps: Steps, part: Cell, whole: Cell, *, scale: int) -> Cell:
    return Cell(
        f"{number(scale)} * {part.value} / {whole.divisor}",
        greatest(part.reason, whole.reason, when(whole.zero, code(ZERO_DENOMINATOR))),
        of_quotient(part.value, part.bound, whole.divisor, whole.bound, scale),
    )


def _previous(steps: Steps, x: Cell, *, months: int) -> Cell:
    value, reason, bound = (steps.series.earlier(column, months) for column in x.columns)
    return Cell(value, f"COALESCE({reason}, {code(NOT_REPORTED)})", bound)


def _change(steps: Steps, x: Cell, *, months: int, points: bool, breaks: tuple[int, ...]) -> Cell:
    level = steps.level(x)
    value, reason, bound = (steps.series.earlier(column, months) for column in x.columns)
    then = steps.add(level, Cell(value, f"COALESCE({reason}, {code(NO_BASE)})", bound))
    then = then._replace(written=x.written)
    crossed = " OR ".join(f"month BETWEEN {one} AND {one + months - 1}" for one in breaks)
    cases = [
        f"WHEN {x.reason} = {HIDDEN} OR {then.reason} = {HIDDEN} THEN {HIDDEN}",
        f"WHEN {x.reason} <> 0 THEN {x.reason}",
    ]
    if not points:
        cases.append(f"WHEN {then.zero} THEN {code(ZERO_BASE)}")
    if crossed:
        cases.append(f"WHEN {crossed} THEN {code(BREAK)}")
    cases.append(f"WHEN {then.reason} <> 0 THEN {code(NO_BASE)}")
    value = f"({x.value} - {then.value})"
    bound = of_sum(f"({x.bound} + {then.bound})", f"ABS({x.value}) + ABS({then.value})", 1)
    if not points:
        moved = steps.add(level + 1, Cell(value, "0", bound))
        value = f"{number(100)} * {moved.value} / ABS({then.divisor})"
        bound = of_quotient(moved.value, moved.bound, then.divisor, then.bound, 100)
        level += 1
    if crossed:
        value = f"CASE WHEN {crossed} THEN NULL ELSE {value} END"
    return steps.add(level + 1, Cell(value, f"CASE {' '.join(cases)} ELSE 0 END", bound))


def _sum(x: Cell, window: Window) -> tuple[str, str]:
    """Return a sum over a window, and its bound."""
    sums, sizes, carried = (
        f"SUM({one}) {window.over}" for one in (x.value, f"ABS({x.value})", x.bound)
    )
    return sums, of_sum(carried, sizes, window.months)


def _mean(x: Cell, window: Window) -> tuple[str, str]:
    sums, sizes, carried, count = (
        f"{one} {window.over}"
        for one in (
            f"SUM({x.value})", f"SUM(ABS({x.value}))", f"SUM({x.bound})", f"COUNT({x.value})"
        )
    )  # fmt: skip
    more = f"{carried} + {number((window.months + 1) * STEP)} * {sizes}"
    return f"{sums} / {count}", f"({more}) / NULLIF({count}, 0)"


def _extreme(name: str) -> Callable[[Cell, Window], tuple[str, str]]:
    def extreme(x: Cell, window: Window) -> tuple[str, str]:
        return f"{name}({x.value}) {window.over}", f"MAX({x.bound}) {window.over}"

    return extreme


def _over_months(x: Cell, figure: tuple[str, str], window: Window) -> Cell:
    return window.guarded(*figure, window.hides(x), f"COUNT({x.value}) {window.over}")


def _windowed(reduce: Callable[[Cell, Window], tuple[str, str]]) -> Function:
    """Make a function of the months ending here that have a value."""

    def windowed(
        steps: Steps, x: Cell, *, months: int, at_least: int, breaks: tuple[int, ...]
    ) -> Cell:
        window = Window.ending(steps.series, months, at_least, breaks)
        return _over_months(x, reduce(x, window), window)

    return windowed


def _median(steps: Steps, x: Cell, *, months: int, at_least: int, breaks: tuple[int, ...]) -> Cell:
    """Return the middle of the values, ranked; of an even number, the mean of the middle two."""
    window = Window.ending(steps.series, months, at_least, breaks)
    behind = ""
    if breaks:
        behind = f" AND {stretch('earlier.month', breaks)} = {stretch('now.month', breaks)}"
    middle = steps.middle(x, months, behind)
    bound = f"MAX({x.bound}) {window.over} + {number(STEP)} * ABS({middle})"
    return _over_months(x, (middle, bound), window)


def _pooled(
    steps: Steps,
    part: Cell,
    whole: Cell,
    *,
    months: int,
    scale: int,
    at_least: int,
    breaks: tuple[int, ...],
) -> Cell:
    window = Window.ending(steps.series, months, at_least, breaks)
    return _pool(steps, part, whole, window, scale)


def _pool(steps: Steps, part: Cell, whole: Cell, window: Window, scale: int) -> Cell:
    """Return the sum of parts over the sum of wholes, of the months in which both have a value."""
    level = steps.level(part, whole)
    both = f"{part.value} IS NOT NULL AND {whole.value} IS NOT NULL"
    hidden, counted = window.hides(part, whole), f"COUNT(CASE WHEN {both} THEN 1 END) {window.over}"
    sums = []
    for side in (part, whole):
        value, reason, bound = (f"CASE WHEN {both} THEN {one} END" for one in side.columns)
        shared = Cell(value, reason, bound)
        sums.append(steps.add(level, window.guarded(*_sum(shared, window), hidden, counted)))
    return steps.add(steps.level(*sums), _ratio(steps, *sums, scale=scale))


def _year_to_date(
    steps: Steps,
    x: Cell,
    *,
    year_starts: int,
    stock: bool,
    at_least: int,
    breaks: tuple[int, ...],
) -> Cell:
    if stock:
        return x
    window = Window.to_date(steps.series, year_starts, at_least, breaks)
    return _over_months(x, _sum(x, window), window)


def _pooled_to_date(
    steps: Steps,
    part: Cell,
    whole: Cell,
    *,
    year_starts: int,
    scale: int,
    at_least: int,
    breaks: tuple[int, ...],
) -> Cell:
    window = Window.to_date(steps.series, year_starts, at_least, breaks)
    return _pool(steps, part, whole, window, scale)


def _unbroken(steps: Steps, x: Cell, *, months: tuple[int, ...]) -> Cell:
    broken = f"month IN ({', '.join(map(str, months))})"
    value = f"CASE WHEN {broken} THEN NULL ELSE {x.value} END"
    return Cell(value, greatest(x.reason, when(broken, code(BREAK))), x.bound)


def _coalesce(steps: Steps, *cells: Cell) -> Cell:
    values = reasons = bounds = ""
    for cell in cells:
        hidden = f" WHEN {cell.reason} = {HIDDEN} THEN"
        values += f" WHEN {cell.reason} = 0 THEN {cell.value}{hidden} NULL"
        reasons += f" WHEN {cell.reason} = 0 THEN 0{hidden} {HIDDEN}"
        bounds += f" WHEN {cell.reason} = 0 THEN {cell.bound}{hidden} NULL"
    strongest = greatest(*(cell.reason for cell in cells))
    return Cell(f"CASE{values} END", f"CASE{reasons} ELSE {strongest} END", f"CASE{bounds} END")


def _pick(name: str) -> Function:
    def picked(steps: Steps, *cells: Cell) -> Cell:
        value = f"{name}({', '.join(cell.value for cell in cells)})"
        bound = f"GREATEST({', '.join(cell.bound for cell in cells)})"
        reason = greatest(*(cell.reason for cell in cells))
        return Cell(all_given(cells, value), reason, bound)

    return picked


def _abs(steps: Steps, x: Cell) -> Cell:
    return x._replace(value=f"ABS({x.value})")


FUNCTIONS: dict[str, Function] = {
    "percent": _ratio,
    "rate": _ratio,
    "previous": _previous,
    "same_month_last_year": _previous,
    "change": _change,
    "mean": _windowed(_mean),
    "minimum": _windowed(_extreme("MIN")),
    "maximum": _windowed(_extreme("MAX")),
    "median": _median,
    "total": _windowed(_sum),
    "pooled": _pooled,
    "year_to_date": _year_to_date,
    "pooled_to_date": _pooled_to_date,
    "unbroken": _unbroken,
    "coalesce": _coalesce,
    "least": _pick("LEAST"),
    "greatest": _pick("GREATEST"),
    "abs": _abs,
}
