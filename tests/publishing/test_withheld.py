"""A figure that is confidential now: no output tells what it said before, nor what followed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import kpilib
from kpilib.commands import main
from tests.comparing.test_diff import commit, git
from tests.conftest import BASE, indicator, lay

Capture = pytest.CaptureFixture[str]
DATASET = """
dataset: d
title: D
window: 4
geography: local
columns:
  - {id: m, heading: "% change", formula: "change(value, months=1)"}
  - {id: a, heading: Mean, formula: "mean(value, months=3, at_least=2)"}
  - {id: ytd, heading: To date, formula: "year_to_date(value, at_least=1)"}
"""
FIRST = (
    "ref,period,value\nA,2016-05,9127\nA,2016-06,2713\nA,2016-07,8231\n"
    "B,2016-05,20331\nB,2016-06,29417\nB,2016-07,22519\n"
)
THEN = "ref,period,value,marker,recorded,note\nA,2016-06,,c,2016-08-10,withheld\n"
SPECS = (
    indicator("A")
    + indicator("B")
    + indicator("Share", formula='"percent([A], [B])"', decimals=2, allow="{KPI503: a test}")
    + indicator("Rest", formula='"[B] - [A]"')
    + indicator("Filled", formula='"coalesce([A], 0) + [B]"')
    + indicator("Mean", formula='"mean([A], months=3, at_least=2)"')
    + indicator("Twice", formula='"total([A], months=2, at_least=1) * 2"')
)


def secrets(before: kpilib.Project, after: kpilib.Project) -> set[str]:
    """Give every text and figure that only the earlier vintage has."""
    found: list[set[str]] = []
    for project in (before, after):
        texts: set[str] = set()
        for month in ("2016-06", "2016-07"):
            for row in kpilib.report(project, period=month).rows:
                texts |= set(row.texts().values())
        found.append({re.sub("[^0-9.]", "", text) for text in texts})
    only = found[0] - found[1]
    # a short number is found in any date or drawing
    return {text for text in only if len(text) > 3} | {"2713"}


def readable(data: bytes) -> str:
    """Give the text of an output, of the parts of a workbook too."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files: dict[str, str | bytes] = dict(BASE) | {
        "indicators/a.yaml": SPECS, "specs/d/dataset.yaml": DATASET,
        "specs/d/observations/2016-07.csv": FIRST,
    }  # fmt: skip
    folder = lay(tmp_path / "r", files)
    printed = "ref,column,printed\n"
    for row in kpilib.report(kpilib.read(folder), period="2016-07").rows:
        printed += "".join(f"{row.ref},{name},{text}\n" for name, text in row.texts().items())
    lay(folder, {"specs/d/published/2016-07.csv": printed})
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    git(folder, "checkout", "-q", "-b", "withheld")
    monkeypatch.chdir(folder)
    return folder


COMMANDS = [
    *(f"report --period 2016-07 --format {form}" for form in ("text", "csv", "json", "markdown")),
    *(f"report --period 2016-07 --format {form} -o out/r"
      for form in ("html", "xlsx", "xlsx --live")),
    *(f"report --period 2016-07 --changes --format {form}"
      for form in ("text", "json", "markdown")),
    "report --period 2016-07 --changes --format html -o out/c.html",
    *(f"report --period 2016-07 --as-of 2016-08-09 --format {form} -o out/a"
      for form in ("text", "csv", "json", "markdown", "html", "xlsx", "xlsx --live")),
    "report --period 2016-07 --as-of 2016-08-09 --changes 2016-01-01",
    "evaluate", "evaluate --format json", "evaluate --as-of 2016-08-09",
    "evaluate --engine duckdb", "evaluate --engine duckdb --as-of 2016-08-09",
    "evaluate --stream -o out/s.csv", "evaluate --stream --as-of 2016-08-09 -o out/t.csv",
    *(f"diff main --period {month} --format {form}" for month in ("2016-06", "2016-07")
      for form in ("text", "json", "markdown", "changelog")),
    "diff --base main --format json", "diff withheld main --format json",
    *(f"validate --format {form}"
      for form in ("text", "concise", "json", "github", "gitlab", "junit", "sarif")),
    "validate --base main", "reconcile --period 2016-07",
    "reconcile --period 2016-07 --format json",
    *(f"explain {ref} --period {month}" for ref in ("A", "Share", "Filled", "Mean", "Twice")
      for month in ("2016-06", "2016-07")),
    "docs -o out/site", "docs -o out/old --as-of 2016-08-09", "docs -o out/new --base main",
    "charts -o out/charts", "charts -o out/was --as-of 2016-08-09",
    "export -o out/open", "export -o out/was --as-of 2016-08-09",
    "store history A --period 2016-06", "store export out/copy", "store check",
    "import t.csv --dry-run", "import t.csv --recorded 2016-08-09", "import p.csv --period 2016-07",
    "sql --dialect duckdb", "sql --dialect duckdb --as-of 2016-08-09", "impact A", "graph", "test",
    "owners",
]  # fmt: skip


