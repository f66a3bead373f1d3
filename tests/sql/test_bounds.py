"""Floats in DuckDB: what is zero on the decimals as written, what is left open, what is beyond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from kpilib import Catalogue, Observations, testing
from kpilib.language.dataset import ChangeRule
from kpilib.project.stores.observations import Observation
from tests.differential.cases import Case, Figure, dataset, indicator, rows
from tests.differential.engines import kernel
from tests.differential.servers import duckdb

_EXACT = ChangeRule(decided_on="exact", threshold=Fraction(10))


def _figures(
    catalogue: Catalogue, months: Mapping[str, Sequence[str]], rule: ChangeRule | None = None
) -> dict[tuple[str, str, int], Figure]:
    """Return DuckDB's figures by column, ref and number of the month, beside the kernel's."""
    observations = Observations(
        Observation(ref, "local", testing.FIRST_MONTH + number, text, None)
        for ref, texts in months.items()
        for number, text in enumerate(texts)
    )
    chosen = dataset() if rule is None else evolve(dataset(), change=rule)
    case = Case(catalogue, chosen, observations)
    with duckdb() as engine:
        found = engine(case)
    assert found.keys() == kernel(case).keys()
    return {(name, ref, int(month[-2:])): one for (name, ref, _, month), one in found.items()}


def test_a_remainder_of_decimals_is_zero() -> None:
    """Nothing is divided by 0.30 - 0.10 - 0.20, and no change starts from it."""
    catalogue = rows(
        *(indicator(ref, unit="money", decimals=2) for ref in ("Income", "Fees", "Grants")),
        indicator("Left", "[Income] - [Fees] - [Grants]", decimals=2),
        indicator("Fees of left", "percent([Fees], [Left])", decimals=1),
        indicator("Odds", "[Fees] / [Left]"),
        indicator("Quarter", "total([Left], months=3, at_least=1)", decimals=2),
    )
    found = _figures(
        catalogue,
        {"Income": ["0.30", "1.05", "0.25"], "Fees": ["0.20", "0.05", "0.30"],
         "Grants": ["0.10", "0.70", "0.25"]},
    )  # fmt: skip
    assert found["", "Left", 1][:3] == (0.0, None, "0.00")
    assert found["", "Fees of left", 1].reason == "zero denominator"
    assert found["", "Odds", 1].reason == "zero denominator"
    assert found["month", "Left", 2].reason == "zero base"
    assert found["", "Quarter", 3][:3] == (0.0, None, "0.00")


def test_percentages_that_make_a_hundred_leave_nothing() -> None:
    """1 and 2 of 3 leave no share, from which there is no change."""
    catalogue = rows(
        *(indicator(ref) for ref in ("Here", "There", "All")),
        indicator("Elsewhere", "100 - percent([Here], [All]) - percent([There], [All])"),
    )
    found = _figures(catalogue, {"Here": ["1", "1"], "There": ["2", "8"], "All": ["3", "10"]})
    assert found["", "Elsewhere", 1][:3] == (0.0, None, "0%")
    assert found["month", "Elsewhere", 2].reason == "zero base"


def test_where_floats_leave_it_open_there_is_no_text_and_no_arrow() -> None:
    """An increase of 10 % exactly, of what is left of a hundred thousand million to the penny."""
    catalogue = rows(
        *(indicator(ref, unit="money", decimals=2) for ref in ("Much", "Most")),
        indicator("Left", "[Much] - [Most]", decimals=2),
    )
    much = {"Much": ["100000000000.10", "100000000000.21"], "Most": ["99999999999.10"] * 2}
    small = {"Much": ["1000.10", "1000.20"], "Most": ["999.10"] * 2}
    assert _figures(catalogue, small, _EXACT)["month", "Left", 2].direction == "up"
    moved = _figures(catalogue, much | {"Much": ["100000000000.10", "100000000000.20"]}, _EXACT)
    figure = moved["month", "Left", 2]
    assert figure[1:4] == (None, None, None)
    assert figure.value is not None
    assert abs(figure.value - 10) <= figure.bound < 0.1
    assert _figures(catalogue, much, _EXACT)["month", "Left", 2].printed == "↑ 11"


def test_what_is_beyond_the_range_is_not_applicable() -> None:
    """Squares of squares end in no error of the database and in no infinity."""
    catalogue = rows(
        indicator("A0", unit="number", measure="average"),
        indicator("Small", unit="number", measure="average"),
        *(
            indicator(f"{ref}{n}", f"[{ref}{n - 1}] * [{ref}{n - 1}]")
            for ref in ("A", "S")
            for n in range(1, 12)
        ),
        indicator("S0", "[Small]"),
        indicator("Over", "[A0] / [S11]"),
    )
    found = _figures(catalogue, {"A0": ["1000", "9" * 101], "Small": ["0.001", "0"]})
    assert found["", "A5", 1].value == 1e96
    assert found["", "A6", 1].reason == "not applicable"
    assert found["", "A11", 1].reason == "input missing: A10 (not applicable)"
    assert found["", "A0", 2].reason == "not applicable"
    assert found["", "S11", 1].value == 0.0
    assert found["", "Over", 1].reason == "zero denominator"
