"""What cells show of numbers and dates, by the codes of ECMA-376."""

from __future__ import annotations

import datetime

import pytest

from kpilib.project.tables.number_formats import BUILT_IN, agrees, is_percent, shown

SHOWN: list[tuple[str, float, str | None]] = [
    ("0%", 0.28175675, "28%"), ("0.0", 84.7405962, "84.7"), ("#,##0", 1480, "1,480"),
    ('#,##0;(#,##0);"-"', 0, "-"), ('#,##0;(#,##0);"-"', -5, "(5)"), ('0"%"', 30, "30%"),
    ("0\\%", 30, "30%"), ("General", 12.345678901234, "12.3456789"), ("General", 0.1 + 0.2, "0.3"),
    ("General", 1234567890123, "1.23457E+12"), ("0.00E+00", 123456, "1.23E+05"),
    ("#,##0.0,,", 1234567, "1.2"), ("#.##", 0.5, ".5"), ("#", 0, ""), ("000", 7, "007"),
    ("0,000", 7, "0,007"), ("[Red]0;[Blue]-0", -3, "-3"), ("£#,##0", 1200, "£1,200"),
    ("[$£-809]#,##0.00", 1200, "£1,200.00"), (";;;", 5, ""), ('"[c]"', 3, "[c]"),
    ("0.0%", -0.0004, "0.0%"), ("0", -0.4, "0"), ("0", 0.5, "1"), ("0", 2.5, "3"),
    ("0.00", 1.005, "1.01"), ('0.0"%"" (r)"', 3, "3.0% (r)"), ("@", 5, "5"), ("", 5, "5"),
    (BUILT_IN[43], 0, "-"), (BUILT_IN[44], 1234.5, "£1,234.50"), (BUILT_IN[38], -7, "(7)"),
    ("# ?/?", 0.5, None), ("[>100]0;0.0", 5, None), ("h:mm", 0.5, None), ("0 0", 12, None),
    ("x" * 300, 5, None), ("0.0.0", 5, None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "wanted"), SHOWN)
def test_numbers(code: str, value: float, wanted: str | None) -> None:
    """As the sheet shows them; None where the code says what is not covered."""
    assert shown(code, value) == wanted


def test_dates() -> None:
    """Days, months and years; of a time nothing is said."""
    date = datetime.date(2016, 9, 5)
    wanted = {
        "mmm-yy": "Sep-16", "[$-409]mmm-yy;@": "Sep-16", "d mmm yy": "5 Sep 16",
        "dd/mm/yyyy": "05/09/2016", "dddd, d mmmm yyyy": "Monday, 5 September 2016",
        "yyyy-mm-dd": "2016-09-05", "h:mm AM/PM": None,
    }  # fmt: skip
    assert {code: shown(code, date) for code in wanted} == wanted


def test_percentages() -> None:
    """A % multiplies by 100 unless it is quoted or escaped."""
    assert [code for code in ("0%", '0"%"', "0\\%", "0.0%;-0.0%") if is_percent(code)] == [
        "0%", "0.0%;-0.0%",
    ]  # fmt: skip


def test_what_a_cell_shows_is_its_value_or_not() -> None:
    """Rounded, with its signs and in any locale; letters and other signs say something else."""
    for text, value in (
        ("1,480.5", "1480.52"), ("1.480,5", "1480.52"), ("28%", "28.1757"), ("(5)", "-5"),
        ("-£3.20", "-3.2"), ("£1,200", "1200"), ("-", "0"), ("1\u202f480", "1480"),
    ):  # fmt: skip
        assert agrees(text, value), text
    for text, value in (
        ("£1.2m", "1.2"), ("<5", "3"), ("1200", "12"), ("€5", "5"), ("", "3"), ("-", "3"),
        ("1,235", "1234567"), ("[c]", "3"), ("1-4", "4"),
    ):  # fmt: skip
        assert not agrees(text, value), text