def told(command: str, repository: Path, capsys: Capture) -> Iterator[tuple[str, str]]:
    """Run a command; give what it prints, and the files that it writes outside the specs."""
    out = repository / "out"
    out.mkdir()
    main(command.split())
    captured = capsys.readouterr()
    yield "printed", captured.out + captured.err
    for path in out.rglob("*"):
        if path.is_file():
            yield path.name, readable(path.read_bytes())


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_tells_it(repository: Path, capsys: Capture, command: str) -> None:
    """Neither the figure nor any that followed from it."""
    before = kpilib.read(repository)
    lay(repository, {"specs/d/observations/2016-08-10.csv": THEN})
    table = "Ref,May 16,Jun 16,Jul 16\nA,9127,1111,8231\n"
    lay(repository, {"t.csv": table, "p.csv": table})
    commit(repository)
    found = secrets(before, kpilib.read(repository))
    assert len(found) > 8
    for name, text in told(command, repository, capsys):
        digits = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", text.replace(",", "")))
        assert not (digits & found), (command, name, digits & found)


def test_the_search_would_find_it(repository: Path, capsys: Capture) -> None:
    """The office may ask."""
    lay(repository, {"specs/d/observations/2016-08-10.csv": THEN})
    assert main(["store", "history", "A", "--period", "2016-06", "--restricted"]) == 0
    assert "2713" in capsys.readouterr().out
    assert main(["store", "export", "out", "--restricted"]) == 0
    assert main(["store", "export", "other"]) == 2
    assert "1 figure is confidential now and was not before" in capsys.readouterr().err
    assert main(["report", "--period", "2016-07", "--changes"]) == 0
    assert "was withheld, now confidential" in capsys.readouterr().out


def renamed(text: str) -> str:
    return text.replace("ref: A\n", "ref: AA\n").replace("Title of A\n", "Changed\n").replace(
        "[A]", "[AA]"
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["geography", "renamed", "replaced", "one day", "was a formula"])
def test_other_names_hide_it_as_well(
    repository: Path, tmp_path: Path, capsys: Capture, kind: str
) -> None:
    """Another name of the place or of the indicator, a row of the same day; in both directions."""
    before = kpilib.read(repository)
    after = tmp_path / "after"
    files = {
        str(path.relative_to(repository)): path.read_bytes()
        for folder in ("indicators", "specs") for path in (repository / folder).rglob("*.*")
        if path.is_file()
    }  # fmt: skip
    lay(after, {"kpilib.toml": "", **files, "specs/d/observations/2016-08-10.csv": THEN})
    found = secrets(before, kpilib.read(after))
    if kind == "geography":
        lay(after, {"specs/d/dataset.yaml": DATASET.replace("local", "council")})
    elif kind in ("renamed", "replaced"):
        old = indicator("A", ended="2016-05", replaced_by="[AA]") if kind == "replaced" else ""
        lay(after, {
            "indicators/a.yaml": renamed(SPECS) + old,
            "specs/d/observations/2016-07.csv": FIRST.replace("A,", "AA,"),
            "specs/d/observations/2016-08-10.csv": THEN.replace("A,", "AA,"),
        })  # fmt: skip
    elif kind == "one day":
        lay(after, {"specs/d/observations/2016-08-10.csv": THEN.replace("2016-08-10", "")})
    else:
        specs = SPECS.replace(indicator("A"), indicator("A", formula='"[X] * 1"') + indicator("X"))
        lay(repository, {
            "indicators/a.yaml": specs,
            "specs/d/observations/2016-07.csv": FIRST.replace("A,", "X,"),
        })  # fmt: skip
    for sides in ((repository, after), (after, repository)):
        for month in ("2016-06", "2016-07"):
            for form in ("text", "json", "markdown", "changelog"):
                main(["diff", *map(str, sides), "--period", month, "--format", form])
                told = "".join(capsys.readouterr()).replace(",", "")
                digits = set(re.findall(r"[0-9]+(?:\.[0-9]+)?", told))
                assert not digits & (found if kind != "was a formula" else {"2713"}), told


def test_no_source_line_tells_it(repository: Path, capsys: Capture) -> None:
    """A row that a finding is about may be the one that is withheld."""
    lay(repository, {
        "specs/d/observations/2016-08-10.csv": THEN,
        "specs/d/observations/2016-07.csv": f"{FIRST}A,2016-06,2713\n",
    })  # fmt: skip
    assert main(["validate"]) == 1
    told = capsys.readouterr().out
    assert "KPI402" in told
    assert "2713" not in told


def test_an_import_does_not_confirm_a_guess(repository: Path, capsys: Capture) -> None:
    """It answers the same, whichever figure is tried for an earlier day."""
    lay(repository, {"specs/d/observations/2016-08-10.csv": THEN})
    answers = set()
    for guess in ("2713", "1", "9999"):
        lay(repository, {"t.csv": f"Ref,May 16,Jun 16,Jul 16\nA,9127,{guess},8231\n"})
        assert main(["import", "t.csv", "--dry-run", "--recorded", "2016-08-09"]) == 1
        answers.add("".join(capsys.readouterr()))
    assert len(answers) == 1
    assert "is confidential since; no value is taken for an earlier day" in answers.pop()
