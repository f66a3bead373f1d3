"""The tolerance of live sheets as the reference of formats declares it, decided on fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial

import kpilib
from kpilib import Project, Report
from kpilib.figures.report.model import ReportRow
from kpilib.publications.workbook.slack import Slack
from kpilib.publications.workbook.wholes import whole_rows
from kpilib.values.period import Period

_TIE, _THRESHOLD, _OF_ITSELF = Fraction(1, 10**9), Fraction(1, 10**9), 10**13


class Tolerance:
    """Which cells of a report may differ from it, and how."""

    def __init__(self, project: Project, report: Report) -> None:
        self._report, self._month = report, Period.parse(report.period).first
        self._rule = project.dataset(report.dataset).change
        self._evaluation = kpilib.evaluate(project, dataset=report.dataset)
        catalogue, panel = self._evaluation.catalogue, project.panel(report.dataset)
        months = set(range(panel.first, self._month + 1))
        self._slack = Slack(
            self._evaluation.exact,
            catalogue,
            report.geography,
            {row.ref: months for row in catalogue},
            whole_rows(catalogue, panel),
        )

    def lets_pass(self, row: ReportRow, column: str, cell: str) -> bool:
        """Whether a cell may be shown so: without an arrow, or as another figure within reach."""
        found = self.figure(row.ref, column)
        if found is None:
            return False
        exact, slack = found
        *arrow, figure = row.texts()[column].split(" ")
        *other_arrow, other = cell.split(" ")
        if slack == math.inf:
            return not other_arrow
        reach = Fraction(slack) + abs(exact) / _OF_ITSELF
        if other_arrow != arrow:
            rounds = Fraction(0) if self._rule.decided_on == "exact" else Fraction(1, 2)
            off = abs(abs(exact) - self._rule.threshold + rounds)
            if other_arrow or off > _THRESHOLD + reach:
                return False
        unit = Fraction(1, 10 ** len(figure.rstrip("%").partition(".")[2]))
        shown = Fraction(other.replace(",", "").rstrip("%"))
        return abs(shown - exact) <= unit / 2 + unit * _TIE + reach

    def figure(self, ref: str, column: str) -> tuple[Fraction, float] | None:
        """Give the exact figure of a cell and its slack; None where it has none."""
        evaluation, place = self._evaluation, self._report.geography
        if column in self._report.periods:
            month = Period.parse(column).first
            exact = evaluation[ref].exact(place, month)
            if not isinstance(exact, Fraction):
                return None
            return exact, self._slack.cell(ref, month, float(exact))
        line, tree = evaluation.column(ref, column), evaluation.formula(ref, column)
        if line is None or tree is None:
            return None
        exact = line.exact(place, self._month)
        if not isinstance(exact, Fraction):
            return None
        printed = evaluation.takes_printed(column)
        own = partial(evaluation[ref].exact_value, printed, place)
        return exact, self._slack.of(tree, self._month, own, None if printed else ref)
