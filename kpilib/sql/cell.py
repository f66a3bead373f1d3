"""What the SQL of a formula is made of: expressions for a value and its reason, and where."""

from __future__ import annotations

from typing import NamedTuple

from kpilib.series.reasons import TOO_FEW
from kpilib.sql.codes import HIDDEN, code


class Cell(NamedTuple):
    """Two expressions: the value, NULL where there is none, and the number of the reason, else 0.

    Both are short: the names of columns, numbers, or the number of a reason read anew.
    """

    value: str
    reason: str


class Series(NamedTuple):
    """How months follow each other: what the rows of one series have in common."""

    #: the columns of which each combination is a series
    keys: str = "geography"

    def earlier(self, column: str, months: int) -> str:
        """Give a column that many months earlier."""
        return f"LAG({column}, {months}) OVER (PARTITION BY {self.keys} ORDER BY month)"

    def over(self, months: int) -> str:
        """Give the window of the months ending here."""
        return (
            f"OVER (PARTITION BY {self.keys} ORDER BY month"
            f" ROWS BETWEEN {months - 1} PRECEDING AND CURRENT ROW)"
        )

    def year(self, year_starts: int) -> str:
        """Give the number of the reporting year."""
        return f"FLOOR((month - {year_starts - 1}) / CAST(12 AS DOUBLE PRECISION))"

    def in_year(self, year_starts: int) -> str:
        """Give the window of the months since the reporting year began."""
        return (
            f"OVER (PARTITION BY {self.keys}, {self.year(year_starts)} ORDER BY month"
            " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
        )


def greatest(*numbers: str) -> str:
    """Give the strongest of several reasons.

    >>> greatest("r1", "0", "r1")
    'r1'
    """
    said = [one for one in dict.fromkeys(numbers) if one != "0"]
    if len(said) < 2:
        return said[0] if said else "0"
    return f"GREATEST({', '.join(said)})"


def when(condition: str, number: int) -> str:
    """Give a reason that holds under a condition."""
    return f"CASE WHEN {condition} THEN {number} ELSE 0 END"


def hidden_in(reason: str, window: str) -> str:
    """Say whether a confidential cell lies in a window."""
    return f"MAX(CASE WHEN {reason} = {HIDDEN} THEN 1 ELSE 0 END) {window} = 1"


def guarded(x: Cell, value: str, window: str, at_least: int = 1) -> Cell:
    """Give a figure of a window: none where a cell in it is hidden, or too few have a value."""
    hidden, few = hidden_in(x.reason, window), f"COUNT({x.value}) {window} < {at_least}"
    reason = f"CASE WHEN {hidden} THEN {HIDDEN} WHEN {few} THEN {code(TOO_FEW)} ELSE 0 END"
    return Cell(f"CASE WHEN {hidden} OR {few} THEN NULL ELSE {value} END", reason)


def all_given(cells: tuple[Cell, ...], value: str) -> str:
    """Give a value where every cell has one."""
    missing = " OR ".join(f"{cell.value} IS NULL" for cell in cells)
    return f"CASE WHEN {missing} THEN NULL ELSE {value} END"
