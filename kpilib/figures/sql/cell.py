"""What the SQL of a formula is made of: expressions for a value and its reason, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpilib.figures.sql.bounds import MOST
from kpilib.figures.sql.codes import HIDDEN, code
from kpilib.figures.sql.text import number
from kpilib.values.reasons import BREAK, NOT_APPLICABLE, TOO_FEW


class Cell(NamedTuple):
    """Three expressions: the value, the number of the reason, and the bound of the value.

    The value is NULL where there is none, the reason 0 where there is one; a bound may stand beside
    no value. All are short: the names of columns, numbers, or the number of a reason read anew. A
    figure as written is 0 where it says so, one that was worked out within its bound.
    """

    value: str
    reason: str
    bound: str
    written: bool = False

    @property
    def columns(self) -> tuple[str, str, str]:
        """The three expressions."""
        return self[:3]

    @property
    def zero(self) -> str:
        """The condition that it is 0."""
        return f"{self.value} = 0" if self.written else f"ABS({self.value}) <= {self.bound}"

    @property
    def shown(self) -> Cell:
        """The cell as it is printed: 0 where it may be, *not applicable* beyond the range."""
        beyond = f"ABS({self.value}) > {number(MOST)}"
        value = f"WHEN {self.zero} THEN {number(0)} ELSE {self.value}"
        reason = f"CASE WHEN {beyond} THEN {code(NOT_APPLICABLE)} ELSE {self.reason} END"
        return Cell(f"CASE WHEN {beyond} THEN NULL {value} END", reason, self.bound)

    @property
    def divisor(self) -> str:
        """The value, NULL where it is 0."""
        if self.written:
            return f"NULLIF({self.value}, 0)"
        return f"CASE WHEN {self.zero} THEN NULL ELSE {self.value} END"


class Series(NamedTuple):
    """How months follow each other: what the rows of one series have in common."""

    #: the columns of which each combination is a series
    keys: str = "geography"

    def earlier(self, column: str, months: int) -> str:
        """Return a column that many months earlier."""
        return f"LAG({column}, {months}) OVER (PARTITION BY {self.keys} ORDER BY month)"

    def over(self, months: int, breaks: Sequence[int] = ()) -> str:
        """Return the window of the months ending here, behind the last break."""
        keys = ", ".join((self.keys, *([stretch("month", breaks)] if breaks else [])))
        return (
            f"OVER (PARTITION BY {keys} ORDER BY month"
            f" ROWS BETWEEN {months - 1} PRECEDING AND CURRENT ROW)"
        )

    def year(self, year_starts: int) -> str:
        """Return the number of the reporting year."""
        return f"FLOOR((month - {year_starts - 1}) / CAST(12 AS DOUBLE PRECISION))"

    def in_year(self, year_starts: int, breaks: Sequence[int] = ()) -> str:
        """Return the window of the months since the reporting year began, behind the last break."""
        keys = [self.keys, self.year(year_starts)]
        keys += [stretch("month", breaks)] if breaks else []
        return (
            f"OVER (PARTITION BY {', '.join(keys)} ORDER BY month"
            " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
        )

    def months_of_year(self, year_starts: int) -> str:
        """Return how many months of the reporting year have begun."""
        return f"month - {year_starts - 2} - 12 * {self.year(year_starts)}"


class Window(NamedTuple):
    """The months that a figure is made of, and how many of them need a value."""

    over: str
    #: how many months there are at most
    months: int
    at_least: str
    #: the condition that a break is why there are too few
    broken: str = ""

    @classmethod
    def ending(cls, series: Series, months: int, at_least: int, breaks: Sequence[int]) -> Window:
        """Return the window of so many months ending here."""
        broken = ""
        if at_least == months > 1:
            broken = between((one, one + months - 2) for one in breaks)
        return cls(series.over(months, breaks), months, str(at_least), broken)

    @classmethod
    def to_date(
        cls, series: Series, year_starts: int, at_least: int, breaks: Sequence[int]
    ) -> Window:
        """Return the window since the reporting year began; `at_least` of 0: every month."""
        over = series.in_year(year_starts, breaks)
        if at_least:
            return cls(over, 12, str(at_least))
        within = [(one, (one - year_starts + 1) % 12) for one in breaks]
        ends = ((one, one + 11 - place) for one, place in within if place)
        return cls(over, 12, series.months_of_year(year_starts), between(ends))

    def guarded(self, value: str, bound: str, hidden: str, counted: str) -> Cell:
        """Return a figure of this window: none where a cell in it is hidden, or too few have one.

        `hidden` is the condition for the first, `counted` the number of months with a value.
        """
        few, too_few = f"{counted} < {self.at_least}", str(code(TOO_FEW))
        if self.broken:
            too_few = f"CASE WHEN {self.broken} THEN {code(BREAK)} ELSE {too_few} END"
        return Cell(
            f"CASE WHEN {hidden} OR {few} THEN NULL ELSE {value} END",
            f"CASE WHEN {hidden} THEN {HIDDEN} WHEN {few} THEN {too_few} ELSE 0 END",
            bound,
        )

    def hides(self, *cells: Cell) -> str:
        """Return the condition that a confidential cell lies in this window."""
        found = " OR ".join(f"{cell.reason} = {HIDDEN}" for cell in cells)
        return f"MAX(CASE WHEN {found} THEN 1 ELSE 0 END) {self.over} = 1"


def stretch(month: str, breaks: Sequence[int]) -> str:
    """Return the number of the stretch between two breaks in which a month lies.

    >>> stretch("month", (24200,))
    'CASE WHEN month >= 24200 THEN 1 ELSE 0 END'
    """
    return " + ".join(f"CASE WHEN {month} >= {one} THEN 1 ELSE 0 END" for one in breaks)


def between(months: Iterable[tuple[int, int]]) -> str:
    """Return the condition that a month lies in one of several stretches."""
    return " OR ".join(f"month BETWEEN {first} AND {last}" for first, last in months)


def greatest(*numbers: str) -> str:
    """Return the strongest of several reasons.

    >>> greatest("r1", "0", "r1")
    'r1'
    """
    said = [one for one in dict.fromkeys(numbers) if one != "0"]
    if len(said) < 2:
        return said[0] if said else "0"
    return f"GREATEST({', '.join(said)})"


def when(condition: str, number: int) -> str:
    """Return a reason that holds under a condition."""
    return f"CASE WHEN {condition} THEN {number} ELSE 0 END"


def all_given(cells: tuple[Cell, ...], value: str) -> str:
    """Return a value where every cell has one."""
    missing = " OR ".join(f"{cell.value} IS NULL" for cell in cells)
    return f"CASE WHEN {missing} THEN NULL ELSE {value} END"
