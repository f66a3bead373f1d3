"""The store commands, and a project that keeps its observations elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kpilib
from kpilib.commands import main
from kpilib.figures.report.marks import Marks, observed_marks
from kpilib.project.stores.observations import Observation
from tests.conftest import BASE, ROOT, indicator, lay
from tests.unit.catalogues import catalogue

Capture = pytest.CaptureFixture[str]
COLUMNS = (
    "dataset: d\ntitle: Example\nwindow: 2\ncolumns:\n"
    "  - {id: m, heading: 'vs {previous:%b %y}', formula: change(value)}\n"
)
OBSERVED = "ref,period,value,marker,recorded,note\n" + (
    "A,2016-08,10,,,\nA,2016-09,20,p,2016-10-01,\nA,2016-09,22,,2016-11-01,a late form\n"
    "B,2016-09,5,p,2016-10-01,\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    derived = indicator("S", formula='"[A] + [B]"') + indicator("Q", formula='"previous([A])"')
    files: dict[str, str | bytes] = dict(BASE)
    files |= {"indicators/a.yaml": indicator("A") + indicator("B") + derived}
    files |= {"specs/d/observations/a.csv": OBSERVED, "specs/d/dataset.yaml": COLUMNS}
    monkeypatch.chdir(lay(tmp_path, files))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def report(*arguments: str, capsys: Capture) -> str:
    assert main(["report", *arguments]) == 0
    return capsys.readouterr().out


def test_figures_that_were_restated_or_are_provisional_are_marked(
    project: Path, capsys: Capture
) -> None:
    """(r) and (p) on collected figures and on what reads them; JSON has the letter apart."""
    text = report(capsys=capsys)
    assert "22 (r)" in text
    assert "5 (p)" in text
    assert "27 (p)" in text
    assert "(p) provisional; (r) restated." in text
    assert "22 (r)" in report("--format", "markdown", capsys=capsys)
    rows = json.loads(report("--format", "json", capsys=capsys))["rows"]
    cells = {row["ref"]: row["values"][-1] for row in rows}
    assert {ref: cell.get("mark") for ref, cell in cells.items()} == {
        "A": "r", "B": "p", "S": "p", "Q": None,
    }  # fmt: skip
    assert cells["A"]["text"] == "22"
    assert "mark" not in cells["Q"]
    before = json.loads(report("--as-of", "2016-10-31", "--format", "json", capsys=capsys))["rows"]
    assert before[0]["values"][-1] == {
        "period": "2016-09", "value": 20, "text": "20", "reason": None, "mark": "p",
    }  # fmt: skip


def test_marks_follow_the_months_that_a_formula_reads() -> None:
    """previous([A]) is restated in the month after; a value given late is no restatement."""
    rows = [
        Observation("A", "local", 100, "1"),
        Observation("A", "local", 100, "2", None, "2016-01-01"),
        Observation("A", "local", 101, None, "x"),
        Observation("A", "local", 101, "3", None, "2016-01-01"),
        Observation("A", "local", 102, "4"),
        Observation("A", "local", 102, "4.0", None, "2016-01-01"),
        Observation("A", "local", 103, "4"),
        Observation("A", "local", 103, None, "c", "2016-01-01"),
        Observation("A", "local", 104, "4", "r"),
    ]  # fmt: skip
    observed = observed_marks(rows)
    assert observed == {("A", 100): "r", ("A", 104): "r"}
    marks = Marks(catalogue(A="", B="previous([A])", C="[B] + previous([C])"), observed)
    assert [marks.of("B", month) for month in (100, 101, 102, 105)] == [None, "r", None, "r"]
    assert marks.of("C", 110) == "r"
    assert Marks(catalogue(A=""), {}).of("A", 100) is None


def test_report_lists_what_changed(project: Path, capsys: Capture) -> None:
    """Since the last vintage, since a day, and where there is none before."""
    text = report("--changes", capsys=capsys)
    assert "Changed since 2016-10-31: 3 cells" in text
    assert "A  Sep 16        was 20, now 22" in text
    assert "Changed since 2016-10-31" in report("--changes", "--format", "markdown", capsys=capsys)
    data = json.loads(report("--changes", "2016-09-30", "--format", "json", capsys=capsys))
    assert data["changes"]["since"] == "2016-09-30"
    assert {"ref": "B", "column": "2016-09", "before": "not reported", "after": "5"} in (
        data["changes"]["cells"]
    )
    assert "There is no earlier vintage." in report(
        "--changes", "--as-of", "2016-09-30", "--period", "2016-09", capsys=capsys
    )
    nothing = report("--changes", "2016-12-01", "--format", "markdown", capsys=capsys)
    assert "Nothing." in nothing
    assert main(["report", "--changes", "--format", "csv"]) == 2
    with pytest.raises(SystemExit):
        main(["report", "--changes", "soon"])


@pytest.mark.parametrize("name", ["s.sqlite", "s.duckdb"])
def test_a_project_may_keep_its_observations_in_a_database(
    project: Path, capsys: Capture, name: str
) -> None:
    """Whatever they are kept in: the same report, history, findings and explanation."""
    wanted = report("--format", "json", capsys=capsys)
    then = report("--as-of", "2016-10-31", capsys=capsys)
    lay(project, {"kpilib.toml": f'store = "{name}"\n'})
    assert main(["validate"]) == 1
    assert f"{name}:1:1: error KPI109: the store is not there" in capsys.readouterr().out
    assert main(["store", "init"]) == 0
    assert main(["store", "import", "specs/d/observations"]) == 0
    assert "4 rows in 3 submissions added" in capsys.readouterr().out
    assert main(["validate"]) == 0
    capsys.readouterr()
    assert report("--format", "json", capsys=capsys) == wanted
    assert report("--as-of", "2016-10-31", capsys=capsys) == then
    assert report("--changes", capsys=capsys).count("was") == 3
    assert main(["store", "history", "A", "--period", "2016-09"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "A, local, 2016-09",
        "  2016-10-01      20 (p)",
        "  2016-11-01      22            a late form",
    ]  # fmt: skip
    assert main(["explain", "A", "--period", "2016-09"]) == 0
    assert "observed: in the store, recorded 2016-11-01 (a late form)" in capsys.readouterr().out
    lay(project, {"t.csv": "Ref,Sep 16,Oct 16\nA,22,30\nB,6,n/a\n"})
    assert main(["import", "t.csv", "--recorded", "2016-11-20"]) == 0
    assert "2 added, 1 restated, 1 left" in capsys.readouterr().out
    assert main(["store", "check"]) == 0
    assert "7 rows: every one as it was recorded" in capsys.readouterr().out
    assert main(["store", "export", "copy"]) == 0
    assert main(["store", "export", "copy.parquet"]) == 0
    lay(project, {"kpilib.toml": ""})
    for place in ("copy", "copy.parquet"):
        assert main(["store", "import", place]) == 0
    out = capsys.readouterr().out
    assert "3 rows in 1 submission added" in out
    assert out.endswith("0 rows in 0 submissions added\n")


def test_check_tells_an_edit_from_damage(project: Path, capsys: Capture) -> None:
    """Edits are notes and end with 0, damage ends with 1; --accept takes files as they are."""
    lay(project, {"t.csv": "Ref,Oct 16\nA,30\nB,7\n"})
    assert main(["import", "t.csv", "--recorded", "2016-11-20"]) == 0
    path = project / "specs/d/observations/2016-11-20.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",30,", ",31,"), "utf-8")
    assert main(["store", "check"]) == 0
    assert "note: 2016-11-20.csv: edited since it was written" in capsys.readouterr().out
    path.write_text(text[:-25], "utf-8")
    assert main(["store", "check"]) == 1
    assert "error: 2016-11-20.csv" in capsys.readouterr().out
    assert main(["validate"]) == 1
    assert "the file was cut" in capsys.readouterr().out
    path.write_text("\n".join(text.splitlines()[:2]) + "\n", "utf-8")
    assert main(["store", "check", "--accept"]) == 0
    assert main(["store", "check"]) == 0
    assert main(["validate", "--ignore", "KPI408"]) == 0


def test_questions_about_stores_that_cannot_be_answered(project: Path, capsys: Capture) -> None:
    """One sentence each, and 2."""
    for arguments in (
        ["store", "history", "Z", "--period", "2016-09"],
        ["store", "history", "A", "--period", "x"],
        ["store", "import", "nowhere"], ["store", "import", "a.xlsx"],
        ["store", "export", "a.txt"], ["store", "import", "a.parquet"],
    ):  # fmt: skip
        assert main(arguments) == 2, arguments
        assert capsys.readouterr().err.startswith("kpilib: ")
    assert main(["store", "history", "S", "--period", "2016-09"]) == 0
    assert "nothing was ever recorded: it is [A] + [B]" in capsys.readouterr().out
    for store in ("../s.sqlite", "s.txt", "postgresql://evil/x", "", "/tmp/s.sqlite"):
        lay(project, {"kpilib.toml": f'store = "{store}"\n'})
        assert main(["validate"]) == 2, store
    (project / "s.sqlite").symlink_to(project / "other.sqlite")
    lay(project, {"kpilib.toml": 'store = "s.sqlite"\n'})
    assert main(["store", "init"]) == 2
    assert "behind a link" in capsys.readouterr().err
    (project / "s.sqlite").unlink()
    lay(project, {"s.sqlite": b"no database"})
    assert main(["validate"]) == 1
    assert main(["store", "check", "--accept"]) == 2


def test_validate_of_a_store_loads_no_numpy(project: Path, capsys: Capture) -> None:
    """Rows are unpacked without it."""
    import subprocess
    import sys

    lay(project, {"kpilib.toml": 'store = "s.sqlite"\n'})
    main(["store", "init"])
    main(["store", "import", "specs/d/observations"])
    code = (
        "import sys; from kpilib.commands import main; main(['validate']);"
        "sys.exit('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env={"PYTHONPATH": str(ROOT)}, cwd=project
    )
    assert done.returncode == 0
    assert kpilib.read(project).is_observed
