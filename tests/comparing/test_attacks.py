"""What misled, ran or broke a comparison or a property once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kpilib.commands import main
from kpilib.figures.difference.comparison import compare
from kpilib.figures.difference.side import Side
from kpilib.publications.difference.as_markdown import to_markdown
from tests.comparing.test_diff import (  # noqa: F401
    DATASET,
    Diff,
    after,
    commit,
    diff,
    edit,
    git,
    repository,
    shipped_repository,
)
from tests.conftest import BASE, Make, indicator, lay, observed

Capture = pytest.CaptureFixture[str]
OBSERVED = f"{DATASET}/observations/2016-09.csv"


def test_committed_files_that_look_like_a_repository_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Nothing of them is run or read, not even for a project in that folder."""
    pwned = tmp_path / "PWNED"
    config = (
        "[core]\n repositoryformatversion = 1\n bare = true\n[extensions]\n partialClone = origin\n"
        f'[remote "origin"]\n url = .\n promisor = true\n uploadpack = "touch {pwned}; false"\n'
    )
    files: dict[str, str | bytes] = {f"sub/{name}": text for name, text in BASE.items()}
    files |= {
        "sub/indicators/a.yaml": indicator("A"), "sub/HEAD": "ref: refs/heads/main\n",
        "sub/config": config, "sub/objects/.keep": "", "sub/refs/heads/main": "1" * 40 + "\n",
        "sub/refs/remotes/origin/main": "1" * 40 + "\n",
        "sub/specs/d/observations/a.csv": observed(A="1 2"),
    }  # fmt: skip
    lay(tmp_path / "r", files)
    git(tmp_path / "r", "init", "-q")
    git(tmp_path / "r", "add", "-Af", ".")
    git(tmp_path / "r", "commit", "-q", "-m", "x")
    monkeypatch.chdir(tmp_path / "r")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert main(["diff", "HEAD", "--project", "sub"]) == 0
    assert capsys.readouterr().out == "nothing changed, no published figure moves\n"
    assert main(["diff", "--base", "origin/main", "--project", "sub"]) == 2
    assert not pwned.exists()


def test_folders_that_hold_no_project_are_revisions(repository: Path, diff: Diff) -> None:  # noqa: F811
    """A branch may be called like a folder."""
    git(repository, "checkout", "-q", "-b", "specs")
    edit(repository, f"{DATASET}/dataset.yaml", ("threshold: 10", "threshold: 5"))
    commit(repository)
    git(repository, "checkout", "-q", "-")
    assert len(diff("specs")["moved"]) == 12
    assert main(["diff", "indicators"]) == 2


def test_a_blob_that_is_missing_is_one_sentence(repository: Path, capsys: Capture) -> None:  # noqa: F811
    """A repository may be damaged, or fetched in part."""
    words = ["git", "rev-parse", "HEAD:indicators/mash.yaml"]
    blob = subprocess.run(words, capture_output=True, check=True).stdout.decode().strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert main(["diff", "HEAD"]) == 2
    assert "is missing in the repository" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "old", "new", "gone"),
    [
        ("specs/denominators.yaml", r"(?s)denominators:.*", "denominators: []\n", "M2-NI"),
        ("indicators/mash.yaml", "^- ref: M1$", "- ref: M1\n  measur: [", "M1"),
        ("indicators/mash.yaml", r"(?s)(ref: M1\n.*?)unit: count", r"\1unit: cnt", "M1"),
        (f"{DATASET}/dataset.yaml", r"mean\(value, months=12\)", "mean(valu)", "average_12"),
        ("indicators/mash.yaml", r"percent\(\[M2\], \[M1\]\)", "percent([M2], [M1]", "M3"),
    ],
)  # fmt: skip
def test_what_a_broken_head_cannot_work_out_does_not_count_as_moved(
    repository: Path,  # noqa: F811
    diff: Diff,  # noqa: F811
    name: str,
    old: str,
    new: str,
    gone: str,
) -> None:
    """The errors are told, the rows or columns named, no figure of them moves."""
    edit(repository, name, (old, new))
    found = diff(code=1)
    assert gone in found["not_compared"]
    assert found["moved"] == []
    assert gone not in {c["name"] for c in found["changes"] if c["label"] == "restated series"}


