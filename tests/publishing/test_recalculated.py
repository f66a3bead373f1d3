"""The workbook's own formulas, worked out by LibreOffice, print what the engine prints."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import kpilib
from kpilib import Observations, Project, Report, testing
from kpilib.language.dataset import ChangeRule
from kpilib.project.stores.observations import Observation
from kpilib.publications.parts.publication import Publication
from kpilib.publications.workbook.writing import to_xlsx
from tests.differential.cases import Case, cases, dataset, indicator, rows, thorough, ties
from tests.publishing.cancelling import cancelling
from tests.publishing.office import recalculated
from tests.publishing.tolerance import Tolerance

pytestmark = pytest.mark.external
#: random catalogues
CASES = 60


def compared(given: Iterable[tuple[Project, Report]], folder: Path) -> tuple[int, int]:
    """Compare every printed cell; give how many, and how many differ within the tolerance."""
    reports = {f"book{number}": one for number, one in enumerate(given)}
    books = {
        name: to_xlsx(Publication(project, report), live=True)
        for name, (project, report) in reports.items()
    }
    shown = recalculated(books, "Live report", folder)
    number = inside = 0
    for name, (project, report) in reports.items():
        tolerance = Tolerance(project, report)
        for row, line in zip(report.rows, shown[name][1:], strict=True):
            texts = row.texts()
            assert len(line) == 2 + len(texts)
            for column, cell in zip(texts, line[2:], strict=True):
                if cell != texts[column]:
                    where = (name, row.ref, column, texts[column], cell)
                    assert tolerance.lets_pass(row, column, cell), where
                    inside += 1
            number += len(texts)
    return number, inside


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
    assert compared([(shipped, report)], tmp_path) == (950, 0)


def test_every_function_is_worked_out_to_the_printed_cells(tmp_path: Path) -> None:
    """What random catalogues do not hold: pooled, to date, breaks, confidential, ties."""
    found = [one for case in (*thorough(), ties(60)[0]) for one in reports_of(case)]
    cells, inside = compared(found, tmp_path)
    assert cells > 1000
    assert inside == 0


def test_random_catalogues_are_worked_out_to_the_printed_cells(tmp_path: Path) -> None:
    """Under every rule of rounding and change."""
    found: list[tuple[Project, Report]] = []

    @given(cases())
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
    def collect(case: Case) -> None:
        if len(case.observations):
            found.extend(reports_of(case)[:1])

    collect()
    cells, inside = compared(found, tmp_path)
    assert cells > 1000
    assert inside <= cells / 1000


def test_figures_that_cancel_are_worked_out_to_the_printed_cells(tmp_path: Path) -> None:
    """Money, remainders of percentages, windows over them, breaks, rows that read themselves."""
    found = [one for case in cancelling(2) for one in reports_of(case)]
    cells, inside = compared(found, tmp_path)
    assert cells > 20_000
    assert inside <= cells / 10_000


def test_a_stock_from_its_flows_begins_with_the_first_month_observed(tmp_path: Path) -> None:
    """Its opening balance is no month of it: windows do not count it, nor empty cells as 0."""
    given = {"In": ("10", "12", "x", "9"), "Out": ("5", "6", "7", "4")}
    catalogue = rows(
        *map(indicator, given),
        indicator("Open", "coalesce(previous([Open]), 120) + coalesce([In], 0) - [Out]"),
        indicator("Average", "mean([Open], months=3)"),
        indicator("Strict", "coalesce(previous([Strict]), 120) + [In] - [Out]"),
        indicator("Lagged", "coalesce(previous([Lagged], months=2), 120) + [Out]"),
        indicator("To date", "year_to_date([Open])"),
    )  # fmt: skip
    observed = [
        Observation(ref, "local", testing.FIRST_MONTH + month, *(
            (None, text) if text == "x" else (text, None)
        ))
        for ref, texts in given.items()
        for month, text in enumerate(texts)
    ]  # fmt: skip
    case = Case(catalogue, dataset(), Observations(observed))
    ((project, report),) = reports_of(case)
    shown = {row.ref: [cell.text for cell in row.values[-4:]] for row in report.rows}
    assert shown["Open"] == ["125", "131", "124", "129"]
    assert shown["Average"] == ["125", "128", "127", "128"]
    assert shown["Strict"] == ["125", "131", "input missing: In (not reported)", "125"]
    assert compared([(project, report)], tmp_path)[1] == 0


def test_no_arrow_stands_beside_a_threshold_rather_than_a_false_one(tmp_path: Path) -> None:
    """One more or less of ten to the ninth and beyond; what is on the threshold has its arrow."""
    figures = {
        f"{10**size} {more:+}": (10**size, 10**size * 219 // 200 + more)
        for size in range(8, 14)
        for more in (-1, 0, 1)
    }
    observed = [
        Observation(ref, "local", testing.FIRST_MONTH + month, str(figure), None)
        for ref, pair in figures.items()
        for month, figure in enumerate(pair)
    ]
    rules = (ChangeRule(), ChangeRule(decided_on="exact", threshold=Fraction("9.5")))
    cases = [
        Case(rows(*map(indicator, figures)), dataset(change=rule), Observations(observed))
        for rule in rules
    ]
    found = [one for case in cases for one in reports_of(case)]
    for _, report in found:
        arrows = [row.columns["month"].direction for row in report.rows]
        assert arrows == ["similar", "up", "up"] * 6
    # of sizes beyond ten to the eleventh, the two beside the threshold, under each rule
    assert compared(found, tmp_path)[1] == 2 * 2 * 2
