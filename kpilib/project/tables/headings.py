"""Headings as people and spreadsheets write them: which periods they may be, and which they are.

A heading alone is often two things: ``2009-10`` is October 2009 or a school year, ``Sep 15`` a
month or a day, ``01/09/2016`` the first of September or 9 January. So `parse` returns everything
that a heading may be, and `understood` decides for all headings of a row, or all cells of a column,
at once. What stays open is not a month.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple, TypeVar

from kpilib.project.tables.grids import Raw
from kpilib.values.period import FIRST_YEAR, LAST_YEAR, month_named

K = TypeVar("K", bound=Hashable)
#: a year of two digits is taken for one of this century up to so many years from today
_AHEAD = 20
# what stands behind a month: a mark, the sign of a note
_BEHIND = re.compile(
    r"(?P<body>.*?[^\s(\[])\s*(?:"
    r"[(\[]\s*(?P<inside>[^()\[\]]{1,20}?)\s*[)\]]"
    r"|(?<=\s)(?P<word>p|r|prov\.?|provisional|rev\.?|revised)"
    r"|(?P<sign>[*†‡§¹²³⁰⁴-⁹]+))",
    re.IGNORECASE | re.DOTALL,
)
_MARKS = dict.fromkeys(("p", "prov", "prov.", "provisional"), "p") | dict.fromkeys(
    ("r", "rev", "rev.", "revised"), "r"
)
_NOTE = re.compile(r"(?:note|footnote|fn)?\s*[0-9]{1,2}|[*†‡§]+", re.IGNORECASE)
_NAME = r"(?P<name>[a-z]{3,9})"
_DASHES = str.maketrans("‐‑‒–—−", "------")


class Heading(NamedTuple):
    """What one heading may be; of the readings several may be given."""

    text: str
    #: the month, as an ordinal, with its century
    month: int | None = None
    #: the month of the year and a year of two digits
    short: tuple[int, int] | None = None
    #: the dates that it may be, by the order of their parts: "ymd", "dmy", "mdy"
    dates: Mapping[str, datetime.date] = {}
    #: whether a date is shown with its day
    shows_day: bool = True
    #: whether the year of a date was written with two digits
    is_short: bool = False
    #: another period: "year", "quarter", "week", "day"
    other: str | None = None
    #: by which notation it was read: what one heading tells goes for those of the same
    form: str = ""
    #: p or r, for all figures below it
    mark: str | None = None
    #: the sign of a note
    note: str | None = None

    @property
    def is_period(self) -> bool:
        """Whether it may be a period at all."""
        return bool(self.month is not None or self.short or self.dates or self.other)


class Month(NamedTuple):
    """What a heading is, among the others; `month` is None where it is no month."""

    month: int | None
    #: what it is instead, for a message; "" where it is no period
    kind: str = ""
    #: whether it is left open which of several things it is
    is_open: bool = False


def parse(raw: Raw, pattern: str | None = None, *, shown: str | None = None) -> Heading:
    """Read what a heading may be; with a pattern only what that describes.

    `shown` is of dates of a spreadsheet: what the cell shows, None where that cannot be told.
    """
    if isinstance(raw, datetime.date):
        return _date_cell(raw, shown)
    text = name_of(raw)
    if not text or len(text) > 60:
        return Heading(text)
    plain = text.translate(_DASHES)
    found = _read(plain, pattern)
    if found.is_period:
        return found._replace(text=text)
    mark = note = None
    for _ in range(3):
        match = _BEHIND.fullmatch(plain)
        if match is None:
            return Heading(text)
        said = (match["inside"] or match["word"] or match["sign"]).lower()
        if said in _MARKS:
            mark = _MARKS[said]
        elif match["sign"] or _NOTE.fullmatch(said):
            note = said
        else:
            return Heading(text)
        plain = match["body"]
        found = _read(plain, pattern)
        if found.is_period:
            return found._replace(text=text, mark=mark, note=note)
    return Heading(text)


def _date_cell(raw: datetime.date, shown: str | None) -> Heading:
    """Read a date as its cell shows it: a month, a day, another period, or something else."""
    date = raw.date() if isinstance(raw, datetime.datetime) else raw
    whole = Heading(f"{date:%d %B %Y}", dates={"ymd": date}, form="date")
    if shown is None:
        return whole
    if month_named(shown) is not None:
        return whole._replace(shows_day=False)
    found = parse(shown)
    if not found.is_period or (found.other is not None and found.month is None):
        return found if found.form != "day" else whole
    if found.dates:
        return whole
    return whole._replace(shows_day=False, mark=found.mark, note=found.note)


def _read(text: str, pattern: str | None) -> Heading:
    if pattern is not None:
        return _by_pattern(text, pattern)
    low = text.lower()
    for form, pattern_of in _FORMS:
        match = pattern_of.fullmatch(low)
        if match is not None:
            found = _of(form, match.groupdict())
            if found is not None:
                return found
    return Heading("")


_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern, re.ASCII))
    for form, pattern in (
        ("words", rf"{_NAME}[ .,/'’-]*(?P<year>[0-9]{{4}})"),
        ("words", rf"(?P<year>[0-9]{{4}})[ -]?{_NAME}\.?"),
        ("words", r"(?P<year>[0-9]{4})-?m(?P<month>0?[1-9]|1[0-2])"),
        ("short", rf"{_NAME}(?P<gap>[ .,/'’-]*)(?P<short>[0-9]{{2}})"),
        ("numbered", r"(?P<number>[0-9]{1,2})(?P<sep>[/.-])(?P<year>[0-9]{4})"),
        ("iso", r"(?P<year>[0-9]{4})(?P<sep>[/.-])(?P<number>[0-9]{2})"),
        ("iso", r"(?P<year>[0-9]{4})(?P<sep>[/-])(?P<number>[1-9])"),
        (
            "ymd",
            r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
            r"(?:[t ]00:00(?::00(?:\.0+)?)?z?)?",
        ),
        (
            "numeric",
            r"(?P<first>[0-9]{1,2})(?P<sep>[/.-])(?P<second>[0-9]{1,2})(?P=sep)"
            r"(?P<year>[0-9]{4}|[0-9]{2})",
        ),
        (
            "dmy",
            rf"(?:[a-z]{{3,9}},? )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ /-]{_NAME}[ /,-]+"
            r"(?P<year>[0-9]{4}|[0-9]{2})",
        ),
        ("dmy", rf"{_NAME} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})"),
        ("day", rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -]{_NAME}"),
        ("day", rf"{_NAME}[ -](?P<day>[0-9])(?:st|nd|rd|th)?"),
        ("day", rf"{_NAME}[ -](?P<day>[0-9]{{2}})(?:st|nd|rd|th)"),
        ("year", r"(?:fy|cy|ay|year)? ?(?P<year>[0-9]{4})"),
        ("years", r"(?:fy|ay)? ?[0-9]{4} ?[/-] ?(?:[0-9]{2}|[0-9]{4})"),
        ("years", r"(?:fy|ay) ?[0-9]{2}(?:[/-][0-9]{2})?"),
        (
            "quarter",
            r"(?:[0-9]{4}(?:[/-][0-9]{2,4})?)?[ -]?"
            r"(?:q|qtr|quarter) ?[1-4](?:[ -]?.{0,9})",
        ),
        ("quarter", rf"{_NAME} ?(?:-|to) ?[a-z]{{3,9}}[ '-]*(?:[0-9]{{4}}|[0-9]{{2}})"),
        ("week", r"(?:[0-9]{4}[ -]?)?(?:w|wk|week)[ -]?[0-9]{1,2}(?:[ ,-]+[0-9]{2}(?:[0-9]{2})?)?"),
        ("week", r"(?:w/?e|w/?c|week (?:ending|commencing|to|from|beginning)):? .{4,20}"),
    )
)  # fmt: skip


def _of(form: str, found: dict[str, str | None]) -> Heading | None:
    """Return what a text in one notation may be; None where its numbers make none."""
    number = month_named(found["name"] or "") if "name" in found else None
    if "name" in found and number is None:
        return None
    if form in ("week", "quarter", "year", "years", "day"):
        year = int(found.get("year") or FIRST_YEAR)
        is_year = FIRST_YEAR <= year <= LAST_YEAR
        kind = "year" if form == "years" else form
        return Heading("", other=kind, form=form) if is_year else None
    if form == "short":
        gap = "day or month" if not set(found["gap"] or "") & set("'’/") else "short"
        return Heading("", short=(number or 0, int(found["short"] or 0)), form=gap)
    if form == "words":
        month = _ordinal(found["year"], number or int(found.get("month") or 0))
        return None if month is None else Heading("", month=month, form=form)
    if form == "iso":
        return _iso(found)
    if form == "numbered":
        month = _ordinal(found["year"], int(found["number"] or 0))
        form = f"numbered {found['sep']}"
        if month is None and 13 <= int(found["number"] or 0) <= 53:
            return Heading("", other="week", form=form)
        return None if month is None else Heading("", month=month, form=form)
    return _dated(form, found, number)


def _iso(found: dict[str, str | None]) -> Heading | None:
    """Read ``2009-10`` and ``2009/10``, which may be a month or a school or financial year."""
    form = f"iso {found['sep']}"
    year, number = int(found["year"] or 0), int(found["number"] or 0)
    month = _ordinal(found["year"], number)
    is_years = number == (year + 1) % 100
    if month is None and not is_years:
        # of weeks, or of a year of thirteen periods
        return Heading("", other="week", form=form) if 13 <= number <= 53 else None
    return Heading("", month=month, other="year" if is_years else None, form=form)


def _dated(form: str, found: dict[str, str | None], number: int | None) -> Heading | None:
    """Read a text that names a day."""
    is_short = len(found["year"] or "") == 2
    year = int(found["year"] or 0) + (2000 if is_short else 0)
    if form == "numeric":
        first, second = int(found["first"] or 0), int(found["second"] or 0)
        orders = {"dmy": (second, first), "mdy": (first, second)}
    else:
        orders = {form: (number or int(found.get("month") or 0), int(found["day"] or 0))}
    dates = {}
    for order, (month, day) in orders.items():
        try:
            dates[order] = datetime.date(year, month, day)
        except ValueError:
            continue
    is_known = dates and FIRST_YEAR <= year <= LAST_YEAR
    if not is_known:
        return None
    return Heading("", dates=dates, form=f"{form} {found.get('sep') or ''}", is_short=is_short)


def _ordinal(year: str | None, month: int) -> int | None:
    number = int(year or 0)
    if not 1 <= month <= 12 or not FIRST_YEAR <= number <= LAST_YEAR:
        return None
    return number * 12 + month - 1


def _by_pattern(text: str, pattern: str) -> Heading:
    """Read a text as a layout's `months` describes it; a day stands for its month."""
    forms = {"b": "[A-Za-z]{3,4}", "B": "[A-Za-z]+", "m": "[0-9]{1,2}", "d": "[0-9]{1,2}"}
    forms |= {"y": "[0-9]{2}", "Y": "[0-9]{4}"}
    parts = re.split("%([bBmyYd])", pattern.translate(_DASHES))
    form = "".join(
        f"(?P<{part}>{forms[part]})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    match = re.fullmatch(form, text, re.ASCII)
    if match is None:
        return Heading("")
    found = match.groupdict()
    name = found.get("b") or found.get("B")
    month = month_named(name) if name else int(found["m"])
    if month is None or not 1 <= month <= 12 or not 1 <= int(found.get("d", 1)) <= 31:
        return Heading("")
    if "Y" not in found:
        return Heading("", short=(month, int(found["y"])), form="pattern")
    return Heading("", month=_ordinal(found["Y"], month), form="pattern")


def understood(
    headings: Mapping[K, Heading], today: int, *, months_said: bool = False
) -> dict[K, Month]:
    """Decide what each heading is, all of them together.

    `today` is the month of the day of the run, as an ordinal; `months_said`: that they are months
    is said where they stand, as by a column `Month`.
    """
    headings = {key: _in_century(one, today) for key, one in headings.items()}
    found: dict[K, Month] = {}
    open_years = _years(headings, found, months_said=months_said)
    weeks = {one.form for one in headings.values() if one.other == "week"}
    days = "" if months_said else _days(headings.values())
    for key, one in headings.items():
        if key in found or key in open_years:
            continue
        if one.month is not None and one.form in weeks:
            found[key] = Month(None, "week", is_open=True)
        elif one.month is not None:
            found[key] = Month(one.month)
        elif one.short is not None and one.form == "day or month" and days:
            found[key] = Month(None, days, is_open=True)
        elif one.short is None and not one.dates:
            found[key] = Month(None, one.other or "")
    _centuries(headings, found, today)
    _dates(headings, found, months_said=months_said)
    _short_dates(headings, found, today)
    return {key: found[key] for key in headings}


def _years(headings: Mapping[K, Heading], found: dict[K, Month], *, months_said: bool) -> set[K]:
    """Decide what ``2009-10`` is: by the headings of the same notation that can be one only."""
    several: dict[str, list[K]] = {}
    sure: dict[str, set[str]] = {}
    for key, one in headings.items():
        if one.month is not None and one.other == "year":
            several.setdefault(one.form, []).append(key)
        else:
            sure.setdefault(one.form, set()).add("month" if one.month is not None else "year")
    for form, keys in several.items():
        kinds = sure.get(form, set())
        are_months = "month" in kinds or months_said
        for key in keys:
            if "year" not in kinds and are_months:
                found[key] = Month(headings[key].month)
            else:
                found[key] = Month(None, "year", is_open=len(kinds) != 1)
    # with years among them the months of the same notation are in doubt, too
    doubtful = {form for form in several if sure.get(form) == {"month", "year"}}
    for key, one in headings.items():
        if one.form in doubtful and key not in found:
            found[key] = Month(None, "year", is_open=one.month is not None)
    return {key for keys in several.values() for key in keys}


def _days(headings: Iterable[Heading]) -> str:
    """Say whether ``Sep 15`` is a day: beside ``Sep 9``, or where one September follows another."""
    shorts = []
    for one in headings:
        if one.other == "day":
            return "day"
        if one.short is not None and one.form == "day or month":
            shorts.append(one.short)
    return "day" if any(_are_days(shorts, year) for year in (2019, 2020)) else ""


def _are_days(shorts: list[tuple[int, int]], year: int) -> bool:
    """Say whether such headings would be days in a row, or one day of each week."""
    try:
        days = sorted({datetime.date(year, month, day) for month, day in shorts})
    except ValueError:
        return False
    gaps = {(after - before).days for before, after in pairwise(days)}
    return (gaps == {1} and len(days) > 2) or gaps == {7}


def _in_century(one: Heading, today: int) -> Heading:
    """Return a date whose year has two digits in the last century where this one is far ahead."""
    if not one.is_short:
        return one
    limit = today + 12 * _AHEAD
    dates = {}
    for order, date in one.dates.items():
        is_ahead = _month(date) > limit
        with suppress(ValueError):  # 29 February
            dates[order] = date.replace(year=date.year - 100) if is_ahead else date
    return one._replace(dates=dates)


def _short_dates(headings: Mapping[K, Heading], found: dict[K, Month], today: int) -> None:
    """Leave open the century of dates ahead that follow no month before them."""
    known = [one.month for one in found.values() if one.month is not None and one.month <= today]
    latest = max(known, default=-1)
    for key in sorted(found, key=lambda key: found[key].month or 0):
        month = found[key].month
        if month is None or not headings[key].is_short or month <= today:
            continue
        if known and month <= latest + 12:
            latest = max(latest, month)
        else:
            found[key] = Month(None, "century", is_open=True)


def _centuries(headings: Mapping[K, Heading], found: dict[K, Month], today: int) -> None:
    """Decide the century of years of two digits: of this one, unless that lies far ahead."""
    known = [one.month for one in found.values() if one.month is not None and one.month <= today]
    ahead: list[tuple[K, int]] = []
    for key, one in headings.items():
        if one.short is None or key in found:
            continue
        month = (2000 + one.short[1]) * 12 + one.short[0] - 1
        if month <= today:
            known.append(month)
            found[key] = Month(month)
        elif month > today + 12 * _AHEAD:
            found[key] = Month(month - 1200)
        else:
            ahead.append((key, month))
    latest = max(known, default=-1)
    for key, month in sorted(ahead, key=lambda one: one[1]):
        # behind the months before it the next ones are meant
        if known and month <= latest + 12:
            found[key], latest = Month(month), max(latest, month)
        else:
            found[key] = Month(None, "century", is_open=True)


def _dates(headings: Mapping[K, Heading], found: dict[K, Month], *, months_said: bool) -> None:
    """Decide whether dates stand for their months: all first days or all last ones, a month apart.

    Seven days apart they are weeks; of numbers such as 01/09/2016 the order has to be clear.
    """
    dated = {key: one for key, one in headings.items() if one.dates and key not in found}
    if not dated:
        return
    orders = [
        order
        for order in ("dmy", "mdy")
        if all(order in one.dates for one in dated.values() if one.form.startswith("numeric"))
    ]
    read = [_in_order(dated, order, months_said) for order in orders or [""]]
    if len(read) == 2 and read[0] != read[1]:
        for key, one in dated.items():
            is_open = len(set(one.dates.values())) > 1
            found[key] = Month(None, "order" if is_open else "day", is_open=is_open)
        return
    found.update(read[0])


def _in_order(dated: Mapping[K, Heading], order: str, are_months: bool) -> dict[K, Month]:
    dates = {
        key: one.dates.get(order) or next(iter(one.dates.values())) for key, one in dated.items()
    }
    every = sorted(set(dates.values()))
    months = sorted({_month(date) for date in every})
    is_first = all(date.day == 1 for date in every)
    is_last = all(_is_last(date) for date in every)
    gaps = [after - before for before, after in pairwise(months)]
    apart = are_months or 1 in gaps
    if len(months) == len(every) and (is_first or is_last) and apart:
        return {key: Month(_month(date)) for key, date in dates.items()}
    days = [(after - before).days for before, after in pairwise(every)]
    kind = "day"
    if days and all(number % 7 == 0 for number in days) and 7 in days:
        kind = "week"
    elif gaps and (is_first or is_last):
        steps = {gap % 12 for gap in gaps}
        kind = "year" if steps == {0} else "quarter" if all(s % 3 == 0 for s in steps) else "day"
    is_week = kind == "week"
    return {
        key: Month(_month(date))
        if not dated[key].shows_day
        else Month(None, kind, is_open=not is_week)
        for key, date in dates.items()
    }


def _month(date: datetime.date) -> int:
    return date.year * 12 + date.month - 1


def _is_last(date: datetime.date) -> bool:
    return (date + datetime.timedelta(days=1)).day == 1 if date < datetime.date.max else True


def name_of(raw: Raw) -> str:
    """Return a heading or a ref as text: a spreadsheet makes numbers of some."""
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


def is_filled(raw: Raw) -> bool:
    """Say whether something stands in a cell."""
    return not (raw is None or raw == "" or (isinstance(raw, str) and not raw.strip()))
