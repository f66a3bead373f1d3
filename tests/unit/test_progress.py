"""The progress bar: only for those who watch, and only where it can be drawn."""

from __future__ import annotations

import io
import sys

import pytest

from kpilib.commands import progress


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, *, quiet: bool = False) -> str:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    assert list(progress.tracked(range(3), "copying", 3, quiet=quiet)) == [0, 1, 2]
    return terminal.getvalue()


def test_long_work_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work of over a second on a terminal."""
    monkeypatch.setattr(progress, "_QUIETLY", -1.0)
    moments = iter(range(100))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(moments)))
    assert "copying" in drawn(monkeypatch)


def test_short_work_and_quiet_work_show_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing flashes by."""
    assert "copying" not in drawn(monkeypatch)
    monkeypatch.setattr(progress, "_QUIETLY", -1.0)
    assert drawn(monkeypatch, quiet=True) == ""


def test_without_rich_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no complaint either."""
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    monkeypatch.setattr(progress, "_QUIETLY", -1.0)
    assert drawn(monkeypatch) == ""
