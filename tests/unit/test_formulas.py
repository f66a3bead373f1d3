"""The formula language: what it takes, what it refuses and where, what comes of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kpilib
from kpilib.figures.arrays.functions import FORMS
from kpilib.language.functions import FUNCTIONS
from kpilib.language.graph import cycles, dependency_order
from kpilib.language.parser import parse
from kpilib.language.syntax import input_names, refs
from kpilib.language.tokens import FormulaFault
from tests.conftest import Make, indicator, observed


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", (0, 0)), ("[A", (0, 2)), ("A]", (1, 2)), ("]", (0, 1)), ("[]", (0, 2)),
        ("[A] +", (4, 5)), ("[A] [B]", (4, 7)), ("1..2", (0, 2)), ("1e3", (0, 2)), ("010x", (0, 4)),
        ("5 % 2", (2, 3)), ("[A] <= [B] <= 1", (11, 13)), ("(1", (1, 2)), ("f(1,)", (4, 5)),
        ("f(a=1, 2)", (7, 8)), ("f(a=1, a=2)", (7, 8)), ("f(a=[A])", (2, 7)), ("and", (0, 3)),
        ("[A] and [B]", (4, 7)), ("f(1 2)", (4, 5)), ("x = 1", (0, 1)), ("١", (0, 1)),
        ("[A]\u00a0+ 1", (3, 4)), ("1" * 31, (0, 31)),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_named_at_its_place(text: str, at: tuple[int, int]) -> None:
    """Each fault has its stretch of the text."""
    with pytest.raises(FormulaFault) as caught:
        parse(text)
    assert caught.value.at == at
    assert caught.value.code == "KPI301"


def test_limits_of_formulas() -> None:
    """At each limit it works, past each it is a fault."""
    parse("+".join(["[A]"] * 1000))
    parse("(" * 100 + "1" + ")" * 100)
    parse("-" * 99 + "1")
    parse("1" * 30)
    parse("1" + " " * 19_999)
    for text in ("+".join(["[A]"] * 1001), "(" * 101 + "1" + ")" * 101, "-" * 101 + "1",
                 "1" + " " * 20_000, "f(" * 101 + ")" * 101):  # fmt: skip
        with pytest.raises(FormulaFault):
            parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_a_fault(text: str) -> None:
    """No other exception, and every place lies in the text."""
    places = []
    try:
        parse(text)
    except FormulaFault as fault:
        places.append(fault.at)
    assert all(0 <= first <= end <= max(len(text), 1) for first, end in places)


_WORDS = st.sampled_from(
    ("[A]", "[B]", "1", "0.5", "+", "-", "*", "/", "(", ")", ",", "percent(", "rate(", "change(",
     "mean(", "coalesce(", "months=", "3", "points=true", "<=", "value", "pooled(", "abs(", "=")
)  # fmt: skip


@given(st.lists(_WORDS, max_size=14))
def test_any_words_in_a_spec_give_findings_or_a_formula(words: list[str]) -> None:
    """A catalogue is always built, whatever its formulas say."""
    from tests.unit.catalogues import catalogue

    built = catalogue(A="", B="", C=" ".join(words))
    assert built.is_sound("C") != bool(built.faults)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("percent([A], [P])", "KPI304"), ("percent([A])", "KPI303"),
        ("percent([A], [B], 3)", "KPI303"),
        ("rate([P])", "KPI304"), ("[A] * [B]", "KPI304"), ("[A] / [P]", "KPI304"),
        ("[A] + [S]", "KPI305"), ("[S] + previous([A])", "KPI305"), ("previous([S]) - [A]", None),
        ("[A] + previous([S])", None), ("total([S])", "KPI305"), ("total([P])", "KPI304"),
        ("mean(5)", "KPI303"), ("mean([A], months=121)", "KPI303"),
        ("mean([A], months=1.5)", "KPI303"),
        ("mean([A], months=true)", "KPI303"), ("mean([A], 3, at_least=4)", "KPI303"),
        ("mean([A], 3, months=3)", "KPI303"), ("mean([A], [B])", "KPI303"),
        ("mean([A], size=3)", "KPI303"),
        ("change([P], points=true)", None), ("change([A], points=true)", "KPI304"),
        ("change([A], points=3)", "KPI303"), ("pooled([A])", "KPI303"), ("pooled([P])", "KPI303"),
        ("pooled([D])", None), ("pooled([D] + 1)", None), ("year_to_date([P])", "KPI303"),
        ("year_to_date([D])", None), ("year_to_date([S])", None), ("value + 1", "KPI303"),
        ("coalesce([A], [P])", "KPI304"), ("coalesce([A])", "KPI303"), ("least([A], 3)", None),
        ("Percent([A], [B])", "KPI302"), ("precent([A], [B])", "KPI302"), ("wibble(1)", "KPI302"),
        ("[A] < [B]", "KPI301"), ("3 * [A] / 2 + 1", None), ("[A] / [B]", None), ("5", None),
        ("-[A] + abs([B])", None), ("[P] - 5", None), ("[A] * 2 * 3", None), ("2 / [A]", "KPI304"),
    ],
)  # fmt: skip
def test_units_go_together_or_are_refused(make: Make, formula: str, code: str | None) -> None:
    """The rules of units, of stocks and flows, of arguments."""
    project = make(
        indicator("A") + indicator("B") + indicator("S", measure="stock")
        + indicator("P", unit="percent", measure=None, allow="{KPI503: none}")
        + indicator("D", formula='"percent([A], [B])"')
        + indicator("X", formula=f'"{formula}"', denominator="children")
    )  # fmt: skip
    assert [finding.code for finding in project.findings] == ([code] if code else [])


@pytest.mark.parametrize(
    ("formula", "unit", "measure"),
    [
        ("[A] + 1", "count", "flow"), ("previous([S]) + [A]", "count", "stock"),
        ("percent([A], [S])", "percent", "ratio"), ("rate([S])", "rate", "ratio"),
        ("[A] / [S]", "number", "ratio"), ("change([A])", "percent", "average"),
        ("mean([S])", "count", "average"),
        ("5", "number", None), ("2 * [A]", "count", "flow"),
    ],
)  # fmt: skip
def test_a_formula_has_a_unit_and_a_measure(
    make: Make, formula: str, unit: str, measure: str | None
) -> None:
    """What comes of the parts is inferred; stating something else is a fault."""
    stated = "rate" if unit != "rate" else "count"
    project = make(
        indicator("A") + indicator("S", measure="stock")
        + indicator("X", formula=f'"{formula}"', denominator="children")
        + indicator("Y", formula=f'"{formula}"', denominator="children", unit=stated)
    )  # fmt: skip
    kind = project.catalogue.type_of("X")
    assert kind is not None
    assert (kind.unit, kind.measure) == (unit, measure)
    assert [(f.code, f.ref) for f in project.findings] == [("KPI304", "Y")]


def test_cycles_are_named_once_with_their_path(make: Make) -> None:
    """Two circles and one that reads itself now; what reads its own past is none."""
    project = make(
        indicator("A")
        + indicator("B", formula='"[C] + 1"') + indicator("C", formula='"previous([B]) + 1"')
        + indicator("D", formula='"[D] + [A]"')
        + indicator("R", formula='"coalesce(previous([R]), 0) + [A]"', unit="count", measure="flow")
        + indicator("N", formula='"coalesce(previous([N]), 0) + [A]"')
        + indicator("E", formula='"[B] + [A]"')
    )  # fmt: skip
    assert [(f.code, f.ref) for f in project.findings] == [
        ("KPI306", "B"), ("KPI306", "D"),
    ]  # fmt: skip
    assert "B -> C -> B" in project.findings[0].message
    assert not project.catalogue.is_sound("E")


def test_long_chains_and_wide_diamonds_need_no_recursion() -> None:
    """Ten thousand indicators on top of each other, and sixty diamonds, in linear time."""
    from tests.unit.catalogues import catalogue, panel

    chain = {"A0": ""} | {f"A{n}": f"[A{n - 1}] + 1" for n in range(1, 10_001)}
    built = catalogue(**chain)
    assert not built.faults
    assert kpilib.evaluate(built, panel(A0=[1]))["A10000"].at("2016-01").value == 10_001
    names = list(reversed(chain))
    edges = {f"A{n}": [f"A{n - 1}"] for n in range(1, 10_001)}
    assert dependency_order(names, edges)[0] == "A0"
    assert cycles(names, edges | {"A0": ["A10000"]})
    diamond = {"L0": ""}
    for n in range(1, 61):
        diamond[f"L{n}"] = f"[L{n - 1}] + [L{n - 1}]"
    high = kpilib.evaluate(catalogue(**diamond), panel(L0=[1]))
    assert high["L60"].at("2016-01").value == 2.0**60
    assert high.exact.cell("L60", "local", 2016 * 12) == 2**60


def test_figures_beyond_all_measure_are_not_applicable() -> None:
    """Squares of squares end, in either evaluation, before they hang or overflow."""
    from tests.unit.catalogues import catalogue, panel

    chain = {"A0": "", "B0": "[A0] / 1 / [A0] * 9"}
    chain |= {f"B{n}": f"[B{n - 1}] * [B{n - 1}]" for n in range(1, 40)}
    evaluation = kpilib.evaluate(catalogue(**chain), panel(A0=[7]))
    assert evaluation["B39"].at("2016-01").value is None
    assert "not applicable" in str(evaluation["B39"].at("2016-01").reason)
    assert not isinstance(evaluation.exact.cell("B39", "local", 2016 * 12), Fraction)


def test_who_reads_whom(make: Make) -> None:
    """A catalogue knows what a formula reads, and who reads an indicator."""
    catalogue = make(
        indicator("A") + indicator("B") + indicator("X", formula='"percent([B], [A] + [B])"')
    ).catalogue
    assert catalogue.reads("X") == ("B", "A")
    assert catalogue.reads("A") == ()
    assert catalogue.readers("A") == ("X",)
    assert catalogue.order.index("X") == 2
    assert "A" in catalogue
    assert [row.ref for row in catalogue] == ["A", "B", "X"]
    tree = parse("[A] - previous([A])")
    assert (refs(tree), input_names(tree)) == (("A",), ("A", "A"))


def test_every_function_says_how_it_is_written() -> None:
    """Signatures show defaults, and each array function has an example of both kinds."""
    assert FUNCTIONS["change"].signature == "change(x, months=1, points=false)"
    for function in FUNCTIONS.values():
        assert ">>>" in str(FORMS[function.name].array.__doc__), function.name


def test_year_to_date_and_pooled(make: Make) -> None:
    """From April on, and parts over wholes: by hand, and the same in exact evaluation."""
    project = make(
        indicator("A") + indicator("S", measure="stock")
        + indicator("B")
        + indicator("D", formula='"percent([A], [S])"')
        + indicator("Y", formula='"year_to_date([A], at_least=1)"')
        + indicator("Z", formula="year_to_date([S])")
        + indicator("W", formula="year_to_date([D])", decimals=2)
        + indicator("E", formula='"percent([A], [B])"')
        + indicator("Q", formula='"pooled([E], months=2)"', decimals=2),
        **{"specs/d/observations/a.csv": observed(A="1 2 3 4 5 _", B="10 10 10 20 _ 40",
                                                  S="10 10 10 20 _ 40"),
           "kpilib.toml": '[rules]\nKPI408 = "off"\n'},
    )  # fmt: skip
    assert project.findings == ()
    evaluation = kpilib.evaluate(project)
    texts = {ref: [evaluation[ref].cell(0, m).text for m in range(6)] for ref in "YZWQ"}
    assert texts["Y"] == ["1", "3", "6", "4", "9", "9"]
    missing = "input missing: S (not reported)"
    assert texts["Z"] == ["10", "10", "10", "20", missing, "40"]
    # a stock is what it is now; the counts of the year so far, from January to March incomplete
    few = "too few values"
    assert texts["W"] == [few, few, few, "20.00%", missing, few]
    assert texts["Q"] == ["10.00%", "15.00%", "25.00%", "23.33%", "20.00%", "too few values"]
    for ref in "YZWQ":
        line = evaluation[ref]
        for number, period in enumerate(evaluation.periods):
            exact = line.exact("local", period.first)
            value = line.cell(0, number).value
            assert (value is None) == (not isinstance(exact, Fraction))
            assert value is None or value == pytest.approx(float(exact))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("formula", "texts"),
    [
        # parts of one third of their wholes, then of a half; B lacks a month that A has
        ("year_to_date([D], at_least=1)", ["33.33%", "33.33%", "35.71%"]),
        ("pooled([D] / 2, months=3)", ["16.67%", "16.67%", "17.86%"]),
        ("pooled(2 * [D] - 10, months=3)", ["56.67%", "56.67%", "61.43%"]),
        ("pooled(100 - [D], months=3)", ["66.67%", "66.67%", "64.29%"]),
        ("percent(previous([A]), [A])", ["break in series", "33.33%", "200.00%"]),
        ("previous([D])", ["25.00%", "33.33%", "input missing: D (not reported)"]),
    ],
)
def test_ratios_are_rolled_up_by_their_parts(make: Make, formula: str, texts: list[str]) -> None:
    """Of months in which both parts have a figure, moved as they are moved."""
    project = make(
        indicator("A", breaks="[2016-04]") + indicator("B", breaks="[2016-04]")
        + indicator("D", formula='"percent([A], [B])"')
        + indicator("X", formula=f'"{formula}"', decimals=2),
        **{"specs/d/observations/a.csv": observed(A="1 1 1 1 3 1.5", B="4 4 4 3 _ 4"),
           "kpilib.toml": '[rules]\nKPI408 = "off"\nKPI406 = "off"\n'},
    )  # fmt: skip
    line = kpilib.evaluate(project)["X"]
    assert [line.cell(0, month).text for month in range(3, 6)] == texts


def test_a_change_of_changes_sees_the_break_from_both_ends(make: Make) -> None:
    """What compares two months hands a break on to both."""
    project = make(
        indicator("A", breaks="[2016-03]") + indicator("X", formula='"change([A], months=2)"')
        + indicator("Y", formula='"change([X], months=1, points=true)"'),
        **{"specs/d/observations/a.csv": observed(A="10 20 30 40 50 60 70 80")},
    )  # fmt: skip
    assert project.catalogue.breaks["X"] == {24194, 24196}
    line = kpilib.evaluate(project)["Y"]
    reasons = [line.cell(0, month).reason for month in range(8)]
    assert reasons[4:] == ["break in series", None, None, None]


def test_a_column_is_right_where_one_row_has_a_meaning(make: Make) -> None:
    """Whichever row that is; it is a finding where none has."""
    columns = "columns: [{id: t, heading: T, formula: 'total(value, months=2)'}]\n"
    for rows, codes in (("[S, A]", []), ("[A, S]", []), ("[S]", ["KPI305"])):
        text = f"dataset: d\ntitle: D\nrows: {rows}\n{columns}"
        project = make(
            indicator("S", measure="stock") + indicator("A"),
            **{
                "specs/d/dataset.yaml": text,
                "specs/d/observations/a.csv": observed(A="1 2", S="3 4"),
            },
        )  # fmt: skip
        assert [f.code for f in project.findings] == codes
        if not codes:
            cells = {row.ref: row.columns["t"] for row in kpilib.report(project).rows}
            assert (cells["S"].reason, cells["A"].value) == ("not applicable", 3.0)


@pytest.mark.parametrize(
    ("setting", "ends"), [("at_least=0", "to 120, or all"), ("months=0", "from 1 to 120")]
)
def test_a_setting_says_what_it_takes(make: Make, setting: str, ends: str) -> None:
    """`all` is a number of values, and no number of months."""
    found = make(indicator("A") + indicator("T", formula=f'"total([A], {setting})"')).findings
    assert next(one.message for one in found if one.ref == "T").endswith(ends)


def test_a_column_without_a_meaning_names_a_row(make: Make) -> None:
    """The first of which it has none."""
    column = "{id: t, heading: T, formula: 'total(value, months=3)'}"
    project = make(
        indicator("A", unit="days", measure=None),
        **{"specs/d/dataset.yaml": f"dataset: d\ntitle: D\ncolumns: [{column}]\n"},
    )
    assert [one.message[-14:] for one in project.findings] == ["(in the row A)"]
