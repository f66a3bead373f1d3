"""What fresh readers found, one behaviour a test, so that it stays found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import kpilib
from kpilib import UsageError
from kpilib.commands import main
from tests.conftest import BASE, Make, indicator, lay, observed
from tests.unit.catalogues import catalogue, panel

EMPTY = "ref,period,value\n"


def said(project: kpilib.Project) -> list[tuple[str, int]]:
    return [(finding.code, finding.span.line) for finding in project.findings]


def test_nothing_observed_is_not_reported(make: Make) -> None:
    """A month asked for is answered, whether or not anything was ever observed."""
    project = make(
        indicator("A", introduced="2016-05") + indicator("B", formula="2 * [A]"),
        **{"specs/d/observations/a.csv": EMPTY},
    )
    row, other = kpilib.report(project, period="2016-05").rows
    assert row.values[-1].reason == "not reported"
    assert row.values[0].reason == "not yet collected"
    assert other.values[-1].reason == "input missing: A (not reported)"
    with pytest.raises(UsageError, match="nothing is observed"):
        kpilib.report(project)
    with pytest.raises(UsageError, match="named"):
        kpilib.evaluate(project)


def test_the_first_month_there_is_can_be_asked_for(make: Make) -> None:
    """January 1900, and the last one, December 2199."""
    project = make(indicator("A"), **{"specs/d/observations/a.csv": observed(A="1")})
    assert kpilib.report(project, period="1900-01").periods == ("1900-01",)
    assert len(kpilib.report(project, period="2199-12").periods) == 13


def test_each_dataset_has_its_own_year(make: Make) -> None:
    """`year_starts` of the dataset evaluated counts, not of another one."""
    rows = observed(A="1 2 3 4 5 6")
    column = 'columns:\n  - {id: y, heading: Y, formula: "year_to_date(value)"}\n'
    project = make(
        indicator("A") + indicator("Y", formula="year_to_date([A])"),
        **{
            "specs/d/observations/a.csv": rows,
            "specs/e/dataset.yaml": f"dataset: e\ntitle: E\nyear_starts: 1\n{column}",
            "specs/e/observations/a.csv": rows,
        },
    )
    assert kpilib.evaluate(project, dataset="e")["Y"].at("2016-06").value == 21
    assert kpilib.evaluate(project, dataset="d")["Y"].at("2016-06").value == 15
    assert kpilib.report(project, "e").rows[0].columns["y"].text == "21"
    assert "= 21" in str(kpilib.explain(project, "Y", "2016-06", dataset="e"))


def test_a_running_total_begins_when_it_is_introduced(make: Make) -> None:
    """Months before `introduced` have no value, and none that is carried on unseen."""
    project = make(
        indicator("F")
        + indicator("T", formula="coalesce(previous([T]), 0) + [F]", introduced="2016-03"),
        **{"specs/d/observations/a.csv": observed(F="1 2 4 8")},
    )
    assert project.findings == ()
    assert kpilib.evaluate(project)["T"].values[0, 2:].tolist() == [4, 12]


def test_large_decimals_are_printed_as_written(make: Make) -> None:
    """Beyond what a float holds, the printed text comes from the decimals."""
    project = make(
        indicator("A", unit="money", measure=None, decimals=6)
        + indicator("B", unit="money", measure=None, decimals=2),
        **{"specs/d/observations/a.csv": observed(
            A="9876543210.123457 9007199254.740993", B="90071992547409.93 123456789012345.67")},
    )  # fmt: skip
    evaluation = kpilib.evaluate(project)
    texts = [evaluation[ref].cell(0, month).text for ref in "AB" for month in (0, 1)]
    assert texts == [
        "9876543210.123457", "9007199254.740993", "90071992547409.93", "123456789012345.67",
    ]  # fmt: skip


def test_a_stock_moved_on_takes_several_flows(make: Make) -> None:
    """Opening plus starts minus ends; a running stock may be seeded."""
    project = make(
        indicator("S", measure="stock") + indicator("F") + indicator("G")
        + indicator("N", formula="previous([S]) + [F] - [G]")
        + indicator("Z", formula="coalesce(previous([Z]), 0) + [F]", unit="count", measure="stock")
        + indicator("X", formula="previous([X]) + [F]")
    )  # fmt: skip
    assert project.findings == ()
    assert project.catalogue.types["N"].measure == "stock"
    assert project.catalogue.types["X"].unit == "count"


def test_escapes_hide_nothing(make: Make) -> None:
    """A hidden character is one however it is written."""
    project = make(indicator("A", title='"x\\u202Ey\\0z"'))
    assert said(project) == [("KPI108", 2), ("KPI108", 2)]
    assert {finding.ref for finding in project.findings} == {"A"}
    assert project.catalogue["A"].title == "x y z"


def test_hidden_characters_are_refused_in_csv_too(make: Make) -> None:
    """Observations and published cells are no place for them either."""
    text = "ref,period,value,note\nA,2016-01,1,x\u202ey\nA,2016-02,2,a\x1b[31m\n"
    project = make(indicator("A"), **{"specs/d/observations/a.csv": text})
    assert said(project) == [("KPI108", 2), ("KPI108", 3)]
    assert len(project.observations()) == 2


def test_everything_wrong_with_a_formula_is_said_at_once(make: Make) -> None:
    """Two unknown functions and a missing denominator; an unknown ref beside one."""
    project = make(
        indicator("A")
        + indicator("B", formula='"foo([A]) + rate([A]) + bar([A])"')
        + indicator("C", formula='"[Q] + foo([A])"')
    )
    assert [f.code for f in project.findings] == [
        "KPI105", "KPI302", "KPI302", "KPI201", "KPI302",
    ]  # fmt: skip


def test_a_long_circle_is_shown_whole(make: Make) -> None:
    """Every member of the path is named."""
    rows = "".join(indicator(f"X{n}", formula=f'"[X{(n + 1) % 14}] + 1"') for n in range(14))
    found = make(rows).findings
    assert len(found) == 1
    assert all(f"X{n} " in f"{found[0].message} " for n in range(14))


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        (indicator("B").replace("  area", " area"), 9, "indented otherwise"),
        (indicator("B").replace("area: ", "area "), 9, "not followed by `:`"),
        (indicator("B").replace("- ref", "-ref"), 7, "indented otherwise"),
        (indicator("B").replace("- ref", " - ref"), 7, "indented otherwise"),
        (indicator("B").replace("- ref", "  ref"), 7, "a second `ref`"),
    ],
)
def test_slips_of_indentation_have_one_finding(
    make: Make, broken: str, line: int, words: str
) -> None:
    """At the line of the slip, without follow-ons, and the indicators around are read."""
    project = make(indicator("A") + broken + indicator("C", formula='"[B] + [B]"'))
    assert [finding.span.line for finding in project.findings] == [line]
    assert words in project.findings[0].message
    assert "C" in project.catalogue


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ref;period;value\nA;2016-01;3\n", "semicolons"),
        ("ref\tperiod\tvalue\n", "tabs"),
        ("Ref,Period,Value\n", "small letters"),
        (EMPTY + "A,Sep 16,1\n", "did you mean `2016-09`?"),
        (EMPTY + 'A,2016-01,"1,480"\n', "write `1480`"),
        (EMPTY + "A,2016-01,30%\n", "write `30`"),
        (EMPTY + "A,2016-01,1,480\n", "a comma inside a cell"),
        (EMPTY + "A,2016-01,n/a\n", "`marker`"),
        ("PK\x03\xff", "save as CSV UTF-8"),
    ],
)
def test_what_spreadsheets_write_has_its_remedy(make: Make, text: str, words: str) -> None:
    """The hint says what to do in the spreadsheet."""
    found = make(indicator("A"), **{"specs/d/observations/a.csv": text.encode("latin-1")}).findings
    assert words in str(found[0].hint)


def test_files_that_nothing_reads_are_named(make: Make) -> None:
    """Workbooks, capitals, strays in sub-folders, folders that are nearly right."""
    project = make(
        indicator("A"),
        **{
            "indicators/b.YAML": "", "indicators/sub/y.yml": "", "specs/schema/dataset.yaml": "",
            "specs/d/observation/a.csv": "", "specs/d/published/y.yaml": "",
            "specs/e/dataset.yaml": "dataset: e\ntitle: E\n", "specs/e/observations/a.xlsx": "",
            "specs/e/observations/~$a.csv": "", "specs/e/sub/z.yaml": "",
        },
    )  # fmt: skip
    assert {f.span.file for f in project.findings if f.code == "KPI109"} == {
        "indicators/b.YAML", "indicators/sub/y.yml", "specs/schema/dataset.yaml",
        "specs/d/observation", "specs/e/observations/a.xlsx", "specs/e/sub/z.yaml",
    }  # fmt: skip


def test_absent_registers_and_empty_files_are_named_once(make: Make, tmp_path: Path) -> None:
    """One finding instead of one for every indicator."""
    lay(tmp_path, {**BASE, "indicators/a.yaml": indicator("A") + indicator("B")})
    (tmp_path / "specs" / "people.yaml").unlink()
    (tmp_path / "indicators" / "b.yaml").write_text("# nothing\n")
    found = kpilib.read(tmp_path).findings
    assert [(f.code, f.span.file) for f in found] == [
        ("KPI204", "indicators/a.yaml"), ("KPI106", "indicators/b.yaml"),
    ]  # fmt: skip
    (tmp_path / "indicators" / "a.yaml").unlink()
    (tmp_path / "indicators" / "b.yaml").unlink()
    assert [f.code for f in kpilib.read(tmp_path).findings] == ["KPI109"]


def test_blank_cells_can_be_explained(make: Make) -> None:
    """A difference may say that nothing was printed, or that nothing is computed."""
    known = "differences:\n  - {period: 2016-01, ref: A, column: 2016-01, printed: '', computed: 1, reason: lost}\n"  # noqa: E501
    project = make(
        indicator("A"),
        **{
            "specs/d/dataset.yaml": "dataset: d\ntitle: D\nwindow: 1\n",
            "specs/d/observations/a.csv": observed(A="1"),
            "specs/d/published/2016-01.csv": "ref,column,printed\nA,2016-01,\n",
            "specs/d/differences.yaml": known,
        },
    )
    assert project.findings == ()
    found = kpilib.reconcile(project, period="2016-01")
    assert (found.explained, found.unexplained, found.stale) == (1, 0, 0)


def test_misuse_is_a_usage_error(make: Make) -> None:
    """Wrong kinds of arguments say what was expected."""
    project = make(indicator("A"), **{"specs/d/observations/a.csv": observed(A="1 2")})
    evaluation = kpilib.evaluate(project.root)
    for wrong in (
        lambda: evaluation["A"].at(201601),  # type: ignore[arg-type]
        lambda: evaluation["A"].at("soon"),
        lambda: evaluation["A"].at("2020-01"),
        lambda: evaluation["A"].at("2016-01", "x"),
        lambda: kpilib.evaluate(project, as_of="x"),
        lambda: kpilib.evaluate(project.catalogue),
        lambda: kpilib.evaluate(project, dataset="x"),
        lambda: evaluation.column("A", "x"),
        lambda: evaluation["A"].direction,
    ):
        with pytest.raises(UsageError):
            wrong()
    with pytest.raises(KeyError, match="did you mean `A`"):
        evaluation["a"]
    assert (list(evaluation), len(evaluation), "A" in evaluation) == (["A"], 1, True)
    for thing in (project, evaluation, evaluation["A"], project.observations()):
        assert "object at 0x" not in repr(thing)
    assert kpilib.evaluate(project, refs="A").refs == ("A",)


def test_figures_that_are_handed_out_cannot_be_changed() -> None:
    """One row's array is what another row is worked out from."""
    evaluation = kpilib.evaluate(catalogue(A="", B="2 * [A]"), panel(A=[1, 2]))
    with pytest.raises(ValueError, match="read-only"):
        evaluation["A"].values[0, 0] = 5