def test_a_file_that_cannot_be_read_moves_nothing(repository: Path, diff: Diff) -> None:  # noqa: F811
    """Its figures are not compared."""
    path = repository / OBSERVED
    path.write_bytes(path.read_bytes() + b"\xff")
    assert diff(code=1)["moved"] == []


def test_a_month_more_restates_nothing(repository: Path, diff: Diff) -> None:  # noqa: F811
    """Labels look at the months that both sides have."""
    edit(repository, "indicators/mash.yaml", after("M4", "polarity: low is good"))
    edit(repository, OBSERVED, (r"\Z", "M1,2016-10,1000\n"))
    found = diff()
    (label,) = (c["label"] for c in found["changes"] if c["name"] == "M4")
    assert label == "same series"


def test_only_what_is_needed_is_named_together(repository: Path, diff: Diff) -> None:  # noqa: F811
    """A change of words within reach has no part in it; equal figures are no change."""
    edit(repository, OBSERVED, ("^M1,2016-09,1480$", "M1,2016-09,1500"),
         ("^M2,2016-09,417$", "M2,2016-09,417.0"))  # fmt: skip
    edit(repository, f"{DATASET}/dataset.yaml", ("threshold: 10", "threshold: 9"),
         ("no comparator: .*", "no comparator: none here"))  # fmt: skip
    found = diff()
    numbers = {c["key"]: c["number"] for c in found["changes"]}
    assert len(numbers) == 3
    (one,) = (m for m in found["moved"] if (m["ref"], m["column"]) == ("M1", "change_month"))
    assert one["together"]
    assert one["causes"] == sorted((numbers["2016-09"], numbers["change threshold"]))


def test_a_heading_is_words(repository: Path, diff: Diff) -> None:  # noqa: F811
    """And a comparator's basis is told."""
    edit(repository, f"{DATASET}/dataset.yaml", ("heading: 12 month average", "heading: Average"))
    (change,) = diff()["changes"]
    assert (change["key"], change["before"], change["words_only"]) == (
        "heading", "12 month average", True,
    )  # fmt: skip


def test_reasons_have_to_be_reasons(repository: Path, capsys: Capture) -> None:  # noqa: F811
    """Not a reason that was deleted, a rename, nor a line about another ref."""
    lay(repository, {"kpilib.toml": "require_because = true\n", "CHANGELOG.md": "# Changes\n"})
    edit(repository, "indicators/mash.yaml", after("M2-NI", "because: an old reason"))
    commit(repository)
    clean = (repository / "indicators/mash.yaml").read_text("utf-8")

    def tried(*pairs: tuple[str, str], line: str = "") -> int:
        lay(repository, {"indicators/mash.yaml": clean, "CHANGELOG.md": f"# Changes\n{line}\n"})
        edit(repository, "indicators/mash.yaml", *pairs)
        code = main(["validate", "--base", "HEAD", "--select", "KPI513"])
        capsys.readouterr()
        return code

    assert tried(("\n  because: an old reason", ""), after("M2-NI", "per: 1000")) == 1
    assert (
        tried(("ref: M3$", "ref: M3X"), (r"percent\(\[M2\], \[M1\]\)", "percent([M4], [M1])")) == 1
    )
    polarity = (r"(?s)(ref: M6-QL\n.*?)polarity: low is good", r"\1polarity: high is good")
    assert tried(polarity, line="- M6-QL (val): restated") == 1
    assert tried(polarity, line="- M6-QL: judged otherwise") == 0
    formula = (r"percent\(\[M2\], \[M1\]\)", "percent([M4], [M1])")
    assert tried(formula, line="M3-X and M3 changed") == 0


