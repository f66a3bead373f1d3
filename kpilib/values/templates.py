"""Headings and words with placeholders: ``New measure from {introduced:%b %y}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kpilib.values.period import Period

PLACEHOLDERS = ("period", "previous", "same_month_last_year", "introduced", "ended")
_FORM = r"\{([^{}:]*)(?::([^{}]*))?\}"


def unknown_placeholders(text: str) -> list[str]:
    """Give the names in braces that mean nothing."""
    return [match[1] for match in re.finditer(_FORM, text) if match[1] not in PLACEHOLDERS]


def filled(
    text: str,
    months: Mapping[str, int | None],
    written: Callable[[Period, str], str] = Period.format,
) -> str:
    """Fill the placeholders with months; one without a month becomes nothing.

    >>> filled("from {introduced:%b %y}", {"introduced": 2016 * 12 + 7})
    'from Aug 16'
    """

    def one(match: re.Match[str]) -> str:
        month = months.get(match[1])
        if month is None:
            return match[0] if match[1] not in PLACEHOLDERS else ""
        period = Period.month(month)
        return written(period, match[2]) if match[2] else str(period)

    return re.sub(_FORM, one, text)


def around(period: int) -> dict[str, int | None]:
    """Give the months that a heading may name, for a report of that month."""
    return {"period": period, "previous": period - 1, "same_month_last_year": period - 12}
