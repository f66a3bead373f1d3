"""Which side of a comparison is a folder, which a revision, and what a hostile one cannot do."""

from __future__ import annotations

import hashlib
import subprocess
import zlib
from pathlib import Path

import pytest

from kpilib.commands import main
from tests.comparing.test_diff import commit, git
from tests.conftest import BASE, indicator, lay, observed

Capture = pytest.CaptureFixture[str]
Entry = tuple[str, str, bytes]
NOTHING = "nothing changed, no published figure moves\n"


def project(**values: str) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = dict(BASE)
    rows = observed(**(values or {"A": "1 2"}))
    return files | {"indicators/a.yaml": indicator("A"), "specs/d/observations/a.csv": rows}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = lay(tmp_path / "r", project())
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    monkeypatch.chdir(folder)
    return folder


def stored(folder: Path, kind: str, data: bytes) -> str:
    """Store an object as it is, whatever git thinks of it."""
    whole = f"{kind} {len(data)}\0".encode() + data
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    lay(folder, {f".git/objects/{name[:2]}/{name[2:]}": zlib.compress(whole)})
    return name


def tree(folder: Path, *entries: Entry) -> str:
    """Store a tree of mode, object and name."""
    rows = (f"{mode} ".encode() + name + b"\0" + bytes.fromhex(of) for mode, of, name in entries)
    return stored(folder, "tree", b"".join(rows))


def revision(folder: Path, *entries: Entry) -> str:
    """Commit a tree under the name of a branch."""
    who = "x <x@example.org> 0 +0000"
    text = f"tree {tree(folder, *entries)}\nauthor {who}\ncommitter {who}\n\nx\n"
    name = stored(folder, "commit", text.encode())
    git(folder, "update-ref", "refs/heads/hostile", name)
    return "hostile"


def at(folder: Path, name: str) -> str:
    words = ["git", "rev-parse", name]
    return (
        subprocess.run(words, cwd=folder, capture_output=True, check=True).stdout.decode().strip()
    )


def test_a_folder_is_what_is_written_as_one(
    repository: Path, tmp_path: Path, capsys: Capture
) -> None:
    """`main` is a revision, ./main and a whole path are folders, whatever the repository holds."""
    lay(repository / "main", project(A="7 8"))
    lay(tmp_path / "before", project(A="5 6"))
    moves = {"main": "nothing", "./main": "1 change", "../before": "1 change", ".": "nothing"}
    moves |= {str(repository / "main"): "1 change", "main/": "", "x": "", ":/x": "", "": ""}
    for name, begins in moves.items():
        assert main(["diff", name]) == (0 if begins else 2), name
        told = capsys.readouterr()
        assert told.out.startswith(begins), name
        assert begins or "is no revision" in told.err, name
    assert main(["diff", "before"]) == 2
    assert main(["diff", "./main", "../before"]) == 0


def test_nobody_chooses_his_own_base(repository: Path, capsys: Capture) -> None:
    """Folders called like the base, its hash or a branch are not looked at."""
    commit_of_base = at(repository, "main")
    git(repository, "checkout", "-q", "-b", "request")
    lay(repository, project(A="1 5"))
    for name in ("main", commit_of_base, "origin/main", commit_of_base[:7]):
        lay(repository / name, project(A="1 5"))
    commit(repository)
    for arguments in (["--base", "main"], ["main"], [commit_of_base]):
        assert main(["diff", *arguments, "--exit-code"]) == 1
        assert "A, Feb 16: was 2, now 5" in capsys.readouterr().out


