"""Sixty awkward cells, each with what becomes of it."""

from __future__ import annotations

import datetime

import pytest

from kpilib.project.tables.grids import Raw
from kpilib.project.tables.typed import Typed, understood

VALUES: list[tuple[Raw, str, str]] = [
    ("1,090", "count", "1090"), (" 77 ", "count", "77"), ("30%", "percent", "30"),
    ("30 %", "percent", "30"), ("12", "percent", "12"), ("１２", "count", "12"),
    ("１，０９０", "count", "1090"), ("1\u00a0090", "count", "1090"),
    ("1\u2009090", "count", "1090"),
    ("\u221212", "number", "-12"), ("－５", "number", "-5"), ("0", "count", "0"),
    ("12.50", "number", "12.50"), ("£1,200", "money", "1200"), ("-£3.20", "money", "-3.20"),
    (12, "count", "12"), (12.0, "count", "12"), (-0.0, "count", "0"),
    (0.1 + 0.2, "number", "0.3"), (1e15, "count", "1000000000000000"), (28.5, "percent", "28.5"),
    (0.0, "percent", "0"), ("\t8\n", "count", "8"), ("1,234,567", "count", "1234567"),
    ("1e+05", "count", "100000"), ("1.5e-05", "number", "0.000015"), ("12.0", "count", "12.0"),
]  # fmt: skip
MARKERS: list[tuple[str, str]] = [
    ("-", "x"), ("–", "x"), ("—", "x"), ("..", "x"), (":", "x"), ("TBC", "x"), ("n/a", "z"),
    ("N/A", "z"), ("na", "z"), ("[z]", "z"), ("*", "c"), ("[c]", "c"), ("Suppressed", "c"),
    ("<5", "c"), ("< 10", "c"), ("under 5", "c"),
]  # fmt: skip
FAULTS: list[tuple[Raw, str, str]] = [
    ("(12)", "count", "may be minus 12 or a figure in brackets"),
    ("30%", "count", "is a percentage; a count is expected"),
    ("£5", "count", "an amount of money"), ("1,09", "count", "a comma where no thousands are"),
    ("12,5", "number", "a comma"), ("#DIV/0!", "count", "could not work it out"),
    ("#N/A", "count", "could not work it out"), ("#REF!", "percent", "could not work it out"),
    ("########", "count", "could not work it out"), ("nil", "count", "is no figure"),
    ("1e-3", "count", "is a fraction; a count"), ("417\n418", "count", "several lines"),
    ("0,125", "number", "a comma where no"), ("0 125", "number", "neither a figure"),
    ("1.234", "count", "may be 1234 or 1.234"),
    ("1.5", "count", "is a fraction; a count"), ("NA", "count", "not applicable or missing"),
    ("1e99", "number", "more than 30 digits"),
    ("12-15", "count", "neither a figure"),
    ("12²", "count", "neither a figure"), ("½", "number", "neither a figure"),
    ("12*", "count", "neither a figure"), ("O", "count", "neither a figure"),
    ("1.2.3", "count", "neither a figure"), ("--", "count", "neither a figure"),
    ("=1+1", "count", "neither a figure"), ("see note", "count", "neither a figure"),
    ("~", "count", "not told"), ("low", "count", "not told"),
    ("7\u200b", "count", "cannot be seen"),
    (True, "count", "TRUE"), (0.28, "percent", "may be 0.28% or 28%"), (1.0, "percent", "may be"),
    (float("nan"), "count", "no number"), ("9" * 40, "count", "more than 30 digits"),
    (datetime.date(2026, 9, 15), "count", "15 September 2026"),
    (datetime.datetime(2016, 1, 12), "count", "12 January 2016"),
    (datetime.time(1, 30), "count", "a date or a time"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "unit", "value"), VALUES)
def test_figures(raw: Raw, unit: str, value: str) -> None:
    """A figure, whatever it is dressed in."""
    assert understood(raw, unit)._replace(is_plain=False) == Typed(value)


@pytest.mark.parametrize(("raw", "marker"), MARKERS)
def test_markers(raw: str, marker: str) -> None:
    """A symbol that says why there is none."""
    assert understood(raw, "count") == Typed(marker=marker)


@pytest.mark.parametrize(("raw", "unit", "words"), FAULTS)
def test_faults(raw: Raw, unit: str, words: str) -> None:
    """A sentence for whatever could be read in two ways, or in none."""
    typed = understood(raw, unit)
    assert (typed.value, typed.marker) == (None, None)
    assert words in (typed.fault or "")


def test_there_are_sixty_of_them() -> None:
    """Count them."""
    assert len(VALUES) + len(MARKERS) + len(FAULTS) >= 60


@pytest.mark.parametrize("raw", [None, "", "  ", "\u00a0"])
def test_blank_cells_say_nothing(raw: Raw) -> None:
    """Nothing is said, so nothing is stored."""
    assert understood(raw, "count") == Typed()


def test_marks_and_percentages() -> None:
    """A figure keeps its mark; a cell shown in percent, and a layout, say what 0.28 is."""
    assert understood("18 (r)", "count") == Typed("18", "r")
    assert understood("30% (p)", "percent") == Typed("30", "p")
    assert understood("1,480[r]", "count") == Typed("1480", "r")
    assert understood(0.28, "percent", is_percentage=True) == Typed("28")
    assert understood(0.285, "percent", percentages="fractions") == Typed("28.5")
    assert "2800% in a row of fractions" in (
        understood(28, "percent", percentages="fractions").fault or ""
    )
    assert understood(0.28, "percent", percentages="points") == Typed("0.28")
    assert "percentage, 28%" in (understood(0.28, "count", is_percentage=True).fault or "")


def test_the_projects_own_words_come_first() -> None:
    """A layout may say otherwise."""
    assert understood("-", "count", symbols={"-": "z"}) == Typed(marker="z")
    assert understood(" nil return ", "count", symbols={"nil return": "x"}) == Typed(marker="x")
