"""The laws of changes, directions and judgements."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpilib.figures.arrays.block import Block
from kpilib.figures.arrays.functions.calendar import change, previous
from kpilib.values.change import direction, judgement
from kpilib.values.reasons import BREAK, ENDED, NO_BASE, ZERO_BASE
from kpilib.values.rounding import rounded, scaled
from tests.property.blocks import counts, exact_change, printed_change, series

positive = st.integers(1, 5000)


@given(positive, positive, st.integers(1, 50))
def test_change_is_free_of_scale(now: int, then: int, factor: int) -> None:
    """Counting in dozens or in thousands moves no printed change."""
    assert printed_change(now, then) == printed_change(now * factor, then * factor)


@given(positive, st.lists(positive, min_size=2, max_size=2))
def test_printed_change_is_monotone(then: int, now: list[int]) -> None:
    """A larger figure never has a smaller printed change, nor a lower direction."""
    low, high = sorted(now)
    order = ["down", "similar", "up"]
    changes = [printed_change(value, then) for value in (low, high)]
    assert changes[0] <= changes[1]
    moved = [order.index(direction(value, 10)) for value in changes]
    assert moved[0] <= moved[1]


@given(st.integers(1, 400), st.integers(-400, 400))
def test_direction_turns_exactly_at_the_threshold(threshold: int, change: int) -> None:
    """At the threshold it points, one below it does not; down likewise."""
    assert direction(threshold, threshold) == "up"
    assert direction(threshold - 1, threshold) == ("similar" if threshold > 0 else "up")
    assert direction(-threshold, threshold) == "down"
    assert direction(-threshold + 1, threshold) == "similar"
    assert (direction(change, threshold) == "up") == (change >= threshold)


@pytest.mark.parametrize(
    ("now", "then", "printed", "moved"),
    [(1095, 1000, 10, "up"), (1094, 1000, 9, "similar"), (905, 1000, -10, "down"),
     (906, 1000, -9, "similar"), (25, 8, 213, "up"), (177, 200, -12, "down")],
)  # fmt: skip
def test_ties_at_the_threshold_go_away_from_zero(
    now: int, then: int, printed: int, moved: str
) -> None:
    """9.5 is printed 10 and points up; -11.5 is printed -12."""
    assert printed_change(now, then) == printed
    assert direction(printed, 10) == moved


def test_the_mirror_of_a_change_is_not_its_negative() -> None:
    """100 to 110 is up 10; 110 back to 100 is similar, -9: no law, and not to be made one."""
    assert (printed_change(110, 100), direction(10, 10)) == (10, "up")
    assert (printed_change(100, 110), direction(-9, 10)) == (-9, "similar")


@given(st.sampled_from(("up", "similar", "down")))
def test_polarities_judge_against_each_other(moved: str) -> None:
    """What is positive where high is good is negative where low is good; similar stays similar."""
    high = judgement(moved, "high is good")  # type: ignore[arg-type]
    low = judgement(moved, "low is good")  # type: ignore[arg-type]
    assert (high, low) in (("positive", "negative"), ("negative", "positive"), ("similar",) * 2)
    assert judgement(moved, "neither") is None  # type: ignore[arg-type]


@given(series(), st.integers(1, 13))
def test_no_change_from_zero_or_across_a_gap(values: list[int | None], months: int) -> None:
    """A value needs a base: the reasons say which was missing, and how."""
    result = change(Block.of(*values), months=months)
    for place, now in enumerate(values):
        then = values[place - months] if place >= months else None
        value, reason = result.values[place, 0], result.all_reasons()[place, 0]
        if now is None:
            assert reason == Block.of(None).all_reasons()[0, 0]
        elif then is None:
            assert reason == NO_BASE
        elif then == 0:
            assert reason == ZERO_BASE
        else:
            assert reason == 0
            assert value == pytest.approx(float(exact_change(now, then)))
        assert (value != value) == (reason != 0)


@given(st.lists(positive, min_size=3, max_size=20), st.integers(1, 12), st.data())
def test_no_change_across_a_break(values: list[int], months: int, data: st.DataObject) -> None:
    """A break in (earlier, now] takes the value; one at the earlier month does not."""
    broken = data.draw(st.integers(0, len(values) - 1))
    result = change(Block.of(*values), months=months, breaks=(broken,), first=0)
    for place in range(months, len(values)):
        crossed = place - months < broken <= place
        assert (result.all_reasons()[place, 0] == BREAK) == crossed


def test_no_change_after_the_end() -> None:
    """A month after the end has no change, for the reason that it has no value."""
    block = Block.of(5, 6, None, reason=ENDED)
    assert change(block).all_reasons().T.tolist() == [[NO_BASE, 0, ENDED]]


@given(series(), st.integers(1, 13))
def test_look_back_is_the_calendar(values: list[int | None], months: int) -> None:
    """The earlier month is found by the calendar, as in a plain dictionary of months."""
    model = dict(enumerate(values))
    result = previous(Block.of(*values), months=months).values[:, 0]
    for place in model:
        then = model.get(place - months)
        assert (result[place] == then) if then is not None else np.isnan(result[place])


@given(counts(2, 60))
def test_float_changes_decide_ties_as_fractions_do(values: list[int]) -> None:
    """Written 100 * (x - b) / b, a float change of counts is on the right side of every tie."""
    assume(values[0])
    exact = Fraction(100 * (values[1] - values[0]), values[0])
    figure = change(Block.of(*values)).values[1, 0]
    assert scaled(Fraction(figure), 0) == scaled(exact, 0)


@given(st.fractions(-1000, 1000, max_denominator=10_000), st.integers(0, 6))
def test_rounding_is_within_half_a_unit(value: Fraction, decimals: int) -> None:
    """A rounded figure is the nearest; of two nearest, the one away from zero."""
    unit = Fraction(1, 10**decimals)
    near = rounded(value, decimals)
    assert abs(near - value) <= unit / 2
    if abs(near - value) == unit / 2:
        assert abs(near) > abs(value)
        even = scaled(value, decimals, "half even")
        assert even % 2 == 0
