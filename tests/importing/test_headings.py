"""Which months headings are, decided together: notations, and what stays open."""

from __future__ import annotations

import datetime

import pytest

from kpilib.project.tables.grids import Raw
from kpilib.project.tables.headings import parse, understood
from kpilib.values.period import Period, month

TODAY = month("2026-11")
Date = datetime.date


def read(*headings: Raw, pattern: str | None = None, said: bool = False) -> list[str]:
    """Return what each heading is: a month, or ? and its kind where it is open, or its kind."""
    found = understood(
        {n: parse(one, pattern) for n, one in enumerate(headings)}, TODAY, months_said=said
    )
    return [
        str(Period.month(one.month))
        if one.month is not None
        else f"{'?' if one.is_open else ''}{one.kind or 'none'}"
        for one in found.values()
    ]


ROWS: list[tuple[tuple[Raw, ...], list[str]]] = [
    (("2009-10", "2010-11", "2011-12", "2012-13"), ["year"] * 4),
    (("2006-07", "2007-08", "2008-09"), ["?year"] * 3),
    (("2009-10",), ["?year"]),
    (("2009-09", "2009-10", "2009-11"), ["2009-09", "2009-10", "2009-11"]),
    (("2009/10", "2010/11"), ["?year", "?year"]),
    (("2016/08", "2016/09"), ["2016-08", "2016-09"]),
    (("2009-09", "2009-10", "2012-13"), ["?year", "?year", "year"]),
    (("2015/16", "Sep 15"), ["year", "2015-09"]),
    (("Nov 98", "Dec 98", "Jan 99"), ["1998-11", "1998-12", "1999-01"]),
    (("Dec 99", "Jan 00"), ["1999-12", "2000-01"]),
    (("Oct 26", "Nov 26", "Dec 26", "Jan 27"), ["2026-10", "2026-11", "2026-12", "2027-01"]),
    (("Jan 30",), ["?century"]),
    (("Sep 2116",), ["2116-09"]),
    (("Sep 15", "Sep 16"), ["2015-09", "2016-09"]),
    (("Sep 14", "Sep 15", "Sep 16"), ["?day"] * 3),
    (("Sep 9", "Sep 10", "Sep 11"), ["day", "?day", "?day"]),
    ((Date(2020, 4, 17), Date(2020, 4, 24), Date(2020, 5, 1)), ["week"] * 3),
    ((Date(2020, 4, 30), Date(2020, 5, 1), Date(2020, 5, 2)), ["?day"] * 3),
    ((Date(2016, 7, 31), Date(2016, 8, 31), Date(2016, 9, 30)), ["2016-07", "2016-08", "2016-09"]),
    (("2016-09-01", "2016-10-01"), ["2016-09", "2016-10"]),
    (("2016-09-01 00:00:00", "2016-10-01T00:00:00"), ["2016-09", "2016-10"]),
    (("30/09/2016", "31/10/2016"), ["2016-09", "2016-10"]),
    (("01/09/2016", "01/10/2016"), ["?order"] * 2),
    (("2016-03-31", "2016-06-30", "2016-09-30"), ["?quarter"] * 3),
    (("2015-03-31", "2016-03-31"), ["?year"] * 2),
    (("2016-09-01",), ["?day"]),
    (("1 September 2016", "1st October 2016"), ["2016-09", "2016-10"]),
    (("Q1 2016/17", "2016-Q3", "Apr-Jun 16", "Qtr 2"), ["quarter"] * 4),
    (("W05", "2016-W05", "Week 7", "w/e 08 Apr 16"), ["week"] * 4),
    (("FY16", "2015/16", "2016", 2016.0, "2015-2016"), ["year"] * 5),
    (("12/2016", "13/2016"), ["?week", "week"]),
    (("11/2016", "12/2016"), ["2016-11", "2016-12"]),
    (("Sep 05", "Sep 12", "Sep 19", "Sep 26"), ["?day"] * 4),
    (("Mar 14", "Jun 14", "Sep 14", "Mar 15"), ["2014-03", "2014-06", "2014-09", "2015-03"]),
    (("2009/10", "Apr 2010", "May 2010"), ["?year", "2010-04", "2010-05"]),
    (("01-Oct-26", "01-Nov-26", "01-Dec-26"), ["2026-10", "2026-11", "2026-12"]),
    (("01-Jan-30", "01-Feb-30"), ["?century"] * 2),
    (("30-Nov-98", "31-Dec-98"), ["1998-11", "1998-12"]),
    (("2016-11", "2016-12", "2016-13", "2016-14"), ["?week", "?week", "week", "week"]),
    (("2016-1", "2016-2", "2016-10"), ["2016-01", "2016-02", "2016-10"]),
    (("Sep/16", "Oct ’16", "Nov, 2016", "2016.12"), ["2016-09", "2016-10", "2016-11", "2016-12"]),
    (("201609", "42583", 42583.0, "YTD", "Ocr 15", "Jul 16 Actual"), ["none"] * 6),
    (("Sep-16", "Sept. 2016", "2016 Sep", "2016M09", "SEPTEMBER 2016"), ["2016-09"] * 5),
    (("Sep\n16", " Oct  2016 ", "Nov‑16"), ["2016-09", "2016-10", "2016-11"]),
]


