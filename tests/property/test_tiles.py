"""Everything at once, tile by tile, against line by line: bit by bit the same."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kpilib
from kpilib import testing
from kpilib.figures.arrays import scratch
from kpilib.figures.arrays.scratch import empty, frame, reused
from kpilib.figures.evaluation import line as line_module
from kpilib.figures.evaluation import tiles
from kpilib.language.dataset import ChangeRule
from tests.differential.cancelling import cancelling
from tests.differential.cases import thorough
from tests.property.test_engine_against_model import COLUMNS, dataset
from tests.unit.catalogues import catalogue


def equal(left: kpilib.Line, right: kpilib.Line, near: float = 0.0) -> None:
    """Compare values, to `near` or as much of their size, reasons, directions and judgements."""
    np.testing.assert_allclose(left.values, right.values, rtol=near, atol=near)
    np.testing.assert_array_equal(left.reasons, right.reasons)
    if left.is_change:
        np.testing.assert_array_equal(left.direction, right.direction)
        np.testing.assert_array_equal(left.judgement, right.judgement)


@given(
    st.data(),
    st.sampled_from(("exact", "printed")),
    st.sampled_from(("rounded", "exact")),
    st.integers(1, 60),
    st.integers(1, 3),
)
def test_tiles_change_no_cell(
    data: st.DataObject, basis: str, decided_on: str, cells: int, threads: int
) -> None:
    """Tiles of any size, on one thread or several."""
    rows = data.draw(testing.catalogues())
    observations = data.draw(testing.observations(rows, length=15))
    if not len(observations):
        return
    rule = ChangeRule(basis=basis, decided_on=decided_on, threshold=Fraction(10))
    chosen = dataset(change=rule)
    lines = kpilib.evaluate(rows, observations, dataset=chosen)
    at_once = kpilib.evaluate(rows, observations, dataset=chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "TILE", cells)
        patch.setattr(tiles, "PIECE", 2 * cells)
        patch.setattr(tiles, "_WORTH_A_THREAD", 0)
        patch.setattr(line_module, "_FEW", 0)
        at_once.work_out(threads=threads)
    for ref in lines.refs:
        equal(lines[ref], at_once[ref])
        for name in COLUMNS:
            left, right = lines.column(ref, name), at_once.column(ref, name)
            assert (left is None) == (right is None)
            if left is not None and right is not None:
                equal(left, right)


def test_changes_next_to_the_threshold_are_decided_row_by_row() -> None:
    """Of rows side by side each has its own parts from which a tie is decided."""
    rows = catalogue(N="", M="", K="", A="percent([N], [M])", B="percent([M], [K])")
    panel = kpilib.Panel.from_arrays(
        "2016-01",
        ("x", "y", "z"),
        {
            "N": [[200, 219], [200, 181], [200, 218]],
            "M": [[700, 700], [7000, 7000], [700, 700]],
            "K": [[219, 200], [181, 200], [1, 1]],
        },
    )
    evaluation = kpilib.evaluate(rows, panel, dataset=dataset())
    evaluation.work_out()
    a, b = evaluation.column("A", "month"), evaluation.column("B", "month")
    assert a is not None
    assert b is not None
    assert a.direction[:, 1].tolist() == [1, -1, 0]
    # 100 x (1 / 200 - 1 / 219) x 219 is exactly 9.5, and so on
    assert b.rounded[:, 1].tolist() == [10, -10, 0]
    assert b.direction[:, 1].tolist() == [1, -1, 0]


def test_an_unknown_column_is_said() -> None:
    """By work_out as by column."""
    panel = kpilib.Panel.from_arrays("2016-01", ("x",), {"N": [[1.0]]})
    evaluation = kpilib.evaluate(catalogue(N=""), panel, dataset=dataset())
    with pytest.raises(kpilib.UsageError, match="no derived column is called `sparkle`"):
        evaluation.work_out(["sparkle"])


def test_scratch_belongs_to_a_frame() -> None:
    """Two arrays at once are two; those of a frame that has ended are handed out again."""
    with reused(8):
        assert empty((2, 4), np.float64).base is None
        with frame() as outer:
            first = empty((2, 4), np.float64)
            with frame():
                second = empty((2, 4), np.float64)
                with frame(outer):
                    kept = empty((8,), np.float64)
                assert not np.shares_memory(first, second)
            third = empty((4,), np.float64)
            assert np.shares_memory(third, second)
            assert not any(np.shares_memory(third, other) for other in (first, kept))
            assert empty((9,), np.float64).base is None
        with suppress(ZeroDivisionError), frame():
            fourth = empty((4,), np.float64)
            1 / 0  # noqa: B018
        with frame():
            assert np.shares_memory(empty((4,), np.float64), fourth)
    assert empty((2, 4), np.float64).base is None


def test_nothing_is_read_of_a_frame_that_has_ended() -> None:
    """What goes back is overwritten: every figure of every function is the same all the same."""
    for case in (*thorough(), cancelling(3)):
        lines = kpilib.evaluate(case.catalogue, case.observations, dataset=case.dataset)
        at_once = kpilib.evaluate(case.catalogue, case.observations, dataset=case.dataset)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(scratch, "POISON", True)
            patch.setattr(tiles, "TILE", 60)
            patch.setattr(tiles, "PIECE", 200)
            patch.setattr(tiles, "_WORTH_A_THREAD", 0)
            at_once.work_out(threads=2)
        for ref in lines.refs:
            # which cells are decided on fractions depends on the block, last bits with them
            equal(lines[ref], at_once[ref], 1e-9)
            for column in case.dataset.columns:
                left, right = lines.column(ref, column.id), at_once.column(ref, column.id)
                if left is not None and right is not None:
                    equal(left, right, 1e-9)
