"""The commands that publish: pages, workbooks, the dictionary, charts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kpilib.commands import main
from tests.conftest import BASE, ROOT, indicator, lay, observed
from tests.publishing.reading import Book, page

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rows = indicator("A") + indicator("B", formula='"[A] * 2"')
    files = {"indicators/a.yaml": rows, "specs/d/observations/a.csv": observed(A="1 2 3")}
    lay(tmp_path, {**BASE, **files})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_report_as_a_page_goes_to_a_file_or_a_pipe(
    project: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The same bytes, UTF-8, no BOM."""
    assert main(["report", "--format", "html", "-o", "r.html"]) == 0
    written = (project / "r.html").read_bytes()
    capfdbinary.readouterr()
    assert main(["report", "--format", "html"]) == 0
    assert capfdbinary.readouterr().out == written
    assert page(written.decode()).all("h1")[0].text == "Example, March 2016"


def test_report_as_a_workbook_goes_to_a_file(project: Path, capsys: Capture) -> None:
    """With formulas where they are asked for."""
    assert main(["report", "--format", "xlsx", "-o", "r.xlsx"]) == 0
    assert "Live" not in Book((project / "r.xlsx").read_bytes()).sheets
    assert main(["report", "--format", "xlsx", "--live", "-o", "r.xlsx"]) == 0
    assert "Live" in Book((project / "r.xlsx").read_bytes()).sheets
    for arguments in (["--live"], ["--changes", "--format", "xlsx", "-o", "r.xlsx"]):
        assert main(["report", *arguments]) == 2
        assert "goes with" in capsys.readouterr().err


def test_a_workbook_is_not_printed_on_a_terminal(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be noise; one sentence says what to write instead."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["report", "--format", "xlsx"]) == 2
    assert "name a file with -o report.xlsx" in capsys.readouterr().err


def test_docs_writes_a_site_and_says_where(project: Path, capsys: Capture) -> None:
    """And ends with 1 where the specs have errors, with what can be shown."""
    assert main(["docs", "-o", "site"]) == 0
    assert "the first is site" in capsys.readouterr().out
    assert (project / "site" / "measures" / "b.html").is_file()
    lay(project, {"indicators/b.yaml": indicator("C", formula='"[Q]"')})
    assert main(["docs", "-o", "site"]) == 1
    assert (project / "site" / "measures" / "c.html").is_file()
    (project / "file").write_text("")
    assert main(["docs", "-o", "file"]) == 2


def test_docs_says_which_definitions_were_edited(project: Path) -> None:
    """Against a revision, read from the repository without running anything of it."""

    def git(*arguments: str) -> None:
        name = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *name, *arguments], cwd=project, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "first")
    lay(
        project,
        {
            "indicators/a.yaml": indicator("A", polarity="low is good")
            + indicator("B", formula='"[A] * 3"')
        },
    )
    assert main(["docs", "-o", "site", "--base", "main"]) == 0
    text = page((project / "site" / "changed.html").read_text("utf-8")).text
    assert "polarity" in text
    assert "[A] * 3" in text


def test_charts_writes_trends_and_areas(project: Path, capsys: Capture) -> None:
    """A file each; only those asked for where refs are given."""
    assert main(["charts"]) == 0
    assert {path.name for path in project.glob("*.svg")} == {"a.svg", "b.svg", "area_mash.svg"}
    (project / "one").mkdir()
    assert main(["charts", "--refs", "B", "-o", "one"]) == 0
    assert [path.name for path in (project / "one").iterdir()] == ["b.svg"]
    assert main(["charts", "--refs", "Q"]) == 2
    assert main(["charts", "-o", "no/where", "--refs", "B"]) == 0
    assert [path.name for path in (project / "no" / "where").iterdir()] == ["b.svg"]
    (project / "file").write_text("")
    assert main(["charts", "-o", "file"]) == 2
    capsys.readouterr()


@pytest.mark.parametrize(
    ("missing", "arguments", "words"),
    [
        ("jinja2 markupsafe", ["report", "--format", "html"],
         "HTML needs jinja2: pip install kpilib[html]"),
        ("jinja2 markupsafe", ["docs", "-o", "site"],
         "HTML needs jinja2: pip install kpilib[html]"),
        ("xlsxwriter", ["report", "--format", "xlsx", "-o", "r.xlsx"],
         "workbooks need xlsxwriter: pip install kpilib[excel]"),
        ("matplotlib", ["charts"], "charts need matplotlib: pip install kpilib[html]"),
    ],
)  # fmt: skip
def test_a_missing_extra_is_one_sentence(
    missing: str, arguments: list[str], words: str, project: Path
) -> None:
    """Which says what to install."""
    code = f"import sys\nfor name in {missing.split()!r}: sys.modules[name] = None\n"
    code += "from kpilib.commands import main\n"
    code += f"sys.exit(main({arguments!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=project,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.stderr.decode().strip() == f"kpilib: {words}"
    assert done.returncode == 2
