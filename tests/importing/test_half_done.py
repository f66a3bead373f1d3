"""Nothing half done: an import that is broken off is completed by the same one once more."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kpilib import read
from kpilib.commands import main
from tests.conftest import BASE, indicator, lay

#: what an import calls to change something on the disk
CALLS = ("write", "fsync", "replace", "mkdir", "chmod", "unlink")
STORES = {"csv": "", "sqlite": 'store = "s.sqlite"\n', "duckdb": 'store = "s.duckdb"\n'}
ARGUMENTS = ["import", "t.csv", "--period", "2016-09"]


def project(folder: Path, store: str) -> Path:
    """Lay out a project with a table to import."""
    files: dict[str, str | bytes] = dict(BASE)
    files |= {
        "kpilib.toml": STORES[store], "indicators/a.yaml": indicator("A") + indicator("B"),
        "t.csv": "Ref,Aug 16,Sep 16\nA,1,2\nB,3,4\n",
    }  # fmt: skip
    lay(folder, files)
    if store != "csv":
        assert main(["store", "init", "--project", str(folder)]) == 0
    return folder


def state(folder: Path) -> tuple[int, str | None]:
    """Return how many rows are stored, and the published cells."""
    published = folder / "specs/d/published/2016-09.csv"
    text = published.read_text("utf-8") if published.exists() else None
    return len(read(folder).observations()), text


def unfinished(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.new") if path.is_file()]


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str | None]:
    """Return the state after an import that nothing disturbs."""
    folder = project(tmp_path / "whole", "csv")
    monkeypatch.chdir(folder)
    assert main(ARGUMENTS) == 0
    return state(folder)


def failing(real: Callable[..., Any], number: int, calls: Iterator[int]) -> Callable[..., Any]:
    """Return a function that finds the disk full from the call of that number on."""

    def call(*given: Any, **also: Any) -> Any:
        if next(calls) >= number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*given, **also)

    return call


@pytest.mark.parametrize("name", ["write", "fsync", "replace", "mkdir"])
def test_a_full_disk(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: tuple[int, str | None],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """At whatever call it is full: nothing is there by half, and the next import does it all."""
    for number in range(1, 30):
        folder = project(tmp_path / f"full {number}", "csv")
        monkeypatch.chdir(folder)
        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing(getattr(os, name), number, count(1)))
            code = main(ARGUMENTS)
        if code == 0:
            assert state(folder) == whole
            break
        assert code == 2
        assert "no space left on device" in capsys.readouterr().err
        rows, published = state(folder)
        assert rows in (0, whole[0])
        assert published in (None, whole[1])
        assert unfinished(folder) == []
        assert main(ARGUMENTS) == 0
        assert state(folder) == whole
    else:
        raise AssertionError("it never ends well")


def killed(number: int, folder: Path) -> bool:
    """Import in a child that dies at the call of that number; say whether it did."""
    child = os.fork()
    if child == 0:
        calls = count(1)

        def dying(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*given: Any, **also: Any) -> Any:
                if next(calls) == number:
                    os._exit(9)
                return real(*given, **also)

            return call

        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        for name in CALLS:
            setattr(os, name, dying(getattr(os, name)))
        os._exit(main(ARGUMENTS))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("store", ["csv", "sqlite"])
def test_a_kill_at_every_call(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: tuple[int, str | None],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """What is there is whole, and the same import once more does what the first should have."""
    for number in range(1, 60):
        folder = project(tmp_path / f"killed {number}", store)
        if not killed(number, folder):
            assert number > 5
            break
        rows, published = state(folder)
        assert rows in (0, whole[0])
        assert published in (None, whole[1])
        monkeypatch.chdir(folder)
        assert main(ARGUMENTS) == 0
        assert state(folder) == whole
        assert unfinished(folder) == []
        assert main(["store", "check"]) == 0
        assert "written by hand" not in capsys.readouterr().out
    else:
        raise AssertionError("it never ends")


@pytest.mark.parametrize("store", list(STORES))
def test_a_refused_import_changes_nothing(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing taken, or a file that cannot be read among others."""
    folder = project(tmp_path / "p", store)
    monkeypatch.chdir(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    lay(folder, {"none.csv": "Ref,2009-10,2012-13\nA,1,2\n", "odd.csv": b"Ref,\xff\n"})
    assert main(["import", "none.csv"]) == 1
    assert main(["import", "t.csv", "odd.csv"]) == 2
    assert main(["import", "t.csv", "absent.csv"]) == 2
    assert main(["import", "t.csv", "--dry-run"]) == 0
    capsys.readouterr()
    assert {path: path.read_bytes() for path in before} == before
    assert not (folder / "specs/d/observations").exists()
    assert not (folder / "specs/d/published").exists()
