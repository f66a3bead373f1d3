"""The workbook's own formulas, worked out by LibreOffice, print what the engine prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import kpilib
from kpilib import Project, Report
from kpilib.publishing.publication import Publication
from kpilib.workbook.writing import to_xlsx
from tests.differential.cases import Case, cases, thorough, ties
from tests.publishing.office import recalculated

pytestmark = pytest.mark.external
#: random catalogues
CASES = 60


def compared(given: Iterable[tuple[Project, Report]], folder: Path) -> int:
    """Compare every printed cell; give how many."""
    reports = {f"book{number}": one for number, one in enumerate(given)}
    books = {
        name: to_xlsx(Publication(project, report), live=True)
        for name, (project, report) in reports.items()
    }
    shown = recalculated(books, "Live report", folder)
    number = 0
    for name, (_, report) in reports.items():
        for row, line in zip(report.rows, shown[name][1:], strict=True):
            texts = row.texts()
            assert len(line) == 2 + len(texts)
            for column, cell in zip(texts, line[2:], strict=True):
                assert cell == texts[column], (name, row.ref, column, texts[column], cell)
            number += len(texts)
    return number


def reports_of(case: Case) -> list[tuple[Project, Report]]:
    """Give the last report of each place of a case."""
    project = Project.of(case.catalogue, case.dataset, case.observations)
    places = project.panel().geographies
    return [(project, kpilib.report(project, geography=place)) for place in places]


def test_the_shipped_report_is_worked_out_to_the_printed_cells(
    shipped: Project, tmp_path: Path
) -> None:
    """All 950 cells."""
    report = kpilib.report(shipped, period="2016-09")
    assert compared([(shipped, report)], tmp_path) == 950


def test_every_function_is_worked_out_to_the_printed_cells(tmp_path: Path) -> None:
    """What random catalogues do not hold: pooled, to date, breaks, confidential, ties."""
    found = [one for case in (*thorough(), ties(60)[0]) for one in reports_of(case)]
    assert compared(found, tmp_path) > 1000


def test_random_catalogues_are_worked_out_to_the_printed_cells(tmp_path: Path) -> None:
    """Under every rule of rounding and change."""
    found: list[tuple[Project, Report]] = []

    @given(cases())
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
    def collect(case: Case) -> None:
        if len(case.observations):
            found.extend(reports_of(case)[:1])

    collect()
    assert compared(found, tmp_path) > 1000
