"""explain: every month that was added up, those left out, and the reason that the report prints."""

from __future__ import annotations

import pytest

import kpilib
from kpilib import Project
from kpilib.values.period import Period
from tests.conftest import Make, indicator, observed

FIGURES = observed(
    A="10 _ 30 40 50 60 70 80", B="20 20 20 20 40 40 40 40", S="5 6 7 8 9 10 11 12",
    P="1 2 3 4 5 6 7 8",
)  # fmt: skip
ROWS = (
    indicator("A") + indicator("B") + indicator("S", measure="stock")
    + indicator("P", unit="percent", measure=None, allow="{KPI503: none}")
)  # fmt: skip


def told(make: Make, formula: str, month: str) -> list[str]:
    """Give the lines from the arithmetic of a row's formula on, without their depth."""
    project = make(
        ROWS + indicator("X", formula=f'"{formula}"', denominator="children", per=100),
        **{"specs/d/observations/a.csv": FIGURES},
    )
    return [line.strip() for line in kpilib.explain(project, "X", month).lines()[2:]]


PLACE = "specs/d/observations/a.csv"


def test_each_addend_of_a_sum_has_its_month(make: Make) -> None:
    """And the place where it was observed; months left out have the reason."""
    lines = told(make, "year_to_date([A])", "2016-06")
    assert lines[:5] == [
        "year_to_date([A]) = 40 + 50 + 60 = 150",
        "year_to_date to 2016-06: 3 of 3 months counted",
        f"2016-04: 40 ({PLACE}:4)",
        f"2016-05: 50 ({PLACE}:5)",
        f"2016-06: 60 ({PLACE}:6)",
    ]
    assert told(make, "total([A], months=3)", "2016-03")[:4] == [
        "total([A], months=3) = 10 + none + 30 = no value (too few values)",
        "total to 2016-03: 2 of 3 months counted, every one is needed",
        f"2016-01: 10 ({PLACE}:2)",
        "2016-02 left out: not reported",
    ]
    assert told(make, "total([A], months=3, at_least=2)", "2016-03")[:2] == [
        "total([A], months=3, at_least=2) = 10 + 30 = 40",
        "total to 2016-03: 2 of 3 months counted",
    ]


def test_a_pooled_ratio_shows_both_its_parts(make: Make) -> None:
    """Of months in which both have a value; a part that is worked out shows how."""
    lines = told(make, "pooled([A] / [B], months=3)", "2016-04")
    assert lines[:5] == [
        "pooled([A] / [B], months=3) = (30 + 40) / (20 + 20) = 1.75",
        "pooled to 2016-04: 2 of 3 months counted",
        "2016-02 left out: [A] not reported",
        f"2016-03: 30 ({PLACE}:3) / 20 ({PLACE}:11)",
        f"2016-04: 40 ({PLACE}:4) / 20 ({PLACE}:12)",
    ]
    lines = told(make, "pooled(percent([A] + [B], [B]), months=2)", "2016-05")
    assert lines[0].endswith(" = (60 + 90) / (20 + 40) x 100 = 250")
    assert f"2016-05: 50 + 40 = 90 / 40 ({PLACE}:13)" in lines


@pytest.mark.parametrize(
    ("formula", "arithmetic"),
    [
        ("year_to_date(percent([A], [B]))", "(40 + 50) / (20 + 40) x 100 = 150"),
        ("year_to_date([A] / [B])", "(40 + 50) / (20 + 40) = 1.50"),
        ("year_to_date([A] / [S])", "(40 + 50) / 9 = 10"),
        ("year_to_date(100 - percent([A], [B]))", "100 - ((40 + 50) / (20 + 40) x 100) = -50"),
        ("year_to_date(percent([A], [B]) - 100)", "((40 + 50) / (20 + 40) x 100) - 100 = 50"),
        ("year_to_date(rate([A]))", "(40 + 50) / 20000 x 100 = 0.45"),
        ("year_to_date([S])", "9 = 9"),
        ("[A] - previous([A])", "50 - 40 = 10"),
        ("2 * ([A] - previous([A]))", "2 x (50 - 40) = 20"),
        ("[A] / 0.125", "50 / 0.125 = 400"),
        ("[A] - previous([A] + [B])", "50 - (40 + 20) = -10"),
        ("[B] / ([A] / [B])", "40 / (50 / 40) = 32"),
        ("change(-[A])", "100 x (-50 - -40) / 40 = -25"),
    ],
)  # fmt: skip
def test_what_is_shown_is_plain_arithmetic(make: Make, formula: str, arithmetic: str) -> None:
    """What a reader can put into a calculator: no name that nobody wrote."""
    assert told(make, formula, "2016-05")[0] == f"{formula} = {arithmetic}"


