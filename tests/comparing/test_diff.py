"""What `kpilib diff` says of changes to the shipped project, in a scratch repository."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kpilib.commands import main
from kpilib.publications.difference.as_markdown import MARKER
from tests.conftest import BASE, ROOT, indicator, lay, observed

DATASET = "specs/children_and_families_monthly"
NI = {"M2-NI", "CP1-NI", "CP2-NI", "CP6B-NI", "LAC1-NI"}
Capture = pytest.CaptureFixture[str]
Diff = Callable[..., dict[str, Any]]


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.fixture(scope="module")
def shipped_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Commit the shipped project once."""
    folder = tmp_path_factory.mktemp("shipped")
    for name in ("indicators", "specs"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "kpilib.toml").write_text("")
    git(folder, "init", "-q")
    commit(folder)
    return folder


@pytest.fixture
def repository(shipped_repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "scratch"
    shutil.copytree(shipped_repository, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "100")
    return folder


@pytest.fixture
def diff(repository: Path, capsys: Capture) -> Diff:
    def ran(*arguments: str, code: int = 0) -> dict[str, Any]:
        assert main(["diff", *(arguments or ("HEAD",)), "--format", "json"]) == code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return ran


def edit(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert re.search(old, text, re.MULTILINE), old
        text = re.sub(old, new, text, flags=re.MULTILINE)
    path.write_text(text, "utf-8")


def after(ref: str, line: str) -> tuple[str, str]:
    """Give an edit: that line is added behind the ref's."""
    return rf"^- ref: {re.escape(ref)}$", f"- ref: {ref}\\n  {line}"


def cells(found: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["ref"], one["column"]) for one in found["moved"]}


def test_form_is_no_difference(repository: Path, diff: Diff, capsys: Capture) -> None:
    """(a) Comments, order of keys, quotes and spaces: nothing changed, nothing moves."""
    edit(
        repository, "indicators/mash.yaml", ("^- ref: M3$", "# a comment\n- ref: 'M3'"),
        (r"percent\(\[M2\], \[M1\]\)", "percent( [M2],[M1] )"),
    )  # fmt: skip
    path = repository / "indicators/assessments.yaml"
    items = path.read_text("utf-8").split("\n- ")
    path.write_text("\n- ".join(items[:1] + items[:0:-1]), "utf-8") if len(items) > 1 else None
    found = diff()
    assert found["changes"] == []
    assert found["verdict"] == "nothing changed, no published figure moves"
    assert main(["diff", "HEAD", "--exit-code"]) == 0
    capsys.readouterr()
    edit(repository, "indicators/mash.yaml", after("M1", "notes: a note"))
    found = diff()
    assert found["verdict"].startswith("no definition changed")
    assert found["changes"][0]["label"] == "words only"


def test_a_rate_per_another_number(repository: Path, diff: Diff, capsys: Capture) -> None:
    """(b) Thirteen values, the average and the maximum; the two changes do not move."""
    edit(repository, "indicators/mash.yaml", after("M2-NI", "per: 1000"))
    found = diff()
    assert len(found["moved"]) == 15
    assert {one["ref"] for one in found["moved"]} == {"M2-NI"}
    assert not {"change_month", "change_year"} & {one["column"] for one in found["moved"]}
    assert {tuple(one["causes"]) for one in found["moved"]} == {(1,)}
    assert found["changes"][0] | {"number": 1} == {
        "number": 1, "what": "indicator", "name": "M2-NI", "action": "changed", "key": "per",
        "before": "10000", "after": "1000", "words_only": False, "label": "restated series",
    }  # fmt: skip
    assert main(["diff", "HEAD", "--exit-code"]) == 1
    text = capsys.readouterr().out
    assert "1. M2-NI, per: 10000 to 1000  [restated series]" in text
    assert "M2-NI, Sep 16: was 85, now 8" in text


def test_another_threshold_flips_arrows(repository: Path, diff: Diff, capsys: Capture) -> None:
    """(c) Twelve arrows, six judgements, those first; the comment says so."""
    edit(repository, f"{DATASET}/dataset.yaml", ("threshold: 10", "threshold: 5"))
    found = diff()
    moved = found["moved"]
    assert len(moved) == 12
    assert all(one["before"]["direction"] != one["after"]["direction"] for one in moved)
    judged = [one["before"]["judgement"] != one["after"]["judgement"] for one in moved]
    assert judged == [True] * 6 + [False] * 6
    assert main(["diff", "HEAD", "--format", "markdown"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{MARKER}\n**1 change of definitions or figures: 12 published figures")
    assert "12 arrows flip, 6 judgements change" in text
    assert "| M6\\-QL |" in text or "| M6-QL |" in text


def test_another_population_moves_rates(repository: Path, diff: Diff, capsys: Capture) -> None:
    """(d) Sixteen printed cells of the five rates; to another value none, but exact ones."""
    edit(repository, "specs/denominators.yaml", ("49209", "48456"))
    found = diff()
    assert len(found["moved"]) == 16
    assert {one["ref"] for one in found["moved"]} == NI
    assert {tuple(one["causes"]) for one in found["moved"]} == {(1,)}
    assert found["changes"][0]["key"] == "value of 2016-09"
    edit(repository, "specs/denominators.yaml", ("48456", "49300"))
    found = diff()
    assert found["moved"] == []
    assert found["exact_only"] == 21
    assert main(["diff", "HEAD"]) == 0
    assert "21 other figures differ in the exact value only" in capsys.readouterr().out


def test_a_break_begins_a_new_series(repository: Path, diff: Diff, capsys: Capture) -> None:
    """A break that is declared, or taken back, is labelled; other words are not."""
    edit(repository, "indicators/mash.yaml", ("- ref: M1\n", "- ref: M1\n  breaks: [2016-04]\n"))
    (change,) = diff()["changes"]
    assert (change["key"], change["label"]) == ("breaks", "new series")
    assert main(["diff", "HEAD"]) == 0
    assert "[new series]" in capsys.readouterr().out


def test_what_only_two_changes_do_together_is_said(
    repository: Path, diff: Diff, capsys: Capture
) -> None:
    """(e) M1 rose 7 %: neither 1500 nor a threshold of 9 flips it, both together do."""
    edit(
        repository, f"{DATASET}/observations/2016-09.csv", ("^M1,2016-09,1480$", "M1,2016-09,1500")
    )
    edit(repository, f"{DATASET}/dataset.yaml", ("threshold: 10", "threshold: 9"))
    found = diff()
    together = [one for one in found["moved"] if one["together"]]
    assert [(one["ref"], one["column"]) for one in together] == [("M1", "change_month")]
    assert together[0]["before"]["text"] == "→ 7"
    assert together[0]["after"]["text"] == "↑ 9"
    assert together[0]["causes"] == [1, 2]
    assert main(["diff", "HEAD"]) == 0
    assert (
        "M1, % change from Aug 16: was → 7, now ↑ 9  [1 and 2 together]" in capsys.readouterr().out
    )


def test_a_restated_observation(repository: Path, diff: Diff) -> None:
    """(f) What moves, and because of which series; an added submission is a change too."""
    text = "ref,period,value,recorded\nLAC3,2016-09,18,2016-11-01\n"
    lay(repository, {f"{DATASET}/observations/2016-11-01.csv": text})
    found = diff()
    assert len(found["moved"]) == 9
    (change,) = found["changes"]
    assert (change["what"], change["name"], change["before"], change["after"]) == (
        "observations of", "LAC3", "17", "18",
    )  # fmt: skip


def test_a_rename_moves_nothing(repository: Path, diff: Diff) -> None:
    """(g) With all its uses: one rename."""
    for path in [*repository.glob("indicators/*.yaml"), *repository.glob("specs/**/*.*")]:
        if path.suffix in (".yaml", ".csv"):
            text = path.read_text("utf-8")
            new = re.sub(r"(?<![\w-])LAC3(?![\w-])", "LAC3-NEW", text)
            path.write_text(new, "utf-8")
    found = diff()
    assert [(one["action"], one["before"], one["after"]) for one in found["changes"]] == [
        ("renamed", "LAC3", "LAC3-NEW")
    ]
    assert found["moved"] == []
    edit(repository, "indicators/looked-after.yaml", after("LAC3-NEW", "decimals: 1"))
    found = diff()
    assert [one["action"] for one in found["changes"]] == ["renamed", "changed"]
    assert {one["ref"] for one in found["moved"]} == {"LAC3-NEW"}


def test_a_broken_head_is_compared_as_far_as_it_goes(
    repository: Path, diff: Diff, capsys: Capture
) -> None:
    """(h) The findings are told; what stands on the broken formula is not compared."""
    edit(
        repository, "indicators/mash.yaml", (r"percent\(\[M2\], \[M1\]\)", "percent([M2], [M9])"),
        after("M2-NI", "per: 1000"),
    )  # fmt: skip
    found = diff(code=1)
    assert found["not_compared"] == ["M3"]
    assert {one["ref"] for one in found["moved"]} == {"M2-NI"}
    capsys.readouterr()
    assert main(["diff", "HEAD", "--format", "markdown"]) == 1
    captured = capsys.readouterr()
    assert "KPI201" in captured.err
    assert "### 1 errors in the specs" in captured.out or "### 1 error" in captured.out
    assert "Not compared" in captured.out


def test_revisions_folders_and_merge_bases(
    repository: Path, diff: Diff, capsys: Capture, tmp_path: Path
) -> None:
    """Two revisions, two folders, and where a branch began; what is none is one sentence."""
    git(repository, "checkout", "-q", "-b", "work")
    edit(repository, "indicators/mash.yaml", after("M2-NI", "per: 1000"))
    commit(repository)
    assert len(diff("HEAD~1", "HEAD")["moved"]) == 15
    assert len(diff("HEAD", "HEAD~1")["moved"]) == 15
    other = tmp_path / "other"
    shutil.copytree(repository, other)
    assert diff(str(other))["changes"] == []
    git(repository, "checkout", "-q", "-b", "main2", "HEAD~1")
    edit(repository, f"{DATASET}/dataset.yaml", ("threshold: 10", "threshold: 5"))
    commit(repository)
    git(repository, "checkout", "-q", "work")
    found = diff("--base", "main2")
    assert [one["key"] for one in found["changes"]] == ["per"]
    status = subprocess.run(["git", "status", "--porcelain"], capture_output=True, check=True)
    assert status.stdout == b""
    for arguments in (["nowhere"], ["--upload-pack=x"], [], ["a", "b", "c"], ["a", "--base", "b"]):
        try:
            assert main(["diff", *arguments]) == 2
        except SystemExit as error:  # argparse
            assert error.code == 2  # noqa: PT017
        assert "Traceback" not in capsys.readouterr().err


def test_added_and_removed_rows_and_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Cells that only one side has are named; a change that needs another is tried with it."""
    dataset = (
        "dataset: d\ntitle: E\nwindow: 2\ncolumns:\n"
        "  - {id: m, heading: Change, formula: change(value)}\n"
    )
    old = dict(BASE) | {
        "indicators/a.yaml": (
            indicator("A") + indicator("B") + indicator("S", formula='"[A] + [B]"')
        ),
        "specs/d/dataset.yaml": dataset, "specs/d/observations/a.csv": observed(A="1 2", B="3 4"),
    }  # fmt: skip
    new = old | {
        "indicators/a.yaml": indicator("A")
        + indicator("S", formula='"[A] + [N]"')
        + indicator("N"),
        "specs/d/observations/a.csv": observed(A="1 2", N="3 5"),
        "specs/d/dataset.yaml": dataset + "  - {id: y, heading: Mean, formula: mean(value)}\n",
    }
    lay(tmp_path / "old", old)  # type: ignore[arg-type]
    lay(tmp_path / "new", new)  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path / "new")
    assert main(["diff", str(tmp_path / "old"), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    said = {(one["name"], one["action"]) for one in found["changes"]}
    assert said == {("N", "added"), ("S", "changed"), ("B", "removed"), ("y", "added")}
    moved = {(one["ref"], one["column"]): one for one in found["moved"]}
    assert moved["B", "2016-02"]["after"] is None
    assert moved["N", "2016-02"]["before"] is None
    assert moved["S", "y"]["before"] is None
    number = {one["name"]: one["number"] for one in found["changes"]}
    assert moved["S", "2016-02"]["causes"] == [number["S"]]
    assert number["B"] in moved["B", "m"]["causes"]
