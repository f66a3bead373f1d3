"""Tests that analysts write: read strictly, run, explained, counted."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from kpilib import Project, read
from kpilib.commands import main
from kpilib.figures.proof.coverage import coverage
from kpilib.figures.proof.running import run_cases
from kpilib.project.yaml.cases import cells, dated, shorthand
from tests.conftest import BASE, ROOT, Make, indicator, lay

Capture = pytest.CaptureFixture[str]
ROWS = (
    indicator("A", polarity='"high is good"', notes="more is wanted") + indicator("B")
    + indicator("S", formula='"percent([A], [B])"')
    + indicator("R", formula='"rate([A])"', denominator="children")
)  # fmt: skip
DATASET = (
    "dataset: d\ntitle: D\ncolumns:\n"
    "  - {id: m, heading: '% change from {previous:%b %y}', formula: change(value)}\n"
)
GOOD = """
- test: a share
  from: 2016-08
  observations: {A: 1 2, B: 4 0}
  denominators: {children: "1000, 2000 from 2016-09"}
  expect:
    - {ref: S, period: 2016-08, value: 25, text: 25%}
    - {ref: S, period: 2016-09, reason: zero denominator}
    - {ref: R, period: 2016-08, value: 10}
    - {ref: R, period: 2016-09, value: 10.0}
    - {ref: A, period: 2016-09, column: m, text: ↑ 100, arrow: up, judgement: positive}
    - {ref: B, period: 2016-09, column: m, arrow: down, judgement: none}
