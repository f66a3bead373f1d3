"""What commands write: only where they say, through no link, and anew where it was broken off."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kpilib.commands import main
from kpilib.values import atomic
from tests.conftest import BASE, indicator, lay, observed

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files: dict[str, str | bytes] = dict(BASE)
    files |= {
        "indicators/a.yaml": indicator("A"), "specs/d/observations/a.csv": observed(A="1 2"),
        "t.csv": "Ref,Mar 16\nA,3\n",
    }  # fmt: skip
    folder = lay(tmp_path / "p", files)
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def failing(
    real: Callable[..., Any], number: int, error: BaseException, *, for_good: bool = False
) -> Callable[..., Any]:
    """Give a function whose call of that number fails, and those after it too, or not."""
    calls = count(1)

    def call(*given: Any) -> Any:
        one = next(calls)
        if one == number or (for_good and one > number):
            raise error
        return real(*given)

    return call


@pytest.mark.parametrize("name", ["kpilib-site.txt", "measures", "index.html", "measures/a.html"])
def test_a_site_is_not_written_through_links(
    project: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    """Neither its list, nor its folders, nor its files; and nothing outside is deleted."""
    assert main(["docs", "-o", "site"]) == 0
    other = lay(tmp_path / "other", {"x.html": "mine", "a.html": "mine"})
    listing = project / "site" / "kpilib-site.txt"
    listing.write_text(listing.read_text() + "measures/x.html\n")
    place = project / "site" / name
    if place.is_dir():
        for path in place.iterdir():
            path.unlink()
        place.rmdir()
        place.symlink_to(other, target_is_directory=True)
    else:
        place.unlink()
        place.symlink_to(other / "x.html")
    before = contents(other)
    assert main(["docs", "-o", "site"]) == 2
    assert "is a link" in capsys.readouterr().err
    assert contents(other) == before


def test_a_site_that_was_broken_off_is_written_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Wherever it was; what the next one does not have is taken away."""
    for number in range(1, 9):
        out = project / f"site{number}"
        with monkeypatch.context() as patch:
            patch.setattr(atomic, "write", failing(atomic.write, number, KeyboardInterrupt()))
            with suppress(KeyboardInterrupt):
                main(["docs", "-o", str(out)])
        lay(out, {"measures/gone.html": "of a site before"})
        with open(out / "kpilib-site.txt", "a") as listing:
            listing.write("measures/gone.html\n")
        assert main(["docs", "-o", str(out)]) == 0
        assert not (out / "measures" / "gone.html").exists()
        capsys.readouterr()


def test_a_site_of_others_is_let_alone(project: Path) -> None:
    """An index that is not ours."""
    lay(project / "site", {"index.html": "mine"})
    assert main(["docs", "-o", "site"]) == 2
    assert contents(project / "site") == {str(project / "site" / "index.html"): b"mine"}


@pytest.mark.parametrize("name", ["specs/d/observations", "specs/d/published", "specs/d"])
def test_nothing_is_imported_through_links(
    project: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    """Neither observations nor printed cells go where a link of a pull request leads."""
    other = tmp_path / "other"
    place = project / name
    if place.exists():
        place.rename(other)
    else:
        other.mkdir()
    place.symlink_to(other, target_is_directory=True)
    before = contents(other)
    assert main(["import", "t.csv", "--period", "2016-03"]) in (1, 2)
    assert contents(other) == before
    capsys.readouterr()


def test_init_goes_on_where_a_full_disk_stopped_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """What it has written itself is no project of others; a changed file is."""
    for number in (1, 2, 9, 20):
        folder = tmp_path / str(number)
        full = OSError(errno.ENOSPC, "No space left on device")
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", failing(os.write, number, full, for_good=True))
            assert main(["init", str(folder)]) == 2
        assert "No space left" in capsys.readouterr().err
        assert main(["init", str(folder)]) == 0
        assert main(["validate", "--project", str(folder)]) == 0
        assert main(["init", str(folder)]) == 2
    half = tmp_path / "half"
    lay(half, {"kpilib.toml": "store = 'csv'\n"})
    assert main(["init", str(half)]) == 2
    lay(tmp_path / "mine", {"indicators/mine.yaml": "[]\n"})
    assert main(["init", str(tmp_path / "mine")]) == 2
    capsys.readouterr()


def test_postgresql_is_no_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the database; without an address nothing is made."""
    for name in ("KPILIB_POSTGRES", "PGHOST", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KPILIB_POSTGRES", "host=/nowhere")
    assert main(["store", "export", "postgresql"]) == 2
    assert not (project / "postgresql").exists()


def test_files_and_people_that_cannot_be_printed(project: Path, capsys: Capture) -> None:
    """A line end in a file's name, a mention that is none: findings, and no line of CODEOWNERS."""
    people = 'people:\n  ann: {name: Ann Lee, github: "ann\\n* @evil"}\n'
    people += '  bob: {name: B, github: "@bob"}\n'
    lay(project, {
        "indicators/x\n* @evil.yaml": indicator("B"), "indicators/\x1b[31m.yaml": indicator("C"),
        "specs/people.yaml": people,
    })  # fmt: skip
    assert main(["owners"]) == 1
    told = capsys.readouterr()
    assert "evil" not in told.out
    assert "\x1b" not in told.out + told.err
    assert told.err.count("holds a line end, or what nobody can see") == 2
    assert told.err.count("a name on GitHub is expected") == 2
    lay(project, {"specs/people.yaml": "people: {ann: {name: Ann, github: a-council/the-team}}\n"})
    main(["owners"])
    assert "/indicators/a.yaml @a-council/the-team\n" in capsys.readouterr().out


@pytest.mark.parametrize("ref", ['"A\\tB"', '"A\\nB"', '"A\U000e0041"', '"A\\u200bB"'])
def test_refs_hold_only_what_is_seen(project: Path, capsys: Capture, ref: str) -> None:
    """Tabs, line ends, tag characters and blanks without a width are findings."""
    lay(project, {"indicators/b.yaml": indicator("A").replace("ref: A", f"ref: {ref}")})
    assert main(["validate", "--format", "concise"]) == 1
    assert "indicators/b.yaml:1" in capsys.readouterr().out


def test_locks_of_editors_are_no_specs(project: Path, capsys: Capture) -> None:
    """Nor are copies that systems make."""
    (project / "indicators" / ".#a.yaml").symlink_to("ann@host.1:2")
    lay(project, {"indicators/._a.yaml": b"\0\5\x16", "specs/~$people.yaml": "x"})
    assert main(["validate"]) == 0
    assert "checked 1 indicators" in capsys.readouterr().out
