"""The array engine against exact evaluation cell by cell, on random catalogues."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import kpilib
from kpilib import testing
from kpilib.figures.evaluation import line as line_module
from kpilib.language.dataset import ChangeRule, Column, Dataset
from kpilib.project.stores.cells import exact_cells
from kpilib.values.change import direction
from kpilib.values.findings import Span, TextPlace
from kpilib.values.rounding import rounded

HERE = Span("test")
PLACES = {name: TextPlace(HERE) for name in ("formula", "heading", "id")}
COLUMNS = {
    "month": "change(value, months=1)",
    "year": "change(value, months=12)",
    "mean": "mean(value, months=12)",
    "most": "maximum(value, months=12)",
    "before": "previous(value)",
    "share": "value / least([A0], 9)",
}


def dataset(**given: object) -> Dataset:
    columns = tuple(
        Column(id=name, heading=name, formula=formula, span=HERE, places=PLACES)
        for name, formula in COLUMNS.items()
    )
    plain = Dataset(dataset="d", title="D", columns=columns, span=HERE)
    return evolve(plain, **given)  # type: ignore[arg-type]


def same(line: kpilib.Line, exact: list[list[object]], decimals: int, rounding: str) -> None:
    """Compare value, reason and rounded value of every cell."""
    for place, answers in enumerate(exact):
        for month, answer in enumerate(answers):
            cell = line.cell(place, month)
            where = (line.ref, place, month, answer, cell)
            if isinstance(answer, Fraction):
                assert cell.value == pytest.approx(float(answer), rel=1e-9, abs=1e-9), where
                expected = float(rounded(answer, decimals, rounding))  # type: ignore[arg-type]
                assert line.rounded[place, month] == expected, where
            else:
                assert cell.value is None, where
                assert cell.reason == str(answer), where


@given(st.data(), st.sampled_from(("half up", "half even")))
def test_rows_agree_with_the_model(data: st.DataObject, rounding: str) -> None:
    """Value, reason and printed value of every row, month and geography."""
    catalogue = data.draw(testing.catalogues())
    assert not catalogue.faults
    observations = data.draw(testing.observations(catalogue))
    if not len(observations):
        return
    evaluation = kpilib.evaluate(catalogue, observations, dataset=dataset(rounding=rounding))
    model = exact_cells(catalogue, observations, "local")
    with pytest.MonkeyPatch.context() as patch:
        # ties are decided on pairs of whole numbers, however few they are
        patch.setattr(line_module, "_FEW", data.draw(st.sampled_from((0, 0, 16))))
        for ref in evaluation.refs:
            exact = [
                [model.cell(ref, geography, period.first) for period in evaluation.periods]
                for geography in evaluation.geographies
            ]
            same(evaluation[ref], exact, catalogue[ref].decimals, rounding)


@given(st.data(), st.sampled_from(("exact", "printed")), st.sampled_from(("rounded", "exact")))
def test_columns_agree_with_the_model(data: st.DataObject, basis: str, decided_on: str) -> None:
    """Value, reason, printed value and direction of every derived column."""
    catalogue = data.draw(testing.catalogues(max_size=6))
    observations = data.draw(testing.observations(catalogue, length=15))
    if not len(observations):
        return
    threshold = data.draw(st.sampled_from((Fraction(10), Fraction(5, 2), Fraction(50))))
    rule = ChangeRule(basis=basis, decided_on=decided_on, threshold=threshold)
    chosen = dataset(change=rule)
    evaluation = kpilib.evaluate(catalogue, observations, dataset=chosen)
    for ref in evaluation.refs:
        for name in COLUMNS:
            line = evaluation.column(ref, name)
            if line is None:
                assert name == "share"
                continue
            exact = [
                [line.exact(geography, period.first) for period in evaluation.periods]
                for geography in evaluation.geographies
            ]
            same(line, exact, line.decimals, "half up")
            if line.is_change:
                for place, answers in enumerate(exact):
                    for month, answer in enumerate(answers):
                        if isinstance(answer, Fraction):
                            figure = rounded(answer, 0) if decided_on == "rounded" else answer
                            assert line.moved(place, month) == direction(figure, threshold)


@given(st.data())
def test_a_window_asked_for_changes_no_cell(data: st.DataObject) -> None:
    """What is evaluated for fewer months, or more, is the same where they meet."""
    catalogue = data.draw(testing.catalogues())
    observations = data.draw(testing.observations(catalogue))
    if not len(observations):
        return
    whole = kpilib.evaluate(catalogue, observations)
    start, end = whole.periods[0].shift(-2), whole.periods[-1].shift(3)
    wide = kpilib.evaluate(catalogue, observations, start=start, end=end)
    narrow = kpilib.evaluate(catalogue, observations, start=whole.periods[-1])
    for ref in whole.refs:
        for geography in whole.geographies:
            for period in whole.periods:
                assert whole[ref].at(period, geography) == wide[ref].at(period, geography)
            last = whole.periods[-1]
            assert whole[ref].at(last, geography) == narrow[ref].at(last, geography)


@given(st.data())
def test_a_formula_that_reads_itself_runs_on(data: st.DataObject) -> None:
    """A running stock agrees with the model, gaps and all."""
    from kpilib.language.building import build
    from kpilib.language.catalogue import Registers
    from kpilib.language.model import Indicator

    formula = data.draw(
        st.sampled_from(
            (
                "coalesce(previous([S]), 0) + coalesce([F], 1)",
                "previous([S], months=2) + [F]",
                "coalesce(same_month_last_year([S]), [F]) + [F]",
            )
        )
    )
    place = {"formula": TextPlace(HERE)}
    flow = Indicator(ref="F", title="F", area="a", owner="o", unit="count", measure="flow",
                     span=HERE)  # fmt: skip
    stock = Indicator(ref="S", title="S", area="a", owner="o", unit="count", measure="flow",
                      formula=formula, span=HERE, places=place)  # fmt: skip
    catalogue = build([flow, stock], Registers())
    assert not catalogue.faults
    observations = data.draw(testing.observations(catalogue))
    if not len(observations):
        return
    evaluation = kpilib.evaluate(catalogue, observations)
    model = exact_cells(catalogue, observations, "local")
    exact = [
        [model.cell("S", geography, period.first) for period in evaluation.periods]
        for geography in evaluation.geographies
    ]
    same(evaluation["S"], exact, 0, "half up")
