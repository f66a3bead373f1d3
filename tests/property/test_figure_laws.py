"""The laws of percentages, rates, windows and rounding on arrays."""

from __future__ import annotations

import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib import denominator_interval
from kpilib.figures.arrays.block import Block
from kpilib.figures.arrays.bounds import UNIT, Bound, Sure
from kpilib.figures.arrays.functions.ratios import percent, pooled, rate
from kpilib.figures.arrays.functions.windows import maximum, mean, median, minimum, total
from kpilib.figures.arrays.rationals import Rationals
from kpilib.figures.arrays.ties import nearest, nearest_sure
from kpilib.values.rounding import decimal_text, plain, scaled
from tests.property.blocks import counts, series

people = st.integers(1, 100_000)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_part_is_between_0_and_100_percent(part: int, rest: int) -> None:
    """A percentage of a part lies within 0 to 100; of nothing there is none."""
    value = percent(Block.of(part), Block.of(part + rest)).values[0, 0]
    assert (0 <= value <= 100) if part + rest else np.isnan(value)


@given(st.integers(0, 5000), st.integers(0, 5000), people)
def test_a_rate_is_linear_in_the_count(one: int, other: int, population: int) -> None:
    """The rate of a sum is the sum of the rates."""
    rates = [
        rate(Block.of(n), Block.of(population)).values[0, 0] for n in (one, other, one + other)
    ]
    assert rates[0] + rates[1] == pytest.approx(rates[2])


@given(st.integers(1, 5000), people, st.integers(2, 9))
def test_a_rate_is_inverse_in_the_population(count: int, population: int, factor: int) -> None:
    """Among so many times the people, a rate is that much smaller."""
    single = rate(Block.of(count), Block.of(population)).values[0, 0]
    many = rate(Block.of(count), Block.of(factor * population)).values[0, 0]
    assert many * factor == pytest.approx(single)


@given(series(), st.integers(1, 13), st.integers(1, 4))
def test_windows_agree_with_a_list(values: list[int | None], months: int, at_least: int) -> None:
    """Each window is that of the values in the months ending here; too few have none."""
    at_least = min(at_least, months)
    block = Block.of(*values)
    for function, model in (
        (mean, statistics.fmean), (minimum, min), (maximum, max), (total, sum),
        (median, statistics.median),
    ):  # fmt: skip
        result = function(block, months=months, at_least=at_least)
        for place in range(len(values)):
            window = [v for v in values[max(place - months + 1, 0) : place + 1] if v is not None]
            figure = result.values[place, 0]
            if len(window) < at_least:
                assert np.isnan(figure)
                assert result.all_reasons()[place, 0] == 248
            else:
                assert figure == pytest.approx(model(window))


@given(counts(), st.integers(1, 13))
def test_an_average_is_never_above_the_maximum(values: list[int], months: int) -> None:
    """Minimum, mean and maximum come in this order."""
    block = Block.of(*values)
    low, middle, high = (f(block, months=months).values for f in (minimum, mean, maximum))
    assert (low <= middle + 1e-9).all()
    assert (middle <= high + 1e-9).all()


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=12), st.randoms())
def test_a_window_does_not_know_the_order(values: list[int], random: object) -> None:
    """The figure of a whole window is the same whatever the order of its months."""
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    for function in (mean, minimum, maximum, median, total):
        one, other = (
            function(Block.of(*v), months=12, at_least=1).values[-1, 0] for v in (values, mixed)
        )
        assert one == pytest.approx(other)


@given(counts(2, 20), st.integers(1, 12))
def test_pooling_equal_wholes_is_the_mean(values: list[int], months: int) -> None:
    """Where every month has the same whole, the pooled percentage is the mean one."""
    part, whole = Block.of(*values), Block.of(*[7000] * len(values))
    assert pooled(part, whole, months=months).values == pytest.approx(
        mean(percent(part, whole), months=months).values
    )


