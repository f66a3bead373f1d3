"""Denominators and comparators that were revised: what was known on a day."""

from __future__ import annotations

import json

import pytest

import kpilib
from kpilib.commands import main
from kpilib.figures.sql.running import figures
from kpilib.publications.parts.publication import Publication
from kpilib.publications.parts.trends import in_words, trend
from kpilib.values.wording.locale import locale
from tests.conftest import Make, indicator, observed

POPULATIONS = """
denominators:
  - id: children
    title: Children
    values:
      - {from: 2016-01, value: 1000, recorded: 2016-02-01}
      - {from: 2016-01, value: 2000, recorded: 2016-12-01}
"""
LATER = "      - {from: 2016-04, value: 1500, recorded: 2016-05-01}\n"
FILES = {
    "specs/denominators.yaml": POPULATIONS,
    "specs/d/observations/a.csv": observed(A="10 10 10 10 10 10"),
}


def rates(project: kpilib.Project, day: str | None = None) -> list[float | None]:
    line = kpilib.evaluate(project, as_of=day)["R"]
    return [line.cell(0, month).value for month in range(len(line.values[0]))]


def specs() -> str:
    return indicator("A") + indicator("R", formula='"rate([A])"', denominator="children", per=1000)


def test_the_population_that_was_known_counts(make: Make) -> None:
    """As of June that of February; today the revised one; the latest `from` before all."""
    project = make(specs(), **FILES)
    assert not project.findings
    assert rates(project, "2016-06-30")[0] == 10.0
    assert rates(project)[0] == 5.0
    assert rates(project, "2016-01-31") == [None] * 6
    later = make(specs(), **FILES | {"specs/denominators.yaml": POPULATIONS + LATER})
    assert rates(later) == [5.0, 5.0, 5.0, 10 / 1.5, 10 / 1.5, 10 / 1.5]
    assert rates(later, "2016-04-30") == [10.0] * 6


def test_a_value_without_a_day_was_always_known(make: Make) -> None:
    """It gives way to one that was recorded."""
    text = POPULATIONS.replace(", recorded: 2016-02-01", "")
    project = make(specs(), **FILES | {"specs/denominators.yaml": text})
    assert rates(project, "2000-01-01")[0] == 10.0
    assert rates(project)[0] == 5.0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("{from: 2016-01, value: 1}, {from: 2016-01, value: 2}", "has a value from 2016-01"),
        (
            "{from: 2016-01, value: 1, recorded: 2016-02-01},"
            " {from: 2016-01, value: 2, recorded: 2016-02-01}",
            "has a value from 2016-01",
        ),
        ("{from: 2016-01, value: 1, recorded: 2016-02-30}", "a day is expected"),
        ("{from: 2016-01, value: 1, recorded: 1 Feb 2016}", "a day is expected"),
    ],
)
def test_two_values_of_one_day_and_what_is_not_a_day_are_named(
    make: Make, values: str, message: str
) -> None:
    """Of two revisions of one day nobody can say which was meant."""
    text = f"denominators: [{{id: children, title: C, values: [{values}]}}]\n"
    project = make(specs(), **FILES | {"specs/denominators.yaml": text})
    (finding,) = (one for one in project.findings if one.code == "KPI106")
    assert message in finding.message


def test_every_engine_and_output_knows_what_was_known(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """Report, views, changes, page: as of a day, and what moved since."""
    project = make(specs(), **FILES)
    old = kpilib.report(project, as_of="2016-06-30")
    assert [cell.text for cell in old.rows[1].values][-1] == "10"
    assert [cell.text for cell in kpilib.report(project).rows[1].values][-1] == "5"
    told = {
        line[2]: line[3]
        for line in figures(project, as_of="2016-06-30", refs=("R",), start=None, end=None)
    }
    assert set(told.values()) == {10.0}
    assert main(["report", "--project", str(project.root), "--changes", "--format", "json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert changes["since"] == "2016-11-30"
    assert {(cell["ref"], cell["before"], cell["after"]) for cell in changes["cells"]} >= {
        ("R", "10", "5")
    }
    publication = Publication(project, old, as_of="2016-06-30")
    (value,) = publication.definitions["R"].denominators
    assert value.value == "1,000"


COMPARED = """
comparators:
  - id: england
    title: England
    values:
      - {ref: A, period: 2015-12, value: 7, basis: monthly}
      - {ref: A, period: 2016-03, value: 8, basis: monthly, recorded: 2016-04-10}
      - {ref: A, period: 2016-03, value: 9, basis: monthly, recorded: 2016-05-10}
"""
DATASET = """
dataset: d
title: D
window: 6
columns: [{id: nat, heading: Nat., comparator: england}]
"""


def test_a_comparator_that_was_revised(make: Make) -> None:
    """The latest recorded of its latest period; a chart draws it as it was in each month."""
    files = FILES | {"specs/comparators.yaml": COMPARED, "specs/d/dataset.yaml": DATASET}
    project = make(specs(), **files)
    assert not project.findings
    cells = {
        day: kpilib.report(project, as_of=day).rows[0].columns["nat"]
        for day in (None, "2016-04-30", "2016-04-01")
    }
    assert [cell.text for cell in cells.values()] == ["9", "8", "7"]
    assert cells[None].in_force == (7.0, 7.0, 9.0, 9.0, 9.0, 9.0)
    report = kpilib.report(project)
    shown = trend(report, report.rows[0], locale())
    assert shown.comparators[0].steps == (7.0, 7.0, 9.0, 9.0, 9.0, 9.0)
    assert in_words(shown, locale()).endswith(" England 9 since Mar 16.")


def test_the_order_of_a_file_does_not_decide(make: Make) -> None:
    """The day does; a value is known from its own day on."""
    lines = POPULATIONS.rstrip().splitlines()
    turned = "\n".join([*lines[:-2], lines[-1], lines[-2]]) + "\n"
    project = make(specs(), **FILES | {"specs/denominators.yaml": turned})
    assert rates(project)[0] == 5.0
    assert rates(project, "2016-02-01")[0] == 10.0
    assert rates(project, "2016-11-30")[0] == 10.0
    assert rates(project, "2016-12-01")[0] == 5.0