def test_months_before_a_break_are_left_out(make: Make) -> None:
    """Of a mean they are told too, which has a figure without them."""
    rows = indicator("A", breaks="[2016-05]") + indicator(
        "X", formula='"mean([A], months=4)"'
    ) + indicator("Y", formula='"year_to_date([A])"') + indicator(
        "D", formula='"[A] - previous([A])"'
    )  # fmt: skip
    project = make(rows, **{"specs/d/observations/a.csv": FIGURES})
    lines = [line.strip() for line in kpilib.explain(project, "X", "2016-06").lines()]
    assert "mean([A], months=4) = mean of 2 of 4 months (50, 60) = 55" in lines
    assert "mean to 2016-06: 2 of 4 months counted" in lines
    assert "2016-03 to 2016-04 left out: before the break in 2016-05" in lines
    text = str(kpilib.explain(project, "Y", "2016-06"))
    assert "50 + 60 = no value (break in series)" in text
    assert "2016-04 left out: before the break in 2016-05" in text
    lines = [line.strip() for line in kpilib.explain(project, "D", "2016-05").lines()]
    assert "[A] - previous([A]) = 50 - 40 = no value (break in series)" in lines
    assert "a row meets its own past across a break: no value" in lines


COLUMNS = {
    "ytd": "year_to_date(value)", "sum": "total(value, months=3)", "pool": "pooled(value)",
    "pc": "percent([B], value)", "both": "[B] - value", "c": "change(value)",
    "cy": "change(year_to_date(value), months=2)", "p": "change(value, points=true)",
    "m": "mean(value, months=3, at_least=3)",
}  # fmt: skip


def columns() -> str:
    lines = [
        f'  - {{id: {name}, heading: "{name}:", formula: "{formula}"}}'
        for name, formula in COLUMNS.items()
    ]
    return "dataset: d\ntitle: D\ncolumns:\n" + "\n".join(lines) + "\n"


@pytest.fixture
def project(make: Make) -> Project:
    """Read rows of every measure, with gaps, a break and two inputs that may lack at once."""
    rows = (
        ROWS + indicator("H", breaks="[2016-05]") + indicator("N", formula='"[A] + [H]"')
        + indicator("R", formula='"percent([A], [B])"') + indicator("T", formula='"total([A], 2)"')
        + indicator("Q", formula='"[H] / [S]"') + indicator("V", formula='"rate([H])"',
                                                           denominator="children")
    )  # fmt: skip
    figures = observed(A="_ 20 30 40 _ 60", B="_ 20 20 0 20 _", S="5 _ 7 8 9 10",
                       H="1 2 _ 4 5 6", P="1 _ 3 4 5 6")  # fmt: skip
    return make(rows, **{"specs/d/dataset.yaml": columns(), "specs/d/observations/a.csv": figures})


def test_every_reason_is_the_one_that_the_report_prints(project: Project) -> None:
    """A row's inputs rank before those of its column, a column without a meaning says why."""
    seen, meaningless = 0, 0
    for month in range(1, 7):
        period = Period.parse(f"2016-{month:02}")
        report = kpilib.report(project, period=period)
        for row in report.rows:
            parts = kpilib.explain(project, row.ref, period).parts
            cells = [row.values[-1], *row.columns.values()]
            for part, cell in zip(parts, cells, strict=True):
                if cell.reason is not None:
                    assert part.head.endswith(f": no value ({cell.reason})"), (row.ref, part.head)
                    seen += 1
                if cell.reason == "not applicable":
                    assert len(part.parts) == 1, part.head
                    assert not part.parts[0].head.startswith("its formula"), part.head
                    meaningless += 1
                else:
                    assert part.head.endswith(cell.text) or cell.reason is not None
    assert seen > 200
    assert meaningless > 100


def test_no_name_of_ours_is_shown(project: Project) -> None:
    """What binding makes of a formula stays behind it."""
    for row in project.catalogue:
        text = str(kpilib.explain(project, row.ref, "2016-06"))
        assert "unbroken" not in text
        assert "pooled_to_date" not in text
        assert " x 1 " not in text