@given(st.lists(st.tuples(st.integers(-400, 400), st.integers(1, 400)), min_size=1))
def test_arrays_round_as_fractions_do(pairs: list[tuple[int, int]]) -> None:
    """Quotients of whole numbers are rounded exactly, ties away from zero, in either way."""
    figures = np.array([100 * top / bottom for top, bottom in pairs])
    exact = [scaled(Fraction(100 * top, bottom), 0) for top, bottom in pairs]
    assert nearest_sure(figures).tolist() == exact
    rough, ties = nearest(figures, 0, Bound(0.0, 4 * UNIT, 40_000.0, 0.0, Sure.SIGN))
    sure = np.ones(len(pairs), bool)
    sure[ties] = False
    assert all(a == b for a, b, known in zip(rough, exact, sure, strict=True) if known)


@given(
    st.lists(st.tuples(st.integers(-90, 90), st.integers(1, 90)), min_size=1, max_size=30),
    st.integers(0, 3),
    st.sampled_from(("half up", "half even")),
)
def test_rationals_compute_as_fractions_do(
    pairs: list[tuple[int, int]], decimals: int, rounding: str
) -> None:
    """Sums, products, quotients and rounding of whole-number pairs are exact."""
    tops, bottoms = (np.array(side, float) for side in zip(*pairs, strict=True))
    a, b = Rationals.whole(tops), Rationals.whole(bottoms)
    for array, fraction in (
        ((a / b), lambda x, y: Fraction(x, y)),
        (a + b, lambda x, y: Fraction(x + y)),
        (abs(a - b / b).times(100) / b, lambda x, y: 100 * abs(Fraction(x) - 1) / y),
    ):
        values, decided = array.rounded(decimals, rounding)  # type: ignore[arg-type]
        assert decided.all()
        for value, (x, y) in zip(values.tolist(), pairs, strict=True):
            units = scaled(fraction(x, y), decimals, rounding)  # type: ignore[arg-type]
            assert value == units / 10**decimals


def test_rationals_know_when_they_do_not_know() -> None:
    """What might not fit, is not whole, or divides by zero is not decided."""
    big = Rationals.whole(np.array([2.0**40]))
    for unsure in (
        big * big, Rationals.whole(np.array([0.5])), big / Rationals.whole(np.array([0.0])),
        Rationals.number(10**30, 1, 1), Rationals.whole(np.array([np.nan])),
    ):  # fmt: skip
        assert not unsure.rounded(0, "half up")[1].any()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_numbers_read_back_the_same(value: float) -> None:
    """No exponent, no trailing .0, and nothing lost."""
    text = plain(value)
    assert "e" not in text
    assert not text.endswith(".0")
    assert float(text) == value


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_decimal_text_reads_back_the_same(units: int, decimals: int) -> None:
    """A printed decimal is the number that was rounded; minus zero is never printed."""
    text = decimal_text(units, decimals, thousands=True)
    assert Fraction(text.replace(",", "")) == Fraction(units, 10**decimals)
    assert not text.startswith("-0") or units < 0


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=20), st.integers(500, 90_000))
def test_the_interval_holds_the_true_denominator(values: list[int], population: int) -> None:
    """Rates printed from one population allow it, and all they allow prints the same rates."""
    rates = [scaled(Fraction(10_000 * n, population), 0) for n in values]
    if not any(rates):
        return
    low, high = denominator_interval(values, rates)
    assert low <= population <= high
    for allowed in (low, high):
        assert [scaled(Fraction(10_000 * n, allowed), 0) for n in values] == rates


@pytest.mark.parametrize(
    ("counts_", "rates"), [([1], [0]), ([100, 100], [5, 90]), ([-1], [2]), ([1, 2], [1])]
)
def test_an_interval_that_is_none_says_so(counts_: list[int], rates: list[int]) -> None:
    """Nothing bounds it, nothing fits, or the two lists do not go together."""
    with pytest.raises(ValueError, match=r"bounds|fits|below 0|shorter|argument"):
        denominator_interval(counts_, rates)