def test_a_project_in_a_folder_that_begins_with_a_colon(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Git takes such a name for a pattern."""
    for name in (":x", ":(exclude)y", "*"):
        lay(repository / name, project(A="3 4"))
        commit(repository)
        monkeypatch.chdir(repository / name)
        assert main(["diff", "HEAD"]) == 0
        assert capsys.readouterr().out == NOTHING
        lay(repository / name, project(A="3 5"))
        assert main(["diff", "HEAD", "--exit-code"]) == 1
        capsys.readouterr()


@pytest.mark.parametrize(
    "name",
    ["/tmp/{}/x.yaml", "../{}.yaml", "..", "a/../../{}.yaml", "..\\{}.yaml", "C:\\{}.yaml", "x/y"],
)  # fmt: skip
def test_no_entry_is_written_outside(
    repository: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    """Absolute names, .. and backslashes of a tree name no file that a project has."""
    evil = name.format(tmp_path.name).encode()
    blob = stored(repository, "blob", b"areas: {x: X}\n")
    toml = stored(repository, "blob", b"")
    specs = tree(repository, ("100644", blob, evil), ("40000", tree(repository), evil))
    hostile = revision(
        repository, ("100644", blob, evil), ("100644", toml, b"kpilib.toml"),
        ("40000", specs, b"specs"), ("40000", specs, evil),
    )  # fmt: skip
    before = sorted(tmp_path.rglob("*"))
    assert main(["diff", hostile]) in (0, 1, 2)
    capsys.readouterr()
    known = [path for path in sorted(tmp_path.rglob("*")) if ".git" not in path.parts]
    assert known == [path for path in before if ".git" not in path.parts]


def test_a_deep_or_endless_tree_is_left_where_it_is(repository: Path, capsys: Capture) -> None:
    """Folders in folders, and trees whose files cannot be counted, are not walked."""
    toml = stored(repository, "blob", b"")
    yaml = stored(repository, "blob", b"[]\n")
    deep = tree(repository, ("100644", yaml, b"a.yaml"))
    for _ in range(3000):
        deep = tree(repository, ("40000", deep, b"d"))
    wide = tree(repository, *(("100644", yaml, b"%05d.yaml" % n) for n in range(100)))
    for _ in range(6):  # 10 ** 14 files
        wide = tree(repository, *(("40000", wide, b"%03d" % n) for n in range(100)))
    for part in (b"indicators", b"specs", b"other"):
        for one in (deep, wide):
            hostile = revision(repository, ("40000", one, part), ("100644", toml, b"kpilib.toml"))
            assert main(["diff", hostile]) in (1, 2)
            assert "Error" not in capsys.readouterr().err


@pytest.mark.parametrize("kinds", [("100644", "100644"), ("100644", "40000")])
def test_two_entries_of_one_name_are_told(
    repository: Path, capsys: Capture, kinds: tuple[str, str]
) -> None:
    """A file and a folder, or two files."""
    blob = stored(repository, "blob", b"[]\n")
    objects = {"100644": blob, "40000": tree(repository)}
    specs = tree(repository, *((kind, objects[kind], b"x.yaml") for kind in kinds))
    toml = stored(repository, "blob", b"")
    hostile = revision(repository, ("100644", toml, b"kpilib.toml"), ("40000", specs, b"specs"))
    assert main(["diff", hostile]) == 2
    assert "two entries that are called x.yaml" in capsys.readouterr().err


def test_links_of_a_revision_are_not_followed(repository: Path, capsys: Capture) -> None:
    """A link is no file of a project."""
    blob = stored(repository, "blob", b"/etc/passwd")
    toml = stored(repository, "blob", b"")
    specs = tree(repository, ("120000", blob, b"areas.yaml"), ("160000", blob, b"people.yaml"))
    hostile = revision(
        repository, ("100644", toml, b"kpilib.toml"), ("120000", blob, b"indicators"),
        ("40000", specs, b"specs"),
    )  # fmt: skip
    assert main(["diff", hostile]) == 2
    assert "root:" not in "".join(capsys.readouterr())


def test_too_many_bytes_are_refused_before_they_are_read(
    repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of files and of lists of files."""
    monkeypatch.setattr("kpilib.project.revisions.git.MOST_OF_TREES", 1000)
    toml = stored(repository, "blob", b"")
    yaml = stored(repository, "blob", b"[]\n")
    specs = tree(repository, *(("100644", yaml, b"%05d.yaml" % n) for n in range(100)))
    hostile = revision(repository, ("100644", toml, b"kpilib.toml"), ("40000", specs, b"specs"))
    assert main(["diff", hostile]) == 2
    assert "more than 1,000 bytes" in capsys.readouterr().err
    monkeypatch.setattr("kpilib.project.revisions.git.MOST_BYTES", 10)
    assert main(["diff", "main"]) == 2
    assert "more than 10 bytes" in capsys.readouterr().err


def test_a_name_that_stands_for_several_is_refused(repository: Path, capsys: Capture) -> None:
    """Whoever may push a branch or a tag could call it like the base."""
    git(repository, "update-ref", "refs/remotes/origin/main", "main")
    hash_ = at(repository, "main")
    git(repository, "checkout", "-q", "-b", "request")
    lay(repository, project(A="1 5"))
    commit(repository)
    git(repository, "branch", "origin/main")
    git(repository, "tag", "main")
    git(repository, "branch", hash_[:7])
    for arguments in (["--base", "origin/main"], ["origin/main"], ["main"], [hash_[:7]]):
        assert main(["diff", *arguments]) == 2
        assert "stands for several" in capsys.readouterr().err
    for name in ("refs/heads/main", "refs/remotes/origin/main", hash_):
        assert main(["diff", "--base", name, "--exit-code"]) == 1
        capsys.readouterr()
    for name in ("^request", "request..main", "request^!"):
        assert main(["diff", "--", name]) == 2
        assert "is no revision" in capsys.readouterr().err