def test_a_comment_mentions_nobody_and_stays_short(make: Make, tmp_path: Path) -> None:
    """Mentions and links are cut apart; a long text is cut."""
    words = f'"@org/team https://evil.example www.evil.example {"x_" * 3000}"'
    old = make(indicator("A"), **{"specs/d/observations/a.csv": observed(A="1 2")})
    lay(tmp_path / "new", dict(BASE) | {
        "indicators/a.yaml": indicator("A", title=words),
        "specs/d/observations/a.csv": observed(A="1 3"),
    })  # fmt: skip
    import kpilib

    new = kpilib.read(tmp_path / "new")
    text = to_markdown(compare(Side.of(old, old.dataset()), Side.of(new, new.dataset())))
    assert len(text) < 2000
    for live in ("@org", "https://", "www.evil"):
        assert live not in text


def test_properties_end_well(make: Make, capsys: Capture) -> None:
    """Two properties broken at once, a chain of parts, a long look-back, nothing drawn."""
    rows = (
        indicator("A", part_of="B") + indicator("B", part_of="C") + indicator("C")
        + indicator("D", formula='"percent([A] - [B], [C])"')
        + indicator("E", formula='"percent([A], [C])"')
        + indicator("F", formula='"percent([B], same_month_last_year([B]))"')
    )  # fmt: skip
    project = make(rows)
    at = ["--project", str(project.root)]
    few = ["--examples", "25", *at]
    assert main(["test", "--properties", "--refs", "E", *few]) == 0
    assert main(["test", "--properties", "--refs", "D", *few]) == 1
    assert "D, a percentage, is below 0" in capsys.readouterr().out
    assert main(["test", "--properties", "--refs", "F", *few]) == 1
    assert "F, a percentage, is above 100" in capsys.readouterr().out
    assert main(["test", "--properties", "--refs", "NOSUCH", *at]) == 2
    assert main(["test", "--properties", "--examples", "0", *at]) == 2
    check = '\n  checks:\n    - {expect: "[C] > [C]", because: never}'
    lay(project.root, {"indicators/a.yaml": rows.replace("- ref: C", f"- ref: C{check}", 1)})
    capsys.readouterr()
    assert main(["test", "--properties", "--refs", "E", *at]) == 1
    assert "no observations were drawn that obey the specs" in capsys.readouterr().out


def test_a_test_expects_something_and_figures_are_figures(make: Make) -> None:
    """An empty list is a finding, and so is a figure of 5,000 decimals."""
    text = (
        "- test: x\n  from: 2016-08\n  observations: {A: 1}\n  expect: []\n"
        f"- test: y\n  from: 2016-08\n  observations: {{A: 5.{'1' * 5000}}}\n"
        "  expect:\n    - {ref: A, period: 2016-08, value: 5}\n"
    )
    project = make(indicator("A"), **{"indicators/tests/t.yaml": text})
    assert [(f.code, f.span.line) for f in project.findings] == [("KPI105", 1), ("KPI106", 7)]


def test_owners_of_a_project_in_a_folder(tmp_path: Path, capsys: Capture) -> None:
    """Paths are those of the repository, and no patterns."""
    people = "people: {ann: {name: Ann Lee, github: annlee}}\n"
    files = dict(BASE) | {"specs/people.yaml": people, "indicators/a #b.yaml": indicator("A")}
    lay(tmp_path / "r", {f"proj/{name}": text for name, text in files.items()})
    git(tmp_path / "r", "init", "-q")
    assert main(["owners", "--project", str(tmp_path / "r" / "proj")]) == 0
    out = capsys.readouterr().out
    assert "/proj/indicators/a\\ \\#b.yaml @annlee\n" in out
    assert "/proj/specs/ @annlee\n" in out
