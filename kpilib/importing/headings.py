"""Headings and refs as people and spreadsheets write them."""

from __future__ import annotations

import datetime
import re

from kpilib.importing.grids import Raw
from kpilib.series.period import FIRST_YEAR, LAST_YEAR, Period, month_in_words, month_named


def month_of(raw: Raw, pattern: str | None = None) -> int | None:
    """Read a heading such as ``Sep 15``, ``2015-09`` or a date into a month; None for others.

    With a pattern only what it describes is a month. A date that is not the first of a month is
    none: a spreadsheet makes 15 September of this year out of ``Sep 15``.
    """
    if isinstance(raw, datetime.date):
        return raw.year * 12 + raw.month - 1 if raw.day == 1 else None
    if not isinstance(raw, str):
        return None
    text = " ".join(raw.split())
    if pattern is not None:
        return _by_pattern(text, pattern)
    dated = re.fullmatch(r"([0-9]{4})-([0-9]{2})-01(?:[T ]00:00:00)?", text)
    try:
        period = Period.parse(f"{dated[1]}-{dated[2]}" if dated else text)
    except ValueError:
        return month_in_words(text)
    return period.first if period.frequency == "monthly" else None


def _by_pattern(text: str, pattern: str) -> int | None:
    forms = {"b": "[A-Za-z]{3,4}", "B": "[A-Za-z]+", "m": "[0-9]{1,2}"}
    forms |= {"y": "[0-9]{2}", "Y": "[0-9]{4}"}
    parts = re.split("%([bBmyY])", pattern)
    form = "".join(
        f"(?P<{part}>{forms[part]})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    match = re.fullmatch(form, text, re.ASCII)
    if match is None:
        return None
    found = match.groupdict()
    name = found.get("b") or found.get("B")
    month = month_named(name) if name else int(found["m"])
    year = int(found["Y"]) if "Y" in found else 2000 + int(found["y"])
    if month is None or not 1 <= month <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return year * 12 + month - 1


def name_of(raw: Raw) -> str:
    """Give a heading or a ref as text: a spreadsheet makes numbers of some."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return " ".join(str(raw).split()) if raw is not None else ""


def is_figure(raw: Raw) -> bool:
    """Say whether a cell looks like a figure, or stands for one."""
    if isinstance(raw, bool) or raw is None:
        return False
    if isinstance(raw, int | float):
        return True
    return isinstance(raw, str) and any(character.isdigit() for character in raw)