def test_panels_say_what_does_not_fit() -> None:
    """Shapes, names twice, figures without end; masked cells are missing ones."""
    for names, values in (
        (["a", "a"], np.ones((2, 3))), ("ab", np.ones((2, 3))), (["a"], np.ones((2, 3))),
        (["a"], np.array([[np.inf]])),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"geographies|shape|without end"):
            kpilib.Panel.from_arrays("2016-01", names, {"A": values})
    arrays = {"A": np.ones((1, 2)), "B": np.ones((1, 3))}
    with pytest.raises(ValueError, match="months"):
        kpilib.Panel.from_arrays("2016-01", ["a"], arrays)
    masked = np.ma.array([[1.0, 2.0]], mask=[[False, True]])
    made = kpilib.Panel.from_arrays("2016-01", ["a"], {"A": masked})
    assert made.lookup("A", "a", 2016 * 12 + 1) is None
    assert made.lookup("A", "b", 2016 * 12) is None
    assert "1 geographies x 2 months" in repr(made)


def test_import_needs_the_month_and_keeps_what_is_stored(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table without the report's month is refused; stored published cells stay."""
    make(indicator("A") + indicator("B"))
    lay(tmp_path, {"one.csv": "Ref,Sept 16\nA,1\nB,2\n", "two.csv": "Ref,Sep 16\nA,3\n",
                   "twice.csv": "Ref,Sep 16,2016-09\nA,1,1\n",
                   "wide.txt": 'Ref\tSep 16\nA\t"1"\n'.encode("utf-16")})  # fmt: skip
    at = ["--project", str(tmp_path), "--period"]
    assert main(["import", str(tmp_path / "one.csv"), *at, "2016-10"]) == 1
    assert "its last month is 2016-09" in capsys.readouterr().err
    assert main(["import", str(tmp_path / "twice.csv"), *at, "2016-09"]) == 1
    assert main(["import", str(tmp_path / "one.csv"), *at, "2016-09"]) == 0
    assert main(["import", str(tmp_path / "wide.txt"), *at, "2016-09"]) == 0
    assert main(["import", str(tmp_path / "two.csv"), *at, "2016-09"]) == 1
    text = (tmp_path / "specs/d/published/2016-09.csv").read_text("utf-8")
    assert text == "ref,column,printed\nA,2016-09,1\nB,2016-09,2\n"


def test_values_that_contradict_each_other_are_found(make: Make) -> None:
    """Two values from one month, a population below 0, an indicator that is part of itself."""
    values = "{from: 2016-01, value: 5}, {from: 2016-01, value: -5}"
    figure = "{ref: A, period: 2016-01, value: 1, basis: monthly}"
    project = make(
        indicator("A", part_of="A", replaced_by="[A]"),
        **{
            "specs/denominators.yaml": (
                f"denominators:\n  - {{id: k, title: K, values: [{values}]}}\n"
            ),
            "specs/comparators.yaml": (
                f"comparators:\n  - {{id: e, title: E, values: [{figure}, {figure}]}}\n"
            ),
            "specs/d/differences.yaml": (
                "differences:\n"
                + "  - {period: 2016-01, ref: A, column: x, printed: a, computed: b, reason: c}\n"
                + "  - {period: 2016-01, ref: A, column: x, printed: a, computed: b, reason: c}\n"
            ),
        },
    )  # fmt: skip
    files = [f.span.file.rsplit("/", 1)[1] for f in project.findings if f.code == "KPI106"]
    assert sorted(files) == [
        "a.yaml", "a.yaml", "comparators.yaml", "denominators.yaml", "denominators.yaml",
        "differences.yaml", "differences.yaml", "differences.yaml",
    ]  # fmt: skip


def test_a_dataset_that_is_not_there_is_a_bad_configuration(tmp_path: Path) -> None:
    """The project file names it, so every command says so."""
    lay(tmp_path, {**BASE, "kpilib.toml": 'dataset = "zz"\n', "indicators/a.yaml": indicator("A")})
    with pytest.raises(UsageError, match="zz"):
        kpilib.read(tmp_path)


def test_a_name_is_not_its_own_double(make: Make) -> None:
    """A doubled word is no duplicate of itself; a doubled place is one of another."""
    project = make(
        indicator("A", title="Children looked after after eighteen"),
        **{"specs/d/observations/a.csv": (
            "ref,period,value,geography\nA,2016-01,1,council\nA,2016-01,1,coucil\n")},
    )  # fmt: skip
    assert [(f.code, f.span.line) for f in project.findings] == [("KPI501", 3)]


def test_output_that_cannot_be_written_ends_quietly(tmp_path: Path) -> None:
    """A closed or full output is one sentence at most."""
    import os
    import subprocess
    import sys

    from tests.conftest import ROOT

    command = f"{sys.executable} -m kpilib report --project {ROOT}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for redirection in (">&-", "> /dev/full"):
        done = subprocess.run(
            ["bash", "-c", f"{command} {redirection}"], capture_output=True, check=False,
            env=environment, text=True,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) <= 1
