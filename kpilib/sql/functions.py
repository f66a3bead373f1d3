"""The functions of formulas in SQL: one entry each, as in the function table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from kpilib.series.reasons import (
    BREAK,
    NO_BASE,
    NOT_REPORTED,
    TOO_FEW,
    ZERO_BASE,
    ZERO_DENOMINATOR,
)
from kpilib.sql.cell import Cell, Series, all_given, greatest, guarded, hidden_in, when
from kpilib.sql.codes import HIDDEN, code
from kpilib.sql.text import number

#: takes the cells of the arguments, how months follow each other, and the bound options
Function: TypeAlias = Callable[..., Cell]


def _ratio(series: Series, part: Cell, whole: Cell, *, scale: int) -> Cell:
    value = f"{number(scale)} * {part.value} / NULLIF({whole.value}, 0)"
    zero = when(f"{whole.value} = 0", code(ZERO_DENOMINATOR))
    return Cell(value, greatest(part.reason, whole.reason, zero))


def _previous(series: Series, x: Cell, *, months: int) -> Cell:
    reason = f"COALESCE({series.earlier(x.reason, months)}, {code(NOT_REPORTED)})"
    return Cell(series.earlier(x.value, months), reason)


def _change(series: Series, x: Cell, *, months: int, points: bool, breaks: tuple[int, ...]) -> Cell:
    then = series.earlier(x.value, months)
    base = f"COALESCE({series.earlier(x.reason, months)}, {code(NO_BASE)})"
    crossed = " OR ".join(f"month BETWEEN {one} AND {one + months - 1}" for one in breaks)
    value = f"{x.value} - {then}"
    if not points:
        value = f"{number(100)} * ({value}) / NULLIF(ABS({then}), 0)"
    cases = [
        f"WHEN {x.reason} = {HIDDEN} OR {base} = {HIDDEN} THEN {HIDDEN}",
        f"WHEN {x.reason} <> 0 THEN {x.reason}",
    ]
    if not points:
        cases.append(f"WHEN {then} = 0 THEN {code(ZERO_BASE)}")
    if crossed:
        cases.append(f"WHEN {crossed} THEN {code(BREAK)}")
        value = f"CASE WHEN {crossed} THEN NULL ELSE {value} END"
    cases.append(f"WHEN {base} <> 0 THEN {code(NO_BASE)}")
    return Cell(value, f"CASE {' '.join(cases)} ELSE 0 END")


def _window(value: Callable[[str, str], str]) -> Function:
    """Make a function of the months ending here that have a value."""

    def windowed(series: Series, x: Cell, *, months: int, at_least: int) -> Cell:
        return guarded(x, value(x.value, series.over(months)), series.over(months), at_least)

    return windowed


def _pooled(
    series: Series, part: Cell, whole: Cell, *, months: int, scale: int, at_least: int = 1
) -> Cell:
    return _pool(part, whole, series.over(months), scale, at_least)


def _pool(part: Cell, whole: Cell, window: str, scale: int, at_least: int) -> Cell:
    both = f"{part.value} IS NOT NULL AND {whole.value} IS NOT NULL"
    sums = [f"SUM(CASE WHEN {both} THEN {side.value} END) {window}" for side in (part, whole)]
    hidden = " OR ".join(hidden_in(side.reason, window) for side in (part, whole))
    few = f"COUNT(CASE WHEN {both} THEN 1 END) {window} < {at_least}"
    reason = (
        f"CASE WHEN {hidden} THEN {HIDDEN} WHEN {few} THEN {code(TOO_FEW)}"
        f" WHEN {sums[1]} = 0 THEN {code(ZERO_DENOMINATOR)} ELSE 0 END"
    )
    value = f"{number(scale)} * {sums[0]} / NULLIF({sums[1]}, 0)"
    return Cell(f"CASE WHEN {hidden} OR {few} THEN NULL ELSE {value} END", reason)


def _year_to_date(series: Series, x: Cell, *, year_starts: int, stock: bool) -> Cell:
    assert not stock
    window = series.in_year(year_starts)
    return guarded(x, f"SUM({x.value}) {window}", window)


def _pooled_to_date(
    series: Series, part: Cell, whole: Cell, *, year_starts: int, scale: int
) -> Cell:
    return _pool(part, whole, series.in_year(year_starts), scale, 1)


def _coalesce(series: Series, *cells: Cell) -> Cell:
    values = reasons = ""
    for cell in cells:
        values += (
            f" WHEN {cell.reason} = 0 THEN {cell.value} WHEN {cell.reason} = {HIDDEN} THEN NULL"
        )
        reasons += f" WHEN {cell.reason} = 0 THEN 0 WHEN {cell.reason} = {HIDDEN} THEN {HIDDEN}"
    strongest = greatest(*(cell.reason for cell in cells))
    return Cell(f"CASE{values} END", f"CASE{reasons} ELSE {strongest} END")


def _pick(name: str) -> Function:
    def picked(series: Series, *cells: Cell) -> Cell:
        value = f"{name}({', '.join(cell.value for cell in cells)})"
        reason = greatest(*(cell.reason for cell in cells))
        return Cell(all_given(cells, value), reason)

    return picked


def _abs(series: Series, x: Cell) -> Cell:
    return Cell(f"ABS({x.value})", x.reason)


FUNCTIONS: dict[str, Function] = {
    "percent": _ratio,
    "rate": _ratio,
    "previous": _previous,
    "same_month_last_year": _previous,
    "change": _change,
    "mean": _window(lambda x, window: f"SUM({x}) {window} / COUNT({x}) {window}"),
    "minimum": _window(lambda x, window: f"MIN({x}) {window}"),
    "maximum": _window(lambda x, window: f"MAX({x}) {window}"),
    "total": _window(lambda x, window: f"SUM({x}) {window}"),
    "pooled": _pooled,
    "year_to_date": _year_to_date,
    "pooled_to_date": _pooled_to_date,
    "coalesce": _coalesce,
    "least": _pick("LEAST"),
    "greatest": _pick("GREATEST"),
    "abs": _abs,
}