@pytest.mark.parametrize(("headings", "wanted"), ROWS, ids=lambda one: str(one)[:50])
def test_rows_of_headings(headings: tuple[Raw, ...], wanted: list[str]) -> None:
    """A row is understood as a whole: years, weeks and days are not months."""
    assert read(*headings) == wanted


def test_marks_and_notes() -> None:
    """What stands behind a month: provisional, revised, or the sign of a note."""
    marks = {
        "Sep 16 (p)": ("p", None), "Sep 16 [r]": ("r", None), "Sep 16 r": ("r", None),
        "Sep 16 Revised": ("r", None), "Sep 16 (Prov.)": ("p", None), "Sep 16*": (None, "*"),
        "Sep 16 [note 1]": (None, "note 1"), "Sep 16 (2)": (None, "2"), "Sep 16¹": (None, "¹"),
        "Sep 16 (p) [note 1]": ("p", "note 1"),
    }  # fmt: skip
    for text, (mark, note) in marks.items():
        found = parse(text)
        assert (found.short, found.mark) == ((9, 16), mark), text
        assert note is None or found.note == note
    for text in ("Sep 16 (e)", "Sep 16 (forecast)", "Sep 16 Target", "Sep 16 YTD", "(Sep 16)"):
        assert not parse(text).is_period, text


def test_a_pattern_says_what_is_a_month() -> None:
    """What a layout describes is a month and nothing else is; a day stands for its month."""
    assert read("2009-10", "2010-11", pattern="%Y-%m") == ["2009-10", "2010-11"]
    assert read("01/09/2016", "Sep 16", pattern="%d/%m/%Y") == ["2016-09", "none"]
    assert read("09/01/2016", pattern="%m/%d/%Y") == ["2016-09"]
    assert read("201609", pattern="%Y%m") == ["2016-09"]
    assert read("Nov 98", "Jan 30", pattern="%b %y") == ["1998-11", "?century"]
    assert read("99/2016", "00/2016", pattern="%m/%Y") == ["none", "none"]


def test_a_column_of_months_says_so() -> None:
    """Below the heading `Month` a first of September is September."""
    assert read("2016-09-01", said=True) == ["2016-09"]
    assert read("2009-10", said=True) == ["2009-10"]
    assert read("2016-09-14", said=True) == ["?day"]
    assert read("2009-10", "2012-13", said=True) == ["year", "year"]


def test_dates_that_show_no_day_are_their_months() -> None:
    """As in the format mmm-yy; what shows something else is that."""
    for day in (1, 15, 30):
        for shown in ("Sep-16", "Sep 2016", "09/2016", "2016-09", "Sep"):
            found = understood({0: parse(Date(2016, 9, day), shown=shown)}, TODAY)[0]
            assert found.month == month("2016-09")
    for shown in ("15-Sep-16", "15/09/2016", None):
        assert understood({0: parse(Date(2016, 9, 15), shown=shown)}, TODAY)[0].kind == "day"
    for shown in ("12 months to Sep-16", "Target Sep 16", "Sep-16 target"):
        assert not parse(Date(2016, 9, 1), shown=shown).is_period
    assert parse(Date(2016, 9, 1), shown="2015/16").other == "year"
    assert parse(Date(2016, 9, 1), shown="Q3").other == "quarter"
