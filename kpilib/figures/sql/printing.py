"""Figures as printed, in SQL: explicit half-up on whole numbers of the last decimal.

A double carries a tie that it cannot hold exactly a little to one side. A figure within its bound
of a tie is taken for one: right wherever the whole numbers by which it was divided multiply to less
than one over twice the bound, because other figures lie further away. Where the bound is too wide
to be trusted so, the figure is unsure: it has no printed text, and a change no arrow.
"""

from __future__ import annotations

from typing import NamedTuple

from kpilib.figures.sql.bounds import STEP
from kpilib.figures.sql.text import literal, number
from kpilib.values.change import ARROWS
from kpilib.values.rounding import Rounding

#: figures of so many last decimals are not printed by SQL
_MOST = 1e15
#: the widest bounds that are trusted, in last decimals: of quotients, and of sums and means of
#: decimals, which lie further apart; and what one division of whole numbers leaves, of any size
_OF_QUOTIENTS, _OF_DECIMALS, _OF_DIVISION = 1e-9, 1e-6, 1e-15


class Size(NamedTuple):
    """The size of a figure in units of its last decimal, and its bound, as SQL."""

    size: str
    bound: str
    trusted: str

    @classmethod
    def of(cls, value: str, bound: str, decimals: int, *, quotient: bool) -> Size:
        """Return the size of a figure that is printed with so many decimals."""
        size = f"ABS({value})"
        if decimals:
            scale = number(10**decimals)
            size = f"({size} * {scale})"
            bound = f"({bound} * {scale} + {number(STEP)} * {size})"
        most = number(_OF_QUOTIENTS if quotient else _OF_DECIMALS)
        return cls(size, bound, f"({most} + {size} * {number(_OF_DIVISION)})")

    def near(self) -> str:
        """Return how near the size has to lie to a tie, or a threshold, to be taken for one."""
        return f"LEAST({self.bound}, {self.trusted})"

    def units(self, rounding: Rounding) -> str:
        """Return the size rounded."""
        up = f"FLOOR({self.size} + {number(0.5)} + {self.near()})"
        if rounding == "half up":
            return up
        odd = f"{up} - 2 * FLOOR({up} / {number(2)}) = 1"
        tie = f"{self._beside_a_tie()} <= {self.near()}"
        # beside a whole number just below the tie the floor may be that of the next
        return f"CASE WHEN {tie} AND {odd} THEN {up} - 1 ELSE {up} END"

    def unsure(self, threshold: str = "") -> str:
        """Return 1 where a wide bound leaves open how to round, or whether a threshold is met."""
        open_ = f"{self._beside_a_tie()} <= {self.bound}"
        if threshold:
            open_ = f"({open_} OR ABS({self.size} - {threshold}) <= {self.bound})"
        return f"CASE WHEN {self.bound} > {self.trusted} AND {open_} THEN 1 ELSE 0 END"

    def _beside_a_tie(self) -> str:
        return f"ABS({self.size} - FLOOR({self.size}) - {number(0.5)})"


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
