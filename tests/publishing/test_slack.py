"""How sure a spreadsheet is of a figure: its floats lie within the slack worked out for them."""

from __future__ import annotations

from fractions import Fraction

import kpilib
from kpilib import Observations, Project, testing
from kpilib.figures.arrays.bounds import UNIT
from kpilib.language.dataset import ChangeRule
from kpilib.project.stores.observations import Observation
from kpilib.publications.workbook.floats import Doubt
from tests.differential.cases import Case, dataset, indicator, rows
from tests.publishing.cancelling import cancelling
from tests.publishing.test_recalculated import reports_of
from tests.publishing.tolerance import Tolerance


def test_floats_lie_within_their_slack() -> None:
    """The engine's own, which are worked out in another order than a spreadsheet's."""
    seen = 0
    for project, report in reports_of(next(cancelling(2, seed=5))):
        tolerance = Tolerance(project, report)
        for row in report.rows:
            for name, cell in row.columns.items():
                found = tolerance.figure(row.ref, name)
                if found is None or cell.value is None:
                    continue
                exact, slack = found
                off = abs(Fraction(cell.value) - exact)
                assert off <= slack + UNIT * abs(exact), (row.ref, name, cell, exact, slack)
                seen += 1
    assert seen > 300


def test_what_is_divided_by_a_small_difference_is_sure_to_few_digits() -> None:
    """Of 262,144.0 and a third less a penny seven digits are left, of their quotient no more."""
    figures = ("262144.00", "262144.01", "262144.00")
    observed = [
        Observation("M", "local", testing.FIRST_MONTH + month, figure, None)
        for month, figure in enumerate(figures)
    ]
    catalogue = rows(
        indicator("M", unit="money", decimals=2),
        indicator("Third", "[M] / 3", decimals=2),
        indicator("Apart", "[Third] / ([Third] - previous([Third]))", decimals=2),
    )
    project = Project.of(catalogue, dataset(), Observations(observed))
    report = kpilib.report(project)
    tolerance = Tolerance(project, report)
    found = tolerance.figure("Apart", report.period)
    assert found is not None
    exact, slack = found
    assert exact == -26_214_400
    assert 1 < slack < 1000
    doubt = Doubt.of(Fraction(10), slack, ChangeRule())
    assert doubt.within == slack
    assert doubt.beside


def test_whole_numbers_are_sure() -> None:
    """No sum of them is tidied, so that a change of theirs errs in its last digit only."""
    observed = [
        Observation("A", "local", testing.FIRST_MONTH + month, text, None)
        for month, text in enumerate(("1000000", "1000001"))
    ]
    catalogue = rows(indicator("A"), indicator("Twice", "[A] + [A]"))
    case = Case(catalogue, dataset(), Observations(observed))
    ((project, report),) = reports_of(case)
    found = Tolerance(project, report).figure("Twice", "2015-02")
    assert found is not None
    assert found[1] < 1e-9
