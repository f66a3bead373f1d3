"""The commands: what they print, where, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpilib.commands import main
from tests.conftest import BASE, ROOT, indicator, lay, observed

OBSERVED = {"specs/d/observations/a.csv": observed(A="10 11 _ 20", B="5 5 5 0")}
COLUMNS = (
    "dataset: d\ntitle: 'Example'\nwindow: 3\ncolumns:\n"
    "  - {id: m, heading: 'vs {previous:%b %y}', formula: 'change(value)'}\n"
    "  - {id: mean, heading: Mean, formula: 'mean(value, months=3)'}\n"
    "  - {id: nat, heading: Nat., comparator: england}\n"
    "  - {id: bad, heading: Bad, formula: 'pooled(value)'}\n"
    "rows:\n  - {ref: A, columns: [m, mean, nat]}\n  - {ref: D, polarity: low is good}\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a small project with figures the working folder."""
    rows = (
        indicator("A", accountable="ann") + indicator("B")
        + indicator("D", formula='"percent([B], [A])"', decimals=1)
    )  # fmt: skip
    quiet = {"kpilib.toml": '[rules]\nKPI408 = "off"\n'}
    lay(
        tmp_path,
        {**BASE, **OBSERVED, **quiet, "indicators/a.yaml": rows, "specs/d/dataset.yaml": COLUMNS},
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


Capture = pytest.CaptureFixture[str]


def test_validate_says_what_it_checked(project: Path, capsys: Capture) -> None:
    """A clean project: one line, exit 0; the shipped one too."""
    assert main(["validate"]) == 0
    assert capsys.readouterr().out == "no findings; checked 3 indicators in 7 files\n"
    assert main(["validate", "--project", str(ROOT)]) == 0


def test_validate_prints_findings_and_ends_with_1(project: Path, capsys: Capture) -> None:
    """Place, severity, code, message, and the hint below; warnings alone end with 0."""
    lay(project, {"indicators/b.yaml": indicator("E", owner="anne") + indicator("B")})
    assert main(["validate"]) == 1
    assert capsys.readouterr().out == (
        "indicators/b.yaml:4:10: error KPI204: `anne` is not in people.yaml\n"
        "  4 |   owner: anne\n"
        "    |          ^^^^\n"
        "    help: did you mean `ann`?\n"
        "indicators/b.yaml:7:8: error KPI202: there is an indicator `B` already,"
        " at indicators/a.yaml:8:8\n"
        "  7 | - ref: B\n"
        "    |        ^\n"
        "    help: give one of the two another ref\n"
        "2 errors; checked 4 indicators in 8 files\n"
    )
    lay(project, {"indicators/b.yaml": indicator("P", unit="percent", measure=None)})
    assert main(["validate"]) == 0
    assert main(["validate", "--fail-on", "warning"]) == 1
    assert main(["validate", "--fail-on", "warning", "--ignore", "KPI503"]) == 0
    assert main(["validate", "--fail-on", "warning", "--select", "KPI101,KPI102"]) == 0


def test_validate_as_json(project: Path, capsys: Capture) -> None:
    """The documented keys, whole messages, the place with its end."""
    lay(project, {"indicators/b.yaml": indicator("E", formula='"[B] + [Q]"')})
    assert main(["validate", "--format", "json", "-o", "out.json"]) == 1
    data = json.loads((project / "out.json").read_text("utf-8"))
    assert data["checked"] == {"indicators": 4, "files": 8}
    assert data["findings"] == [
        {
            "code": "KPI201", "name": "unknown-reference", "severity": "error",
            "message": "no indicator is called `Q`", "file": "indicators/b.yaml", "line": 5,
            "column": 19, "end_line": 5, "end_column": 22, "hint": None, "ref": "E",
        }
    ]  # fmt: skip


def test_report_as_text_fits_the_terminal(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is longer than the terminal, and the last lines say what was left out."""
    for width in (30, 44, 60, 80, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        assert main(["report", "--project", str(ROOT)]) == 0
        out = capsys.readouterr().out
        assert max(map(len, out.splitlines())) <= width
        assert "Left out" in out
    monkeypatch.setenv("COLUMNS", "80")
    main(["report", "--project", str(ROOT)])
    out = capsys.readouterr().out
    head = next(line for line in out.splitlines() if line.startswith("Ref"))
    assert head.split() == [
        "Ref",
        "Title",
        "Sep",
        "16",
        "vs",
        "Aug",
        "16",
        "vs",
        "Sep",
        "15",
        "Average",
    ]


def test_report_formats_agree(project: Path, capsys: Capture) -> None:
    """CSV, JSON and Markdown hold the same texts; files are UTF-8 with plain line ends."""
    assert main(["report", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["period"] == "2016-04"
    assert data["periods"] == ["2016-02", "2016-03", "2016-04"]
    assert [row["ref"] for row in data["rows"]] == ["A", "D"]
    row = data["rows"][0]
    assert row["columns"]["m"] == {
        "value": None, "rounded": None, "direction": None, "judgement": None,
        "text": "no base", "reason": "no base",
    }  # fmt: skip
    assert row["columns"]["bad"] == {"value": None, "text": "", "reason": "not applicable"}
    assert data["rows"][1]["polarity"] == "low is good"
    assert data["rows"][1]["columns"]["bad"]["text"] == "24.4%"
    assert data["rows"][1]["values"][1]["reason"] == "input missing: A (not reported)"
    assert main(["report", "--format", "csv", "-o", "r.csv"]) == 0
    raw = (project / "r.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef")
    rows = list(csv.DictReader(io.StringIO(raw.decode())))
    assert list(rows[0]) == [
        "ref", "title", "area", "owner", "accountable", "2016-02", "2016-03", "2016-04",
        "m", "mean", "nat", "bad", "commentary",
    ]  # fmt: skip
    for line, other in zip(rows, data["rows"], strict=True):
        assert {c: line[c] for c in ("m", "mean", "nat", "bad")} == {
            c: other["columns"][c]["text"] for c in ("m", "mean", "nat", "bad")
        }
    assert main(["report", "--format", "markdown"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# Example, April 2016\n")
    assert "| A | Title of A | not reported | 20 | no base |" in out
    assert "| A | 11 | not reported | 20 |" in out


def test_spec_errors_go_to_stderr_and_the_rest_goes_on(project: Path, capsys: Capture) -> None:
    """A wrong formula loses its own row, and the exit code says so."""
    lay(project, {"indicators/b.yaml": indicator("E", formula='"[B] + [Q]"')})
    for command in (["report"], ["evaluate"], ["explain", "E", "--period", "2016-01"]):
        assert main(command) == 1
        captured = capsys.readouterr()
        assert "indicators/b.yaml:5:19: error KPI201" in captured.err
        assert captured.out
    main(["evaluate", "--refs", "E", "A", "--to", "2016-01"])
    assert capsys.readouterr().out.splitlines() == [
        "ref,geography,period,value,reason,printed",
        "A,local,2016-01,10,,10",
        "E,local,2016-01,,not applicable,",
    ]


def test_evaluate_is_tidy(project: Path, capsys: Capture) -> None:
    """One row for every ref, geography and month; values without .0 and exponent."""
    assert main(["evaluate", "--refs", "D", "A", "--from", "2016-02"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ref,geography,period,value,reason,printed",
        "A,local,2016-02,11,,11",
        "A,local,2016-03,,not reported,",
        "A,local,2016-04,20,,20",
        "D,local,2016-02,45.45454545454545,,45.5%",
        "D,local,2016-03,,input missing: A (not reported),",
        "D,local,2016-04,0,,0.0%",
    ]
    assert main(["evaluate", "--format", "json", "--refs", "A", "--to", "2016-01"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"ref": "A", "geography": "local", "period": "2016-01", "value": 10, "reason": None,
         "printed": "10"}
    ]  # fmt: skip


def test_reconcile_ends_with_1_until_all_is_explained(project: Path, capsys: Capture) -> None:
    """Unexplained, explained, stale, missing on either side, printed twice."""
    assert main(["reconcile", "--period", "2016-04"]) == 2
    assert "import the printed table first" in capsys.readouterr().err
    cells = "ref,column,printed\n"
    main(["report", "--format", "json"])
    for row in json.loads(capsys.readouterr().out)["rows"]:
        for cell in row["values"]:
            cells += f"{row['ref']},{cell['period']},{cell['text']}\n"
        for name, cell in row["columns"].items():
            cells += f"{row['ref']},{name},{cell['text']}\n"
    lay(project, {"specs/d/published/2016-04.csv": cells})
    assert main(["reconcile", "--period", "2016-04"]) == 0
    assert capsys.readouterr().out == ("14 cells: 14 equal, 0 explained, 0 unexplained; 0 stale\n")
    wrong = cells.replace("A,2016-04,20", "A,2016-04,21").replace("A,mean,16\n", "")
    lay(project, {"specs/d/published/2016-04.csv": wrong + "B,2016-04,5\n"})
    assert main(["reconcile", "--period", "2016-04", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["cells"], data["equal"], data["unexplained"]) == (15, 12, 3)
    assert data["differences"][0] == {
        "ref": "A", "column": "2016-04", "printed": "21", "computed": "20", "reason": None,
        "stale": False,
    }  # fmt: skip
    known = (
        "differences:\n"
        "  - {period: 2016-04, ref: A, column: 2016-04, printed: 21, computed: 20, reason: slip}\n"
        "  - {period: 2016-04, ref: A, column: gone, printed: 1, computed: 2, reason: old}\n"
    )
    lay(project, {"specs/d/differences.yaml": known,
                  "specs/d/published/2016-04.csv": cells.replace("A,2016-04,20", "A,2016-04,21")
                  + "A,m,again\n"})  # fmt: skip
    assert main(["reconcile", "--period", "2016-04"]) == 1
    out = capsys.readouterr().out
    assert "`A`, m is printed twice" in out
    assert "    slip\n" in out
    assert "STALE" in out
    assert out.endswith("14 cells: 13 equal, 1 explained, 0 unexplained; 1 stale\n")


def test_a_declared_difference_that_has_vanished_is_stale(project: Path, capsys: Capture) -> None:
    """Printed and computed are equal now, or neither is what was declared."""
    main(["report", "--format", "json"])
    row = json.loads(capsys.readouterr().out)["rows"][0]
    same = "".join(f"A,{cell['period']},{cell['text']}\n" for cell in row["values"])
    same += "".join(f"A,{name},{cell['text']}\n" for name, cell in row["columns"].items())
    known = (
        "differences:\n  - {{period: 2016-04, ref: A, column: 2016-04, {texts}, reason: slip}}\n"
    )
    for texts, printed in (
        ("printed: 21, computed: 20", "20"),
        ("printed: 21, computed: 20", "22"),
        ("printed: 21, computed: 19", "21"),
    ):
        cells = "ref,column,printed\n" + same.replace("A,2016-04,20", f"A,2016-04,{printed}")
        lay(project, {"specs/d/differences.yaml": known.format(texts=texts),
                      "specs/d/published/2016-04.csv": cells})  # fmt: skip
        assert main(["reconcile", "--period", "2016-04", "--format", "json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert found["stale"] == 1, texts


def test_explain_prints_a_tree(project: Path, capsys: Capture) -> None:
    """The formula with its figures, the observations below it."""
    assert main(["explain", "D", "--period", "2016-02"]) == 0
    out = capsys.readouterr().out
    assert "percent([B], [A]) = 5 / 11 x 100 = 45.45" in out
    assert "observed: specs/d/observations/a.csv:3" in out
    assert main(["explain", "D", "--period", "2016-03", "-o", "why.txt"]) == 0
    assert "no value (input missing: A (not reported))" in (project / "why.txt").read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "Q", "--period", "2016-01"], ["explain", "A", "--period", "2016"],
        ["explain", "A", "--period", "Sep"],
        ["explain", "A", "--period", "2016-01", "--geography", "x"],
        ["report", "x"], ["report", "--period", "soon"], ["report", "--period", "2016"],
        ["report", "--geography", "x"], ["evaluate", "--refs", "Q"],
        ["evaluate", "--from", "2016-09", "--to", "2016-01"], ["evaluate", "--from", "2016-Q1"],
        ["evaluate", "--from", "x"], ["validate", "--select", "KPI999"], ["rule", "KPI999"],
        ["import", "nothing.tsv", "--period", "2016-04"],
        ["import", "a", "b", "c", "--period", "2016-04"],
        ["import", "kpilib.toml", "--period", "x"],
        ["validate", "--project", "nowhere"], ["validate", "-o", "kpilib.toml/x"],
        ["schema", "-o", "kpilib.toml/x"],
    ],
)  # fmt: skip
def test_questions_that_cannot_be_answered_end_with_2(
    project: Path, capsys: Capture, arguments: list[str]
) -> None:
    """One sentence on stderr, nothing on stdout, no traceback."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("kpilib: ")
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [[], ["wibble"], ["report", "--format", "pdf"], ["report", "--as-of", "x"]]
)
def test_arguments_that_do_not_parse_end_with_2(arguments: list[str], capsys: Capture) -> None:
    """As argparse says it: usage and one line."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: kpilib" in capsys.readouterr().err


def test_help_and_version_end_with_0(capsys: Capture) -> None:
    """Every command that is offered is listed."""
    for arguments in (["--help"], ["--version"], ["report", "--help"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
    assert "reconcile" in capsys.readouterr().out


def test_rule_prints_its_page(capsys: Capture) -> None:
    """By code or by name; without one, all of them."""
    assert main(["rule", "KPI201"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("KPI201 unknown-reference: ")
    assert main(["rule", "unknown-reference"]) == 0
    assert capsys.readouterr().out == page
    assert main(["rule"]) == 0
    assert "KPI503  warning  percent-without-count" in capsys.readouterr().out


def test_schemas_are_written_and_checked(project: Path, capsys: Capture) -> None:
    """What is written is current; what is not, is named; the shipped ones are."""
    assert main(["schema", "--check"]) == 1
    assert "indicators.schema.json is not current" in capsys.readouterr().err
    assert main(["schema", "-o", "specs/schema"]) == 0
    assert main(["schema", "--check"]) == 0
    assert main(["schema", "--check", "-o", "specs/schema"]) == 0
    assert main(["schema"]) == 0
    assert "indicators.schema.json" in json.loads(capsys.readouterr().out)
    assert main(["schema", "--check", "--project", str(ROOT)]) == 0


TABLE = (
    "Title page\n\nRef\tArea\tFeb 16\tMar-2016\tApr 16\tvs Mar 16\tMean\tOther\n"
    "A\tx\t11\tgone\t1,020\t→ 7\t16\tz\nRef\tArea\tFeb 16\n\nD\tx\t45%\t\t0%\t\t\t\n"
    "AA\tx\t1\t2\t3\t\t\t\nA\tx\t1\t1\t1\t\t\t\nB\tx\t6\n"
)


def test_import_takes_a_wide_table_in(project: Path, capsys: Capture) -> None:
    """New values are added, known ones left, others restated; what means nothing is named."""
    lay(project, {"t.tsv": TABLE})
    day = ["--recorded", "2016-05-12"]
    assert main(["import", "t.tsv", "--period", "2016-04", *day, "--dry-run"]) == 1
    tried = capsys.readouterr().out.splitlines()
    assert main(["import", "t.tsv", "--period", "2016-04", *day]) == 1
    captured = capsys.readouterr()
    wanted = [
        "0 added, 1 restated, 0 left; 10 published cells",
        "  restated: B, local, 2016-02: 5, now 6",
        "left out: Area (4), Other (1)",
        "20 cells below the headings: 3 read, 9 left out, 8 refused",
    ]
    assert captured.out.splitlines() == [
        *wanted, "wrote 1 observations, recorded 2016-05-12", "wrote specs/d/published/2016-04.csv",
    ]  # fmt: skip
    assert tried == [
        f"would be: {wanted[0]}",
        *wanted[1:],
        "nothing is written: this was a dry run",
    ]
    assert "line 4, cell 4, `A` in 2016-03: `gone` is neither a figure" in captured.err
    assert "no indicator is called `AA`" in captured.err
    assert "5 times: line 4, cell 3 and line 9, cell 3 both give `A` in 2016-02" in captured.err
    assert "the row of `B` has 3 cells and the headings 8" in captured.err
    assert (project / "specs/d/observations/2016-05-12.csv").read_text("utf-8") == (
        "ref,period,value,recorded\nB,2016-02,6,2016-05-12\n"
    )
    assert main(["store", "history", "B", "--period", "2016-02"]) == 0
    history = capsys.readouterr().out
    assert "from the start  5" in history
    assert "2016-05-12      6" in history
    assert "t.tsv; observations/2016-05-12.csv:2" in history
    published = (project / "specs/d/published/2016-04.csv").read_text("utf-8")
    assert published.startswith("ref,column,printed\nD,2016-02,45%\nD,2016-03,\nD,2016-04,0%\n")
    assert main(["import", "d", "t.tsv", "--period", "2016-04"]) == 1
    out = capsys.readouterr().out
    assert "0 added, 0 restated, 1 left" in out
    assert "wrote" not in out
    lay(project, {"t.tsv": TABLE.replace("45%", "46%")})
    assert main(["import", "d", "t.tsv", "--period", "2016-04"]) == 1
    assert "is printed `46%` here and `45%` in store" in capsys.readouterr().err


def test_import_adds_a_file_of_its_own(project: Path, capsys: Capture) -> None:
    """A submission is a file; what stands there is not touched; commas separate too."""
    first = "ref,value,period,note\nB,1,2015-01,x"
    table = '\ufeffRef,May 16,Jun 16\nA,"1,234",-\nB,3,-2\n'
    lay(project, {"specs/d/observations/2016-06.csv": first, "t.csv": table})
    arguments = ["import", "t.csv", "--period", "2016-06", "--recorded", "2016-07-01"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "4 added, 0 restated, 0 left" in out
    assert "read as not reported (x): `-`, 1 x" in out
    assert (project / "specs/d/observations/2016-06.csv").read_text("utf-8") == first
    assert (project / "specs/d/observations/2016-07-01.csv").read_text("utf-8") == (
        "ref,period,value,marker,recorded\nA,2016-05,1234,,2016-07-01\n"
        "A,2016-06,,x,2016-07-01\nB,2016-05,3,,2016-07-01\nB,2016-06,-2,,2016-07-01\n"
    )


def test_tables_that_are_none_are_refused(project: Path, capsys: Capture) -> None:
    """No header, no UTF-8, a quote never closed: one sentence each."""
    for content in (b"a,b\n", b"Ref,\xff\n", b"Ref,Total\nA,1\n"):
        lay(project, {"t.csv": content})
        is_text = b"\xff" not in content
        assert main(["import", "t.csv", "--period", "2016-06"]) == 2 - is_text
        said = capsys.readouterr().err
        assert said.count("\n") < 3
        assert ("nothing is taken from t.csv" if is_text else "kpilib: t.csv is not UTF-8") in said


def run(*arguments: str, **given: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "kpilib", *arguments], capture_output=True, env=environment,
        check=False, **given,  # type: ignore[call-overload]
    )  # fmt: skip


def test_a_whole_process_says_and_ends_as_it_should(project: Path) -> None:
    """Exit codes and bytes from outside; an encoding without arrows gets plain ones."""
    (project / "yaml.py").write_text("raise SystemExit(7)")
    (project / "attr.py").write_text("raise SystemExit(7)")
    done = run("validate", cwd=project)
    assert (done.returncode, done.stderr) == (0, b"")
    done = run("validate", "--project", "nowhere", cwd=project)
    assert done.returncode == 2
    assert done.stdout == b""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "kpilib", "report", "--project", str(ROOT)],
        capture_output=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"> 7" in done.stdout
    assert b"^ 26" in done.stdout


def test_validate_loads_no_numpy() -> None:
    """Neither numpy nor the engine stands in memory after a validation of the shipped project."""
    code = (
        "import sys; from kpilib.commands import main;"
        "main(['validate', '--project', sys.argv[1]]);"
        "sys.exit(any(name.split('.')[0] == 'numpy' for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)], capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_closed_pipe_ends_quietly() -> None:
    """Whoever stops reading gets no traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "kpilib", "evaluate", "--project", str(ROOT)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_an_interruption_ends_quietly(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    """Ctrl-C gives 130 and no traceback."""
    from kpilib.commands import rule

    def interrupted(options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(rule, "run", interrupted)
    assert main(["rule"]) == 130


def test_what_a_spec_holds_becomes_no_command(project: Path, capsys: Capture) -> None:
    """Escapes, formulas and Markdown in titles and refs are shown, never obeyed."""
    title = '"=HYPERLINK(1)|<b>"'
    lay(project, {"indicators/a.yaml": indicator("=A", title=title) + indicator("B"),
                  "specs/d/dataset.yaml": "dataset: d\ntitle: x\ncolumns: []\n",
                  "specs/d/observations/a.csv": observed(B="1")})  # fmt: skip
    main(["report", "--format", "csv"])
    assert "'=A,'=HYPERLINK(1)|<b>" in capsys.readouterr().out
    main(["report", "--format", "markdown"])
    assert "=HYPERLINK(1)\\|\\<b\\>" in capsys.readouterr().out
    main(["evaluate"])
    assert "\n'=A," in capsys.readouterr().out
    lay(project, {"indicators/a.yaml": indicator("A", area='"\\e[31m"')})
    main(["validate"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "KPI108" in out
