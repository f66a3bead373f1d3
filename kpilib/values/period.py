"""Periods: a month, a quarter, a calendar year or a financial year, as a value.

Inside the library a month is a whole number, ``year * 12 + month - 1``, so that the calendar is
arithmetic; a `Period` is what a person writes and reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kpilib.values.errors import UsageError

Frequency = Literal["monthly", "quarterly", "annual", "financial"]

#: the first and the last year a period may lie in
FIRST_YEAR, LAST_YEAR = 1900, 2199

_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FORMS: tuple[tuple[Frequency, str], ...] = (
    ("monthly", r"([0-9]{4})-(0[1-9]|1[0-2])"),
    ("quarterly", r"([0-9]{4})-Q([1-4])"),
    ("annual", r"([0-9]{4})()"),
    ("financial", r"([0-9]{4})/([0-9]{2})"),
)
_MONTHS_IN = {"monthly": 1, "quarterly": 3, "annual": 12, "financial": 12}


class Period(NamedTuple):
    """A stretch of the calendar; ordered by its first month, then by its length.

    >>> Period.parse("2016-Q3").last, str(Period.parse("2016-09").shift(-12))
    (24200, '2015-09')
    """

    #: its first month, ``year * 12 + month - 1``
    first: int
    frequency: Frequency = "monthly"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2016-09``, ``2016-Q3`` (July to September), ``2016`` or ``2015/16`` (from April).

        Raises ValueError for anything else, and for years outside 1900 to 2199.
        """
        for frequency, form in _FORMS:
            match = re.fullmatch(form, text)
            if match:
                return cls(_first_month(frequency, int(match[1]), match[2], text), frequency)
        raise ValueError(f"`{text}` is no period")

    @classmethod
    def month(cls, ordinal: int) -> Period:
        """Give the month of that ordinal."""
        return cls(ordinal, "monthly")

    @property
    def last(self) -> int:
        """The ordinal of its last month."""
        return self.first + _MONTHS_IN[self.frequency] - 1

    def shift(self, periods: int) -> Period:
        """Move by that many periods of the same length; negative is earlier."""
        return Period(self.first + periods * _MONTHS_IN[self.frequency], self.frequency)

    def __str__(self) -> str:
        year, month = divmod(self.first, 12)
        if self.frequency == "quarterly":
            return f"{year:04}-Q{month // 3 + 1}"
        if self.frequency == "annual":
            return f"{year:04}"
        if self.frequency == "financial":
            return f"{year:04}/{(year + 1) % 100:02}"
        return f"{year:04}-{month + 1:02}"

    def format(self, pattern: str) -> str:
        """Fill %b %B %y %Y %m with its first month, in English whatever the machine's locale.

        >>> Period.parse("2016-09").format("%b %y")
        'Sep 16'
        """
        year, month = divmod(self.first, 12)
        name = _NAMES[month]
        known = {"b": name[:3], "B": name, "y": f"{year % 100:02}", "Y": str(year)}
        known["m"] = f"{month + 1:02}"
        return re.sub("%([bByYm])", lambda match: known[match[1]], pattern)


def _first_month(frequency: Frequency, year: int, rest: str, text: str) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"`{text}` lies outside {FIRST_YEAR} to {LAST_YEAR}")
    if frequency == "monthly":
        return year * 12 + int(rest) - 1
    if frequency == "quarterly":
        return year * 12 + 3 * (int(rest) - 1)
    if frequency == "annual":
        return year * 12
    if int(rest) != (year + 1) % 100:
        raise ValueError(f"`{text}` is no financial year: {year:04}/{(year + 1) % 100:02} is")
    return year * 12 + 3


def month(text: str) -> int:
    """Read a month, ``2016-09``, into its ordinal; ValueError for anything else."""
    period = Period.parse(text)
    if period.frequency != "monthly":
        raise ValueError(f"`{text}` is no month")
    return period.first


def in_order(first: int, last: int) -> tuple[int, int]:
    """Give two months, as ordinals, of which the first is not the later; UsageError otherwise."""
    if last < first:
        raise UsageError(f"{Period.month(last)} comes before {Period.month(first)}")
    return first, last


def asked_month(period: str | Period) -> int:
    """Read the month that somebody asks for into its ordinal; UsageError for anything else."""
    if not isinstance(period, str | Period):
        raise UsageError(f"{period!r} is no month; one is written '2016-09'")
    try:
        found = Period.parse(period) if isinstance(period, str) else period
    except ValueError as error:
        raise UsageError(f"{error}; a month is written 2016-09") from None
    if found.frequency != "monthly":
        raise UsageError(f"`{found}` is no month; one is written 2016-09")
    return found.first


def months(first: int, last: int) -> Iterator[Period]:
    """Every month from one ordinal to another, both included."""
    return (Period.month(ordinal) for ordinal in range(first, last + 1))


def month_in_words(text: str) -> int | None:
    """Read a month as people write it, ``Sep 15``, ``Sept-2015``, ``09/2015``; None if it is none.

    >>> month_in_words("Sept 16") == month("2016-09"), month_in_words("soon")
    (True, None)
    """
    named = re.fullmatch(r"([A-Za-z]{3,9})[ .'-]*([0-9]{4}|[0-9]{2})", text.strip(), re.ASCII)
    numbered = re.fullmatch(r"(0?[1-9]|1[0-2])[/-]([0-9]{4})", text.strip(), re.ASCII)
    match = named or numbered
    number = month_named(match[1]) if named and match else int(match[1]) if match else None
    if match is None or number is None:
        return None
    year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
    return year * 12 + number - 1 if FIRST_YEAR <= year <= LAST_YEAR else None


def month_named(name: str) -> int | None:
    """Give the number, 1 to 12, of an English month name or its first three letters."""
    for number, full in enumerate(_NAMES, 1):
        if name.lower() in (full.lower(), full[:3].lower()) or (name.lower(), number) == (
            "sept",
            9,
        ):
            return number
    return None


def is_date(text: str) -> bool:
    """Return whether a text is a date as it is written here: 2016-10-14."""
    import datetime

    try:
        date = datetime.date.fromisoformat(text)
        return date.isoformat() == text and FIRST_YEAR <= date.year <= LAST_YEAR
    except ValueError:
        return False
