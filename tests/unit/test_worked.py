"""Small questions of measures and breaks with their answers, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

import kpilib
from kpilib import Project
from tests.conftest import Make, indicator, observed

AVERAGE = {"unit": "percent", "measure": None, "allow": "{KPI503: none}"}
COLLECTED = (
    "".join(map(indicator, "FGPW"))
    + indicator("S", measure="stock")
    + indicator("A", **AVERAGE) + indicator("B", **AVERAGE)
    + indicator("N", unit="number", measure="flow") + indicator("M", unit="number", measure="flow")
)  # fmt: skip
# from January to March 2016, the last three months of a reporting year
FIGURES = observed(
    F="5 _ 7", G="1 2 3", P="1 2 9", W="10 10 20", S="40 50 60", A="20 30 40", B="40 40 80",
    N="1 2 3", M="2 3 4",
)  # fmt: skip


def with_formulas(make: Make, **formulas: str) -> Project:
    rows = "".join(indicator(ref, formula=f'"{text}"') for ref, text in formulas.items())
    return make(COLLECTED + rows, **{"specs/d/observations/a.csv": FIGURES})


def codes(project: Project) -> list[str]:
    return [finding.code for finding in project.findings if finding.code < "KPI4"]


def at(project: Project, ref: str, month: str = "2016-03") -> float | str | None:
    """Give a figure, or the reason for having none."""
    cell = kpilib.evaluate(project, start="2016-01", end="2016-08")[ref].at(month)
    return cell.reason if cell.value is None else cell.value


@pytest.mark.parametrize(
    ("formula", "measure", "total"),
    [
        ("[G] - [P]", "flow", -6), ("[G] * 2", "flow", 12), ("[G] + previous([G])", "flow", None),
        ("coalesce([F], 0)", "flow", 12),
    ],
)  # fmt: skip
def test_sums_of_flows_are_flows(
    make: Make, formula: str, measure: str, total: float | None
) -> None:
    """So they may be added up; what they count is the author's."""
    project = with_formulas(make, X=formula, Y="total([X], months=3)")
    assert codes(project) == []
    kind = project.catalogue.type_of("X")
    assert kind is not None
    assert kind.measure == measure
    assert at(project, "Y") == (total if total is not None else "too few values")


@pytest.mark.parametrize(
    "formula",
    ["[N] * [M]", "least([F], [G])", "change([F])", "mean([F], months=3)", "percent([A], [B])"],
)
def test_all_else_is_an_average(make: Make, formula: str) -> None:
    """Which has no sum: total() of it is a finding, and so are its sums to date."""
    for sums in ("total([X], months=3)", "year_to_date([X])", "pooled([X])"):
        project = with_formulas(make, X=formula, Y=sums)
        kind = project.catalogue.type_of("X")
        assert kind is not None
        assert kind.measure == "average"
        assert len(codes(project)) == 1
        assert [f.ref for f in project.findings if f.code < "KPI4"] == ["Y"]


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("[F] + [S]", "KPI305"),
        ("total(total([F], months=3), months=3)", "KPI305"),
        ("year_to_date(total([F], months=3))", "KPI305"),
        ("year_to_date(year_to_date([F]))", "KPI305"),
        ("pooled([S] / [G])", "KPI305"),
        ("total([S])", "KPI305"),
        ("change(total([F], months=3))", None),
        ("mean(year_to_date([F]), months=3)", None),
        ("maximum([S], months=3)", None),
    ],
)
def test_nothing_is_counted_twice(make: Make, formula: str, code: str | None) -> None:
    """What has added months up already, or stands at their ends, is never added up again."""
    assert codes(with_formulas(make, X=formula)) == ([code] if code else [])


def test_ratios_keep_their_parts(make: Make) -> None:
    """They are worked out anew from what was added up; never a mean of the months' ratios."""
    project = with_formulas(
        make, R="[G] / [S]", U="100 - percent([P], [W])", D="year_to_date([R], at_least=3)",
        Q="pooled([U], months=3)", M3="mean([U], months=3)",
    )  # fmt: skip
    assert codes(project) == []
    kind = project.catalogue.type_of("R")
    assert kind is not None
    assert kind.parts == ("flow", "stock")
    assert at(project, "D") == 6 / 60
    assert at(project, "Q") == 70
    assert at(project, "M3") == 75


def test_every_month_of_a_sum_is_needed(make: Make) -> None:
    """Unless it asks for fewer, or a missing one is said to be 0."""
    project = with_formulas(
        make, T="total([F], months=3)", T2="total([F], months=3, at_least=2)",
        C="total(coalesce([F], 0), months=3)", Y="year_to_date([F])",
        Y1="year_to_date([F], at_least=1)", Z="year_to_date([F], at_least=all)",
    )  # fmt: skip
    found = {ref: at(project, ref) for ref in ("T", "T2", "C", "Y", "Y1", "Z")}
    assert found == {
        "T": "too few values", "T2": 12, "C": 12, "Y": "too few values", "Y1": 12,
        "Z": "too few values",
    }  # fmt: skip


BROKEN = [
    ("mean(value, months=3)", Fraction(40)),
    ("total(value, months=3)", "break in series"),
    ("year_to_date(value)", "break in series"),
    ("year_to_date(value, at_least=1)", Fraction(80)),
    ("change(value, months=1)", Fraction(200, 3)),
    ("change(value, months=2)", "break in series"),
    ("change(mean(value, months=3), months=1)", Fraction(100, 3)),
    ("change(mean(value, months=3), months=2)", "break in series"),
]


@pytest.mark.parametrize(("formula", "answer"), BROKEN)
def test_nothing_reaches_across_a_break(make: Make, formula: str, answer: Fraction | str) -> None:
    """10 and 20, then by another definition 30 and 50: as a row's formula and as a column."""
    row = formula.replace("value", "[X]")
    column = f'columns:\n  - {{id: c, heading: C, formula: "{formula}"}}\n'
    project = make(
        indicator("X", breaks="[2016-05]") + indicator("Y", formula=f'"{row}"', decimals=2),
        **{
            "specs/d/dataset.yaml": f"dataset: d\ntitle: D\n{column}rows: [X]\n",
            "specs/d/observations/a.csv": observed(X="_ _ 10 20 30 50"),
        },
    )
    evaluation = kpilib.evaluate(project, start="2016-06", end="2016-06", dataset="d")
    found = evaluation.column("X", "c")
    assert found is not None
    for cell in (evaluation["Y"].at("2016-06"), found.at("2016-06")):
        if isinstance(answer, str):
            assert cell.reason == answer
        else:
            assert cell.value == pytest.approx(float(answer), rel=1e-14)
    exact = evaluation["Y"].exact("local", 2016 * 12 + 5)
    assert answer in (exact, str(exact))


@pytest.mark.parametrize("formula", ["[X] - previous([X])", "100 * [X] / previous([X])"])
def test_changes_written_by_hand_have_none_either(make: Make, formula: str) -> None:
    """Where change() has no value across the break."""
    project = make(
        indicator("X", breaks="[2016-05]") + indicator("Y", formula=f'"{formula}"'),
        **{"specs/d/observations/a.csv": observed(X="_ _ 10 20 30 50")},
    )
    assert at(project, "Y", "2016-05") == "break in series"
    assert isinstance(at(project, "Y", "2016-04"), float)
    assert isinstance(at(project, "Y", "2016-06"), float)