"""


def project(make: Make, cases: str) -> Project:
    return make(ROWS, **{"specs/d/dataset.yaml": DATASET, "indicators/tests/t.yaml": cases})


def test_shorthand() -> None:
    """Figures, gaps, markers, repetitions, counting up and down."""
    found = list(cells("7 _ c -2.5 x3 1..3 3..1"))
    assert shorthand(found) == "7 _ c -2.5 -2.5 -2.5 1 2 3 3 2 1"
    assert list(cells("")) == []
    for bad in ("seven", "1.", "x3", "1..99999", "1 x9999", "1,000", "1e3"):
        with pytest.raises(ValueError, match=r"means nothing|more than"):
            list(cells(bad))
    assert [int(value) for _, value in dated("5, 7 from 2016-10", 0)] == [5, 7]
    for bad in ("", "5, 7", "5 from soon", "-1"):
        with pytest.raises(ValueError, match=r"population|period|month"):
            list(dated(bad, 0))


def test_expectations_that_are_met(make: Make) -> None:
    """Value, text, arrow, judgement and reason of cells and columns."""
    found = project(make, GOOD)
    assert found.findings == ()
    (outcome,) = run_cases(found)
    assert outcome.passed, outcome
    assert len(outcome.seen) == 6


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: 25,", "value: 26,", "expected 26, got 25"),
        ("text: 25%", "text: 26%", "expected printed `26%`, got printed `25%`"),
        ("reason: zero denominator", "reason: ended", "got no value (zero den"),
        ("value: 10.0", "value: 10.1", "expected 10.1, got 10"),
        ("arrow: up", "arrow: down", "expected down, got up (↑ 100)"),
        ("judgement: positive", "judgement: negative", "expected judged negative, got judged pos"),
        ("reason: zero denominator", "value: 3", "expected 3, got no value (zero denominator)"),
        ("value: 25, text: 25%", "reason: ended", "expected no value (ended), got 25%"),
        ("ref: R, period: 2016-08", "ref: Q, period: 2016-08", "no indicator is called `Q`"),
        ("column: m, text", "column: n, text", "no column is called `n`: there are m"),
        ("{A: 1 2,", "{Q: 1, A: 1 2,", "no indicator is called `Q`"),
        ("{A: 1 2,", "{S: 1, A: 1 2,", "`S` is worked out; observe what it reads"),
        ("children:", "adults:", "no denominator is called `adults`"),
        ("- test: a share", "- test: a share\n  dataset: e", "no dataset is called `e`"),
    ],
)  # fmt: skip
def test_expectations_that_are_not_met(
    make: Make, capsys: Capture, old: str, new: str, words: str
) -> None:
    """What was expected and got, and how it came about; the command ends with 1."""
    assert old in GOOD
    found = project(make, GOOD.replace(old, new))
    assert main(["test", "--project", str(found.root)]) == 1
    out = capsys.readouterr().out
    assert "indicators/tests/t.yaml:2: FAILED a share" in out
    assert words in out
    assert "1 tests, 1 failed" in out or "1 test" in out


def test_figures_beyond_a_float_are_told_apart(make: Make) -> None:
    """What is expected is held against the exact figure."""
    text = "- test: x\n  from: 2016-08\n  observations: {A: 9007199254740993}\n  expect:\n"
    for value, passed in ((9007199254740993, True), (9007199254740992, False)):
        cell = f"    - {{ref: A, period: 2016-08, value: {value}}}\n"
        (outcome,) = run_cases(project(make, text + cell))
        assert outcome.passed is passed


def test_a_wrong_figure_is_explained(make: Make, capsys: Capture) -> None:
    """Down to the observations, of a column too."""
    found = project(
        make, GOOD.replace("value: 25,", "value: 26,").replace("arrow: up", "arrow: down")
    )
    main(["test", "--project", str(found.root)])
    out = capsys.readouterr().out
    assert "percent([A], [B]) = 1 / 4 x 100 = 25" in out
    assert "100 >= 10: up" in out


def test_files_of_tests_are_read_strictly(make: Make) -> None:
    """Each fault is a finding with its place."""
    text = (
        "- test: x\n  from: Aug 16\n  observations: {A: 1 two}\n  expect:\n"
        "    - {ref: A, period: 2016-08}\n- test: y\n  from: 2016-08\n  observations: {A: one}\n"
        "  denominators: {children: many}\n  wibble: 3\n  expect:\n"
        "    - {ref: A, period: 2016-08}\n    - {ref: A, period: 2016-08, arrow: left, value: 01}\n"
    )
    found = project(make, text)
    said = {(f.span.line, f.code) for f in found.findings if "tests" in f.span.file}
    assert {(2, "KPI106"), (8, "KPI106"), (9, "KPI106"), (10, "KPI104"), (12, "KPI105")} <= said
    assert (13, "KPI106") in said


def test_outcomes_as_junit(make: Make, tmp_path: Path, capsys: Capture) -> None:
    """A case each; names and messages are escaped."""
    text = GOOD + GOOD.replace("a share", '"<b> & ]]>"').replace("value: 25,", "value: 26,")
    found = project(make, text)
    path = tmp_path / "junit.xml"
    assert main(["test", "--junit", str(path), "--project", str(found.root)]) == 1
    cases = ElementTree.parse(path).getroot().findall(".//testcase")
    assert [case.get("name") for case in cases] == ["a share", "<b> & ]]>"]
    assert "expected 26, got 25" in (cases[1].find("failure").get("message") or "")  # type: ignore[union-attr]
    assert main(["test", "--junit", str(tmp_path), "--project", str(found.root)]) in (1, 2)


def test_coverage_says_what_no_test_touches(make: Make, capsys: Capture) -> None:
    """Formulas, reasons, arrows, columns, denominators."""
    found = project(make, GOOD)
    assert main(["test", "--coverage", "--project", str(found.root)]) == 0
    out = capsys.readouterr().out
    assert "formulas: 2 of 2 (100%)" in out
    assert "formulas without a value: 1 of 2 (50%); no test: R" in out
    assert "arrows: 2 of 3 (66%); no test: m: similar" in out
    assert "denominators: 1 of 1 (100%)" in out


def test_the_shipped_catalogue_is_covered(shipped: Project) -> None:
    """Every test passes, every formula has a figure and a month without one."""
    outcomes = run_cases(shipped)
    assert all(outcome.passed for outcome in outcomes)
    parts = {part.name: part for part in coverage(shipped, outcomes)}
    for name in ("formulas", "formulas without a value", "arrows", "columns", "denominators"):
        assert parts[name].percent == 100, parts[name]


def test_properties_find_a_part_above_its_whole(
    shipped: Project, tmp_path: Path, capsys: Capture
) -> None:
    """Without part_of nothing keeps CP3-QL (val) below CP2; the test printed reproduces it."""
    import shutil

    for name in ("indicators", "specs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "kpilib.toml").write_text("")
    at = ["--project", str(tmp_path)]
    assert main(["test", "--properties", "--refs", "CP3-QL", *at]) == 0
    path = tmp_path / "indicators" / "child-protection.yaml"
    head, _, rest = path.read_text("utf-8").partition("- ref: CP3-QL (val)")
    without = rest.replace("  part_of: CP2\n", "", 1)
    path.write_text(f"{head}- ref: CP3-QL (val){without}", "utf-8")
    capsys.readouterr()
    assert main(["test", "--properties", "--refs", "CP3-QL", *at]) == 1
    out = capsys.readouterr().out
    assert out.startswith("CP3-QL, a percentage, is above 100\n")
    printed = out.partition("\n")[2]
    shutil.rmtree(tmp_path / "indicators" / "tests")
    lay(tmp_path, {"indicators/tests/found.yaml": printed})
    assert read(tmp_path).findings == ()
    assert main(["test", *at]) == 1
    assert "expected no value (not applicable), got 200%" in capsys.readouterr().out


def test_properties_of_counts_rates_and_parts(make: Make, capsys: Capture) -> None:
    """A difference below 0, a part above its whole; a check that is declared keeps them away."""
    rows = (
        indicator("A") + indicator("B") + indicator("D", formula='"[A] - [B]"')
        + indicator("E", formula='"[A] + [B]"', part_of="A")
    )  # fmt: skip
    found = make(rows)
    assert main(["test", "--properties", "--project", str(found.root)]) == 1
    out = capsys.readouterr().out
    assert "D, a count, is below 0" in out
    assert "E is above A, of which it is a part" in out
    checks = '\n    - {expect: "[B] <= [A]", because: it is so}'
    lay(
        found.root,
        {"indicators/a.yaml": rows.replace("- ref: B\n", f"- ref: B\n  checks:{checks}\n")},
    )
    assert main(["test", "--properties", "--refs", "D", "--project", str(found.root)]) == 0
    assert set(BASE)


def test_properties_draw_the_months_that_a_sum_needs(make: Make, capsys: Capture) -> None:
    """Of two years all of them, and behind a break, or there would be no figure to look at."""
    found = make(
        indicator("A", breaks="[2016-04]")
        + indicator("T", formula='"total([A], months=24)"')
        + indicator("Y", formula='"year_to_date([A])"')
    )
    assert main(["test", "--properties", "--project", str(found.root)]) == 0
    assert capsys.readouterr().out == "every property holds for all observations drawn\n"
