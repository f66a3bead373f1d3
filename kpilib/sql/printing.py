"""Figures as printed, in SQL: explicit half-up on whole numbers of the last decimal.

A double carries a tie that it cannot hold exactly a little to one side. A figure within 1e-10 of a
tie (and a few last bits of a large one) is taken for one: right wherever the whole numbers by which
it was divided multiply to less than 5,000,000,000, because other figures lie further away.
"""

from __future__ import annotations

from kpilib.series.change import ARROWS
from kpilib.series.rounding import Rounding
from kpilib.sql.text import literal, number

#: figures of so many last decimals are not printed by SQL
_MOST = 1e15


def units(value: str, decimals: int, rounding: Rounding) -> str:
    """Give the size of a figure, rounded, in units of its last decimal."""
    size = f"ABS({value})" if not decimals else f"(ABS({value}) * {number(10**decimals)})"
    up = f"FLOOR({size} + {number(0.5)} + {near(size)})"
    if rounding == "half up":
        return up
    odd = f"{up} - 2 * FLOOR({up} / {number(2)}) = 1"
    tie = f"ABS({size} - FLOOR({size}) - {number(0.5)}) <= {near(size)}"
    # beside a whole number just below the tie the floor may be that of the next
    return f"CASE WHEN {tie} AND {odd} THEN {up} - 1 ELSE {up} END"


def near(size: str) -> str:
    """Give how near a figure of that size has to lie to a tie to be taken for one."""
    return f"({number(1e-10)} + {size} * {number(1e-15)})"


def printed(value: str, units_: str, decimals: int, *, percent: bool) -> str:
    """Give the printed text of a figure whose rounded size is known, in units."""
    whole, rest = units_, ""
    if decimals:
        whole = f"FLOOR({units_} / {number(10**decimals)})"
        part = f"{units_} - {whole} * {number(10**decimals)}"
        rest = f" || '.' || RIGHT('000000' || {_text(part)}, {decimals})"
    sign = f"CASE WHEN {value} < 0 AND {units_} > 0 THEN '-' ELSE '' END"
    suffix = " || '%'" if percent else ""
    return f"CASE WHEN {units_} < {number(_MOST)} THEN {sign} || {_text(whole)}{rest}{suffix} END"


def printed_change(value: str, units_: str, direction: str) -> str:
    """Give the printed text of a change: an arrow, and whole percent with commas."""
    arrow = f"CASE {direction} WHEN 1 THEN {literal(ARROWS['up'])}"
    arrow += f" WHEN -1 THEN {literal(ARROWS['down'])} ELSE {literal(ARROWS['similar'])} END"
    sign = f"CASE WHEN {value} < 0 AND {units_} > 0 THEN '-' ELSE '' END"
    cases = ""
    for groups in range(1, 6):
        shown = _group(units_, groups - 1, first=True)
        for place in range(groups - 2, -1, -1):
            shown += f" || ',' || {_group(units_, place, first=False)}"
        cases += f" WHEN {units_} < {number(1000**groups)} THEN {shown}"
    return f"{arrow} || ' ' || {sign} || CASE{cases} END"


def _group(units_: str, place: int, *, first: bool) -> str:
    """Give three digits: the thousands of that place, with its zeros where it is not the first."""
    whole = f"FLOOR({units_} / {number(1000**place)})" if place else units_
    if first:
        return _text(whole)
    more = f"FLOOR({units_} / {number(1000 ** (place + 1))})"
    return f"RIGHT('000' || {_text(f'{whole} - {more} * {number(1000)}')}, 3)"


def _text(whole: str) -> str:
    return f"CAST(CAST({whole} AS BIGINT) AS TEXT)"
