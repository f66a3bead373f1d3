"""What a report says of a change: its arrow at the dataset's threshold, judged as the row is."""

from __future__ import annotations

import pytest

import kpilib
from kpilib.figures.report.model import ColumnCell
from kpilib.publications.report.json import as_data
from kpilib.publications.report.text import to_text
from tests.conftest import Make, indicator, observed

DATASET = """
dataset: d
title: D
change: {{threshold: {threshold}, decided_on: {decided_on}}}
columns: [{{id: m, heading: M, formula: "change(value, months=1)"}}]
rows: [{{ref: A{polarity}}}, B]
"""


def cell(make: Make, before: str, now: str, **given: str) -> ColumnCell:
    keys = {"threshold": "10", "decided_on": "rounded", "polarity": ""} | given
    project = make(
        indicator("A", polarity="high is good", notes="n") + indicator("B"),
        **{
            "specs/d/dataset.yaml": DATASET.format(**keys),
            "specs/d/observations/a.csv": observed(A=f"{before} {now}", B="1 1"),
        },
    )
    return kpilib.report(project).rows[0].columns["m"]


@pytest.mark.parametrize(
    ("threshold", "decided_on", "now", "arrow"),
    [
        # 2.4 % rounds to 2, 2.5 % to 3: what is rounded is beyond two and a half from 2.5 on
        ("2.5", "rounded", "1024", "similar"),
        ("2.5", "rounded", "1025", "up"),
        ("2.5", "rounded", "975", "down"),
        ("2.5", "rounded", "976", "similar"),
        ("2.2", "rounded", "1024", "similar"),
        ("2.2", "rounded", "1025", "up"),
        ("2.5", "exact", "1024", "similar"),
        ("2.5", "exact", "1025", "up"),
        ("2.2", "exact", "1021", "similar"),
        ("2.2", "exact", "1022", "up"),
        ("2.2", "exact", "978", "down"),
        ("0.5", "rounded", "1005", "up"),
        ("0.5", "rounded", "1004", "similar"),
    ],
)
def test_arrows_at_thresholds_that_are_not_whole(
    make: Make, threshold: str, decided_on: str, now: str, arrow: str
) -> None:
    """From the threshold on, of the rounded or of the exact change."""
    found = cell(make, "1000", now, threshold=threshold, decided_on=decided_on)
    assert found.direction == arrow


def test_a_row_is_judged_as_its_dataset_says(make: Make) -> None:
    """The polarity of a dataset's row goes before that of its indicator."""
    assert cell(make, "100", "150").judgement == "positive"
    assert cell(make, "100", "150", polarity=", polarity: low is good").judgement == "negative"
    assert cell(make, "100", "150", polarity=", polarity: neither").judgement is None


MARKED = """
dataset: d
title: D
window: 3
columns:
  - {id: m, heading: M, formula: "change(value, months=1)"}
  - {id: a3, heading: A3, formula: "mean(value, months=3)"}
  - {id: ytd, heading: YTD, formula: "year_to_date(value, at_least=1)"}
"""


def test_columns_carry_the_marks_of_what_they_are_worked_out_from(make: Make) -> None:
    """(p) and (r) of any month that is read; not of one before a break or before the year."""
    rows = "ref,period,value,marker,recorded\n"
    rows += "".join(f"A,2016-0{n},{n + 4},,\nB,2016-0{n},9,,\n" for n in range(1, 7))
    rows += "A,2016-05,20,r,2016-08-01\nB,2016-03,8,p,2016-08-01\n"
    project = make(
        indicator("A") + indicator("B", breaks="[2016-05]") + indicator("C", formula='"[A] * 2"'),
        **{"specs/d/dataset.yaml": MARKED, "specs/d/observations/a.csv": rows},
    )
    report = kpilib.report(project, period="2016-06")
    marks = {
        row.ref: {name: cell.mark for name, cell in row.columns.items()} for row in report.rows
    }
    everywhere = {"m": "r", "a3": "r", "ytd": "r"}
    assert marks == {"A": everywhere, "B": {"m": None, "a3": None, "ytd": None}, "C": everywhere}
    assert [cell.mark for cell in report.rows[0].values] == [None, "r", None]
    text = to_text(report)
    assert "↓ -50 (r)" in text
    assert "(r) restated" in text
    data = as_data(report)
    assert data["rows"][0]["columns"]["m"]["mark"] == "r"
    assert "mark" not in data["rows"][1]["columns"]["m"]


def test_an_exact_change_beside_its_threshold_is_that_of_its_own_month(make: Make) -> None:
    """Floats make 9.99 of 3.3 after 3, which is ten per cent; the months around it do not."""
    rows = observed(A="3 3 3.3 3.3 3")
    dataset = MARKED.replace("title: D\n", "title: D\nchange: {threshold: 10, decided_on: exact}\n")
    row = indicator("A", unit="money", measure="flow", decimals=1)
    project = make(row, **{"specs/d/dataset.yaml": dataset, "specs/d/observations/a.csv": rows})
    told = [
        kpilib.report(project, period=f"2016-0{month}").rows[0].columns["m"].direction
        for month in range(2, 6)
    ]
    assert told == ["similar", "up", "similar", "similar"]
    evaluation = kpilib.evaluate(project)
    line = evaluation.column("A", "m")
    assert line is not None
    assert line.direction[0].tolist() == [0, 0, 1, 0, 0]


def test_a_quotient_of_a_product_is_pooled_to_date(make: Make) -> None:
    """Part and whole are those of the whole formula, not of its last two parts."""
    rows = observed(A="1 2 3 4 5 7", B="9 8 7 6 5 4")
    project = make(
        indicator("A") + indicator("B") + indicator("Q", formula='"[A] * 2 / [B]"'),
        **{"specs/d/dataset.yaml": MARKED, "specs/d/observations/a.csv": rows},
    )
    found = kpilib.report(project, period="2016-06").rows[2].columns["ytd"].value
    assert found == pytest.approx(2 * (4 + 5 + 7) / (6 + 5 + 4))
